using IopClinic.Domain;
using IopClinic.Web.Seed;

namespace IopClinic.Web.Commands;

/// <summary>The demo clinic, for trying things out.</summary>
internal static class SeedCommand
{
    public const string Summary = "Fills an empty database with the demo clinic. Not in Production: its passwords are public.";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments)
    {
        RuleViolation.Unless(
            !services.GetRequiredService<IHostEnvironment>().IsProduction(), "The demo clinic has public passwords: not in Production.");
        if (!await ActivatorUtilities.CreateInstance<DemoClinic>(services).PlantAsync(CancellationToken.None))
        {
            Console.WriteLine("This clinic has a site already; nothing was added.");
        }

        return 0;
    }
}
