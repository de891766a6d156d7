using IopClinic.Database;
using IopClinic.Database.Access;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Insight;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Insight;

/// <summary>Who is in treatment on a day: by track with its seats and weekdays, who came and went, who stays longer than planned.</summary>
[Authorize(Can.ReadInsight)]
public sealed class CensusModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>Days of the curve, and of starts and discharges.</summary>
    private const int Days = 90;

    /// <summary>Today, where none is named.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Domain.Programs.Program>? Program { get; set; }

    /// <summary>Which patients are listed.</summary>
    [BindProperty(SupportsGet = true)]
    public Listed Show { get; set; }

    public DateOnly On { get; private set; }

    public bool IsToday { get; private set; }

    public DateOnly Since { get; private set; }

    public CensusCurve Curve { get; private set; } = new([]);

    public int InTreatment { get; private set; }

    public int Started { get; private set; }

    public int Discharged { get; private set; }

    public int Overstays { get; private set; }

    /// <summary>The days of the week at hand, Monday first.</summary>
    public IReadOnlyList<DateOnly> Week { get; private set; } = [];

    public IReadOnlyList<TrackLine> Tracks { get; private set; } = [];

    public IReadOnlyList<PatientLine> Patients { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Programs { get; private set; } = [];

    /// <summary>Whether the counts are of all patients of the site, and not only of those the reader has to do with.</summary>
    public bool IsWhole => db.Reach?.SeesNamesOfSite ?? true;

    public static IReadOnlyList<SelectListItem> Lists { get; } =
    [
        new("In treatment", nameof(Listed.InTreatment)), new("Longer than planned", nameof(Listed.Overstays)), new($"Started in {Days} days", nameof(Listed.Started)), new($"Discharged in {Days} days", nameof(Listed.Discharged)),
    ];

    public LineChart Chart => new("In treatment", [.. Curve.Days.Select(day => (day.On, (decimal)day.Count))]);

    /// <param name="Program">Its program.</param>
    /// <param name="Id">The track.</param>
    /// <param name="Track">Its name.</param>
    /// <param name="Patients">In treatment that day.</param>
    /// <param name="Capacity">Seats; null for no limit, and for another day than today.</param>
    /// <param name="Open">Seats that are free.</param>
    /// <param name="Expected">By day of the week at hand: patients with a place in a session.</param>
    /// <param name="Came">The same: who came to one.</param>
    public sealed record TrackLine(string Program, Id<Track> Id, string Track, int Patients, int? Capacity, int? Open, IReadOnlyList<int> Expected, IReadOnlyList<int> Came);

    /// <param name="Id">Whose.</param>
    /// <param name="Patient">As lists name them.</param>
    /// <param name="Program">Where.</param>
    /// <param name="Track">The track.</param>
    /// <param name="Clinician">Their primary clinician.</param>
    /// <param name="AdmittedOn">First day.</param>
    /// <param name="PlannedWeeks">Weeks planned at admission.</param>
    /// <param name="Week">Of the program, that day.</param>
    /// <param name="DischargedOn">Last day; null while it goes on.</param>
    /// <param name="Reason">Why it ended.</param>
    public sealed record PatientLine(
        Id<Patient> Id, string Patient, string Program, string Track, string Clinician, DateOnly AdmittedOn, int PlannedWeeks, int Week, DateOnly? DischargedOn, DischargeReason? Reason)
    {
        /// <summary>Days beyond the planned weeks on that day; none where it is in time.</summary>
        public int DaysOver(DateOnly on) => Math.Max(0, (DischargedOn is { } last && last < on ? last : on).DayNumber - AdmittedOn.AddDays(7 * PlannedWeeks).DayNumber);
    }

    public async Task OnGetAsync()
    {
        await LoadAsync();
        db.RecordShown(Patients.Select(line => line.Id), "Census");
    }

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        db.RecordShown(Patients.Select(line => line.Id), "CensusExport");
        var csv = new Csv().Row("Date", "Patient", "Program", "Track", "Primary clinician", "Admitted", "Week of program", "Planned weeks", "Days beyond plan", "Discharged", "Discharge reason");
        foreach (var line in Patients)
        {
            csv.Row(
                Shared.Show.Iso(On), line.Patient, line.Program, line.Track, line.Clinician, Shared.Show.Iso(line.AdmittedOn), Csv.Number(line.Week), Csv.Number(line.PlannedWeeks), Csv.Number(line.DaysOver(On)),
                line.DischargedOn is { } last ? Shared.Show.Iso(last) : null, line.Reason is { } reason ? Shared.Show.Words(reason) : null);
        }

        return File(csv.ToFile(), "text/csv; charset=utf-8", $"census-{Shared.Show.Iso(On)}.csv");
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var siteId = db.Actor.SiteId!.Value;
        var today = clock.Today(db.Actor.Zone);
        // What is ahead nobody knows: who will be discharged is not planned here.
        On = Date is { } asked && asked < today ? asked : today;
        Date = On;
        IsToday = On == today;
        Since = On.AddDays(1 - Days);
        var (on, since) = (On, Since);
        var monday = ClinicWeek.Of(on).Monday;
        Week = [.. Enumerable.Range(0, 7).Select(monday.AddDays)];
        var sunday = Week[6];
        var house = await db.HouseAsync();
        var programs = house.ProgramsOf(siteId);
        var (stays, days, seats) = await db.TogetherAsync(
            () => (
                from episode in db.Episodes.AsNoTracking()
                where episode.SiteId == siteId && (Program == null || episode.ProgramId == Program) && episode.AdmittedOn <= @on && (episode.DischargedOn == null || episode.DischargedOn >= since)
                join patient in db.Patients on episode.PatientId equals patient.Id
                // Where they were that day, or at the end.
                let track = db.TrackPlaces.Where(t => t.EpisodeId == episode.Id && t.PatientId == episode.PatientId && t.From <= @on && (t.Until == null || t.Until >= t.From))
                    .OrderByDescending(t => t.From).Select(t => (Id<Track>?)t.TrackId).FirstOrDefault()
                select new
                {
                    EpisodeId = episode.Id,
                    patient.Id,
                    patient.Name,
                    patient.PreferredName,
                    episode.ProgramId,
                    Track = track ?? episode.TrackId,
                    episode.PrimaryClinicianId,
                    episode.AdmittedOn,
                    episode.PlannedWeeks,
                    episode.DischargedOn,
                    episode.DischargeReason,
                }).ToListAsync(stop),
            // Of which program they are, the stays know.
            () => db.Database.SqlQuery<DayOnRoll>($"""
                select episode_id as "EpisodeId", clinic_date as "ClinicDate", came as "Came" from days_on_rolls({siteId.Value}, {monday}, {sunday})
                """).ToListAsync(stop),
            async () => IsToday ? await db.SeatsOfAsync(programs, stop) : []);
        Programs = ProgramChoice.Of(programs.Select(p => (p.Id, p.Name)), Program);
        var here = stays.Where(e => e.DischargedOn is null || e.DischargedOn >= on).ToList();
        Curve = CensusCurve.Of(stays.Select(e => new Stay(e.AdmittedOn, e.DischargedOn)), since, on);
        InTreatment = here.Count;
        Started = stays.Count(e => e.AdmittedOn >= since);
        Discharged = stays.Count(e => e.DischargedOn <= on);
        Overstays = here.Count(e => e.AdmittedOn.AddDays(7 * e.PlannedWeeks) < on);
        // In the track in which they were counted, also where they have moved to another one since.
        var trackOf = stays.ToDictionary(e => e.EpisodeId, e => e.Track);
        var byDay = days.Where(d => trackOf.ContainsKey(new(d.EpisodeId))).ToLookup(d => (trackOf[new(d.EpisodeId)], d.ClinicDate), d => d.Came);
        var counted = here.CountBy(e => e.Track).ToDictionary();
        Tracks =
        [
            .. from program in programs
               where (Program is null || program.Id == Program) && (program.RetiredAt is null || here.Exists(e => e.ProgramId == program.Id))
               from track in program.Tracks.OrderBy(t => t.PartOfDay).ThenBy(t => t.Name)
               where !track.IsRetired || counted.ContainsKey(track.Id)
               let seat = seats.GetValueOrDefault(track.Id)
               select new TrackLine(
                   program.Name, track.Id, track.Name, counted.GetValueOrDefault(track.Id), seat?.Capacity, seat?.Open,
                   [.. Week.Select(day => byDay[(track.Id, day)].Count())], [.. Week.Select(day => byDay[(track.Id, day)].Count(came => came))]),
        ];
        var names = programs.ToDictionary(p => p.Id, p => p.Name);
        var tracks = programs.SelectMany(p => p.Tracks).ToDictionary(t => t.Id, t => t.Name);
        var listed = Show switch
        {
            Listed.Overstays => here.Where(e => e.AdmittedOn.AddDays(7 * e.PlannedWeeks) < on).OrderBy(e => e.AdmittedOn.AddDays(7 * e.PlannedWeeks)),
            Listed.Started => stays.Where(e => e.AdmittedOn >= since).OrderByDescending(e => e.AdmittedOn),
            Listed.Discharged => stays.Where(e => e.DischargedOn <= on).OrderByDescending(e => e.DischargedOn),
            _ => here.OrderBy(e => names[e.ProgramId], StringComparer.CurrentCulture).ThenBy(e => tracks[e.Track], StringComparer.CurrentCulture).ThenBy(e => e.Name.Family, StringComparer.CurrentCulture),
        };
        Patients =
        [
            .. listed.ThenBy(e => e.Name.Family, StringComparer.CurrentCulture).Select(e => new PatientLine(
                e.Id, e.Name.Called(e.PreferredName), names[e.ProgramId], tracks[e.Track], house.Names[e.PrimaryClinicianId],
                e.AdmittedOn, e.PlannedWeeks, Episode.WeekOn(e.AdmittedOn, e.DischargedOn is { } last && last < on ? last : on), e.DischargedOn, e.DischargeReason)),
        ];
    }

    /// <summary>A row of days_on_rolls, in SQL's types.</summary>
    private sealed record DayOnRoll(Guid EpisodeId, DateOnly ClinicDate, bool Came);

    /// <summary>The lists of patients.</summary>
    public enum Listed
    {
        InTreatment,
        Overstays,
        Started,
        Discharged,
    }
}
