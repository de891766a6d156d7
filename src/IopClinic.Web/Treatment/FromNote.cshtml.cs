using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>Makes an objective of what came up in a session: the words of the note go into the next version of the plan.</summary>
[Authorize(Can.WritePlans)]
public sealed class FromNotePage(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty(SupportsGet = true, Name = "from")]
    public Id<ProgressNote> Note { get; set; }

    [BindProperty]
    public ObjectiveForm Form { get; set; } = new();

    /// <summary>The draft that takes it in, or the plan that is amended for it; null where there is none to put it into.</summary>
    public TreatmentPlan? Plan { get; private set; }

    public string? Words { get; private set; }

    public DateOnly On { get; private set; }

    public IReadOnlyList<SelectListItem> Goals =>
        [.. (Plan?.Content ?? PlanContent.Empty).Problems.SelectMany(problem => problem.Under.Select(goal => new SelectListItem($"{goal.Line.Text} ({problem.Line.Text})", goal.Line.Key.ToString())))];

    protected override string Reads => "TreatmentPlan";

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await Db.HoldChainsAsync([Id]);
        var (note, _) = await NoteAsync();
        var plan = await NextAsync() ?? throw new RuleViolation("No treatment plan is in force that it could go into. Write the plan first.");
        var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        if (plan.IsSigned)
        {
            var episode = await Db.Episodes.SingleAsync(e => e.Id == plan.EpisodeId && e.PatientId == Id);
            plan = TreatmentPlan.Begin(episode, plan, PlanKind.Amendment, $"Came up in the session of {Show.Date(note.ClinicDate)}", null, me, Today, Clock.Now);
            Db.TreatmentPlans.Add(plan);
        }

        var lines = plan.Content.Lines.ToList();
        var goal = lines.FindIndex(line => line.Key == Form.Goal && line.Level is PlanLevel.Goal);
        RuleViolation.Unless(goal >= 0, "Choose the goal that the objective serves.", nameof(Form.Goal));
        var end = goal + 1 + lines.Skip(goal + 1).TakeWhile(line => line.Level > PlanLevel.Goal).Count();
        var objective = new PlanLine
        {
            Key = Guid.CreateVersion7(),
            Level = PlanLevel.Objective,
            Text = Form.Text,
        };
        lines.Insert(end, objective);
        plan.Write(plan.Content with { Lines = lines }, await Db.NotedAsync(plan.EpisodeId), null, me, Clock.Now);
        await Db.SaveChangesAsync();
        Toast("The objective stands in the draft. Say how it is measured, and by when.");
        return Redirect($"/Patients/{Id}/Plans/{plan.Id}/Write#line-{objective.Key}");
    }

    public override async Task LoadAsync()
    {
        var (note, words) = await NoteAsync();
        (Words, On) = (words, note.ClinicDate);
        Plan = await NextAsync();
        if (!this.Sent(nameof(Form)))
        {
            Form = new ObjectiveForm
            {
                Text = words is { Length: > PlanLine.LongestPart } ? words[..PlanLine.LongestPart] : words ?? "",
            };
        }
    }

    private async Task<(ProgressNote Note, string? Words)> NoteAsync()
    {
        var note = Existing(await Db.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.Id == Note && n.PatientId == Id && n.StruckAt == null));
        return (note, note.Text);
    }

    /// <summary>The draft of the next version, else the plan in force; null where there is neither.</summary>
    private async Task<TreatmentPlan?> NextAsync() => await Db.TreatmentPlans.Include(p => p.Drafts)
        .Where(p => p.PatientId == Id && p.EndedAt == null && Db.Episodes.Any(e => e.Id == p.EpisodeId && e.PatientId == Id && e.DischargedOn == null))
        .OrderByDescending(p => p.Number).FirstOrDefaultAsync();

    public sealed class ObjectiveForm
    {
        [ManyLines]
        public string Text { get; set; } = "";

        public Guid? Goal { get; set; }

        public sealed class Validator : AbstractValidator<ObjectiveForm>
        {
            public Validator()
            {
                RuleFor(f => f.Text).NotEmpty().WithMessage("Write the objective.").MaximumLength(PlanLine.LongestText).WithMessage($"Shorten this to {PlanLine.LongestText:N0} characters.");
                RuleFor(f => f.Goal).NotNull().WithMessage("Choose the goal that the objective serves.");
            }
        }
    }
}
