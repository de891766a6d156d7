using IopClinic.Benchmarks.Pages;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(IopClinic.Benchmarks.EndToEnd.WhatIsAllocated))]

/// <summary>
/// Runs in the real program before its own first line, where the environment of that process says so (DOTNET_STARTUP_HOOKS): the program
/// itself knows nothing of being measured. The runtime demands this name, and no namespace.
/// </summary>
internal static class StartupHook
{
    public static void Initialize() =>
        Environment.SetEnvironmentVariable("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(StartupHook).Assembly.GetName().Name);
}

namespace IopClinic.Benchmarks.EndToEnd
{
    /// <summary>Puts the count of what is allocated around everything else of the program.</summary>
    public sealed class WhatIsAllocated : IHostingStartup
    {
        public void Configure(IWebHostBuilder builder) =>
            builder.ConfigureServices(services => services.AddSingleton<IStartupFilter, Allocations>());
    }
}
