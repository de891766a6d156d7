using System.Globalization;
using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Assessments;

/// <summary>What stands in the way of one answer.</summary>
/// <param name="Field">The answer that cannot stand.</param>
/// <param name="Sentence">Why.</param>
/// <param name="Beside">The other answer with which it cannot stand; null where it is wrong by itself.</param>
public sealed record Objection(string Field, string Sentence, string? Beside = null);

/// <summary>One section of the assessment: what it asks, in which order.</summary>
/// <param name="Key">How it is stored, and its part of the address.</param>
/// <param name="Title">As it stands on screen and paper.</param>
/// <param name="Lead">What it is for, in one sentence.</param>
/// <param name="Questions">In the order in which they are asked.</param>
public sealed record SectionOutline(string Key, string Title, string Lead, IReadOnlyList<Question> Questions)
{
    /// <summary>The question that a field answers: "problem", or "substances.0.route" in a row; null when there is none.</summary>
    public Question? Find(string? field)
    {
        var parts = (field ?? "").Split('.');
        var question = Questions.FirstOrDefault(q => q.Key == parts[0]);
        return parts.Length switch
        {
            1 when question is { Kind: not QuestionKind.Rows } => question,
            3 when question is { Kind: QuestionKind.Rows } && IsRow(parts[1]) => question.Parts.FirstOrDefault(part => part.Key == parts[2]),
            _ => null,
        };
    }

    /// <summary>The question of a field as it is read: "Substances 2: Route".</summary>
    public string LabelOf(string field)
    {
        var parts = field.Split('.');
        var question = Questions.First(q => q.Key == parts[0]);
        return parts.Length == 1
            ? question.Label
            : $"{question.Label} {int.Parse(parts[1], CultureInfo.InvariantCulture) + 1}: {question.Parts.First(part => part.Key == parts[2]).Label}";
    }

    /// <summary>The answers without those that are not asked for any more.</summary>
    public Values Asked(Values values) => new(Answered(values).ToDictionary(answered => answered.Field, answered => values[answered.Field]!));

    /// <summary>Everything that cannot stand among these answers. What is not asked for is judged by itself only: nobody sees it beside the others.</summary>
    public IReadOnlyList<Objection> Judge(Values values, DateOnly born, DateOnly today)
    {
        var objections = new List<Objection>();
        foreach (var question in Questions)
        {
            if (question.Kind is not QuestionKind.Rows)
            {
                JudgeOne(question, "", question.IsAskedFor(values));
                continue;
            }

            var isAsked = question.IsAskedFor(values);
            foreach (var row in values.RowsOf(question.Key))
            {
                var prefix = $"{question.Key}.{row.ToString(CultureInfo.InvariantCulture)}.";
                foreach (var part in question.Parts)
                {
                    JudgeOne(part, prefix, isAsked);
                    if (isAsked && part.IsUnique && values[prefix + part.Key] is { } same
                        && values.RowsOf(question.Key).TakeWhile(other => other < row)
                            .Select(other => $"{question.Key}.{other.ToString(CultureInfo.InvariantCulture)}.{part.Key}").FirstOrDefault(other => values[other] == same) is { } first)
                    {
                        objections.Add(new Objection(prefix + part.Key, "This stands in another row already.", first));
                    }

                    if (isAsked && part.IsRequired && values[prefix + part.Key] is null)
                    {
                        objections.Add(new Objection(prefix + part.Key, part.Kind is QuestionKind.Choice ? "Choose one from the list." : "Fill this in."));
                    }
                }
            }
        }

        return objections;

        void JudgeOne(Question question, string prefix, bool isAsked)
        {
            var field = prefix + question.Key;
            if (values[field] is not { } value)
            {
                return;
            }

            if (question.Fault(value, born, today) is { } fault)
            {
                objections.Add(new Objection(field, fault));
            }
            else if (isAsked && Together(question, value, prefix) is { } sentence)
            {
                objections.Add(new Objection(field, sentence, prefix + (question.NotBefore ?? question.AgeAt)));
            }
        }

        string? Together(Question question, string value, string prefix)
        {
            if (question.NotBefore is { } earlier
                && RoughDate.TryParse(value, out var date) && RoughDate.TryParse(values[prefix + earlier], out var before) && date.Last < before.First)
            {
                return "That is before the first time.";
            }

            return question.AgeAt is { } of && RoughDate.TryParse(values[prefix + of], out var then)
                && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var age)
                && (age > AgeOn(then.Last) || age < AgeOn(then.First))
                    ? $"At the date beside it the patient was {AgeOn(then.First)}."
                    : null;
        }

        int AgeOn(DateOnly day) => Age.On(born, day);
    }

    /// <summary>The required questions that have no answer yet.</summary>
    public IReadOnlyList<Question> Missing(Values values) =>
    [
        .. Questions.Where(q => q.IsRequiredFor(values) && (q.Kind is QuestionKind.Rows ? !(q.SufficesWhen?.Invoke(values) ?? values.RowsOf(q.Key).Count > 0) : values[q.Key] is null)),
    ];

    /// <summary>Every answer with its question, in the order of the section; what is not asked for any more is left out.</summary>
    public IEnumerable<(string Field, Question Question, int? Row)> Answered(Values values)
    {
        foreach (var question in Questions.Where(q => q.IsAskedFor(values)))
        {
            if (question.Kind is not QuestionKind.Rows)
            {
                if (values[question.Key] is not null)
                {
                    yield return (question.Key, question, null);
                }

                continue;
            }

            foreach (var row in values.RowsOf(question.Key))
            {
                foreach (var part in question.Parts)
                {
                    var field = $"{question.Key}.{row.ToString(CultureInfo.InvariantCulture)}.{part.Key}";
                    if (values[field] is not null)
                    {
                        yield return (field, part, row);
                    }
                }
            }
        }
    }

    private static bool IsRow(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row)
        && row < Question.MostRows && text == row.ToString(CultureInfo.InvariantCulture);
}
