using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Account;

/// <summary>
/// One's own ways to sign in. Each change ends every other session of the same person, and the last way that the clinic's rule
/// accepts cannot be removed. The page opens for somebody who proved just now who they are, so that none of its forms has to ask.
/// </summary>
[Authorize(Can.OwnAccount)]
[NeedsConfirmation]
public sealed class SignInMethodsPage(ClinicDb db) : ClinicPage, IProveFirst
{
    private UserPasskeyInfo? _made;

    [BindProperty]
    public NewPasskeyForm Passkey { get; set; } = new();

    [BindProperty]
    public RenameForm Rename { get; set; } = new();

    [BindProperty]
    public RemoveForm Remove { get; set; } = new();

    internal WaysIn Ways { get; private set; } = new(false, 0, false, 0);

    internal IReadOnlyList<Passkeys.Known> Known { get; private set; } = [];

    internal DateTimeOffset? AppAddedAt { get; private set; }

    internal DateTimeOffset? AppUsedAt { get; private set; }

    /// <summary>False when the page stayed open so long that the change was refused.</summary>
    internal bool IsFresh => this.The<Confirmations>().IsFresh(HttpContext);

    internal TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public override async Task LoadAsync()
    {
        Ways = await this.The<SecondFactors>().OfAsync(SignedIn.Value);
        Known = await this.The<Passkeys>().OfAsync(SignedIn.Value);
        var app = await db.Authenticators.AsNoTracking().Where(app => app.StaffId == SignedIn.Value)
            .Select(app => new { app.AddedAt, app.LastUsedAt }).SingleOrDefaultAsync();
        (AppAddedAt, AppUsedAt) = (app?.AddedAt, app?.LastUsedAt);
        Zone = db.Actor.Zone;
    }

    public Task OnGetAsync() => LoadAsync();

    async Task IProveFirst.ProveAsync(string? handler)
    {
        if (handler is nameof(Passkey))
        {
            var me = await SignedInStaff.FindAsync(db, SignedIn.Value, HttpContext.RequestAborted);
            _made = await this.The<Passkeys>().MadeAsync(HttpContext, me!, Passkey.Answer);
            RuleViolation.Unless(_made is not null, NewPasskeyForm.NotMade);
        }
    }

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        await this.The<Passkeys>().AddAsync(SignedIn.Value, _made!, Passkey.Name);
        Toast("Your passkey is added. Other devices are signed out.");
        return await ChangedAsync(AuditAction.Create, "Passkey");
    }

    public async Task<IActionResult> OnPostRenameAsync()
    {
        if (!await this.The<Passkeys>().RenameAsync(SignedIn.Value, Rename.Id, Rename.Name))
        {
            return Missing();
        }

        db.RecordAct(AuditAction.Change, "Passkey", SignedIn.ToString());
        await db.SaveChangesAsync();
        Toast("The passkey has its new name.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        await HoldAsync();
        var ways = await this.The<SecondFactors>().OfAsync(SignedIn.Value);
        if ((await this.The<Passkeys>().OfAsync(SignedIn.Value)).All(known => known.Id != Remove.Id))
        {
            return Missing();
        }

        RefuseUnlessSuffices(ways with { Passkeys = ways.Passkeys - 1 });
        await this.The<Passkeys>().RemoveAsync(SignedIn.Value, Remove.Id);
        Toast("The passkey is removed. Other devices are signed out.");
        return await ChangedAsync(AuditAction.Remove, "Passkey");
    }

    [WithoutForm]
    public async Task<IActionResult> OnPostRemoveAppAsync()
    {
        await HoldAsync();
        var ways = await this.The<SecondFactors>().OfAsync(SignedIn.Value);
        if (!ways.App)
        {
            return RedirectToPage();
        }

        RefuseUnlessSuffices(ways with { App = false });
        await this.The<SecondFactors>().RemoveAppAsync(SignedIn.Value);
        Toast("The authenticator app is removed. Other devices are signed out.");
        return await ChangedAsync(AuditAction.Remove, "Authenticator");
    }

    /// <summary>Two tabs that each remove one of the last two ways must not both succeed.</summary>
    private Task<int> HoldAsync() =>
        db.Database.ExecuteSqlAsync($"select 1 from staff_accounts where id = {SignedIn.Value} for update");

    private void RefuseUnlessSuffices(WaysIn left) => RuleViolation.Unless(
        left.Suffice(this.The<SignInPolicy>()),
        "This is your last way to sign in. Add another passkey or an authenticator app first.");

    private async Task<IActionResult> ChangedAsync(AuditAction action, string what)
    {
        db.RecordAct(action, what, SignedIn.ToString());
        await db.SaveChangesAsync();
        return await this.OnlyThisSessionAsync("/Account/SignInMethods");
    }

    public sealed class RenameForm
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public sealed class Validator : AbstractValidator<RenameForm>
        {
            public Validator()
            {
                RuleFor(form => form.Id).MaximumLength(3000);
                RuleFor(form => form.Name).NotEmpty().WithMessage("Enter a name, such as Laptop.")
                    .MaximumLength(Passkeys.LongestName).WithMessage($"Shorten the name to {Passkeys.LongestName} characters.");
            }
        }
    }

    public sealed class RemoveForm
    {
        public string Id { get; set; } = "";

        public sealed class Validator : AbstractValidator<RemoveForm>
        {
            public Validator() => RuleFor(form => form.Id).NotEmpty().MaximumLength(3000);
        }
    }
}
