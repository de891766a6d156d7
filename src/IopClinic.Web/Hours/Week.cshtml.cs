using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Hours;

/// <summary>The hours of a program in one week, patient by patient: who will end below its minimum or above its maximum, while something can be done.</summary>
[Authorize(Can.ReadAttendance)]
public sealed class WeekModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>Any day of the week; the week at hand where none is named.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Domain.Programs.Program>? Program { get; set; }

    /// <summary>Whether those are left out whose week is in order.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Attention { get; set; }

    public ClinicWeek Week { get; private set; }

    public bool IsThisWeek { get; private set; }

    public IReadOnlyList<SelectListItem> Programs { get; private set; } = [];

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public int Everybody { get; private set; }

    public int Short { get; private set; }

    public int Over { get; private set; }

    /// <summary>Minutes delivered to everybody who is listed.</summary>
    public int Delivered { get; private set; }

    /// <param name="PatientId">Whose.</param>
    /// <param name="Patient">As lists name them.</param>
    /// <param name="Track">Their track.</param>
    /// <param name="Week">Of their program.</param>
    /// <param name="Ledger">The hours.</param>
    public sealed record Line(Id<Patient> PatientId, string Patient, string Track, int Week, WeekLedger Ledger);

    public Task OnGetAsync() => LoadAsync();

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        var csv = new Csv().Row(
            "Week", "Patient", "Track", "Week of program", "Minimum min", "Prescribed min", "Scheduled min", "Delivered min", "Not recorded min", "Still booked min", "Sessions left", "Forecast min", "Short min", "Over min");
        foreach (var line in Lines)
        {
            var of = line.Ledger;
            csv.Row(
                Show.Iso(Week.Monday), line.Patient, line.Track, Csv.Number(line.Week), Csv.Number(of.Minimum), of.Prescribed is { } minutes ? Csv.Number(minutes) : "", Csv.Number(of.Scheduled), Csv.Number(of.Delivered),
                Csv.Number(of.NotRecorded), Csv.Number(of.Ahead), Csv.Number(of.SessionsAhead), Csv.Number(of.Forecast), Csv.Number(of.Short), Csv.Number(of.Over));
        }

        db.RecordShown(Lines.Select(line => line.PatientId), "HoursExport");
        return File(csv.ToFile(), "text/csv; charset=utf-8", $"hours-{Show.Iso(Week.Monday)}.csv");
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var siteId = db.Actor.SiteId!.Value;
        var zone = (await db.Sites.AsNoTracking().SingleAsync(s => s.Id == siteId, stop)).Zone;
        var today = clock.Today(zone);
        Week = ClinicWeek.Of(Date ?? today);
        IsThisWeek = Week == ClinicWeek.Of(today);
        var programs = await db.Programs.AsNoTracking().Where(p => p.SiteId == siteId).OrderBy(p => p.Name).ToListAsync(stop);
        Programs = ProgramChoice.Of(programs.Select(p => (p.Id, p.Name)), Program);
        var chosen = programs.Where(p => Program is null || p.Id == Program).ToDictionary(p => p.Id);
        var (monday, sunday) = (Week.Monday, Week.Sunday);
        var episodes = db.Episodes.AsNoTracking().Where(e => e.SiteId == siteId && e.AdmittedOn <= sunday && (e.DischargedOn == null || e.DischargedOn >= monday)
            && (Program == null || e.ProgramId == Program));
        var people = await (
            from episode in episodes
            join patient in db.Patients on episode.PatientId equals patient.Id
            join track in db.Tracks on episode.TrackId equals track.Id
            select new { patient.Id, patient.Name, patient.PreferredName, EpisodeId = episode.Id, Track = track.Name, episode.ProgramId, episode.AdmittedOn, episode.DischargedOn }).ToListAsync(stop);
        var rows = await db.LedgerRowsAsync(episodes, monday, sunday, stop);
        // The plan in force now says nothing of weeks that are over.
        var prescribed = sunday < today ? [] : await db.PrescribedMinutesAsync(episodes, stop);
        var (now, last) = (clock.Now, today < sunday ? today : sunday);
        List<Line> all =
        [
            .. from one in people
               let program = chosen[one.ProgramId]
               let ledger = new WeekLedger(
                   Week, program.WeeklyMinutesMinimum, program.WeeklyMinutesMaximum, prescribed.TryGetValue(one.Id, out var minutes) ? minutes : null,
                   Week.Covers(one.AdmittedOn, one.DischargedOn), [.. rows[one.EpisodeId]], now)
               orderby ledger.WaitsForRoll, ledger.Short descending, ledger.Over descending, one.Name.Family, one.Name.Given
               select new Line(one.Id, one.PreferredName is null ? one.Name.Full : $"{one.PreferredName} {one.Name.Family}", one.Track, Episode.WeekOn(one.AdmittedOn, last), ledger),
        ];
        (Everybody, Short, Over) = (all.Count, all.Count(line => line.Ledger is { Short: > 0, WaitsForRoll: false }), all.Count(line => line.Ledger.Over > 0));
        Delivered = all.Sum(line => line.Ledger.Delivered);
        Lines = Attention ? all.FindAll(line => line.Ledger.Short > 0 || line.Ledger.Over > 0) : all;
    }
}
