using IopClinic.Domain;

namespace IopClinic.Web.Commands;

/// <summary>The words this program understands behind its name. Without one it serves the clinic.</summary>
internal static class CommandLine
{
    private sealed record Command(
        string Name, string Arguments, string Summary, Func<IServiceProvider, string[], CancellationToken, Task<int>> RunAsync);

    private static readonly Command[] All =
    [
        new("migrate", "", MigrateCommand.Summary, (services, arguments, _) => MigrateCommand.RunAsync(services, arguments)),
        new("seed", "[--load --sites N --patients N --years N [--random SEED]]", SeedCommand.Summary, SeedCommand.RunAsync),
        new("import-fhir", "PATH... [--site NAME]", ImportFhirCommand.Summary, ImportFhirCommand.RunAsync),
        new(
            "create-admin",
            "--email ADDRESS --name \"GIVEN FAMILY\" [--password-file FILE]",
            CreateAdminCommand.Summary,
            (services, arguments, _) => CreateAdminCommand.RunAsync(services, arguments)),
        new(
            "reset-sign-in",
            "--email ADDRESS",
            ResetSignInCommand.Summary,
            (services, arguments, _) => ResetSignInCommand.RunAsync(services, arguments)),
        new("revoke-keys", "--yes", RevokeKeysCommand.Summary, (services, arguments, _) => RevokeKeysCommand.RunAsync(services, arguments)),
        new("verify-audit", "[--heads FILE]", VerifyAuditCommand.Summary, VerifyAuditCommand.RunAsync),
        new("verify-signatures", "", VerifySignaturesCommand.Summary, VerifySignaturesCommand.RunAsync),
        new("anchor-audit", "[--heads FILE]", AnchorAuditCommand.Summary, AnchorAuditCommand.RunAsync),
        new("archive", "--list | --before YYYY-MM | --bring-back NAME", ArchiveCommand.Summary, ArchiveCommand.RunAsync),
        new(CheckInstruments, "FOLDER [--examples FILE]", CheckInstrumentsCommand.Summary, (_, arguments, _) => CheckInstrumentsCommand.RunAsync(arguments, Console.Out)),
        new(CheckCodes, "FILE [--synonyms FILE]", CheckCodesCommand.Summary, (_, arguments, _) => CheckCodesCommand.RunAsync(arguments, Console.Out)),
    ];

    private const string CheckInstruments = "check-instruments";

    private const string CheckCodes = "check-codes";

    /// <summary>The word of <paramref name="arguments"/> that is a command, or null when the clinic is to be served.</summary>
    public static string? CommandIn(string[] arguments) =>
        arguments.FirstOrDefault() is { } first && (IsHelp(first) || !first.StartsWith('-')) ? first : null;

    public static bool IsHelp(string word) => word is "--help" or "-h" or "-?" or "help";

    public static bool Knows(string word) => All.Any(command => command.Name == word);

    /// <summary>Runs the command in the first argument; what it cannot do is a sentence on the error output and a status of 1.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, string[] arguments, CancellationToken cancel = default)
    {
        var command = All.Single(known => known.Name == arguments[0]);
        await using var scope = services.CreateAsyncScope();
        try
        {
            return await command.RunAsync(scope.ServiceProvider, arguments[1..], cancel);
        }
        catch (RuleViolation refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return 1;
        }
    }

    /// <summary>
    /// Runs a command that touches no record, before anything looks for a database; null when the word is not one of these.
    /// </summary>
    public static async Task<int?> RunWithoutRecordAsync(string[] arguments) => arguments[0] switch
    {
        CheckInstruments => await CheckInstrumentsCommand.RunAsync(arguments[1..], Console.Out),
        CheckCodes => await CheckCodesCommand.RunAsync(arguments[1..], Console.Out),
        _ => null,
    };

    public static void WriteHelp(TextWriter to)
    {
        to.WriteLine("IopClinic: the record of an intensive outpatient program.");
        to.WriteLine();
        to.WriteLine("  IopClinic.Web                serve the clinic (see README.md for its settings)");
        foreach (var command in All)
        {
            to.WriteLine();
            to.WriteLine($"  IopClinic.Web {command.Name} {command.Arguments}".TrimEnd());
            to.WriteLine($"      {command.Summary}");
        }

        to.WriteLine();
        to.WriteLine("The database is named by ConnectionStrings__Clinic; without it Development uses its own in .data/.");
    }
}
