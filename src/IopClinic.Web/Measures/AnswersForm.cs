using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace IopClinic.Web.Measures;

/// <summary>The answers to one form, or to some of its questions, as a page sends them.</summary>
public sealed class AnswersForm
{
    public List<Row> Rows { get; set; } = [];

    /// <summary>The patient left the open questions out.</summary>
    public bool LeavesOut { get; set; }

    internal static AnswersForm Of(Instrument instrument, MeasureAdministration given) => Of(instrument.Items, given);

    internal static AnswersForm Of(IEnumerable<InstrumentItem> items, MeasureAdministration given) => new()
    {
        Rows = [.. items.Select(item => new Row { Item = item.Id, Option = given.Answers.GetValueOrDefault(item.Id) })],
    };

    /// <summary>The options of a question, as the form offers them.</summary>
    public static IEnumerable<SelectListItem> OptionsOf(InstrumentItem item) => item.Options.Select((option, place) =>
        new SelectListItem(option.Label, place.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>The questions that the answers keep away.</summary>
    internal static List<string> SkippedBy(Instrument instrument, IReadOnlyDictionary<string, int?> answers)
    {
        var sheet = new AnswerSheet(instrument, answers);
        return [.. instrument.Items.Where(item => !instrument.IsAsked(item, sheet)).Select(item => item.Id)];
    }

    /// <summary>What was answered.</summary>
    /// <exception cref="RuleViolation">A question or an option does not exist, or stands there twice.</exception>
    internal IReadOnlyDictionary<string, int?> Answers(Instrument instrument)
    {
        for (var at = 0; at < Rows.Count; at++)
        {
            var (item, option) = (instrument.Item(Rows[at].Item), Rows[at].Option);
            RuleViolation.Unless(
                item is not null && (option is null || (option >= 0 && option < item.Options.Count)),
                "Choose one of the answers of this question.",
                $"Rows[{at}].Option");
        }

        return new AnswerSheet(instrument, Rows.Select(row => KeyValuePair.Create(row.Item, row.Option))).Answers;
    }

    /// <summary>Of a form that is shown again, the answers that are any.</summary>
    internal IReadOnlyDictionary<string, int?> Readable(Instrument instrument) => Rows
        .Where(row => instrument.Item(row.Item) is { } item && row.Option >= 0 && row.Option < item.Options.Count)
        .DistinctBy(row => row.Item).ToDictionary(row => row.Item, row => row.Option);

    /// <summary>One question and the place of the chosen option.</summary>
    public sealed class Row
    {
        public string Item { get; set; } = "";

        public int? Option { get; set; }
    }

    public sealed class Validator : AbstractValidator<AnswersForm>
    {
        public Validator()
        {
            RuleFor(f => f.Rows).Must(rows => rows.Count is > 0 and <= 200).WithMessage("The answers did not arrive whole. Send the form again.");
            RuleForEach(f => f.Rows).ChildRules(row => row.RuleFor(r => r.Item).NotEmpty().MaximumLength(40));
        }
    }
}
