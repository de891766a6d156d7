using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Account;

/// <summary>Adds an authenticator app, or one in the place of another.</summary>
[Authorize(Can.OwnAccount)]
[NeedsConfirmation]
public sealed class AuthenticatorPage(ClinicDb db) : ClinicPage
{
    [BindProperty]
    public AppForm Form { get; set; } = new();

    internal AppDraft Draft { get; private set; } = null!;

    internal WaysIn Ways { get; private set; } = new(false, 0, false, 0);

    public override async Task LoadAsync()
    {
        var factors = this.The<SecondFactors>();
        Ways = await factors.OfAsync(SignedIn.Value);
        var me = Existing(await SignedInStaff.FindAsync(db, SignedIn.Value, HttpContext.RequestAborted));
        Draft = AppDraft.For(me, factors, me.Name, Form.Draft);
    }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var factors = this.The<SecondFactors>();
        var ways = await factors.OfAsync(SignedIn.Value);
        RuleViolation.Unless(
            await factors.AddAppAsync(SignedIn.Value, Form.Draft, Form.Code),
            "This is not the number the app shows for this secret. Look again: it changes every thirty seconds.",
            nameof(Form.Code));
        db.RecordAct(AuditAction.Create, "Authenticator", SignedIn.ToString());
        if (ways.RecoveryCodes == 0 && ways.Password)
        {
            TempData[RecoveryCodesPage.Fresh] = string.Join(' ', await factors.MakeCodesAsync(SignedIn.Value));
            db.RecordAct(AuditAction.Create, "RecoveryCodes", SignedIn.ToString());
        }

        await db.SaveChangesAsync();
        Toast("Your authenticator app is added. Other devices are signed out.");
        return await this.OnlyThisSessionAsync(TempData.Peek(RecoveryCodesPage.Fresh) is null ? "/Account/SignInMethods" : "/Account/RecoveryCodes");
    }
}
