using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Account;

/// <summary>Where I am signed in, and how long this session still lasts.</summary>
[Authorize(Can.OwnAccount)]
public sealed class MySessionsPage(ClinicDb db, ClinicClock clock, IServiceProvider services) : ClinicPage
{
    private readonly Tickets _tickets = services.GetRequiredService<Tickets>();
    private readonly SessionLimits _limits = services.GetRequiredService<SessionLimits>();

    internal IReadOnlyList<OpenSession> Open { get; private set; } = [];

    internal Ticket Here => Ticket.Of(HttpContext)!;

    public string Lead =>
        $"A session ends after {_limits.Idle.TotalMinutes:0} minutes in which nothing is done, and after {_limits.Longest.TotalHours:0} hours in any case. "
        + "Sign out what you do not know, and then change your password.";

    public TimeZoneInfo Zone => db.Actor.Zone;

    public override async Task LoadAsync() => Open = await _tickets.ListAsync(SignedIn);

    public Task OnGetAsync() => LoadAsync();

    /// <summary>For the page's script, which asks without keeping the session alive.</summary>
    public IActionResult OnGetLeft() => Left(Here);

    /// <summary>For the page's script: somebody is still at the keyboard.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostExtendAsync() => Left(await _tickets.ExtendAsync(Here));

    [WithoutForm]
    public async Task<IActionResult> OnPostEndAsync(Guid session)
    {
        RuleViolation.Unless(session != Here.Id, "This is the session you are in. Sign out to end it.");
        RuleViolation.Unless(
            await _tickets.EndAsync(SignedIn, session, EndedBecause.EndedElsewhere), "That session has already ended.");
        await RememberAsync(session.ToString());
        Toast("That browser is signed out.");
        return RedirectToPage();
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostEndOthersAsync()
    {
        var ended = await _tickets.EndAllAsync(SignedIn, EndedBecause.EndedElsewhere, except: Here.Id);
        await RememberAsync("others");
        Toast(ended == 0 ? "You are signed in nowhere else." : "All your other browsers are signed out.");
        return RedirectToPage();
    }

    private async Task RememberAsync(string what)
    {
        db.RecordAct(AuditAction.SignOut, "SignInTicket", what);
        await db.SaveChangesAsync();
    }

    private JsonResult Left(Ticket ticket)
    {
        var ends = ticket.EndsAt(_limits);
        return new JsonResult(new
        {
            left = Math.Max(0, (int)(ends - clock.Now).TotalSeconds),
            // Nothing prolongs a session beyond its longest time.
            last = ends == ticket.ExpiresAt,
            of = ticket.StaffId,
        });
    }
}
