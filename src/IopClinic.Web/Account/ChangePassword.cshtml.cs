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
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>A new password ends every other session of the same person.</summary>
[Authorize(Can.OwnAccount)]
public sealed class ChangePasswordPage(ClinicDb db, UserManager<StaffAccount> accounts, PasswordCheck passwords) : ClinicPage, IProveFirst
{
    [BindProperty]
    public ChangePasswordForm Form { get; set; } = new();

    public void OnGet()
    {
    }

    async Task IProveFirst.ProveAsync(string? handler) =>
        RuleViolation.Unless(
            await passwords.IsRightAsync(SignedIn, Form.CurrentPassword),
            "This is not your current password.",
            nameof(Form.CurrentPassword));

    public async Task<IActionResult> OnPostAsync()
    {
        var account = (await accounts.FindByIdAsync(SignedIn.ToString()))!;
        if (PasswordRules.Refusal(Form.NewPassword, account.UserName, account.Email, User.Identity?.Name) is { } sentence)
        {
            throw new RuleViolation(sentence, nameof(Form.NewPassword));
        }

        var hash = accounts.PasswordHasher.HashPassword(account, Form.NewPassword);
        await db.Users.Where(known => known.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(known => known.PasswordHash, hash));
        db.RecordAct(AuditAction.Change, nameof(StaffAccount), SignedIn.ToString());
        await db.SaveChangesAsync();
        Toast("Your password is changed. Other devices are signed out.");
        return await this.OnlyThisSessionAsync("/");
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
