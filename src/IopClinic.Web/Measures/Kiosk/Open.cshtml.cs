using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Measures;
using IopClinic.Web.Account;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Measures.Kiosk;

/// <summary>
/// Where the link of a QR code leads. Looking at it uses nothing up, because phones look at links by themselves; beginning does, for
/// the browser that begins.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(Limits.Links)]
public sealed class OpenModel(ClinicDb db, ClinicClock clock) : KioskPage(db)
{
    [BindProperty]
    public BeginForm Form { get; set; } = new();

    /// <summary>A member of staff is signed in here: the patient would come into their session.</summary>
    public bool IsOfStaff => User.Identity?.IsAuthenticated == true;

    private KioskCookie Cookie => this.The<KioskCookie>();

    public async Task<IActionResult> OnGetAsync(string? key)
    {
        Form.Key = key ?? "";
        await LoadAsync();
        if (!IsThere)
        {
            return await IsMineAsync() ? RedirectToPage("/Measures/Kiosk/Index") : Over();
        }

        if (!IsOfStaff)
        {
            var secret = KioskCookie.NewSecret();
            Cookie.Hand(HttpContext, secret);
            // The form names the cookie it came with: one that somebody planted in this browser opens nothing.
            Form.Browser = KioskCookie.HashOf(secret)!;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (!IsThere)
        {
            // Pressed twice, or the answer was lost.
            return await IsMineAsync() ? RedirectToPage("/Measures/Kiosk/Index") : Over();
        }

        RuleViolation.Unless(!IsOfStaff, "A member of staff is signed in in this browser.");
        if (Cookie.HashIn(Request) is not { } browser || browser != Form.Browser)
        {
            return Over();
        }

        var link = await Db.KioskLinks.SingleAsync(l => l.MeasureId == Db.Reach!.Kiosk!.Value.Measure && l.EndedAt == null);
        link.Open(browser, clock.Now);
        await Db.SaveChangesAsync();
        return RedirectToPage("/Measures/Kiosk/Index");
    }

    public override Task LoadAsync() => ComeWithAsync(KioskCookie.HashOf(Form.Key));

    /// <summary>This browser used this link already.</summary>
    private async Task<bool> IsMineAsync()
    {
        if (IsOfStaff || KioskCookie.HashOf(Form.Key) is not { } secret)
        {
            return false;
        }

        await ComeWithAsync(Cookie.HashIn(Request));
        var isMine = IsThere && await Db.KioskLinks.AnyAsync(l => l.MeasureId == Db.Reach!.Kiosk!.Value.Measure && l.SecretHash == secret);
        if (!isMine)
        {
            await ComeWithAsync(null);
        }

        return isMine;
    }

    public sealed class BeginForm
    {
        public string Key { get; set; } = "";

        /// <summary>The hash of the cookie that the page came with.</summary>
        public string Browser { get; set; } = "";

        public sealed class Validator : AbstractValidator<BeginForm>
        {
            public Validator()
            {
                RuleFor(form => form.Key).MaximumLength(100);
                RuleFor(form => form.Browser).MaximumLength(100);
            }
        }
    }
}
