using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Web.Feeds;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>One's own sessions in one's own calendar program.</summary>
[Authorize(Can.OwnAccount)]
public sealed class FeedPage(ClinicDb db, ClinicClock clock) : ClinicPage
{
    private const string LinkKey = "feed";

    private readonly KeepFeeds _feeds = new(db, clock);

    public ScheduleFeed? Feed { get; private set; }

    /// <summary>The address with its secret: shown once, on the page that follows its making.</summary>
    public string? Link { get; private set; }

    public TimeZoneInfo Zone => db.Actor.Zone;

    public override async Task LoadAsync() => Feed = await _feeds.Of(SignedIn).AsNoTracking().SingleOrDefaultAsync();

    public async Task OnGetAsync()
    {
        Link = TempData[LinkKey] as string;
        await LoadAsync();
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostMakeAsync()
    {
        TempData[LinkKey] = $"{Request.Scheme}://{Request.Host}{Request.PathBase}{await _feeds.MakeAsync(SignedIn)}";
        return RedirectToPage();
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostRevokeAsync()
    {
        await _feeds.RevokeAsync(_feeds.Of(SignedIn), SignedIn);
        Toast("The address is revoked. Calendars that read it find nothing there any more.");
        return RedirectToPage();
    }
}
