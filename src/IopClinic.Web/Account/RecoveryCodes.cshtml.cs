using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Account;

/// <summary>Ten codes to print, shown once.</summary>
[Authorize(Can.OwnAccount)]
public sealed class RecoveryCodesPage(ClinicDb db) : ClinicPage
{
    /// <summary>Where new codes wait, sealed, for the page that shows them.</summary>
    internal const string Fresh = "recovery codes";

    public IReadOnlyList<string> Codes { get; private set; } = [];

    public string? ReturnUrl { get; private set; }

    internal WaysIn Ways { get; private set; } = new(false, 0, false, 0);

    public override async Task LoadAsync() => Ways = await this.The<SecondFactors>().OfAsync(SignedIn.Value);

    public async Task<IActionResult> OnGetAsync(string? returnUrl)
    {
        ReturnUrl = Url.IsLocalUrl(returnUrl) ? returnUrl : null;
        Codes = (TempData[Fresh] as string)?.Split(' ') ?? [];
        await LoadAsync();
        return Page();
    }

    [NeedsConfirmation]
    [WithoutForm]
    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        RuleViolation.Unless(Ways.Password, "Recovery codes go with a password, and you have none: you sign in with a passkey.");
        TempData[Fresh] = string.Join(' ', await this.The<SecondFactors>().MakeCodesAsync(SignedIn.Value));
        db.RecordAct(AuditAction.Create, "RecoveryCodes", SignedIn.ToString());
        await db.SaveChangesAsync();
        return RedirectToPage();
    }
}
