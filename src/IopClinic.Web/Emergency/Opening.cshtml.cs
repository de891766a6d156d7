using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Web.History;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Emergency;

/// <summary>One opening: who, why, what was done in it, and what the review finds.</summary>
[Authorize(Can.ReviewGlass)]
public sealed class OpeningPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int MostActs = 200;

    [BindProperty(SupportsGet = true)]
    public Id<GlassOpening> Id { get; set; }

    [BindProperty]
    public ReviewForm Form { get; set; } = new();

    public OpeningView Opening { get; private set; } = null!;

    public static IReadOnlyList<SelectListItem> Verdicts { get; } =
        [.. Enum.GetValues<GlassVerdict>().Select(verdict => new SelectListItem(Show.Words(verdict), verdict.ToString()))];

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await db.GlassOpenings.SingleOrDefaultAsync(g => g.Id == Id) is not { } opening)
        {
            return Missing();
        }

        var me = await db.Staff.SingleAsync(s => s.Id == SignedIn);
        opening.Review(Form.Verdict!.Value, Form.VerdictNote, me, clock.Now);
        await db.SaveChangesAsync();
        Toast("The review is recorded.");
        return RedirectToPage("/Emergency/Review");
    }

    public override async Task LoadAsync()
    {
        var found = Existing(await (
            from opening in db.GlassOpenings.AsNoTracking()
            where opening.Id == Id
            join patient in db.Patients on opening.PatientId equals patient.Id
            join opener in db.Staff on opening.StaffMemberId equals opener.Id
            select new
            {
                opening,
                patient.Name,
                patient.Mrn,
                By = opener.Name,
                Reviewer = db.Staff.Where(s => s.Id == opening.ReviewedById).Select(s => s.Name).FirstOrDefault(),
            }).SingleOrDefaultAsync());
        var glass = found.opening;
        var end = glass.ClosedAt ?? glass.ExpiresAt;
        var acts = await db.AuditEvents.AsNoTracking()
            .Where(e => e.PatientId == glass.PatientId && e.ActorId == glass.StaffMemberId && e.At >= glass.OpenedAt && e.At <= end)
            .OrderBy(e => e.Sequence).Take(MostActs).ToListAsync();
        var zone = db.Actor.Zone;
        var inside = await db.PrivateNoteOpenings.AsNoTracking().Where(o => o.GlassId == Id).OrderBy(o => o.OpenedAt).ToListAsync();
        var told = await db.TellAsync(acts, readsCharts: false);
        Opening = new OpeningView(
            glass.PatientId,
            found.Name.Sorted,
            found.Mrn,
            found.By.Full,
            At(zone, glass.OpenedAt),
            At(zone, end),
            glass.IsOpen(clock.Now),
            Show.Words(glass.Reason),
            glass.Explanation,
            inside.ConvertAll(o => new PrivateNotes(At(zone, o.OpenedAt), Show.Words(o.Reason), o.Explanation)),
            told,
            glass.Verdict is { } verdict ? Show.Words(verdict) : null,
            glass.VerdictNote,
            found.Reviewer?.Full,
            glass.ReviewedAt is { } reviewed ? At(zone, reviewed) : null);
        db.RecordRead(glass.PatientId, "Emergency review");
    }

    private static string At(TimeZoneInfo zone, DateTimeOffset instant) =>
        $"{Show.Date(ClinicClock.DateIn(zone, instant))}, {Show.Time(ClinicClock.TimeIn(zone, instant))}";

    public sealed record OpeningView(
        Id<Patient> PatientId,
        string Patient,
        string Mrn,
        string By,
        string From,
        string Until,
        bool IsOpen,
        string Reason,
        string Explanation,
        IReadOnlyList<PrivateNotes> PrivateNotes,
        IReadOnlyList<Told> Acts,
        string? Verdict,
        string? VerdictNote,
        string? Reviewer,
        string? ReviewedAt);

    /// <summary>That private notes were opened as well, and why; nothing of what stands in them.</summary>
    public sealed record PrivateNotes(string At, string Reason, string Explanation);

    public sealed class ReviewForm
    {
        public GlassVerdict? Verdict { get; set; }

        [ManyLines]
        public string? VerdictNote { get; set; }

        public sealed class Validator : AbstractValidator<ReviewForm>
        {
            public Validator()
            {
                RuleFor(f => f.Verdict).NotNull().WithMessage("Choose what you found.");
                RuleFor(f => f.VerdictNote).MaximumLength(2000).WithMessage("Shorten this to 2,000 characters.");
            }
        }
    }
}
