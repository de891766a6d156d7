using System.ComponentModel.DataAnnotations;
using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IopClinic.Web.Account;

/// <summary>
/// Opens with a one-time link: its person chooses a password, or makes a passkey. Whoever has a second factor keeps it, and shows it
/// after the new password: a link alone never opens an account that was protected.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(Limits.Door)]
public sealed class InvitationPage(ClinicDb db, UserManager<StaffAccount> accounts) : DoorPage, IProveFirst
{
    private UserPasskeyInfo? _made;

    [BindProperty]
    public NewPasswordForm Form { get; set; } = new();

    [BindProperty]
    public NewPasskeyForm Passkey { get; set; } = new();

    /// <summary>Who was invited; null when the link opens nothing (any more).</summary>
    internal SignedInStaff? Invited { get; private set; }

    internal string? Email { get; private set; }

    internal WaysIn Ways { get; private set; } = new(false, 0, false, 0);

    internal string? Key { get; private set; }

    public override async Task LoadAsync()
    {
        Key ??= Form.Key ?? Passkey.Key;
        Invited = await this.The<Invitations>().FindAsync(Key, HttpContext.RequestAborted);
        if (Invited is not null)
        {
            Ways = await this.The<SecondFactors>().OfAsync(Invited.Id.Value);
            Email = (await accounts.FindByIdAsync(Invited.Id.ToString()))!.Email;
        }
    }

    protected internal override IActionResult? InsteadOfForm => Invited is null ? Missing() : null;

    public async Task<IActionResult> OnGetAsync(string? key)
    {
        Key = key;
        await LoadAsync();
        return Invited is null ? Over() : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        if (Invited is not { } staff)
        {
            return Over();
        }

        if (PasswordRules.Refusal(Form.NewPassword, Email, staff.Name) is { } sentence)
        {
            throw new RuleViolation(sentence, nameof(Form.NewPassword));
        }

        if (!await this.The<Invitations>().UseAsync(Key))
        {
            return Over();
        }

        var account = (await accounts.FindByIdAsync(staff.Id.ToString()))!;
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, Form.NewPassword);
        await accounts.UpdateSecurityStampAsync(account);
        staff = staff with { Stamp = account.SecurityStamp! };
        await ActAsAsync(staff);
        db.RecordAct(AuditAction.Change, nameof(StaffAccount), staff.Id.ToString());
        await db.SaveChangesAsync();
        if (!this.The<SignInPolicy>().RequireSecondFactor && !Ways.HasSecondFactor)
        {
            return await LetInAsync(staff, SignInMethods.Password, null, null);
        }

        this.The<Threshold>().Put(HttpContext, staff, null);
        return RedirectToPage(Ways.HasSecondFactor ? "/Account/SecondStep" : "/Account/Enroll");
    }

    async Task IProveFirst.ProveAsync(string? handler)
    {
        if (handler is nameof(Passkey))
        {
            await LoadAsync();
            if (Invited is { } staff && !Ways.HasSecondFactor)
            {
                _made = await this.The<Passkeys>().MadeAsync(HttpContext, staff, Passkey.Answer);
                RuleViolation.Unless(_made is not null, NewPasskeyForm.NotMade);
            }
        }
    }

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        if (Invited is not { } staff || _made is null || !await this.The<Invitations>().UseAsync(Key))
        {
            return Over();
        }

        await this.The<Passkeys>().AddAsync(staff.Id.Value, _made, Passkey.Name);
        await ActAsAsync(staff);
        db.RecordAct(AuditAction.Create, "Passkey", staff.Id.ToString());
        return await LetInAsync(staff, SignInMethods.Passkey, null, null);
    }

    private PageResult Over()
    {
        Invited = null;
        Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }

    public sealed class NewPasswordForm
    {
        public string? Key { get; set; }

        [DataType(DataType.Password)]
        public string NewPassword { get; set; } = "";

        [DataType(DataType.Password)]
        public string NewPasswordAgain { get; set; } = "";

        public sealed class Validator : AbstractValidator<NewPasswordForm>
        {
            public Validator()
            {
                RuleFor(form => form.Key).MaximumLength(100);
                RuleFor(form => form.NewPassword).NotEmpty().WithMessage("Choose a password.");
                RuleFor(form => form.NewPasswordAgain)
                    .Equal(form => form.NewPassword).WithMessage("The two passwords differ. Type the new one again.");
            }
        }
    }
}
