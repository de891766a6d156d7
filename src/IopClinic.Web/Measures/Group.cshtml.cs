using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures;

/// <summary>Everybody in one session: what is due, each with one click, and how each has come along.</summary>
[Authorize(Can.ReadMeasures)]
public sealed class GroupModel(ClinicDb db, ClinicClock clock, InstrumentLibrary library) : ClinicPage
{
    /// <summary>Instruments that are shown side by side.</summary>
    private const int MostColumns = 3;

    /// <summary>Results in one small line.</summary>
    private const int MostPoints = 12;

    [BindProperty(SupportsGet = true, Name = "date")]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true, Name = "id")]
    public Id<Session> Id { get; set; }

    public SessionRow Session { get; private set; } = null!;

    /// <summary>Those that the programs of the members repeat.</summary>
    public IReadOnlyList<Instrument> Columns { get; private set; } = [];

    public IReadOnlyList<Member> Members { get; private set; } = [];

    public bool MayGive => May(Can.GiveMeasures);

    /// <param name="IsOpen">The chart is open to this person; of the others only the name is known.</param>
    /// <param name="Alerts">Critical answers that nobody has acted on.</param>
    /// <param name="Results">By instrument.</param>
    public sealed record Member(
        Id<Patient> PatientId,
        string Name,
        bool IsOpen,
        IReadOnlyList<DueOf> Due,
        IReadOnlyList<(Id<MeasureAdministration> Measure, string Code)> Alerts,
        IReadOnlyDictionary<string, Result> Results);

    public sealed record Result(MeasureHistory.Line Latest, Spark? Course);

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Session = Existing((await db.Sessions.Where(s => s.Id == Id && s.ClinicDate == Date).ToRowsAsync(db, clock.Now, May(Can.FindPatients), stop)).SingleOrDefault());
        var roster = await (
            from place in db.RosterPlaces.AsNoTracking()
            where place.SessionId == Id && place.ClinicDate == Date
            join patient in db.Patients.AsNoTracking() on place.PatientId equals patient.Id
            orderby patient.Name.Family, patient.Name.Given, patient.Id
            select new { patient.Id, patient.Name, patient.PreferredName, patient.BirthSex, patient.BirthDate }).ToListAsync(stop);
        // Nobody there whom this person knows: then there is nothing to see.
        Existing(roster.Count == 0 ? null : roster);
        var open = roster.Where(p => db.Reach?.Charts.Contains(p.Id) != false).Select(p => p.Id).ToList();
        var today = clock.Today(db.Actor.Zone);
        var due = (await db.DueAsync(library, db.Episodes.Where(e => open.Contains(e.PatientId)), today, stop)).ToLookup(one => one.PatientId);
        var alerts = (await db.MeasureAlerts.AsNoTracking().Where(a => open.Contains(a.PatientId) && a.AcknowledgedAt == null)
            .OrderBy(a => a.RaisedAt).Select(a => new { a.PatientId, a.MeasureId, a.InstrumentCode }).ToListAsync(stop)).ToLookup(a => a.PatientId);
        var episodes = await db.Episodes.AsNoTracking().Where(e => open.Contains(e.PatientId)).ToListAsync(stop);
        var programs = episodes.Where(e => e.IsOpen).Select(e => e.ProgramId).Distinct().ToList();
        var repeated = await db.Cadences.AsNoTracking().Where(c => programs.Contains(c.ProgramId) && c.Occasion == OccasionKind.Every)
            .OrderBy(c => c.EveryDays).ThenBy(c => c.InstrumentCode).Select(c => c.InstrumentCode).ToListAsync(stop);
        Columns = [.. repeated.Distinct().Select(library.Find).OfType<Instrument>().OrderByDescending(i => i.CriticalRules.Count > 0).Take(MostColumns)];
        var codes = Columns.Select(instrument => instrument.Code).ToList();
        var since = episodes.Where(e => e.IsOpen).Select(e => (DateOnly?)e.AdmittedOn).Min() ?? today;
        var finished = (await db.Measures.AsNoTracking()
            .Where(m => open.Contains(m.PatientId) && codes.Contains(m.InstrumentCode) && m.CompletedAt != null && m.WithdrawnAt == null && m.ClinicDate >= since)
            .ToListAsync(stop)).ToLookup(m => (m.PatientId, m.InstrumentCode));
        Members =
        [
            .. roster.Select(p => new Member(
                p.Id,
                p.Name.Called(p.PreferredName),
                open.Contains(p.Id),
                [.. due[p.Id]],
                [.. alerts[p.Id].Select(a => (a.MeasureId, a.InstrumentCode)).Distinct()],
                Columns.Where(instrument => finished[(p.Id, instrument.Code)].Any())
                    .ToDictionary(instrument => instrument.Code, instrument => Of(instrument, finished[(p.Id, instrument.Code)], MeasureWords.SexOf(p.BirthSex))))),
        ];
    }

    protected internal override void RecordShown() => db.RecordShown([], "Questionnaires");

    private static Result Of(Instrument instrument, IEnumerable<MeasureAdministration> finished, MeasureSex sex)
    {
        var lines = MeasureHistory.Of(instrument, finished, [], sex).Lines;
        var values = lines.Take(MostPoints).Reverse().Select(line => line.Measure.Total).OfType<decimal>().ToList();
        return new Result(
            lines[0],
            values.Count > 1 && instrument.Scoring is { Minimum: { } least, Maximum: { } most } ? new Spark(values, least, most) : null);
    }
}
