using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Reminders;

/// <summary>Who is to be reminded of the sessions of a day, how they agreed to be reached, and what came of it: also a list to call from.</summary>
[Authorize(Can.ReadSchedule)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    /// <summary>The day of which they are reminded; the next one on which somebody comes where none is named.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Date { get; set; }

    /// <summary>Whether those who were reached are listed too.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    public Site Site { get; private set; } = null!;

    public IReadOnlyList<ToRemind> People { get; private set; } = [];

    public int Expected { get; private set; }

    public int Left { get; private set; }

    public bool HasLetters { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var siteId = db.Actor.SiteId!.Value;
        Site = Existing(await db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Id == siteId, stop));
        Date ??= await db.NextClinicDayAsync(siteId, clock.Today(Site.Zone), stop);
        var everybody = await db.ToRemindAsync(Site, Date.Value, stop);
        (Expected, Left) = (everybody.Count, everybody.Count(one => !one.IsDone));
        HasLetters = everybody.Any(one => !one.IsDone && one.TakesLetter);
        People = [.. everybody.Where(one => All || !one.IsDone)];
    }

    /// <summary>Writes down what came of a try.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostMarkAsync(Id<Patient> patient, ReminderOutcome? outcome)
    {
        var stop = HttpContext.RequestAborted;
        if (await db.Patients.SingleOrDefaultAsync(p => p.Id == patient, stop) is not { } found)
        {
            return Missing();
        }

        RuleViolation.Unless(outcome is not null, "Choose what came of it.");
        var siteId = db.Actor.SiteId!.Value;
        var day = Date ?? await db.NextClinicDayAsync(siteId, clock.Today(db.Actor.Zone), stop);
        RuleViolation.Unless(
            await db.RosterPlaces.AnyAsync(place => place.PatientId == patient && db.Sessions.Any(s =>
                s.Id == place.SessionId && s.SiteId == siteId && s.ClinicDate == day && s.CancelledAt == null), stop),
            $"Nothing is planned for them on {Show.Day(day)} any more.");
        db.Reminders.Add(new Reminder(found, siteId, day, outcome!.Value, SignedIn, clock.Now));
        await db.SaveChangesAsync(stop);
        Toast($"{ReminderWords.Of(outcome.Value)}: noted.");
        return RedirectToPage(null, null, new { date = Show.Iso(day), all = All ? "true" : null });
    }
}
