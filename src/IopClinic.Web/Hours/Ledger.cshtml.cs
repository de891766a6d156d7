using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Hours;

/// <summary>A patient's hours week by week, with the sessions that each number of the chosen week comes from.</summary>
[Authorize(Can.ReadAttendance)]
public sealed class LedgerModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    /// <summary>The most weeks that are listed; older ones are reached by their date.</summary>
    private const int MostWeeks = 26;

    /// <summary>Any day of the week that is shown in full; the week at hand where none is named.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    /// <summary>The episode in which the chosen week lies, or the newest before it; null for somebody who was never admitted.</summary>
    public Episode? Episode { get; private set; }

    public string Program { get; private set; } = "";

    public WeekLedger? Chosen { get; private set; }

    /// <summary>The weeks of the episode up to the chosen one and the week at hand, newest first.</summary>
    public IReadOnlyList<WeekLedger> Weeks { get; private set; } = [];

    public DateTimeOffset Now { get; private set; }

    /// <summary>What of the chosen week was signed off last; null where it was not.</summary>
    public WeekSignOff? SignedOff { get; private set; }

    /// <summary>The patient's hours in it.</summary>
    public WeekLedger? AsSignedOff { get; private set; }

    /// <summary>The sessions of the chosen week that are other than they were signed off.</summary>
    public IReadOnlyList<(LedgerRow? Then, LedgerRow? Now)> ChangedSince { get; private set; } = [];

    /// <summary>Whether anything of it is: a session, or the days of treatment.</summary>
    public bool HasChangedSince { get; private set; }

    public bool IsThisWeek => Chosen?.Week == ClinicWeek.Of(Today);

    protected override string Reads => "Hours";

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var chosen = ClinicWeek.Of(Date ?? Today);
        Now = Clock.Now;
        Episode = await Db.Episodes.AsNoTracking().Where(e => e.PatientId == Id && e.AdmittedOn <= chosen.Sunday).OrderByDescending(e => e.AdmittedOn).FirstOrDefaultAsync(stop);
        if (Episode is not { } episode)
        {
            return;
        }

        var newest = episode.DischargedOn is { } left && left < Today ? ClinicWeek.Of(left) : ClinicWeek.Of(Today);
        newest = chosen.Monday > newest.Monday ? chosen : newest;
        var oldest = ClinicWeek.Of(episode.AdmittedOn);
        oldest = newest.Monday.AddDays(-7 * (MostWeeks - 1)) is var bound && bound > oldest.Monday ? new ClinicWeek(bound < chosen.Monday ? bound : chosen.Monday) : oldest;
        var mine = Db.Episodes.Where(e => e.Id == episode.Id && e.PatientId == Id);
        var (program, places, prescribed) = await Db.TogetherAsync(
            () => Db.Programs.AsNoTracking().SingleAsync(p => p.Id == episode.ProgramId, stop),
            () => Db.LedgerRowsAsync(mine, oldest.Monday, newest.Sunday, stop),
            () => Db.PrescribedMinutesAsync(mine, stop));
        Program = program.Name;
        var rows = places[episode.Id].ToLookup(row => ClinicWeek.Of(row.Date).Monday);
        var weeks = new List<WeekLedger>();
        for (var monday = newest.Monday; monday >= oldest.Monday; monday = monday.AddDays(-7))
        {
            var week = new ClinicWeek(monday);
            weeks.Add(new WeekLedger(
                week, program.WeeklyMinutesMinimum, program.WeeklyMinutesMaximum, week.Sunday >= Today && prescribed.TryGetValue(Id, out var minutes) ? minutes : null,
                week.Covers(episode.AdmittedOn, episode.DischargedOn), [.. rows[monday]], Now));
        }

        Weeks = weeks;
        Chosen = weeks.Find(week => week.Week == chosen) ?? weeks[0];
        await LoadSignOffAsync(episode, Chosen, stop);
    }

    private async Task LoadSignOffAsync(Episode episode, WeekLedger standing, CancellationToken stop)
    {
        var monday = standing.Week.Monday;
        SignedOff = await Db.WeekSignOffs.AsNoTracking().Where(s => s.ProgramId == episode.ProgramId && s.Monday == monday).OrderByDescending(s => s.Number).FirstOrDefaultAsync(stop);
        if (SignedOff is { } signed)
        {
            var hours = await Db.SignedHours.AsNoTracking().SingleOrDefaultAsync(h => h.SignOffId == signed.Id && h.EpisodeId == episode.Id && h.PatientId == Id, stop);
            AsSignedOff = hours is null ? null : signed.LedgerOf(hours);
            var changes = HoursChange.Between(hours is null ? [] : [hours], [new HoursOfWeek(Id, episode.Id, standing)]);
            (HasChangedSince, ChangedSince) = (changes.Count > 0, [.. changes.SelectMany(change => change.Rows)]);
        }
    }
}
