using System.ComponentModel.DataAnnotations;
using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Account;

/// <summary>A new password ends every other session of the same person.</summary>
[Authorize(Can.OwnAccount)]
public sealed class ChangePasswordPage(ClinicDb db, UserManager<StaffAccount> accounts, PasswordCheck passwords) : ClinicPage
{
    [BindProperty]
    public ChangePasswordForm Form { get; set; } = new();

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync()
    {
        RuleViolation.Unless(
            await passwords.IsRightAsync(SignedIn, Form.CurrentPassword),
            "This is not your current password.",
            nameof(Form.CurrentPassword));
        var account = (await accounts.FindByIdAsync(SignedIn.ToString()))!;
        if (PasswordRules.Refusal(Form.NewPassword, account.UserName, account.Email, User.Identity?.Name) is { } sentence)
        {
            throw new RuleViolation(sentence, nameof(Form.NewPassword));
        }

        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, Form.NewPassword);
        await accounts.UpdateSecurityStampAsync(account);
        var staff = await SignedInStaff.FindAsync(db, SignedIn.Value, HttpContext.RequestAborted);
        await HttpContext.SignInAsync(SignedInStaff.Scheme, staff!.ToPrincipal());
        Toast("Your password is changed. Other devices are signed out.");
        return LocalRedirect("/");
    }

    public sealed class ChangePasswordForm
    {
        [DataType(DataType.Password)]
        public string CurrentPassword { get; set; } = "";

        [DataType(DataType.Password)]
        public string NewPassword { get; set; } = "";

        [DataType(DataType.Password)]
        public string NewPasswordAgain { get; set; } = "";

        public sealed class Validator : AbstractValidator<ChangePasswordForm>
        {
            public Validator()
            {
                RuleFor(form => form.CurrentPassword)
                    .NotEmpty().WithMessage("Enter your current password.").MaximumLength(PasswordRules.Longest);
                RuleFor(form => form.NewPassword)
                    .NotEmpty().WithMessage("Choose a new password.")
                    .NotEqual(form => form.CurrentPassword).WithMessage("Choose another password than the current one.");
                RuleFor(form => form.NewPasswordAgain)
                    .Equal(form => form.NewPassword).WithMessage("The two new passwords differ. Type the new one again.");
            }
        }
    }
}
