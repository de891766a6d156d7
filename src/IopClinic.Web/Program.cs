using IopClinic.Domain;
using IopClinic.Web.Plumbing;

namespace IopClinic.Web;

internal static class Host
{
    internal static async Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ClinicClock>();
        builder.Services.AddClinicPermissions();
        builder.Services.AddValidators();
        builder.Services.AddRazorPages(pages => pages.RootDirectory = "/")
            .AddMvcOptions(options => options.Filters.Add<FormFilter>());

        await using var app = builder.Build();
        app.UseStaticFiles();
        app.UseRouting();
        app.UseAuthorization();
        app.MapRazorPages();
        await app.RunAsync();
        return 0;
    }
}
