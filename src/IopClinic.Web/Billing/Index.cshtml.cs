using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Billing;

/// <summary>The authorizations of everybody in treatment: those first that run out, and who comes without one.</summary>
[Authorize(Can.ReadAttendance)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>Days for which an authorization that ended is listed when more was delivered than it covered; the patient's page keeps it.</summary>
    private const int DaysBack = 14;

    /// <summary>Whether only those are listed about which something is to be done.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Attention { get; set; }

    public DateOnly Today { get; private set; }

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public int Everybody { get; private set; }

    public int Expiring { get; private set; }

    public int WithoutCover { get; private set; }

    /// <summary>One approval that matters now, or a patient without any.</summary>
    /// <param name="PatientId">Whose.</param>
    /// <param name="Patient">As lists name them.</param>
    /// <param name="Program">Where they are treated.</param>
    /// <param name="Use">The approval; null where none is recorded, or the last one is over.</param>
    /// <param name="HadOne">Whether one was recorded that is over.</param>
    /// <param name="Uncovered">Booked sessions of the patient that none covers.</param>
    public sealed record Line(Id<Patient> PatientId, string Patient, string Program, AuthorizationUse? Use, bool HadOne, int Uncovered)
    {
        internal int Rank(DateOnly today) => Use is null ? (Uncovered > 0 ? 1 : 4) : Use.Beyond > 0 || Use.Left == 0 ? 0 : Uncovered > 0 ? 1 : Use.IsExpiring(today) ? 2 : 3;
    }

    public Task OnGetAsync() => LoadAsync();

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        var csv = new Csv().Row("Patient", "Program", "Payer", "Number", "Code", "Counted in", "Approved", "Used", "Left", "Booked", "First day", "Last day", "Runs out on", "Sessions without cover");
        foreach (var line in Lines)
        {
            if (line.Use is null)
            {
                csv.Row(line.Patient, line.Program, "", "", "", "", "", "", "", "", "", "", "", Csv.Number(line.Uncovered));
                continue;
            }

            var of = line.Use.Authorization;
            csv.Row(
                line.Patient, line.Program, of.Payer, of.Number, of.Code, BillingWords.Of(of.Unit), Csv.Number(of.Units), Csv.Number(line.Use.Used), Csv.Number(line.Use.Left), Csv.Number(line.Use.Booked),
                Show.Iso(of.FirstDay), Show.Iso(of.LastDay), line.Use.RunsOutOn is { } day ? Show.Iso(day) : "", Csv.Number(line.Uncovered));
        }

        db.RecordShown(Lines.Select(line => line.PatientId), "AuthorizationsExport");
        return File(csv.ToFile(), "text/csv; charset=utf-8", $"authorizations-{Show.Iso(Today)}.csv");
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var siteId = db.Actor.SiteId!.Value;
        Today = clock.Today((await db.HouseAsync()).Sites[siteId].Zone);
        var episodes = db.Episodes.AsNoTracking().Where(e => e.SiteId == siteId && e.DischargedOn == null);
        var people = await (
            from episode in episodes
            join patient in db.Patients on episode.PatientId equals patient.Id
            join program in db.Programs on episode.ProgramId equals program.Id
            select new { patient.Id, patient.Name, patient.PreferredName, EpisodeId = episode.Id, Program = program.Name }).ToListAsync(stop);
        var coverages = await db.CoverageAsync(episodes, Today, clock.Now, stop);
        List<Line> all =
        [
            .. from one in people
               let coverage = coverages.GetValueOrDefault(one.EpisodeId, Coverage.None)
               from use in coverage.Uses.Where(use => !use.Authorization.IsVoid && (use.Authorization.LastDay >= Today || (use.Beyond > 0 && use.Authorization.LastDay >= Today.AddDays(-DaysBack)))).DefaultIfEmpty()
               let name = one.Name.Called(one.PreferredName)
               let line = new Line(one.Id, name, one.Program, use, coverage.Uses.Any(had => !had.Authorization.IsVoid), coverage.Uncovered.Count)
               orderby line.Rank(Today), use?.RunsOutOn ?? use?.Authorization.LastDay, one.Name.Family, one.Name.Given
               select line,
        ];
        Everybody = people.Count;
        Expiring = all.Count(line => line.Use is { } use && (use.IsExpiring(Today) || use.Left == 0));
        WithoutCover = all.DistinctBy(line => line.PatientId).Count(line => line.Uncovered > 0);
        Lines = Attention ? all.FindAll(line => line.Rank(Today) < 3) : all;
    }
}
