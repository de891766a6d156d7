using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures.Kiosk;

/// <summary>
/// A page for a patient, in whose browser nobody is signed in. It reaches the one form that the browser's cookie, or the secret of a
/// link, stands for; every other answer is the same, so that trying secrets tells nothing.
/// </summary>
public abstract class KioskPage(ClinicDb db) : ClinicPage
{
    /// <summary>Whoever answers is written down by this name; the policy of the history knows it (<c>Walls.sql</c>).</summary>
    private const string Patient = "The patient";

    protected ClinicDb Db { get; } = db;

    /// <summary>Whether there is a form to show.</summary>
    public bool IsThere => Db.Reach?.Kiosk is not null;

    protected internal override IActionResult? InsteadOfForm => IsThere ? null : Over();

    /// <summary>From here on this request reaches what the secret with this hash opens, and nothing else.</summary>
    protected async Task ComeWithAsync(string? hash)
    {
        var actor = Db.Actor;
        (actor.StaffMemberId, actor.Name, actor.Roles) = (null, Patient, "");
        (actor.Page, actor.RequestId) = (RequestLog.RouteOf(HttpContext), HttpContext.TraceIdentifier);
        actor.KioskHash = hash ?? "";
        await Db.SayWhoAsync(HttpContext.RequestAborted);
        if (Db.Reach?.Kiosk is { } kiosk)
        {
            var site = await (
                from measure in Db.Measures.AsNoTracking()
                join of in Db.Sites.AsNoTracking() on measure.SiteId equals of.Id
                where measure.Id == kiosk.Measure
                select of).SingleAsync();
            (actor.SiteId, actor.Zone) = (site.Id, site.Zone);
            Db.RecordShown([kiosk.Patient], "Kiosk");
        }
    }

    /// <summary>The same plain page for what was used, is over, or never was.</summary>
    protected PageResult Over()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
