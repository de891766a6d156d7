using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace IopClinic.Web.Admissions;

/// <summary>One consent or notice as it is filled in.</summary>
public sealed class PaperForm
{
    public string Title { get; set; } = "";

    /// <summary>Empty while nobody was asked.</summary>
    public PaperState? State { get; set; }

    public DateOnly? On { get; set; }

    public string? Note { get; set; }

    [BindNever]
    public bool IsNeededBefore { get; private set; }

    /// <summary>What the record says already: "Signed or given Nov 20, 2026, by Ana Ruiz".</summary>
    [BindNever]
    public string? Stands { get; private set; }

    [BindNever]
    public bool IsMissing { get; private set; }

    public static IEnumerable<SelectListItem> States { get; } =
    [
        new("Signed or given", nameof(PaperState.Done)),
        new("Declined", nameof(PaperState.Declined)),
    ];

    public static string Words(PaperState state) => state switch
    {
        PaperState.Done => "Signed or given",
        PaperState.Declined => "Declined",
        _ => "Taken back",
    };

    /// <summary>The checklist as a form. What was sent stays; what was not sent reads as the record has it.</summary>
    public static List<PaperForm> Of(
        IEnumerable<ChecklistLine> lines, IReadOnlyCollection<PaperForm> sent, IReadOnlyDictionary<Id<StaffMember>, string> names, DateOnly today) =>
    [
        .. lines.Select(line =>
        {
            var form = sent.FirstOrDefault(one => string.Equals(one.Title, line.Title, StringComparison.OrdinalIgnoreCase)) ?? Blank(line, today);
            form.IsNeededBefore = line.IsNeededBefore;
            form.IsMissing = line.IsMissing;
            form.Stands = line.Latest is { } latest
                ? $"{Words(latest.State)} {Show.Date(latest.On)}, recorded by {names.GetValueOrDefault(latest.RecordedById)}"
                : null;
            return form;
        }),
    ];

    /// <summary>What of a filled-in checklist is new.</summary>
    /// <exception cref="RuleViolation">An entry lacks something; the field is that of the list.</exception>
    public static IReadOnlyList<AdmissionPaper> Changes(
        IReadOnlyList<PaperForm> sent, IReadOnlyList<ChecklistLine> lines, Patient patient, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        var changes = new List<AdmissionPaper>();
        foreach (var (index, form) in sent.Index())
        {
            if (lines.FirstOrDefault(line => string.Equals(line.Title, form.Title, StringComparison.OrdinalIgnoreCase)) is not { } line || !form.Differs(line))
            {
                continue;
            }

            try
            {
                // The note of the entry before says who signed, and not why that no longer holds.
                RuleViolation.Unless(
                    form.State is PaperState.Done || line.Latest is not { Note: { } old } latest || latest.State == form.State || form.Note?.Trim() != old,
                    form.State is null ? "Say why it is taken back." : "Say why it is declined.",
                    nameof(Note));
                changes.Add(new AdmissionPaper(patient, line.Title, form.State ?? PaperState.TakenBack, form.On ?? today, form.Note, by, today, now));
            }
            catch (RuleViolation refused)
            {
                throw new RuleViolation(refused.Message, $"Papers[{index}].{refused.Field}");
            }
        }

        return changes;
    }

    private static PaperForm Blank(ChecklistLine line, DateOnly today) => line.Latest is { State: not PaperState.TakenBack } latest
        ? new PaperForm { Title = line.Title, State = latest.State, On = latest.On, Note = latest.Note }
        : new PaperForm { Title = line.Title, On = today };

    private bool Differs(ChecklistLine line) => line.Latest is { State: not PaperState.TakenBack } latest
        ? (State, On ?? latest.On, Note) != (latest.State, latest.On, latest.Note)
        : State is not null;

    public sealed class Validator : AbstractValidator<PaperForm>
    {
        public Validator()
        {
            RuleFor(form => form.Title).MaximumLength(AdmissionPaper.LongestTitle);
            RuleFor(form => form.State).IsInEnum().WithMessage("Choose how it stands.");
            RuleFor(form => form.Note).MaximumLength(500).WithMessage("Shorten this to 500 characters.");
        }
    }
}
