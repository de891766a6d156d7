using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Referrals;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Referrals;

/// <summary>A page about one referral: nobody comes in to whom its patient is not open.</summary>
public abstract class ReferralPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public Id<Referral> Id { get; set; }

    public PatientBanner Banner { get; private set; } = null!;

    /// <summary>The clinic date at the reader's site.</summary>
    public DateOnly Today => Clock.Today(Db.Actor.Zone);

    protected ClinicDb Db { get; } = db;

    protected ClinicClock Clock { get; } = clock;

    protected internal override async Task<bool> EnterAsync()
    {
        var patient = await Db.Referrals.Where(r => r.Id == Id).Select(r => (Guid?)r.PatientId.Value).SingleOrDefaultAsync();
        if (patient is not { } key || await PatientBanners.For(Db, new(key), Today) is not { } banner || !Db.Opens(banner.State, Can.TakeReferrals))
        {
            return false;
        }

        Banner = banner with { ShowsCare = Db.Opens(banner.State, Can.ReadCharts), ShowsSafetyPlan = Db.Opens(banner.State, Can.ReadSafetyPlans) };
        return true;
    }

    protected internal override void RecordShown() => Db.RecordRead(Banner.State.Id, "Referral");

    /// <summary>The referral, to be changed.</summary>
    protected Task<Referral> ReferralAsync() => Db.Referrals.Include(r => r.Attempts).SingleAsync(r => r.Id == Id);
}
