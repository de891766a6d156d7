using System.Globalization;
using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Measures;
using IopClinic.Web.Plumbing;

namespace IopClinic.Web.Assessments;

/// <summary>What a section's page sends: each answer with the question it belongs to.</summary>
public sealed class SectionForm
{
    /// <summary>The version of the section that the page was filled from.</summary>
    public uint Version { get; set; }

    /// <summary>This opened page: its own autosaves do not make it stale.</summary>
    public string? Page { get; set; }

    /// <summary>How many times this opened page has saved already, as it counts itself: what arrives late writes over nothing newer.</summary>
    public int Turn { get; set; }

    /// <summary>The screen for risk that the page knew of; a later one may have changed what it shows.</summary>
    public Id<MeasureAdministration>? Screen { get; set; }

    public List<AnswerForm> Answers { get; set; } = [];

    /// <summary>What a section that is written from this page remembers.</summary>
    internal string? From => PageTurn.Of(Page, Turn);

    /// <summary>The turn of this opened page that the section was written in last; null where another page wrote since.</summary>
    internal int? TurnOf(AssessmentSection section) => PageTurn.In(section.WrittenFrom, Page);

    /// <summary>By field what was typed, null where it was left empty; a row that is to be taken out is empty as a whole.</summary>
    public Dictionary<string, string?> Typed(SectionOutline outline)
    {
        var typed = new Dictionary<string, string?>();
        var sent = Answers.Where(answer => answer is { Field: not null }).ToList();
        var removed = sent.Where(answer => answer.Remove).Select(answer => answer.Field + ".").ToHashSet();
        foreach (var answer in sent)
        {
            if (outline.Find(answer.Field) is { } question)
            {
                typed[answer.Field!] = removed.Any(row => answer.Field!.StartsWith(row, StringComparison.Ordinal)) ? null : answer.Value(question);
            }
        }

        return typed;
    }

    /// <summary>The fields whose answer from elsewhere was found right.</summary>
    public HashSet<string> Confirmed() => [.. Answers.Where(answer => answer is { Confirm: true, Field: not null }).Select(answer => answer.Field!)];

    /// <summary>The name of the input of that field; null when it was not sent.</summary>
    public string? NameOf(string field, Question question) => Answers.FindIndex(answer => answer?.Field == field) is var index and >= 0
        ? $"Form.Answers[{index.ToString(CultureInfo.InvariantCulture)}].{(question.Kind is QuestionKind.Choices ? nameof(AnswerForm.Chosen) : nameof(AnswerForm.Text))}"
        : null;

    public sealed class Validator : AbstractValidator<SectionForm>
    {
        public Validator()
        {
            RuleFor(f => f.Page).MaximumLength(FormKeys.Length).WithMessage("Open the section again.");
            RuleFor(f => f.Turn).InclusiveBetween(0, PageTurn.Most).WithMessage("Open the section again.");
            RuleForEach(f => f.Answers).Must(answer => answer is null || (answer.Field?.Length ?? 0) <= 100).WithMessage("Open the section again.");
        }
    }
}

/// <summary>One answer as it was sent.</summary>
public sealed class AnswerForm
{
    /// <summary>The question: "problem", "substances.0.route" in a row, "substances.0" for the row itself.</summary>
    public string? Field { get; set; }

    [ManyLines]
    public string? Text { get; set; }

    public List<string?> Chosen { get; set; } = [];

    public bool Confirm { get; set; }

    /// <summary>Takes the row out.</summary>
    public bool Remove { get; set; }

    internal string? Value(Question question)
    {
        var value = question.Kind is QuestionKind.Choices
            ? string.Join(',', Chosen.Where(code => !string.IsNullOrEmpty(code)).Distinct())
            : Text?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
