using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>Enrolls several patients into a group at once.</summary>
[Authorize(Can.ManageGroups)]
public sealed class EnrollPatientsModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>The most people one list shows; a search finds the others.</summary>
    private const int Longest = 200;

    [BindProperty(SupportsGet = true)]
    public Id<Group> Id { get; set; }

    [BindProperty]
    public EnrollForm Form { get; set; } = new();

    public Group Group { get; private set; } = null!;

    private DateOnly _today;

    public int Free { get; private set; }

    public IReadOnlyList<Candidate> Candidates { get; private set; } = [];

    public bool IsCut { get; private set; }

    public sealed record Candidate(
        Id<Episode> EpisodeId, string Name, DateOnly BirthDate, string Program, string Track, int Week, bool IsOfThisTrack, bool IsChosen);

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await ExistsAsync())
        {
            return Missing();
        }

        await LoadAsync();
        Form.From = Group.From > _today ? Group.From : _today;
        return Page();
    }

    /// <summary>Narrows the list to a name; names stand in no address.</summary>
    [WithoutForm]
    [Limited(Often.Search)]
    public async Task<IActionResult> OnPostFindAsync()
    {
        if (!await ExistsAsync())
        {
            return Missing();
        }

        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await db.Groups.Include(g => g.Enrollments).FirstOrDefaultAsync(g => g.Id == Id, stop) is not { } group)
        {
            return Missing();
        }

        RuleViolation.Unless(Form.Episodes.Count > 0, "Choose at least one patient.", nameof(Form.Episodes));
        var chosen = await db.Episodes.Where(e => Form.Episodes.Contains(e.Id) && e.SiteId == group.SiteId).ToListAsync(stop);
        RuleViolation.Unless(
            chosen.Count == Form.Episodes.Distinct().Count(), "Somebody you chose was discharged meanwhile. Choose anew.", nameof(Form.Episodes));
        var site = await db.Sites.FirstAsync(s => s.Id == group.SiteId, stop);
        await new Enroll(db).IntoAsync([group], chosen, Form.From!.Value, Form.Until, stop);
        await new Reserve(db).SaveAsync(site, stop);

        Toast(chosen.Count == 1 ? $"One patient is enrolled in {group.Name}." : $"{chosen.Count} patients are enrolled in {group.Name}.");
        return RedirectToPage("/Groups/Details", new { id = Id });
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Group = Existing(await db.Groups.AsNoTracking().Include(g => g.Enrollments).FirstOrDefaultAsync(g => g.Id == Id, stop));
        var today = _today = await db.TodayAtAsync(Group.SiteId, clock, stop);
        Free = Group.Capacity - Group.PlacesTaken(new DateRange(today, null));
        var typed = PatientSearch.Searchable(Form.Search ?? "");
        var found = await (
            from episode in db.Episodes.AsNoTracking()
            join patient in db.Patients.AsNoTracking() on episode.PatientId equals patient.Id
            where episode.SiteId == Group.SiteId && episode.DischargedOn == null
                && !db.Enrollments.Any(e => e.GroupId == Id && e.PatientId == patient.Id && (e.Until == null || e.Until >= today))
            let isChosen = Form.Episodes.Contains(episode.Id)
            where isChosen || typed == "" || EF.Property<string>(patient, "SearchText").Contains(typed)
            orderby isChosen descending, episode.TrackId == Group.TrackId descending, patient.Name.Family, patient.Name.Given
            select new
            {
                episode.Id,
                episode.AdmittedOn,
                episode.TrackId,
                PatientId = patient.Id,
                patient.Name,
                patient.PreferredName,
                patient.BirthDate,
                Program = db.Programs.Where(p => p.Id == episode.ProgramId).Select(p => p.Name).First(),
                Track = db.Tracks.Where(t => t.Id == episode.TrackId).Select(t => t.Name).First(),
            }).Take(Longest + 1).ToListAsync(stop);
        IsCut = found.Count > Longest;
        Candidates = [.. found.Take(Longest).Select(c => new Candidate(
            c.Id,
            $"{c.PreferredName ?? c.Name.Given} {c.Name.Family}",
            c.BirthDate,
            c.Program,
            c.Track,
            Episode.WeekOn(c.AdmittedOn, today),
            c.TrackId == Group.TrackId,
            Form.Episodes.Contains(c.Id)))];
    }

    private Task<bool> ExistsAsync() => db.Groups.AnyAsync(g => g.Id == Id, HttpContext.RequestAborted);

    public sealed class EnrollForm
    {
        public string? Search { get; set; }

        public List<Id<Episode>> Episodes { get; set; } = [];

        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }

        public sealed class Validator : AbstractValidator<EnrollForm>
        {
            public Validator()
            {
                RuleFor(f => f.Search).MaximumLength(100);
                RuleFor(f => f.Episodes).Must(e => e.Count <= 100).WithMessage("Enroll at most 100 patients at once.");
                RuleFor(f => f.From).NotNull().WithMessage("Enter the first day in the group.");
                RuleFor(f => f.Until).GreaterThanOrEqualTo(f => f.From).WithMessage("The last day lies before the first.");
            }
        }
    }
}
