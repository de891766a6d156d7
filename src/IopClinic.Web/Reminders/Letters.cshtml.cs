using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Reminders;

/// <summary>Neutral letters to those who agreed to letters and were not reminded yet: an appointment and a number to call, and nothing else.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class LettersModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    public Site Site { get; private set; } = null!;

    public DateOnly Written { get; private set; }

    public IReadOnlyList<ToRemind> People { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var stop = HttpContext.RequestAborted;
        var siteId = db.Actor.SiteId!.Value;
        Site = Existing(await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Id == siteId, stop));
        Written = clock.Today(Site.Zone);
        Date ??= await db.NextClinicDayAsync(siteId, Written, stop);
        People = [.. (await db.ToRemindAsync(Site, Date.Value, stop)).Where(one => one.TakesLetter && !one.IsDone)];
    }
}
