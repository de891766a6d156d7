using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>Finds a patient by anything that is known of them, and lists who is in treatment.</summary>
[Authorize(Can.FindPatients)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const int PageLength = 50;

    [BindProperty]
    public SearchForm Form { get; set; } = new();

    /// <summary>Only patients of this program.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Program>? Program { get; set; }

    /// <summary>Only patients of this track.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Track>? Track { get; set; }

    /// <summary>Only patients of this primary clinician.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<StaffMember>? Clinician { get; set; }

    /// <summary>The episode after which the page begins: a key, because a name may not stand in an address.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Episode>? After { get; set; }

    /// <summary>The episode before which the page ends.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Episode>? Before { get; set; }

    public IReadOnlyList<PatientLine> Lines { get; private set; } = [];

    /// <summary>True when the list answers what was typed, false when it shows who is in treatment.</summary>
    public bool Searched { get; private set; }

    public bool HasMore { get; private set; }

    public Pager? Pager { get; private set; }

    public DateOnly Today { get; private set; }

    public IReadOnlyList<SelectListItem> Programs { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Tracks { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    /// <summary>For who takes people in: those whom no program treats, the newest first. Null for everybody else.</summary>
    public IReadOnlyList<Newcomer>? Waiting { get; private set; }

    public bool IsFiltered => Program is not null || Track is not null || Clinician is not null;

    public Task OnGetAsync() => LoadAsync();

    [Limited(Often.Search)]
    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(Form.Search))
        {
            return RedirectToPage();
        }

        Today = clock.Today(db.Actor.Zone);
        Searched = true;
        var found = await db.FindPatientsAsync(Form.Search);
        HasMore = found.Count > PatientQueries.MostShown;
        Lines = found.Take(PatientQueries.MostShown).ToList();
        return Page();
    }

    public override async Task LoadAsync()
    {
        Today = clock.Today(db.Actor.Zone);
        if (May(Can.AdmitPatients) && !May(Can.LogSessions))
        {
            var today = Today;
            Waiting = await db.Patients.AsNoTracking()
                .Where(p => p.DeceasedOn == null && !ClinicDb.InTreatment(p.Id, today))
                .OrderByDescending(p => p.RegisteredAt).ThenBy(p => p.Id).Take(PageLength)
                .Select(p => new Newcomer(
                    p.Id, p.Name, p.PreferredName, p.BirthDate, p.Mrn, p.RegisteredAt, db.Episodes.Any(e => e.PatientId == p.Id)))
                .ToListAsync();
            return;
        }

        await LoadChoicesAsync();
        var inTreatment = db.Episodes.AsNoTracking().Where(e => e.DischargedOn == null);
        if (Program is { } program)
        {
            inTreatment = inTreatment.Where(e => e.ProgramId == program);
        }

        if (Track is { } track)
        {
            inTreatment = inTreatment.Where(e => e.TrackId == track);
        }

        if (Clinician is { } clinician)
        {
            inTreatment = inTreatment.Where(e => e.PrimaryClinicianId == clinician);
        }

        var rows =
            from episode in inTreatment
            join patient in db.Patients on episode.PatientId equals patient.Id
            select new { Episode = episode, patient.Name.Family, patient.Name.Given };
        var from = await KeyOfAsync(Before ?? After);
        var backwards = Before is not null && from is not null;
        if (from is { } key)
        {
            rows = backwards
                ? rows.Where(r => EF.Functions.LessThan(
                    ValueTuple.Create(r.Family, r.Given, r.Episode.Id), ValueTuple.Create(key.Family, key.Given, key.Id)))
                : rows.Where(r => EF.Functions.GreaterThan(
                    ValueTuple.Create(r.Family, r.Given, r.Episode.Id), ValueTuple.Create(key.Family, key.Given, key.Id)));
        }

        var page = (backwards
                ? rows.OrderByDescending(r => r.Family).ThenByDescending(r => r.Given).ThenByDescending(r => r.Episode.Id)
                : rows.OrderBy(r => r.Family).ThenBy(r => r.Given).ThenBy(r => r.Episode.Id))
            .Take(PageLength + 1).Select(r => r.Episode);
        var lines = await page.Lines(db).ToListAsync();
        var beyond = lines.Count > PageLength;
        if (beyond)
        {
            lines.RemoveAt(backwards ? 0 : lines.Count - 1);
        }

        Lines = lines;
        HasMore = beyond;
        var hasPrevious = backwards ? beyond : from is not null;
        var hasNext = backwards || beyond;
        if (lines.Count > 0 && (hasPrevious || hasNext))
        {
            Pager = new Pager(
                $"{lines.Count} patients",
                hasPrevious ? PagerStep.Link(Address(before: lines[0].Care!.EpisodeId)) : null,
                hasNext ? PagerStep.Link(Address(after: lines[^1].Care!.EpisodeId)) : null);
        }
    }

    private async Task<(string Family, string Given, Id<Episode> Id)?> KeyOfAsync(Id<Episode>? episodeId)
    {
        if (episodeId is not { } id)
        {
            return null;
        }

        var key = await (
            from episode in db.Episodes.AsNoTracking()
            where episode.Id == id
            join patient in db.Patients on episode.PatientId equals patient.Id
            select new { patient.Id, patient.Name.Family, patient.Name.Given }).SingleOrDefaultAsync();
        return key is null ? null : (key.Family, key.Given, id);
    }

    private string Address(Id<Episode>? after = null, Id<Episode>? before = null) => Url.Page("/Patients/Index", new
    {
        program = Program?.ToString(),
        track = Track?.ToString(),
        clinician = Clinician?.ToString(),
        after = after?.ToString(),
        before = before?.ToString(),
    })!;

    private async Task LoadChoicesAsync()
    {
        var house = await db.HouseAsync();
        var programs = house.Programs.Values.OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
        var treating = await db.Episodes.Where(e => e.DischargedOn == null).Select(e => e.PrimaryClinicianId).Distinct().ToListAsync();
        var clinicians = treating.Select(clinician => house.Staff[clinician])
            .OrderBy(s => s.Name.Family, StringComparer.Ordinal).ThenBy(s => s.Name.Given, StringComparer.Ordinal);
        Programs = programs.Select(p => new SelectListItem(p.Name, p.Id.ToString())).ToList();
        Tracks = programs.SelectMany(p =>
        {
            var group = new SelectListGroup { Name = p.Name };
            return p.Tracks.OrderBy(t => t.PartOfDay).Select(t => new SelectListItem(t.Name, t.Id.ToString()) { Group = group });
        }).ToList();
        Clinicians = clinicians
            .OrderByDescending(s => s.Id == SignedIn)
            .Select(s => new SelectListItem(s.Id == SignedIn ? "Mine" : s.Name.Full, s.Id.ToString()))
            .ToList();
    }

    /// <param name="WasHere">Treated here before.</param>
    public sealed record Newcomer(
        Id<Patient> Id, PersonName Name, string? PreferredName, DateOnly BirthDate, string Mrn, DateTimeOffset RegisteredAt, bool WasHere);

    /// <summary>The clinic date of an instant at the reader's site.</summary>
    public DateOnly DateOf(DateTimeOffset instant) => ClinicClock.DateIn(db.Actor.Zone, instant);

    public sealed class SearchForm
    {
        public string? Search { get; set; }

        public sealed class Validator : AbstractValidator<SearchForm>
        {
            public Validator() => RuleFor(f => f.Search).MaximumLength(100).WithMessage("Search for at most 100 characters.");
        }
    }
}
