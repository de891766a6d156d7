using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Billing;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Billing;

/// <summary>What was delivered in a period, as it is billed: code, units, who rendered it, diagnosis and authorization, and why a line is held.</summary>
[Authorize(Can.BillServices)]
public sealed class LinesModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>The longest period: a quarter of a year.</summary>
    public const int MostDays = 92;

    /// <summary>The most lines that are shown; the file has all of them.</summary>
    public const int MostListed = 500;

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Until { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Domain.Programs.Program>? Program { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Patient>? Patient { get; set; }

    [BindProperty(SupportsGet = true)]
    public Shown State { get; set; }

    public DateOnly First { get; private set; }

    public DateOnly Last { get; private set; }

    public DateOnly Today { get; private set; }

    /// <summary>Why another period is shown than was asked for; null where it is not.</summary>
    public string? Shortened { get; private set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>Lines of the period and the program, ready or held.</summary>
    public int Everything { get; private set; }

    /// <summary>Units of the listed lines that are ready, by code.</summary>
    public IReadOnlyList<(string Code, int Lines, int Units)> Totals { get; private set; } = [];

    /// <summary>How many of the listed lines are held, by the reason.</summary>
    public IReadOnlyList<(HeldFor Reason, int Lines)> Reasons { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Programs { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Patients { get; private set; } = [];

    public static IReadOnlyList<SelectListItem> States { get; } =
        [new("Ready and held", nameof(Shown.All)), new("Ready", nameof(Shown.Ready)), new("Held", nameof(Shown.Held))];

    /// <summary>Which lines are listed.</summary>
    public enum Shown
    {
        All,
        Ready,
        Held,
    }

    /// <param name="Line">What is billed.</param>
    /// <param name="Patient">As lists name them.</param>
    /// <param name="Mrn">Their number.</param>
    /// <param name="Program">Where they are treated; null before an admission.</param>
    /// <param name="Clinician">Who rendered it.</param>
    public sealed record Row(ServiceLine Line, string Patient, string Mrn, string? Program, string? Clinician);

    public async Task OnGetAsync()
    {
        await LoadAsync();
        db.RecordShown(Rows.Take(MostListed).Select(row => row.Line.PatientId), "Billing lines");
    }

    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        await LoadAsync();
        var csv = new Csv().Row(
            "Date", "Patient", "MRN", "Program", "Service", "Code", "Modifier", "Units", "Minutes", "Rendering clinician", "Diagnosis", "Payer", "Authorization", "State", "Held because", "Sessions");
        foreach (var (line, patient, mrn, program, clinician) in Rows)
        {
            csv.Row(
                Show.Iso(line.Date), patient, mrn, program, line.Service, line.Code, line.Modifier, Csv.Number(line.Units), Csv.Number(line.Minutes), clinician, line.Diagnosis,
                line.Authorization?.Payer, line.Authorization?.Number, line.IsReady ? "ready" : "held", string.Join("; ", line.Held.Select(reason => BillingWords.Of(reason, line))),
                string.Join(' ', line.Sessions));
        }

        db.RecordShown(Rows.Select(row => row.Line.PatientId), "Billing export");
        return File(csv.ToFile(), "text/csv; charset=utf-8", $"service-lines-{Show.Iso(First)}-{Show.Iso(Last)}.csv");
    }

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var siteId = db.Actor.SiteId!.Value;
        Today = clock.Today((await db.HouseAsync()).Sites[siteId].Zone);
        ChoosePeriod();
        (From, Until) = (First, Last);
        var facts = await FactsAsync(stop);
        var episodeIds = facts.Select(fact => fact.EpisodeId).OfType<Id<Episode>>().Distinct().ToList();
        var episodes = db.Episodes.AsNoTracking().Where(e => episodeIds.Contains(e.Id));
        var programs = await (
            from episode in episodes
            join program in db.Programs on episode.ProgramId equals program.Id
            select new { episode.PatientId, episode.Id, episode.ProgramId, program.Name }).ToDictionaryAsync(e => e.Id, stop);
        Programs = ProgramChoice.Of(programs.Values.DistinctBy(p => p.ProgramId).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => (p.ProgramId, p.Name)), Program);
        facts.RemoveAll(fact => Program is { } chosen && (fact.EpisodeId is not { } of || programs.GetValueOrDefault(of)?.ProgramId != chosen));
        var coverages = await db.CoverageAsync(episodes, Today, clock.Now, stop);
        var approvals = coverages.SelectMany(of => of.Value.Uses.Select(use => (of.Key, use))).ToLookup(one => one.Key, one => one.use);
        var lines = ServiceLines.Of(facts, approvals);
        Everything = lines.Count;
        // Nobody else is looked up, not even for the choice of a patient.
        lines = [.. lines.Where(line => (Patient is null || line.PatientId == Patient) && (State is Shown.All || line.IsReady == State is Shown.Ready))];
        var people = await PeopleAsync(lines, stop);
        var clinicians = lines.Select(line => line.ClinicianId).OfType<Id<StaffMember>>().Distinct().ToList();
        var staff = await db.Staff.AsNoTracking().Where(s => clinicians.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name.Full, stop);
        Patients = [.. people.OrderBy(p => p.Value.Name, StringComparer.CurrentCulture).Select(p => new SelectListItem(p.Value.Name, p.Key.ToString(), p.Key == Patient))];
        Rows =
        [
            .. from line in lines
               let patient = people[line.PatientId]
               orderby line.Date, patient.Name, line.IsDay descending, line.Code
               select new Row(
                   line, patient.Name, patient.Mrn, line.EpisodeId is { } of ? programs.GetValueOrDefault(of)?.Name : null,
                   line.ClinicianId is { } clinician ? staff.GetValueOrDefault(clinician, "somebody who left") : null),
        ];
        Totals = [.. Rows.Where(row => row.Line.IsReady).GroupBy(row => row.Line.Code).OrderBy(of => of.Key, StringComparer.Ordinal).Select(of => (of.Key, of.Count(), of.Sum(row => row.Line.Units)))];
        Reasons = [.. Rows.SelectMany(row => row.Line.Held).GroupBy(reason => reason).OrderBy(of => of.Key).Select(of => (of.Key, of.Count()))];
    }

    private void ChoosePeriod()
    {
        var week = new ClinicWeek(ClinicWeek.Of(Today).Monday.AddDays(-7));
        (First, Last, Shortened) = Period.Of(
            From ?? (Until is { } end ? end.AddDays(-6) : week.Monday), Until ?? (From is { } begin ? begin.AddDays(6) : week.Sunday), MostDays);
    }

    private async Task<List<BillableSession>> FactsAsync(CancellationToken stop)
    {
        var services = await db.Services.AsNoTracking().ToDictionaryAsync(s => s.Id, stop);
        var facts = await db.Database.SqlQuery<Fact>($"""
            select session_id as "SessionId", patient_id as "PatientId", episode_id as "EpisodeId", clinic_date as "ClinicDate", starts_at as "StartsAt", service_id as "ServiceId",
              mode as "Mode", booked as "Booked", status as "Status", attended as "Attended", family_came as "FamilyCame", is_signed as "IsSigned",
              awaits_co_signature as "AwaitsCoSignature", clinician_id as "ClinicianId", diagnosis as "Diagnosis"
            from billable_sessions({First}, {Last}, {clock.Now})
            """).ToListAsync(stop);
        var clinicians = facts.Select(fact => fact.ClinicianId).OfType<Guid>().Distinct().Select(id => new Id<StaffMember>(id)).ToList();
        var staff = await db.Staff.AsNoTracking().Where(s => clinicians.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        var plans = await PlansAsync([.. facts.Select(fact => fact.EpisodeId).OfType<Guid>().Distinct().Select(id => new Id<Episode>(id))], stop);
        return facts.ConvertAll(fact =>
        {
            var service = services[new Id<Service>(fact.ServiceId)];
            // An intake assessment comes before any plan, also where it is repeated later.
            var isPlanned = !service.TakesPlaceBeforeAdmission;
            var planned = fact.EpisodeId is { } of ? plans.GetValueOrDefault(new Id<Episode>(of)) : null;
            var rendered = fact.ClinicianId is { } person ? staff.GetValueOrDefault(new Id<StaffMember>(person)) : null;
            return new BillableSession(
                new Id<Session>(fact.SessionId), new Id<Patient>(fact.PatientId), fact.EpisodeId is { } episode ? new Id<Episode>(episode) : null, fact.ClinicDate, fact.StartsAt,
                service.Id, service.Name, service.Kind, service.Billing, service.CountsTowardHours, Enum.Parse<SessionMode>(fact.Mode), fact.Booked,
                fact.Status is null ? null : Enum.Parse<AttendanceStatus>(fact.Status), fact.Attended, fact.FamilyCame, fact.IsSigned, fact.AwaitsCoSignature,
                fact.ClinicianId is { } clinician ? new Id<StaffMember>(clinician) : null, fact.Diagnosis)
            {
                HasPlan = !isPlanned || planned?.AreInForceOn(fact.ClinicDate) == true,
                // Without a plan there is nothing to certify, and the line is held for that.
                IsCertified = !isPlanned || planned?.AreCertifiedOn(fact.ClinicDate) != false,
                HasCredential = rendered is not null && service.IsRenderedBy(rendered, fact.ClinicDate),
            };
        });
    }

    /// <summary>When plans were in force and certified; what they say is closed to whoever bills.</summary>
    private async Task<Dictionary<Id<Episode>, BillablePlans>> PlansAsync(List<Id<Episode>> episodeIds, CancellationToken stop)
    {
        var signed = (await db.Database.SqlQuery<PlanFact>($"""
            select episode_id as "EpisodeId", signed_on as "SignedOn", ended_on as "EndedOn", certified_on as "CertifiedOn" from billable_plans({First}, {Last})
            """).ToListAsync(stop)).ToLookup(plan => plan.EpisodeId, plan => new BillablePlan(plan.SignedOn, plan.EndedOn, plan.CertifiedOn));
        var episodes = await (
            from episode in db.Episodes.AsNoTracking()
            where episodeIds.Contains(episode.Id)
            join program in db.Programs on episode.ProgramId equals program.Id
            select new { episode.PatientId, episode.Id, episode.AdmittedOn, program.Plans }).ToListAsync(stop);
        return episodes.ToDictionary(e => e.Id, e => new BillablePlans(e.AdmittedOn, e.Plans, [.. signed[e.Id.Value]]));
    }

    private async Task<Dictionary<Id<Patient>, (string Name, string Mrn)>> PeopleAsync(IReadOnlyList<ServiceLine> lines, CancellationToken stop)
    {
        var ids = lines.Select(line => line.PatientId).Distinct().ToList();
        var people = await db.Patients.AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name, p.PreferredName, p.Mrn }).ToListAsync(stop);
        return people.ToDictionary(p => p.Id, p => (p.Name.Called(p.PreferredName), p.Mrn));
    }

    /// <summary>A row of billable_plans, in SQL's types.</summary>
    private sealed record PlanFact(Guid EpisodeId, DateOnly SignedOn, DateOnly? EndedOn, DateOnly? CertifiedOn);

    /// <summary>A row of billable_sessions, in SQL's types.</summary>
    private sealed record Fact(
        Guid SessionId, Guid PatientId, Guid? EpisodeId, DateOnly ClinicDate, DateTimeOffset StartsAt, Guid ServiceId, string Mode, int Booked, string? Status, int Attended, bool FamilyCame,
        bool IsSigned, bool AwaitsCoSignature, Guid? ClinicianId, string? Diagnosis);
}
