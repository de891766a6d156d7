using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.History;
using Npgsql;

namespace IopClinic.Web.Commands;

/// <summary>Puts the heads of the history down now.</summary>
internal static class AnchorAuditCommand
{
    public const string Summary = "Adds the heads of the history's chains to FILE, by default the file of the setting Audit:HeadsFile.";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments, CancellationToken cancel)
    {
        var file = arguments switch
        {
            [] => services.GetRequiredService<IConfiguration>()[Anchoring.Setting]
                ?? throw new RuleViolation("Name a file: anchor-audit --heads FILE, or the setting Audit__HeadsFile."),
            ["--heads", { Length: > 0 } path] => path,
            _ => throw new RuleViolation("Use: anchor-audit [--heads FILE]"),
        };
        var heads = await new AuditChain(services.GetRequiredService<NpgsqlDataSource>()).HeadsAsync(cancel);
        await new HeadsFile(file).AppendAsync(services.GetRequiredService<ClinicClock>().Now, heads);
        Console.WriteLine($"{heads.Count} heads are in {file}.");
        return 0;
    }
}
