using System.Globalization;

namespace IopClinic.Benchmarks.EndToEnd;

/// <summary>What is measured, and how long.</summary>
internal sealed record Options
{
    public const string Help =
        """
        Measures the real program and, beside it on the same database, the limit: what the database and Kestrel could do at most.

          dotnet run -c Release --project tests/IopClinic.Benchmarks [--] [OPTIONS]

          --pages NAMES        only these, with commas: today,roll-12
          --connections NUMBERS  so many at once, one after the other: 1,16
          --seconds NUMBER     how long each is asked in each run: 5
          --pairs NUMBER       runs of program and limit in turn: 3
          --quick              a look whether everything runs; judges what is counted against budget.json, and no times
          --program FILE       a published IopClinic.Web.dll in the place of the one that is built here
          --database STRING    the owner's connection to a database with the demo clinic's sign-ins; without it a fresh one is made
          --app-database STRING  the connection of the role that serves pages; without it the same as clinic_app
          --out FOLDER         where results.json and results.md go: artifacts/benchmark
          --write-budget       writes what was counted to budget.json

          dotnet run -c Release --project tests/IopClinic.Benchmarks -- start [--program FILE] [--pairs NUMBER] [--seconds NUMBER]
          until it answers, its first pages, and its memory after start and after load

          dotnet run -c Release --project tests/IopClinic.Benchmarks -- micro [OPTIONS OF BENCHMARKDOTNET]
        """;

    public IReadOnlyList<string> Pages { get; init; } = [];

    public IReadOnlyList<int> Connections { get; init; } = [1, 16];

    public double Seconds { get; init; } = 5;

    public int Pairs { get; init; } = 3;

    public bool Quick { get; init; }

    /// <summary>The program that is measured: the one that is built here, or a published one.</summary>
    public string Program { get; init; } = MeasuredDatabase.Program;

    public string? Database { get; init; }

    public string? AppDatabase { get; init; }

    public string Out { get; init; } = Path.Combine("artifacts", "benchmark");

    public bool WritesBudget { get; init; }

    /// <exception cref="FormatException">Something is not understood; the message says what.</exception>
    public static Options Of(string[] arguments)
    {
        var options = new Options();
        // The quick look first: whatever else is said holds against it.
        if (arguments.Contains("--quick"))
        {
            options = options with { Quick = true, Seconds = 0.05, Connections = [1], Pairs = 1 };
        }

        for (var at = 0; at < arguments.Length; at++)
        {
            string Value() => ++at < arguments.Length ? arguments[at] : throw new FormatException($"{arguments[at - 1]} needs a value.");
            options = arguments[at] switch
            {
                "--quick" => options,
                "--write-budget" => options with { WritesBudget = true },
                "--pages" => options with { Pages = Value().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
                "--connections" => options with { Connections = [.. Value().Split(',').Select(number => (int)Number(number, 1, 256))] },
                "--seconds" => options with { Seconds = Number(Value(), 0.05, 3600) },
                "--pairs" => options with { Pairs = (int)Number(Value(), 1, 100) },
                "--program" => options with { Program = Path.GetFullPath(Value()) },
                "--database" => options with { Database = Value() },
                "--app-database" => options with { AppDatabase = Value() },
                "--out" => options with { Out = Value() },
                var other => throw new FormatException($"Not understood: {other}."),
            };
        }

        return options is { WritesBudget: true, Database: not null }
            ? throw new FormatException("The budget is what the benchmark's own house takes: leave --database out.")
            : options;
    }

    private static double Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{text} is not a number from {least} to {most}."));
}
