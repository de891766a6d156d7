using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace IopClinic.Web.Plumbing;

/// <summary>The hash of a style or script in its address (<c>asp-append-version</c>), no longer than it takes to tell one version from another.</summary>
internal sealed class ShortVersions(IFileVersionProvider whole) : IFileVersionProvider
{
    private const int Length = 10;

    public string AddFileVersionToPath(PathString requestPathBase, string path)
    {
        var address = whole.AddFileVersionToPath(requestPathBase, path);
        return address.IndexOf("?v=", StringComparison.Ordinal) is var at and >= 0 && address.Length > at + 3 + Length ? address[..(at + 3 + Length)] : address;
    }

    /// <summary>Around the framework's own.</summary>
    public static void PutAround(IServiceCollection services)
    {
        var whole = services.Last(service => service.ServiceType == typeof(IFileVersionProvider)).ImplementationType!;
        services.AddSingleton<IFileVersionProvider>(provider => new ShortVersions((IFileVersionProvider)ActivatorUtilities.CreateInstance(provider, whole)));
    }
}
