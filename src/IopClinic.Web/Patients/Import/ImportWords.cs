namespace IopClinic.Web.Patients.Import;

/// <summary>The report in words, the same on the page and on the command line.</summary>
public static class ImportWords
{
    /// <summary>The outcomes in the order in which somebody wants to read them: what needs an act comes first.</summary>
    public static IReadOnlyList<ImportOutcome> Order { get; } =
    [
        ImportOutcome.FileRefused,
        ImportOutcome.PatientRefused,
        ImportOutcome.PossibleDuplicate,
        ImportOutcome.CameIn,
        ImportOutcome.AlreadyHere,
        ImportOutcome.Noted,
        ImportOutcome.Left,
    ];

    public static string Title(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.FileRefused => "Files refused",
        ImportOutcome.PatientRefused => "Patients refused",
        ImportOutcome.PossibleDuplicate => "Possible duplicates",
        ImportOutcome.CameIn => "Came in",
        ImportOutcome.AlreadyHere => "Already here",
        ImportOutcome.Noted => "Good to know",
        ImportOutcome.Left => "Left out",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>"3 patients came in, with 12 conditions and 1 allergy."</summary>
    public static string Summary(ImportReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var sentences = new List<string>
        {
            $"{Counted(report.Count(ImportOutcome.CameIn), "patient", "patients")} came in. "
            + $"{Counted(report.ConditionsIn, "condition", "conditions")} and "
            + $"{Counted(report.AllergiesIn, "allergy", "allergies")} were added.",
        };
        if (report.Count(ImportOutcome.AlreadyHere) is var known and > 0)
        {
            sentences.Add($"{Counted(known, "patient was", "patients were")} here already.");
        }

        var files = report.Count(ImportOutcome.FileRefused);
        var patients = report.Count(ImportOutcome.PatientRefused);
        sentences.Add(report.AnythingRefused
            ? $"Refused: {Counted(files, "file", "files")} and {Counted(patients, "patient", "patients")}."
            : "Nothing was refused.");
        return string.Join(' ', sentences);
    }

    /// <summary>"export.ndjson, line 12".</summary>
    public static string Place(ImportPlace place) => place.Number == 0 ? place.File : $"{place.File}, {place.Words}";

    private static string Counted(int count, string one, string many) => $"{count:N0} {(count == 1 ? one : many)}";
}
