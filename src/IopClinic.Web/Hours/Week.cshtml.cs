using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
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

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public IReadOnlyList<SelectListItem> Programs { get; private set; } = [];

    public IReadOnlyList<InWeek> Lines { get; private set; } = [];

    public int Everybody { get; private set; }

    public int Short { get; private set; }

    public int Over { get; private set; }

    /// <summary>Minutes delivered to everybody who is listed.</summary>
    public int Delivered { get; private set; }

    /// <summary>Of a week that is over: what was signed off, program by program.</summary>
    public IReadOnlyList<SignOffState> SignOffs { get; private set; } = [];

    /// <summary>Weeks before this one that nobody signed off, oldest first, to whoever may.</summary>
    public IReadOnlyList<(Domain.Programs.Program Program, ClinicWeek Week)> Unsigned { get; private set; } = [];

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
        var house = await db.HouseAsync();
        Zone = house.Sites[siteId].Zone;
        var today = clock.Today(Zone);
        Week = ClinicWeek.Of(Date ?? today);
        IsThisWeek = Week == ClinicWeek.Of(today);
        var programs = house.ProgramsOf(siteId);
        Programs = ProgramChoice.Of(programs.Select(p => (p.Id, p.Name)), Program);
        var chosen = programs.FindAll(p => Program is null || p.Id == Program);
        var all = (await db.HoursOfWeekAsync(chosen, Week, today, clock.Now, stop))
            .OrderBy(line => line.Ledger.WaitsForRoll).ThenByDescending(line => line.Ledger.Short).ThenByDescending(line => line.Ledger.Over).ToList();
        (Everybody, Short, Over) = (all.Count, all.Count(line => line.Ledger is { Short: > 0, WaitsForRoll: false }), all.Count(line => line.Ledger.Over > 0));
        Delivered = all.Sum(line => line.Ledger.Delivered);
        Lines = Attention ? all.FindAll(line => line.Ledger.Short > 0 || line.Ledger.Over > 0) : all;
        SignOffs = Week.Sunday < today ? await db.SignOffStatesAsync(chosen, Week, all, stop) : [];
        Unsigned = May(Can.SignOffWeeks) ? await db.UnsignedWeeksAsync(programs, ClinicWeek.Of(today), stop) : [];
    }
}
