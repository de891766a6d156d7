using FluentValidation;
using IopClinic.Database;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>The link under which somebody who leads sessions meets by telehealth.</summary>
[Authorize(Can.LogSessions)]
public sealed class TelehealthPage(ClinicDb db) : ClinicPage
{
    [BindProperty]
    public LinkForm Form { get; set; } = new();

    public async Task OnGetAsync()
    {
        var me = await db.Staff.AsNoTracking().SingleAsync(s => s.Id == SignedIn);
        (Form.MeetingLink, Form.Version) = (me.MeetingLink, me.Version);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var me = await db.Staff.SingleAsync(s => s.Id == SignedIn);
        db.Entry(me).Property(m => m.Version).OriginalValue = Form.Version!.Value;
        me.MeetAt(Form.MeetingLink);
        await db.SaveChangesAsync();
        Toast(me.MeetingLink is null ? "You keep no standing link." : "Your standing link is saved.");
        return RedirectToPage();
    }

    public sealed class LinkForm
    {
        public string? MeetingLink { get; set; }

        public uint? Version { get; set; }

        public sealed class Validator : AbstractValidator<LinkForm>
        {
            public Validator()
            {
                RuleFor(f => f.MeetingLink).MaximumLength(Domain.Schedule.MeetingLink.MaximumLength)
                    .WithMessage($"Shorten the link to {Domain.Schedule.MeetingLink.MaximumLength} characters.");
                // Nothing sent is no empty link.
                RuleFor(f => f.Version).NotNull().WithMessage("Open the page again.");
            }
        }
    }
}
