using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Admissions;

/// <summary>What a site asks for before it admits somebody, and soon after.</summary>
public sealed record AdmissionRules
{
    /// <summary>The most papers of one list.</summary>
    public const int MostPapers = 30;

    /// <summary>What a new site begins with; every clinic has lists of its own.</summary>
    public static readonly AdmissionRules Usual = new(
        assessmentDays: 30,
        ["Consent to treatment", "Notice of privacy practices (HIPAA)", "Rights of patients and how to complain"],
        [TelehealthConsent.Paper, "Financial agreement", "Rules of the program and attendance", "Patient handbook"],
        paperDays: 7);

    /// <exception cref="RuleViolation">A number is out of range, a title is too long or stands there twice.</exception>
    public AdmissionRules(int? assessmentDays, IReadOnlyList<string> papersBefore, IReadOnlyList<string> papersAfter, int paperDays)
    {
        RuleViolation.Unless(assessmentDays is null or (>= 1 and <= 365), "Enter 1 to 365 days, or nothing.", nameof(AssessmentDays));
        RuleViolation.Unless(paperDays is >= 1 and <= 90, "Enter 1 to 90 days.", nameof(PaperDays));
        (AssessmentDays, PaperDays) = (assessmentDays, paperDays);
        PapersBefore = Titles(papersBefore, nameof(PapersBefore));
        PapersAfter = Titles(papersAfter, nameof(PapersAfter));
        var twice = PapersAfter.FirstOrDefault(title => PapersBefore.Contains(title, StringComparer.OrdinalIgnoreCase));
        RuleViolation.Unless(twice is null, $"“{twice}” stands in both lists.", nameof(PapersAfter));
    }

    /// <summary>Days for which a signed assessment counts; null where an admission needs none.</summary>
    public int? AssessmentDays { get; }

    /// <summary>Consents and notices without which nobody is admitted.</summary>
    public IReadOnlyList<string> PapersBefore { get; }

    /// <summary>Consents and notices that may follow.</summary>
    public IReadOnlyList<string> PapersAfter { get; }

    /// <summary>Days after the admission within which those that may follow are due.</summary>
    public int PaperDays { get; }

    private static List<string> Titles(IEnumerable<string> titles, string field)
    {
        var all = titles.Select(title => FreeText.OrNull(title, AdmissionPaper.LongestTitle, field)).OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        RuleViolation.Unless(all.Count <= MostPapers, $"Keep to {MostPapers} papers.", field);
        return all;
    }
}
