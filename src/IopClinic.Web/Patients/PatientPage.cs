using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>A page about one patient: the banner is there before any handler runs, and without a patient there is no page.</summary>
public abstract class PatientPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public Id<Patient> Id { get; set; }

    public PatientBanner Banner { get; private set; } = null!;

    private PatientState _state;

    /// <summary>What of the record the page shows, in the words of the history.</summary>
    protected virtual string Reads => MayHere(Can.ReadCharts) ? "Chart" : "Banner";

    /// <summary>The clinic date where the patient is treated, whoever reads or writes from elsewhere.</summary>
    public DateOnly Today => Clock.Today(Banner?.SiteZone ?? Db.Actor.Zone);

    /// <summary>Where the patient is, or is to be, treated.</summary>
    protected Id<Domain.Sites.Site> SiteId => _state.Site;

    /// <summary>The zone of the reader's site, in which dates and times are shown.</summary>
    public TimeZoneInfo Zone => Db.Actor.Zone;

    protected ClinicDb Db { get; } = db;

    protected ClinicClock Clock { get; } = clock;

    /// <summary>The chart of this patient.</summary>
    protected IActionResult ToChart() => RedirectToPage("/Patients/Chart", new { id = Id.ToString() });

    protected internal override async Task<bool> EnterAsync()
    {
        if (await PatientBanners.For(Db, Id, Today) is not { } banner)
        {
            return false;
        }

        _state = banner.State;
        Banner = banner with
        {
            ShowsCare = MayHere(Can.ReadCharts),
            ShowsSafetyPlan = MayHere(Can.ReadSafetyPlans),
            OpenUntil = Db.Reach?.Glass.Contains(Id) == true ? await ThroughGlassAsync() : null,
        };
        var asked = PageContext.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Select(page => page.Policy)
            .Append(HandlerNeeds);
        return asked.OfType<string>().All(MayHere);
    }

    /// <summary>Says in the history which emergency opened the record; until when it is open.</summary>
    private async Task<TimeOnly> ThroughGlassAsync()
    {
        var opening = await Db.GlassOpenings.AsNoTracking()
            .Where(g => g.PatientId == Id && g.StaffMemberId == SignedIn).OrderByDescending(g => g.ExpiresAt).FirstAsync();
        (Db.Actor.GlassId, Db.Actor.Purpose) = (opening.Id.Value, Purpose.Emergency);
        return ClinicClock.TimeIn(Db.Actor.Zone, opening.ExpiresAt);
    }

    /// <summary>True when this person may do that, and with this patient.</summary>
    public bool MayHere(string permission) =>
        May(permission) && Db.Opens(_state, permission);

    /// <summary>Whoever sees the page has read of this patient, also when it is a refused form that is shown again.</summary>
    protected internal override void RecordShown()
    {
        Db.RecordRead(Id, Reads);
        if (HttpContext.RequestServices.GetRequiredService<PersonLimits>().IsRemarkable(User, Id.ToString(), Clock.Now))
        {
            Db.RecordAct(AuditAction.Alert, "Charts", null);
        }
    }
}
