using System.Globalization;
using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Hours;

/// <summary>A program's week that is over: its evidence, what of it was signed off and by whom, what has changed since, and the sign-off itself.</summary>
[Authorize(Can.SignOffWeeks)]
public sealed class SignOffModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public Id<Program> ProgramId { get; set; }

    /// <summary>Any day of the week.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly Date { get; set; }

    /// <summary>Which sign-off is shown; null for the last one.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Number { get; set; }

    /// <summary>Whose sessions are shown, as they were signed off; null for nobody's.</summary>
    [BindProperty(SupportsGet = true)]
    public Id<Patient>? Patient { get; set; }

    [BindProperty]
    public SignOffForm Form { get; set; } = new();

    public Program Program { get; private set; } = null!;

    public ClinicWeek Week => ClinicWeek.Of(Date);

    public TimeZoneInfo Zone { get; private set; } = null!;

    public bool IsOver { get; private set; }

    /// <summary>Everything that was signed off of this week, newest first.</summary>
    public IReadOnlyList<WeekSignOff> SignOffs { get; private set; } = [];

    /// <summary>The one that is shown; null before the first.</summary>
    public WeekSignOff? Shown { get; private set; }

    /// <summary>How many more were in treatment who have come to another site since: their hours stand there.</summary>
    public int Elsewhere { get; private set; }

    /// <summary>The week as it stands now.</summary>
    public IReadOnlyList<InWeek> Now { get; private set; } = [];

    /// <summary>What is other than the last sign-off says.</summary>
    public IReadOnlyList<HoursChange> Changes { get; private set; } = [];

    /// <summary>Sessions that are over and have no attendance of somebody.</summary>
    public IReadOnlyList<(LedgerRow Session, int Places)> Unrecorded { get; private set; } = [];

    /// <summary>The lines of the evidence: as signed off, or as it stands where nothing is.</summary>
    public IReadOnlyList<Line> Lines { get; private set; } = [];

    private Dictionary<Id<Patient>, (string Name, string Mrn)> Names { get; set; } = [];

    /// <summary>What tells which hours the page shows: it comes back with the form.</summary>
    public string Seen => WeekSignOff.PrintOf(Now.Select(line => line.Hours));

    /// <summary>Whether somebody can sign it off now.</summary>
    public bool CanSign => IsOver && Now.Count > 0 && Unrecorded.Count == 0 && (SignOffs.Count == 0 || Changes.Count > 0);

    /// <param name="PatientId">Whose.</param>
    /// <param name="Patient">As lists name them.</param>
    /// <param name="Mrn">Their number.</param>
    /// <param name="Ledger">The hours.</param>
    /// <param name="Since">The hours as they stand, where they are other than was signed off.</param>
    /// <param name="HasChanged">Whether they are, in anything.</param>
    public sealed record Line(Id<Patient> PatientId, string Patient, string Mrn, WeekLedger Ledger, WeekLedger? Since, bool HasChanged);

    public string NameOf(Id<Patient> patient) => Names.TryGetValue(patient, out var known) ? known.Name : "Somebody of another site";

    private string MrnOf(Id<Patient> patient) => Names.GetValueOrDefault(patient).Mrn ?? "";

    public async Task OnGetAsync()
    {
        await LoadAsync();
        db.RecordShown(Lines.Select(line => line.PatientId), "HoursEvidence");
    }

    [NeedsConfirmation]
    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        // What somebody vouches for is what they looked at.
        RuleViolation.Unless(Form.Seen == Seen, "The hours of this week have changed since you opened the page. Look at what stands here now, and sign it off then.");
        var today = clock.Today(Zone);
        var signed = new WeekSignOff(
            Program, Week, [.. Now.Select(line => line.Hours)], Elsewhere, SignOffs.Count == 0 ? null : SignOffs[0], Form.Remark, await db.Staff.SingleAsync(s => s.Id == SignedIn), today, clock.Now);
        db.WeekSignOffs.Add(signed);
        await db.SaveChangesAsync();
        Toast($"The week of {Show.Date(Week.Monday)} is signed off for {Program.Name}.");
        return RedirectToPage(new { ProgramId, Date = Show.Iso(Week.Monday) });
    }

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        var csv = new Csv().Row("Week", "Program", "Sign-off", "Signed off by", "Signed off at", "SHA-256", "Patient", "MRN", "Session", "Date", "Starts", "Ends", "Title", "Service", "Counts", "Booked min", "Attendance", "Attended min", "Make-up");
        foreach (var line in Lines)
        {
            foreach (var row in line.Ledger.Rows)
            {
                csv.Row(
                    Show.Iso(Week.Monday), Program.Name, Shown is null ? "" : Csv.Number(Shown.Number), Shown?.SignerName, Shown?.SignedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), Shown?.Hash,
                    line.Patient, line.Mrn, row.Session.ToString(), Show.Iso(row.Date),
                    At(row.StartsAt), At(row.EndsAt), row.Title, row.Service, row.Counts ? "yes" : "no", Csv.Number(row.Booked), row.Status is { } status ? Show.Words(status) : "not recorded", Csv.Number(row.Attended),
                    row.IsMakeUp ? "yes" : "no");
            }
        }

        db.RecordShown(Lines.Select(line => line.PatientId), "HoursExport");
        return File(csv.ToFile(), "text/csv; charset=utf-8", $"evidence-{Show.Iso(Week.Monday)}{(Shown is null ? "" : $"-{Csv.Number(Shown.Number)}")}.csv");

        string At(DateTimeOffset instant) => ClinicClock.TimeIn(Zone, instant).ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var sites = db.Reach!.Sites;
        Program = Existing(await db.Programs.AsNoTracking().SingleOrDefaultAsync(p => p.Id == ProgramId && sites.Contains(p.SiteId), stop));
        Zone = (await db.HouseAsync()).Sites[Program.SiteId].Zone;
        var today = clock.Today(Zone);
        IsOver = Week.Sunday < today;
        var monday = Week.Monday;
        SignOffs = await db.WeekSignOffs.AsNoTracking().Include(s => s.Hours).Where(s => s.ProgramId == ProgramId && s.Monday == monday).OrderByDescending(s => s.Number).ToListAsync(stop);
        Shown = Number is { } number ? Existing(SignOffs.SingleOrDefault(s => s.Number == number)) : SignOffs.Count > 0 ? SignOffs[0] : null;
        Now = await db.HoursOfWeekAsync([Program], Week, today, clock.Now, stop);
        Elsewhere = await db.Database.SqlQuery<int>($"select treated_in_week({ProgramId.Value}, {monday}) as \"Value\"").SingleAsync(stop) - Now.Count;
        Changes = SignOffs.Count == 0 ? [] : HoursChange.Between(SignOffs[0].Hours, Now.Select(line => line.Hours));
        Unrecorded =
        [
            .. from row in Now.SelectMany(line => line.Ledger.Rows)
               where row.StateAt(clock.Now) is LedgerState.NotRecorded
               group row by row.Session into places
               let session = places.First()
               orderby session.StartsAt
               select (session, places.Count()),
        ];
        await NameAsync(stop);
        var standing = Now.ToDictionary(line => line.Hours.EpisodeId, line => line.Ledger);
        // By the family name, as everywhere; whoever is not in the week any more comes last.
        var place = Now.Select((line, i) => (line.Hours.EpisodeId, i)).ToDictionary(one => one.EpisodeId, one => one.i);
        var since = Number is null || Shown is null ? Changes : HoursChange.Between(Shown.Hours, Now.Select(line => line.Hours));
        var changed = since.Select(change => change.EpisodeId).ToHashSet();
        Lines = Shown is { } signed
            ? [.. from hours in signed.Hours
                  orderby place.GetValueOrDefault(hours.EpisodeId, place.Count), NameOf(hours.PatientId)
                  select new Line(hours.PatientId, NameOf(hours.PatientId), MrnOf(hours.PatientId), signed.LedgerOf(hours), standing.GetValueOrDefault(hours.EpisodeId), changed.Contains(hours.EpisodeId))]
            : [.. Now.Select(line => new Line(line.PatientId, line.Patient, line.Mrn, line.Ledger, null, false))];
    }

    /// <summary>Names everybody of the week, those too who were signed off and are not in it any more.</summary>
    private async Task NameAsync(CancellationToken stop)
    {
        Names = Now.DistinctBy(line => line.PatientId).ToDictionary(line => line.PatientId, line => (line.Patient, line.Mrn));
        var gone = SignOffs.SelectMany(s => s.Hours).Select(h => h.PatientId).Where(patient => !Names.ContainsKey(patient)).Distinct().ToList();
        foreach (var one in gone.Count == 0 ? [] : await db.Patients.AsNoTracking().Where(p => gone.Contains(p.Id)).Select(p => new { p.Id, p.Mrn, p.Name, p.PreferredName }).ToListAsync(stop))
        {
            Names[one.Id] = (one.Name.Called(one.PreferredName), one.Mrn);
        }
    }

    public sealed class SignOffForm
    {
        /// <summary>What tells which hours were looked at.</summary>
        public string Seen { get; set; } = "";

        [ManyLines]
        public string? Remark { get; set; }

        public sealed class Validator : AbstractValidator<SignOffForm>
        {
            public Validator() => RuleFor(f => f.Remark).MaximumLength(WeekSignOff.LongestRemark).WithMessage($"Shorten this to {WeekSignOff.LongestRemark:N0} characters.");
        }
    }
}
