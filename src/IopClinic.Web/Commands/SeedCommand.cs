using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Seed;
using IopClinic.Web.Seed.Load;

namespace IopClinic.Web.Commands;

/// <summary>The demo clinic, for trying things out.</summary>
internal static class SeedCommand
{
    public const string Summary = "Fills an empty database with the demo clinic, or with a made-up operator of any size. Not in Production: their passwords are public.";

    public const string Load = "--load";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments, CancellationToken cancel = default)
    {
        RuleViolation.Unless(
            !services.GetRequiredService<IHostEnvironment>().IsProduction(), "The demo clinic has public passwords: not in Production.");
        if (arguments is [Load, .. var options])
        {
            // What is wrong with the options is said before anything looks at the database.
            var size = LoadSize.Of(options);
            try
            {
                await ActivatorUtilities.CreateInstance<LoadClinic>(services).FillAsync(size, Console.Out, !Console.IsOutputRedirected, cancel);
            }
            catch (OperationCanceledException)
            {
                await Console.Error.WriteLineAsync(LoadState.BrokenOff);
                throw;
            }

            return 0;
        }

        RuleViolation.Unless(arguments.Length == 0, $"There is no option {arguments.FirstOrDefault()}. {LoadSize.Use}");
        await LoadState.RefuseBrokenOffAsync(services.GetRequiredService<ClinicDb>(), cancel);
        if (!await ActivatorUtilities.CreateInstance<DemoClinic>(services).PlantAsync(cancel))
        {
            Console.WriteLine("This clinic has a site already; nothing was added.");
        }

        return 0;
    }
}
