using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Referrals;

/// <summary>The times of every week that are kept for intake assessments at the reader's site.</summary>
[Authorize(Can.KeepAssessmentTimes)]
public sealed class TimesModel(ClinicDb db) : ClinicPage
{
    private const int UsualMinutes = 90;

    [BindProperty]
    public TimeForm Form { get; set; } = new();

    public IReadOnlyList<Line> Times { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Clinicians { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Rooms { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Form.Minutes = UsualMinutes;
        await LoadAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var site = await SiteAsync();
        var clinician = await db.Staff.SingleOrDefaultAsync(s => s.Id == Form.StaffMemberId)
            ?? throw new RuleViolation("Choose a clinician from the list.", nameof(Form.StaffMemberId));
        var room = Form.RoomId is { } key
            ? site.Rooms.FirstOrDefault(r => r.Id == key) ?? throw new RuleViolation("Choose a room of this site.", nameof(Form.RoomId))
            : null;
        db.AssessmentTimes.Add(new AssessmentTime(site, clinician, room, Form.Day!.Value, Form.StartsAt!.Value, Form.Minutes!.Value));
        await db.SaveChangesAsync();
        Toast($"{clinician.Name.Full} is offered for assessments on {Form.Day}s at {Show.Time(Form.StartsAt.Value)}.");
        return RedirectToPage();
    }

    /// <summary>Offers a time no longer. What is booked stays.</summary>
    [WithoutForm]
    public async Task<IActionResult> OnPostRemoveAsync(Id<AssessmentTime> which)
    {
        var site = await SiteAsync();
        // Somebody else may have taken it back already, which is as good.
        db.AssessmentTimes.RemoveRange(await db.AssessmentTimes.Where(t => t.Id == which && t.SiteId == site.Id).ToListAsync());
        await db.SaveChangesAsync();
        Toast("The time is no longer offered. What is booked stays.");
        return RedirectToPage();
    }

    public override async Task LoadAsync()
    {
        var site = await SiteAsync();
        var stop = HttpContext.RequestAborted;
        var found = await (
            from time in db.AssessmentTimes.AsNoTracking()
            where time.SiteId == site.Id
            join member in db.Staff on time.StaffMemberId equals member.Id
            select new { Time = time, member.Name, member.DeactivatedAt }).ToListAsync(stop);
        Times = [.. found.OrderBy(t => Weekly.FromMonday(t.Time.Day)).ThenBy(t => t.Time.StartsAt).ThenBy(t => t.Name.Family)
            .Select(t => new Line(
                t.Time.Id, t.Time.Day, t.Time.StartsAt, t.Time.Minutes, t.Name.Full, site.Rooms.FirstOrDefault(r => r.Id == t.Time.RoomId)?.Name,
                t.DeactivatedAt is null))];
        Clinicians = await GroupChoices.CliniciansAsync(db, stop);
        Rooms = await GroupChoices.RoomsAsync(db, site.Id, stop);
    }

    private async Task<Site> SiteAsync()
    {
        var siteId = db.Actor.SiteId;
        return Existing(await db.Sites.Include(s => s.Rooms).SingleOrDefaultAsync(s => s.Id == siteId));
    }

    public sealed record Line(Id<AssessmentTime> Id, DayOfWeek Day, TimeOnly StartsAt, int Minutes, string Clinician, string? Room, bool IsOffered);

    public sealed class TimeForm
    {
        public Id<StaffMember>? StaffMemberId { get; set; }

        public DayOfWeek? Day { get; set; }

        public TimeOnly? StartsAt { get; set; }

        public int? Minutes { get; set; }

        public Id<Room>? RoomId { get; set; }

        public sealed class Validator : AbstractValidator<TimeForm>
        {
            public Validator()
            {
                RuleFor(f => f.StaffMemberId).NotNull().WithMessage("Choose a clinician.");
                RuleFor(f => f.Day).NotNull().WithMessage("Choose the weekday.");
                RuleFor(f => f.StartsAt).NotNull().WithMessage("Enter the time it starts.");
                RuleFor(f => f.Minutes).NotNull().WithMessage("Enter how many minutes it takes.").InclusiveBetween(15, 240)
                    .WithMessage("An assessment takes 15 to 240 minutes.");
            }
        }
    }
}
