using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace IopClinic.Web.Patients;

/// <summary>A page about one patient: the banner is there before any handler runs, and without a patient there is no page.</summary>
public abstract class PatientPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public Id<Patient> Id { get; set; }

    public PatientBanner Banner { get; private set; } = null!;

    /// <summary>What of the record the page shows, in the words of the history.</summary>
    protected virtual string Reads => May(Can.ReadCharts) ? "Chart" : "Banner";

    /// <summary>The clinic date at the reader's site.</summary>
    public DateOnly Today => Clock.Today(Db.Actor.Zone);

    protected ClinicDb Db { get; } = db;

    protected ClinicClock Clock { get; } = clock;

    /// <summary>The chart of this patient.</summary>
    protected IActionResult ToChart() => RedirectToPage("/Patients/Chart", new { id = Id.ToString() });

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (await PatientBanners.For(Db, Id, Today) is not { } banner)
        {
            context.Result = Missing();
            return;
        }

        Banner = banner with { ShowsCare = May(Can.ReadCharts) };
        await next();
    }

    /// <summary>Whoever sees the page has read of this patient, also when it is a refused form that is shown again.</summary>
    protected internal override void RecordShown() => Db.RecordRead(Id, Reads);
}
