using IopClinic.Database.Audit;
using IopClinic.Domain;
using Npgsql;

namespace IopClinic.Web.Commands;

/// <summary>Checks that the history stands as it was written.</summary>
internal static class VerifyAuditCommand
{
    public const string Summary =
        "Checks every row of the history against its chain, and the chains against the heads in FILE; names the first row that does not fit.";

    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments, CancellationToken cancel)
    {
        var file = arguments switch
        {
            [] => null,
            ["--heads", { Length: > 0 } path] => path,
            _ => throw new RuleViolation("Use: verify-audit [--heads FILE]"),
        };
        var anchored = file is null ? [] : await new HeadsFile(file).ReadAsync(cancel);
        var verdict = await new AuditChain(services.GetRequiredService<NpgsqlDataSource>()).VerifyAsync(anchored, cancel);
        if (verdict.Fault is { } fault)
        {
            await Console.Error.WriteLineAsync($"The history was tampered with at {fault}.");
            return 1;
        }

        if (verdict.Archived > 0)
        {
            Console.WriteLine($"{verdict.Archived:N0} of these rows are in an archive outside the database: their links stand, and their text is proved when they are brought back.");
        }

        Console.WriteLine(file is null
            ? $"{verdict.Links:N0} rows stand as they were written. Without --heads nobody can tell whether the last ones were removed."
            : $"{verdict.Links:N0} rows stand as they were written, and {anchored.Count:N0} anchored heads agree.");
        return 0;
    }
}
