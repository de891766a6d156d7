using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Away;

/// <summary>One leave with the sessions it took from its person; it can be withdrawn while it lasts.</summary>
[Authorize(Can.ManageGroups)]
public sealed class DetailsModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [FromRoute]
    public Id<Leave> Id { get; set; }

    [BindProperty]
    public WithdrawForm Form { get; set; } = new();

    public Leave Leave { get; private set; } = null!;

    public string Name { get; private set; } = "";

    public IReadOnlyList<Covered> Sessions { get; private set; } = [];

    public bool MayWithdraw => Leave.Stands && clock.Now < Leave.EndsAt;

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        Leave = Existing(await Mine().AsNoTracking().SingleOrDefaultAsync(stop));
        Name = (await db.Staff.AsNoTracking().SingleAsync(s => s.Id == Leave.StaffMemberId, stop)).Name.Full;
        var given = Leave.Covers.ToDictionary(c => c.SessionId, c => c.CoverId);
        var coverIds = given.Values.OfType<Id<StaffMember>>().Distinct().ToList();
        var names = await db.Staff.AsNoTracking().Where(s => coverIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name.Full, stop);
        var ids = given.Keys.ToList();
        var now = clock.Now;
        var rows = await db.Sessions.Where(s => ids.Contains(s.Id)).ToRowsAsync(db, now, May(Can.FindPatients), stop);
        Sessions = [.. rows.Select(row => new Covered(
            row, given[row.Id] is { } cover ? names[cover] : null, row.StartsAt > now && row.State is not SessionState.Cancelled && !row.Clinicians.Contains(Name)))];
        if (!this.Sent(nameof(Form)))
        {
            Form.Version = Leave.Version;
        }
    }

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    /// <summary>Withdraws the leave, and gives back those of its sessions that are ticked: all of it or nothing.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await Mine().SingleOrDefaultAsync(stop) is not { } leave)
        {
            return Missing();
        }

        db.Entry(leave).Property(l => l.Version).OriginalValue = Form.Version;
        var now = clock.Now;
        leave.Withdraw(SignedIn, now);
        // Two statements: the time must be free before a session takes it again.
        await db.SaveChangesAsync(stop);
        var person = await db.Staff.SingleAsync(s => s.Id == leave.StaffMemberId, stop);
        var site = await db.Sites.SingleAsync(s => s.Id == person.SiteId, stop);
        var back = Form.Back;
        var sessions = await db.Sessions.Include(s => s.Clinicians).Where(s => back.Contains(s.Id)).ToListAsync(stop);
        var serviceIds = sessions.Select(s => s.ServiceId).Distinct().ToList();
        var services = await db.Services.Where(s => serviceIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, stop);
        foreach (var session in sessions)
        {
            leave.GiveBack(session, person, services[session.ServiceId], now);
        }

        await new Reserve(db).SaveAsync(site, stop);
        Toast($"The leave of {person.Name.Full} is withdrawn."
            + (sessions.Count == 0 ? "" : sessions.Count == 1 ? " They lead one session again." : $" They lead {sessions.Count} sessions again."));
        return RedirectToPage(new { id = Id });
    }

    /// <summary>The leave, where its person is of the reader's sites.</summary>
    private IQueryable<Leave> Mine()
    {
        var people = db.CliniciansOfMine();
        return db.Leaves.Include(leave => leave.Covers).Where(leave => leave.Id == Id && people.Any(person => person.Id == leave.StaffMemberId));
    }

    /// <param name="Row">The session.</param>
    /// <param name="Cover">Who was named for it; null where nobody was.</param>
    /// <param name="MayGoBack">Whether it has not begun, and its person does not lead it again already.</param>
    public sealed record Covered(SessionRow Row, string? Cover, bool MayGoBack);

    public sealed class WithdrawForm
    {
        public uint Version { get; set; }

        /// <summary>The sessions that they lead again.</summary>
        public List<Id<Session>> Back { get; set; } = [];

        public sealed class Validator : AbstractValidator<WithdrawForm>
        {
            public Validator() => RuleFor(form => form.Back).Must(back => back.Count <= CoverChoices.MostSessions).WithMessage("These are too many sessions at once.");
        }
    }
}
