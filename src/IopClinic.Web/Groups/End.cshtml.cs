using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Groups;

/// <summary>Ends one patient's enrollment in a group.</summary>
[Authorize(Can.ManageGroups)]
public sealed class EndModel(ClinicDb db, ClinicClock clock) : ClinicPage
{
    [BindProperty(SupportsGet = true)]
    public Id<Group> Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Id<Enrollment> Enrollment { get; set; }

    [BindProperty]
    public EndForm Form { get; set; } = new();

    public string GroupName { get; private set; } = "";

    public string Patient { get; private set; } = "";

    public DateOnly From { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await db.Groups.AsNoTracking().FirstOrDefaultAsync(g => g.Id == Id && db.Enrollments.Any(e => e.Id == Enrollment && e.GroupId == Id), stop) is not { } group)
        {
            return Missing();
        }

        Form.LastDay = await db.TodayAtAsync(group.SiteId, clock, stop);
        await LoadAsync();
        return Page();
    }

    public override async Task LoadAsync()
    {
        var found = Existing(await (
            from enrollment in db.Enrollments.AsNoTracking()
            join enrolled in db.Groups.AsNoTracking() on enrollment.GroupId equals enrolled.Id
            join patient in db.Patients.AsNoTracking() on enrollment.PatientId equals patient.Id
            where enrollment.Id == Enrollment && enrollment.GroupId == Id
            select new { Group = enrolled.Name, enrollment.From, patient.Id, patient.Name, patient.PreferredName }).FirstOrDefaultAsync(
                HttpContext.RequestAborted));
        GroupName = found.Group;
        From = found.From;
        Patient = $"{found.PreferredName ?? found.Name.Given} {found.Name.Family}";
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var stop = HttpContext.RequestAborted;
        if (await db.Enrollments.FirstOrDefaultAsync(e => e.Id == Enrollment && e.GroupId == Id, stop) is not { } enrollment)
        {
            return Missing();
        }

        await new EndEnrollment(db).OnAsync(enrollment, Form.LastDay!.Value, stop);
        await db.SaveChangesAsync(stop);
        Toast("The enrollment is ended, and the places on later sessions are free again.");
        return RedirectToPage("/Groups/Details", new { id = Id });
    }

    public sealed class EndForm
    {
        public DateOnly? LastDay { get; set; }

        public sealed class Validator : AbstractValidator<EndForm>
        {
            public Validator() => RuleFor(f => f.LastDay).NotNull().WithMessage("Enter the last day in the group.");
        }
    }
}
