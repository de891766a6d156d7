using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Plumbing;

namespace IopClinic.Web.Treatment;

/// <summary>What the editor of a plan sends: all of it, line by line, in the order in which it is read.</summary>
public sealed class PlanForm
{
    /// <summary>The version of the plan that the page was filled from.</summary>
    public uint Version { get; set; }

    /// <summary>This opened page: its own autosaves do not make it stale.</summary>
    public string? Page { get; set; }

    /// <summary>How many times this opened page has saved already, as it counts itself: what arrives late writes over nothing newer.</summary>
    public int Turn { get; set; }

    public PlanPhase Phase { get; set; }

    [ManyLines]
    public string? Strengths { get; set; }

    [ManyLines]
    public string? Preferences { get; set; }

    [ManyLines]
    public string? Barriers { get; set; }

    [ManyLines]
    public string? DischargeCriteria { get; set; }

    [ManyLines]
    public string? RelapsePlan { get; set; }

    public List<LineForm> Lines { get; set; } = [];

    /// <summary>What a plan that is written from this page remembers.</summary>
    internal string? From => PageTurn.Of(Page, Turn);

    /// <summary>The turn of this opened page that the plan was written in last; null where another page wrote since.</summary>
    internal int? TurnOf(TreatmentPlan plan) => PageTurn.In(plan.WrittenFrom, Page);

    internal static PlanForm Of(TreatmentPlan plan) => new()
    {
        Version = plan.Version,
        Page = FormKeys.New(),
        Phase = plan.Content.Phase,
        Strengths = plan.Content.Strengths,
        Preferences = plan.Content.Preferences,
        Barriers = plan.Content.Barriers,
        DischargeCriteria = plan.Content.DischargeCriteria,
        RelapsePlan = plan.Content.RelapsePlan,
        Lines = [.. plan.Content.Lines.Select(LineForm.Of)],
    };

    /// <summary>What was typed, as a plan.</summary>
    /// <param name="sources">What a problem may rest on, and what the lines rest on already.</param>
    internal PlanContent ToContent(IReadOnlyDictionary<string, PlanProvenance> sources) => new()
    {
        Phase = Phase,
        Strengths = Strengths,
        Preferences = Preferences,
        Barriers = Barriers,
        DischargeCriteria = DischargeCriteria,
        RelapsePlan = RelapsePlan,
        Lines = [.. Lines.OfType<LineForm>().Select(line => line.ToLine(sources))],
    };

    /// <summary>Adds words to one of the texts.</summary>
    internal void Append(string field, string words)
    {
        string Joined(string? text) => string.IsNullOrWhiteSpace(text) ? words : $"{text.TrimEnd()}\n{words}";
        switch (field)
        {
            case nameof(Strengths):
                Strengths = Joined(Strengths);
                break;
            case nameof(Preferences):
                Preferences = Joined(Preferences);
                break;
            default:
                Barriers = Joined(Barriers);
                break;
        }
    }

    public sealed class Validator : AbstractValidator<PlanForm>
    {
        public Validator()
        {
            RuleFor(f => f.Page).MaximumLength(FormKeys.Length).WithMessage("Open the plan again.");
            RuleFor(f => f.Turn).InclusiveBetween(0, PageTurn.Most).WithMessage("Open the plan again.");
            foreach (var field in new System.Linq.Expressions.Expression<Func<PlanForm, string?>>[]
                { f => f.Strengths, f => f.Preferences, f => f.Barriers, f => f.DischargeCriteria, f => f.RelapsePlan })
            {
                RuleFor(field).MaximumLength(PlanContent.LongestText).WithMessage($"Shorten this to {PlanContent.LongestText:N0} characters.");
            }

            RuleFor(f => f.Lines).Must(lines => lines.Count <= PlanContent.MostLines).WithMessage($"Keep a plan to {PlanContent.MostLines} lines.");
            RuleForEach(f => f.Lines).NotNull().WithMessage("A line of the plan could not be read. Load the page again.");
            RuleForEach(f => f.Lines).ChildRules(line =>
            {
                line.RuleFor(l => l.Key).NotEmpty().WithMessage("A line of the plan could not be read. Load the page again.");
                line.RuleFor(l => l.Text).MaximumLength(PlanLine.LongestText).WithMessage($"Shorten this to {PlanLine.LongestText:N0} characters.");
                foreach (var part in new System.Linq.Expressions.Expression<Func<LineForm, string?>>[] { l => l.Measure, l => l.Baseline, l => l.Target, l => l.EndedBecause })
                {
                    line.RuleFor(part).MaximumLength(PlanLine.LongestPart).WithMessage($"Shorten this to {PlanLine.LongestPart} characters.");
                }

                line.RuleFor(l => l.RestsOn).MaximumLength(200).WithMessage("Choose one from the list.");
                line.RuleFor(l => l.Instrument).MaximumLength(40).WithMessage("Choose one from the list.");
                line.RuleFor(l => l.AtMost).InclusiveBetween(0, 999).WithMessage("A total is 0 to 999.");
                line.RuleFor(l => l.Times).InclusiveBetween(1, 21).WithMessage("Enter 1 to 21 times.");
                line.RuleFor(l => l.EveryWeeks).InclusiveBetween(1, 12).WithMessage("Enter 1 to 12 weeks.");
                line.RuleFor(l => l.Minutes).InclusiveBetween(5, 480).WithMessage("Enter 5 to 480 minutes.");
            }).When(f => f.Lines.TrueForAll(line => line is not null));
        }
    }
}

/// <summary>One line of a plan as it was sent.</summary>
public sealed class LineForm
{
    public Guid Key { get; set; }

    public PlanLevel Level { get; set; }

    [ManyLines]
    public string? Text { get; set; }

    public PlanSide? Side { get; set; }

    /// <summary>What a problem rests on: see <see cref="PlanSources"/>.</summary>
    public string? RestsOn { get; set; }

    public GoalType? Type { get; set; }

    public string? Measure { get; set; }

    public string? Baseline { get; set; }

    public string? Target { get; set; }

    public DateOnly? TargetDate { get; set; }

    public string? Instrument { get; set; }

    public int? AtMost { get; set; }

    public ObjectiveStatus Status { get; set; }

    public DateOnly? EndedOn { get; set; }

    public string? EndedBecause { get; set; }

    public Id<Service>? ServiceId { get; set; }

    public int? Times { get; set; }

    public int? EveryWeeks { get; set; }

    public int? Minutes { get; set; }

    public Id<StaffMember>? ResponsibleId { get; set; }

    internal static LineForm Of(PlanLine line) => new()
    {
        Key = line.Key,
        Level = line.Level,
        Text = line.Text,
        Side = line.Side,
        RestsOn = line.RestsOn is { } source ? PlanSources.CodeOf(source) : null,
        Type = line.Type,
        Measure = line.Measure,
        Baseline = line.Baseline,
        Target = line.Target,
        TargetDate = line.TargetDate,
        Instrument = line.Instrument,
        AtMost = line.AtMost,
        Status = line.Status,
        EndedOn = line.EndedOn,
        EndedBecause = line.EndedBecause,
        ServiceId = line.ServiceId,
        Times = line.Times,
        EveryWeeks = line.EveryWeeks,
        Minutes = line.Minutes,
        ResponsibleId = line.ResponsibleId,
    };

    internal PlanLine ToLine(IReadOnlyDictionary<string, PlanProvenance> sources) => new()
    {
        Key = Key,
        Level = Level,
        Text = Text ?? "",
        Side = Side,
        RestsOn = RestsOn is { Length: > 0 } code ? sources.GetValueOrDefault(code) : null,
        Type = Type,
        Measure = Measure,
        Baseline = Baseline,
        Target = Target,
        TargetDate = TargetDate,
        Instrument = string.IsNullOrEmpty(Instrument) ? null : Instrument,
        AtMost = AtMost,
        Status = Status,
        EndedOn = EndedOn,
        EndedBecause = EndedBecause,
        ServiceId = ServiceId,
        Times = Times,
        EveryWeeks = EveryWeeks,
        Minutes = Minutes,
        ResponsibleId = ResponsibleId,
    };
}
