using IopClinic.Domain.Assessments;

namespace IopClinic.Web.Assessments;

/// <summary>An assessment as it is read and printed: each section with its answers, in the order of the catalogue.</summary>
public sealed record Document(IReadOnlyList<Document.Part> Parts)
{
    public static Document Of(Assessment assessment) => new(
    [
        .. from outline in AssessmentCatalog.Sections
           let section = assessment.Sections.Single(s => s.Key == outline.Key)
           let values = section.Values
           select new Part(
               outline,
               [.. outline.Questions.Where(q => q.Kind is not QuestionKind.Rows && q.IsAskedFor(values) && values[q.Key] is not null)
                   .Select(q => new Line(q.Label, q.Words(values[q.Key]!)))],
               [.. outline.Questions.Where(q => q.Kind is QuestionKind.Rows && q.IsAskedFor(values) && values.RowsOf(q.Key).Count > 0)
                   .Select(q => q.IsRanked ? Ranked(q, values) : Of(q, values))]),
    ]);

    private static Table Of(Question question, Values values)
    {
        var parts = question.Parts.Where(part => !part.IsOfMinors || values.RowsOf(question.Key).Any(row => values[$"{question.Key}.{row}.{part.Key}"] is not null)).ToList();
        return new Table(
            question.Label,
            [.. parts.Select(part => part.Label)],
            [.. values.RowsOf(question.Key).Select(row => (IReadOnlyList<string>)[.. parts.Select(part => Words(question, part, row, values))])]);
    }

    /// <summary>The diagnoses in their order, with their rank in the place of the number it is kept as.</summary>
    private static Table Ranked(Question question, Values values)
    {
        var parts = question.Parts.Where(part => part.Key != "order").ToList();
        return new Table(
            question.Label,
            [.. parts.Select(part => part.Label), "Rank"],
            [.. AssessmentCatalog.DiagnosesIn(values).Select(row => (IReadOnlyList<string>)
                [.. parts.Select(part => Words(question, part, row.Row, values)), row.Rank is 1 ? "Principal" : $"{row.Rank}"])]);
    }

    private static string Words(Question question, Question part, int row, Values values) =>
        values[$"{question.Key}.{row}.{part.Key}"] is { } value ? part.Words(value) : "";

    /// <summary>One section.</summary>
    public sealed record Part(SectionOutline Outline, IReadOnlyList<Line> Lines, IReadOnlyList<Table> Tables)
    {
        public bool IsEmpty => Lines.Count == 0 && Tables.Count == 0;
    }

    public sealed record Line(string Label, string Words);

    public sealed record Table(string Label, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows);
}
