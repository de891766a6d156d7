using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Admissions;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>
/// Opens an episode of care on the ground of a signed assessment: a seat in a track with its groups, a primary clinician, the planned
/// weeks, and the consents that have to be there before.
/// </summary>
[Authorize(Can.AdmitPatients)]
public sealed class AdmitModel(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    /// <summary>How long after the first day an admission may be entered.</summary>
    private const int MostDaysBack = 60;

    /// <summary>Any number: admissions of one patient queue behind the pair of it and the patient.</summary>
    private const int Queue = 71_205;

    [BindProperty]
    public AdmitForm Form { get; set; } = new();

    [BindProperty]
    public AskForm Ask { get; set; } = new();

    public IReadOnlyList<TrackChoice> Tracks { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Supervisors { get; private set; } = [];

    /// <summary>The open referral that the admission closes; null where nobody referred them.</summary>
    public Referral? Referral { get; private set; }

    /// <summary>The assessment that was signed last.</summary>
    public Assessment? Signed { get; private set; }

    /// <summary>The assessment under way.</summary>
    public Id<Assessment>? Draft { get; private set; }

    public AdmissionWaiver? Waiver { get; private set; }

    /// <summary>What the admission would rest on; null while there is nothing, and nobody is admitted.</summary>
    public AdmissionGrounds? Grounds { get; private set; }

    public IReadOnlyDictionary<Id<StaffMember>, string> Names { get; private set; } = new Dictionary<Id<StaffMember>, string>();

    /// <summary>What the assessment says of the level of care and of times, where it was asked.</summary>
    public string? Recommended => AnswerOf("level-of-care", "recommended");

    public string? Constraints => AnswerOf("work-school", "constraints");

    /// <summary>Whether tracks of several sites are offered.</summary>
    public bool HasSites => Tracks.Select(t => t.Site.Id).Distinct().Skip(1).Any();

    public async Task OnGetAsync()
    {
        Form.AdmittedOn = Today;
        await LoadAsync();
        Form.TrackId = Referral?.WaitsForId;
        Form.Groups = [.. Tracks.SelectMany(t => t.Groups).Where(g => g is { Free: > 0, Clash: null }).Select(g => g.Id)];
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        var (trackId, clinicianId, on) = (Form.TrackId!.Value, Form.PrimaryClinicianId!.Value, Form.AdmittedOn!.Value);
        var program = await Db.Programs.Include(p => p.Tracks).SingleOrDefaultAsync(p => p.Tracks.Any(t => t.Id == trackId), stop);
        if (program is null || Db.Reach?.Sites.Contains(program.SiteId) == false)
        {
            throw new RuleViolation("Choose a track from the list.", nameof(AdmitForm.TrackId));
        }

        var clinician = await Db.Staff.SingleOrDefaultAsync(s => s.Id == clinicianId, stop)
            ?? throw new RuleViolation("Choose a clinician from the list.", nameof(AdmitForm.PrimaryClinicianId));
        // Two forms of one patient at the same moment: the second waits, and then the patient is no longer intake's.
        await Db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({Queue}, hashtext({Id.ToString()}))", stop);
        var patient = await Db.Patients.Include(p => p.Supporters).SingleOrDefaultAsync(p => p.Id == Id, stop)
            ?? throw new RuleViolation("This patient was admitted a moment ago, so nothing was saved twice.");
        var before = await Db.Episodes.Where(e => e.PatientId == Id && e.ProgramId == program.Id)
            .OrderByDescending(e => e.DischargedOn == null).ThenByDescending(e => e.DischargedOn)
            .Select(e => new { e.DischargedOn }).FirstOrDefaultAsync(stop);
        RuleViolation.Unless(
            before is not { DischargedOn: null },
            $"This patient already has an open episode in {program.Name}. Discharge it first.",
            nameof(AdmitForm.TrackId));
        RuleViolation.Unless(
            before is null || on >= before.DischargedOn,
            $"They were discharged from {program.Name} on {(before?.DischargedOn is { } last ? Show.Date(last) : "")}. Admit them from that day on.",
            nameof(AdmitForm.AdmittedOn));
        // What happened before the clinic kept its record here is a record of its own; a longer way back is a year mistyped.
        RuleViolation.Unless(on >= Today.AddDays(-MostDaysBack), $"Admit at most {MostDaysBack} days back.", nameof(AdmitForm.AdmittedOn));
        var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn, stop);
        var site = await Db.Sites.SingleAsync(s => s.Id == program.SiteId, stop);
        RuleViolation.Unless(
            WorksAt(clinician, site.Id), $"{clinician.Name.Full} does not work at {site.Name}.", nameof(AdmitForm.PrimaryClinicianId));
        var guardian = GuardianRule.Refusal(patient, site, program.IsPart2, Today);
        RuleViolation.Unless(guardian is null, guardian ?? "");
        var discharged = await Db.LastDischargeAsync(Id);
        var waiver = await Db.LastWaiverAsync(Id);
        // What counts today, but not on the day of admission, is refused beside that day.
        var grounds = GroundsAt(site, await Db.LastSignedAssessmentAsync(Id, DayAfter(on, site)), waiver, discharged, on)
            ?? GroundsAt(site, await Db.LastSignedAssessmentAsync(Id), waiver, discharged, Clock.Today(site.Zone))
            ?? throw new RuleViolation("Nobody is admitted before the assessment is signed. Sign it first, or ask a supervisor.");
        var episode = Episode.Admit(
            patient,
            program,
            program.Tracks.Single(t => t.Id == trackId),
            clinician,
            on,
            Form.PlannedWeeks ?? program.PlannedWeeks,
            grounds,
            Today);
        var lines = AdmissionChecklist.Of(site.Admission, program, await Db.PapersAsync(Id), discharged);
        var papers = PaperForm.Changes(Form.Papers, lines, patient, me, Today, Clock.Now);
        var missing = AdmissionChecklist.Of(site.Admission, program, [.. lines.Select(l => l.Latest).OfType<AdmissionPaper>(), .. papers], discharged)
            .Where(line => line is { IsNeededBefore: true, IsMissing: true }).Select(line => line.Title).ToList();
        RuleViolation.Unless(missing.Count == 0, $"Needed before the admission: {string.Join("; ", missing)}.", nameof(AdmitForm.Papers));
        var groups = await ChosenGroupsAsync(episode, stop);
        await new Reserve(Db).QueueAsync(site.Id, stop);

        // First what is intake's: once somebody is in treatment, it is no longer theirs to write.
        var referral = await Db.Referrals.SingleOrDefaultAsync(r => r.PatientId == Id && r.ClosedAt == null, stop);
        referral?.Close(ReferralOutcome.Admitted, null, null, SignedIn, Clock.Now);
        Db.AdmissionPapers.AddRange(papers);
        await Db.FollowPapersAsync(papers, patient, me, Today, Clock.Now);
        await Db.SaveChangesAsync(stop);
        await Db.AdmittingAsync(Id, stop);
        Db.Episodes.Add(episode);
        await new FormTeam(Db, Clock).AroundAsync(patient, clinician, on, SignedIn);
        await Db.SaveChangesAsync(stop);
        await new Enroll(Db).IntoAsync(groups, [episode], on, stop: stop);
        await new Reserve(Db).SaveAsync(site, stop);
        var enrolled = groups.Count switch
        {
            0 => "",
            1 => ", in one group",
            _ => $", in {groups.Count} groups",
        };
        Toast($"{patient.CalledName} is admitted to {program.Name}, {program.Tracks.Single(t => t.Id == trackId).Name} track{enrolled}, and in the care of {clinician.Name.Full}.");
        // From the first day of treatment on the chart is the care team's.
        return on <= Today ? RedirectToPage("/Patients/Index") : ToChart();
    }

    /// <summary>Asks a supervisor to have the assessment follow.</summary>
    public async Task<IActionResult> OnPostAskAsync()
    {
        var (patient, me) = (await Db.Patients.SingleAsync(p => p.Id == Id), await Db.Staff.SingleAsync(s => s.Id == SignedIn));
        var supervisor = await Db.Staff.SingleOrDefaultAsync(s => s.Id == Ask.SupervisorId)
            ?? throw new RuleViolation("Choose a supervisor.", nameof(AskForm.SupervisorId));
        Db.AdmissionWaivers.Add(new AdmissionWaiver(patient, supervisor, Ask.Request, me, Clock.Now));
        await Db.SaveChangesAsync();
        Toast($"{supervisor.Name.Full} finds your question under Today.");
        return RedirectToPage(new { id = Id.ToString() });
    }

    public override async Task LoadAsync()
    {
        Referral = await Db.Referrals.AsNoTracking().SingleOrDefaultAsync(r => r.PatientId == Id && r.ClosedAt == null);
        Signed = await Db.LastSignedAssessmentAsync(Id);
        Draft = await Db.Assessments.Where(a => a.PatientId == Id && a.SignedAt == null).Select(a => (Id<Assessment>?)a.Id).SingleOrDefaultAsync();
        Waiver = await Db.LastWaiverAsync(Id);
        Tracks = await new TrackChoices(Db).ForAsync(Id, Referral, Today);
        var discharged = await Db.LastDischargeAsync(Id);
        Grounds = Tracks.Select(t => t.Site).DistinctBy(s => s.Id)
            .Select(site => GroundsAt(site, Signed, Waiver, discharged, Clock.Today(site.Zone))).FirstOrDefault(grounds => grounds is not null);
        var papers = await Db.PapersAsync(Id);
        var staff = await Db.Staff.AsNoTracking().Where(s => s.DeactivatedAt == null).OrderBy(s => s.Name.Family).ThenBy(s => s.Name.Given).ToListAsync();
        var caseloads = await Db.Caseloads.ToDictionaryAsync(c => c.StaffMemberId, c => c.Patients);
        Clinicians = [.. staff.Where(s => s.IsClinician && Tracks.Any(t => WorksAt(s, t.Site.Id))).OrderBy(s => caseloads.GetValueOrDefault(s.Id))
            .Select(s => new SelectListItem($"{NameWithCredential(s)}: {PatientsOf(caseloads.GetValueOrDefault(s.Id))}", s.Id.ToString()))];
        Supervisors = [.. staff.Where(s => s.Roles.Contains(Role.Supervisor)).Select(s => new SelectListItem(NameWithCredential(s), s.Id.ToString()))];
        Names = await Db.NamesAsync([
            .. papers.Select(p => p.RecordedById),
            .. new[] { Signed?.SignedById, Waiver?.SupervisorId }.OfType<Id<StaffMember>>()]);
        // Sites may ask for different papers; the program that is chosen decides which of them are needed.
        Form.Papers = PaperForm.Of(
            Tracks.SelectMany(t => AdmissionChecklist.Of(t.Site.Admission, t.Program, papers, discharged))
                .GroupBy(line => line.Title, StringComparer.OrdinalIgnoreCase)
                .Select(same => same.FirstOrDefault(line => line.IsNeededBefore) ?? same.First())
                .OrderByDescending(line => line.IsNeededBefore),
            Form.Papers,
            Names,
            Today);
    }

    private async Task<List<Group>> ChosenGroupsAsync(Episode episode, CancellationToken stop)
    {
        var chosen = Form.Groups.Distinct().ToList();
        var groups = await Db.Groups.Where(g => chosen.Contains(g.Id) && g.TrackId == episode.TrackId).OrderBy(g => g.Name).ToListAsync(stop);
        RuleViolation.Unless(
            groups.TrueForAll(g => g.Until >= episode.AdmittedOn),
            $"{groups.Find(g => g.Until < episode.AdmittedOn)?.Name} has ended by then. Leave it out.",
            nameof(AdmitForm.Groups));
        var places = await Db.PlacesAsync(groups.ConvertAll(g => g.Id), stop);
        var full = groups.Find(g => Group.PlacesTaken(places[g.Id], Place.Of(new(episode.AdmittedOn, null))) >= g.Capacity);
        RuleViolation.Unless(full is null, $"{full?.Name} is full: all {full?.Capacity} places are taken. Leave it out.", nameof(AdmitForm.Groups));
        return groups;
    }

    private static AdmissionGrounds? GroundsAt(Site site, Assessment? signed, AdmissionWaiver? waiver, DateOnly? discharged, DateOnly on) =>
        AdmissionGrounds.Find(site, signed is null ? null : (signed.Id, signed.SignedAt!.Value), waiver, discharged, on);

    private static DateTimeOffset DayAfter(DateOnly day, Site site) => ClinicClock.InstantOf(day.AddDays(1), TimeOnly.MinValue, site.Zone);

    /// <summary>Whoever does not work where the patient is treated never sees them.</summary>
    private static bool WorksAt(StaffMember member, Id<Site> site) => member.SiteId == site || member.OtherSiteIds.Contains(site);

    private static string PatientsOf(int caseload) => caseload == 1 ? "1 patient" : $"{caseload} patients";

    private string NameWithCredential(StaffMember member) =>
        member.CredentialOn(Today) is { Length: > 0 } credential ? $"{member.Name.Full}, {credential}" : member.Name.Full;

    private string? AnswerOf(string section, string field) =>
        Signed?.Sections.SingleOrDefault(s => s.Key == section)?.Values[field] is { } value
        && AssessmentCatalog.Find(section)?.Find(field) is { } question
            ? question.Words(value)
            : null;

    public sealed class AdmitForm
    {
        public Id<Track>? TrackId { get; set; }

        /// <summary>Ticked groups; those of other tracks do not count.</summary>
        public List<Id<Group>> Groups { get; set; } = [];

        public Id<StaffMember>? PrimaryClinicianId { get; set; }

        public DateOnly? AdmittedOn { get; set; }

        /// <summary>Empty for what the program plans.</summary>
        public int? PlannedWeeks { get; set; }

        public List<PaperForm> Papers { get; set; } = [];

        public sealed class Validator : AbstractValidator<AdmitForm>
        {
            public Validator()
            {
                RuleFor(f => f.TrackId).NotNull().WithMessage("Choose the program and track.");
                RuleFor(f => f.Groups).Must(groups => groups.Count <= 500).WithMessage("Choose fewer groups.");
                RuleFor(f => f.PrimaryClinicianId).NotNull().WithMessage("Choose the primary clinician.");
                RuleFor(f => f.AdmittedOn).NotNull().WithMessage("Enter the day of admission.");
                RuleFor(f => f.PlannedWeeks).InclusiveBetween(1, 104).WithMessage("Plan 1 to 104 weeks.");
                RuleFor(f => f.Papers).Must(papers => papers.Count <= 2 * AdmissionRules.MostPapers).WithMessage("Open the page again.");
                RuleForEach(f => f.Papers).SetValidator(new PaperForm.Validator());
            }
        }
    }

    public sealed class AskForm
    {
        public Id<StaffMember>? SupervisorId { get; set; }

        [ManyLines]
        public string Request { get; set; } = "";

        public sealed class Validator : AbstractValidator<AskForm>
        {
            public Validator()
            {
                RuleFor(f => f.SupervisorId).NotNull().WithMessage("Choose a supervisor.");
                RuleFor(f => f.Request).MaximumLength(1000).WithMessage("Shorten this to 1,000 characters.");
            }
        }
    }
}
