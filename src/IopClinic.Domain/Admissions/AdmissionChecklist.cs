using IopClinic.Domain.Programs;

namespace IopClinic.Domain.Admissions;

/// <summary>One consent or notice of the checklist, and how it stands.</summary>
/// <param name="Title">What it is.</param>
/// <param name="IsNeededBefore">Nobody is admitted without it.</param>
/// <param name="Latest">What was written of it last; null while nothing was.</param>
public sealed record ChecklistLine(string Title, bool IsNeededBefore, AdmissionPaper? Latest)
{
    /// <summary>Not signed where it has to be, or not even asked for.</summary>
    public bool IsMissing => IsNeededBefore ? Latest?.State is not PaperState.Done : Latest?.State is not (PaperState.Done or PaperState.Declined);
}

/// <summary>The consents and notices that go with an admission.</summary>
public static class AdmissionChecklist
{
    /// <param name="rules">What the site asks for.</param>
    /// <param name="program">Where they are, or are to be, admitted; null while that is open.</param>
    /// <param name="papers">What was written of this patient.</param>
    /// <param name="since">The day from which papers count: the last discharge; null for everything.</param>
    public static IReadOnlyList<ChecklistLine> Of(AdmissionRules rules, Program? program, IEnumerable<AdmissionPaper> papers, DateOnly? since)
    {
        var latest = papers.Where(paper => since is null || paper.On >= since)
            .GroupBy(paper => paper.Title, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(title => title.Key, title => title.MaxBy(paper => (paper.RecordedAt, paper.Id.Value)), StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> part2 = program is { IsPart2: true } ? [AdmissionPaper.Part2Notice] : [];
        return
        [
            .. rules.PapersBefore.Union(part2, StringComparer.OrdinalIgnoreCase).Select(title => new ChecklistLine(title, true, latest.GetValueOrDefault(title))),
            .. rules.PapersAfter.Except(part2, StringComparer.OrdinalIgnoreCase).Select(title => new ChecklistLine(title, false, latest.GetValueOrDefault(title))),
        ];
    }
}
