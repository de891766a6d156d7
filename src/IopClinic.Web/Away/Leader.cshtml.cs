using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Away;

/// <summary>Names somebody who leads a session, of those who are free and may.</summary>
[Authorize(Can.ManageGroups)]
public sealed class LeaderModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public DateOnly Date { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Session> Id { get; set; }

    [BindProperty]
    public LeaderForm Form { get; set; } = new();

    public SessionRow Session { get; private set; } = null!;

    public IReadOnlyList<SelectListItem> Choices { get; private set; } = [];

    public override async Task LoadAsync()
    {
        var stop = HttpContext.RequestAborted;
        var found = await db.Sessions.Where(s => s.Id == Id && s.ClinicDate == Date).ToRowsAsync(db, clock.Now, May(Can.FindPatients), stop);
        Session = Existing(found is [{ Opens: true } row] ? row : null);
        var session = await db.Sessions.AsNoTracking().Include(s => s.Clinicians).SingleAsync(s => s.Id == Id, stop);
        Choices = [.. (await new CoverChoices(db, clock).ForAsync([session], stop))[Id].Select(c => new SelectListItem(c.Label, c.Id.ToString()))];
    }

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await db.Sessions.Include(s => s.Clinicians).Include(s => s.Roster).AsSplitQuery().FirstOrDefaultAsync(s => s.Id == Id && s.ClinicDate == Date, stop) is not { } session
            || !await db.MayOpenAsync(session))
        {
            return Missing();
        }

        var chosen = Form.Leader;
        var leader = await db.Staff.SingleOrDefaultAsync(s => s.Id == chosen, stop);
        RuleViolation.Unless(leader is not null && CoverChoices.MayWorkAt(leader, session.SiteId), "Choose somebody from the list.", nameof(LeaderForm.Leader));
        session.HandOver(null, leader, await db.Services.SingleAsync(s => s.Id == session.ServiceId, stop), clock.Now);
        await new Reserve(db).SaveAsync(await db.Sites.SingleAsync(s => s.Id == session.SiteId, stop), stop);
        Toast($"{leader!.Name.Full} leads {session.Title}.");
        return Redirect($"/Sessions?date={Date:yyyy-MM-dd}");
    }

    public sealed class LeaderForm
    {
        public Id<StaffMember>? Leader { get; set; }

        public sealed class Validator : AbstractValidator<LeaderForm>
        {
            public Validator() => RuleFor(form => form.Leader).NotNull().WithMessage("Choose who leads it.");
        }
    }
}
