using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>A page about one version of a patient's treatment plan.</summary>
public abstract class TreatmentPage(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    [BindProperty(SupportsGet = true, Name = "plan")]
    public Id<TreatmentPlan> PlanId { get; set; }

    public TreatmentPlan Plan { get; protected set; } = null!;

    public Episode Episode { get; private set; } = null!;

    public Domain.Programs.Program Program { get; private set; } = null!;

    public PlanNames Names { get; private set; } = null!;

    /// <summary>Services that are offered, for interventions.</summary>
    public IReadOnlyList<Service> Services { get; private set; } = [];

    /// <summary>Who works here and may be responsible for an intervention.</summary>
    public IReadOnlyDictionary<Id<StaffMember>, string> Staff { get; private set; } = new Dictionary<Id<StaffMember>, string>();

    public string Overview => $"/Patients/{Id}/Plans";

    public string Address => $"/Patients/{Id}/Plans/{PlanId}";

    protected override string Reads => "TreatmentPlan";

    /// <summary>The plan with everything around it, as it is shown.</summary>
    protected async Task LoadPlanAsync()
    {
        TreatmentPlan? plan = null;
        Episode? episode = null;
        Domain.Programs.Program? program = null;
        var planned = Db.TreatmentPlans.Where(p => p.Id == PlanId && p.PatientId == Id).Select(p => p.EpisodeId);
        var episodes = Db.Episodes.AsNoTracking().Where(e => e.PatientId == Id && planned.Contains(e.Id));
        await Db.TogetherAsync(
            async () => plan = await Db.TreatmentPlans.AsNoTracking().AsSplitQuery().Include(p => p.Acknowledgements).Include(p => p.Drafts)
                .SingleOrDefaultAsync(p => p.Id == PlanId && p.PatientId == Id),
            async () => episode = await episodes.SingleOrDefaultAsync(),
            async () => program = await Db.Programs.AsNoTracking().SingleOrDefaultAsync(p => episodes.Any(e => e.ProgramId == p.Id)),
            LoadNamesAsync);
        (Plan, Episode, Program) = (Existing(plan), Existing(episode), Existing(program));
    }

    protected async Task LoadNamesAsync()
    {
        var (services, people) = await Db.TogetherAsync(() => Db.Services.AsNoTracking().OrderBy(s => s.Name).ToListAsync(), () => Db.Staff.AsNoTracking().ToListAsync());
        Services = services;
        Names = new PlanNames(Services.ToDictionary(s => s.Id, s => s.Name), people.ToDictionary(s => s.Id, NameOf));
        Staff = people.Where(person => person.IsActive && person.IsClinician && (person.SiteId == SiteId || person.OtherSiteIds.Contains(SiteId)))
            .OrderBy(person => person.Name.Full, StringComparer.CurrentCulture).ToDictionary(person => person.Id, NameOf);

        string NameOf(StaffMember person) => person.CredentialOn(Today) is { Length: > 0 } credential ? $"{person.Name.Full}, {credential}" : person.Name.Full;
    }

    /// <summary>The plan, tracked, once nobody else signs anything of the patient before this is over.</summary>
    protected async Task<TreatmentPlan> HoldAsync()
    {
        await Db.HoldChainsAsync([Id]);
        return Existing(await Db.TreatmentPlans.AsSplitQuery().Include(p => p.Acknowledgements).Include(p => p.Drafts)
            .SingleOrDefaultAsync(p => p.Id == PlanId && p.PatientId == Id));
    }

    /// <summary>Objectives of the episode that a signed note refers to.</summary>
    protected async Task<IReadOnlySet<Guid>> NotedAsync() =>
        await Db.NotedAsync(await Db.TreatmentPlans.Where(p => p.Id == PlanId && p.PatientId == Id).Select(p => p.EpisodeId).SingleAsync());

    protected Task<StaffMember> MeAsync() => Db.Staff.SingleAsync(s => s.Id == SignedIn);

    /// <summary>"Nov 27, 2026, 9:30 AM".</summary>
    protected string At(DateTimeOffset moment) => $"{Show.Date(ClinicClock.DateIn(Zone, moment))}, {Show.Time(ClinicClock.TimeIn(Zone, moment))}";
}
