using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace IopClinic.Web.Account;

/// <summary>Who has a password and nothing else adds a second factor here, before anything else opens.</summary>
[AllowAnonymous]
[RequestSizeLimit(3 * FormReading.Limit)]
[EnableRateLimiting(Limits.Door)]
public sealed class EnrollPage(ClinicDb db) : DoorPage, IProveFirst
{
    private SignedInStaff? _staff;
    private string? _returnUrl;
    private UserPasskeyInfo? _made;

    [BindProperty]
    public AppForm App { get; set; } = new();

    [BindProperty]
    public NewPasskeyForm Passkey { get; set; } = new();

    [BindProperty]
    public SecondStepPage.BeginForm Begin { get; set; } = new();

    internal AppDraft? Draft { get; private set; }

    internal string? Kept => App.Kept ?? Passkey.Kept ?? Begin.Kept;

    public override async Task LoadAsync()
    {
        if (await FindAsync())
        {
            Draft = AppDraft.For(_staff!, this.The<SecondFactors>(), _staff!.Name, App.Draft);
        }
    }

    protected internal override IActionResult? InsteadOfForm => Draft is null ? RedirectToPage("/Account/SignIn") : null;

    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Draft is null ? RedirectToPage("/Account/SignIn") : Page();
    }

    public async Task<IActionResult> OnPostBeginAsync()
    {
        await LoadAsync();
        return Draft is null ? RedirectToPage("/Account/SignIn") : Page();
    }

    async Task IProveFirst.ProveAsync(string? handler)
    {
        if (handler is nameof(Passkey) && await FindAsync())
        {
            _made = await this.The<Passkeys>().MadeAsync(HttpContext, _staff!, Passkey.Answer);
            RuleViolation.Unless(_made is not null, NewPasskeyForm.NotMade);
        }
    }

    public async Task<IActionResult> OnPostAppAsync()
    {
        if (!await FindAsync())
        {
            return RedirectToPage("/Account/SignIn");
        }

        RuleViolation.Unless(
            await this.The<SecondFactors>().AddAppAsync(_staff!.Id.Value, App.Draft, App.Code),
            "This is not the number the app shows for this secret. Look again: it changes every thirty seconds.",
            nameof(App.Code));
        return await EnrolledAsync("Authenticator", SignInMethods.PasswordAndCode);
    }

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        if (_made is null || !await FindAsync())
        {
            return RedirectToPage("/Account/SignIn");
        }

        await this.The<Passkeys>().AddAsync(_staff!.Id.Value, _made, Passkey.Name);
        return await EnrolledAsync("Passkey", SignInMethods.Passkey);
    }

    private async Task<IActionResult> EnrolledAsync(string what, string method)
    {
        var id = _staff!.Id;
        await ActAsAsync(_staff);
        db.RecordAct(AuditAction.Create, what, id.ToString());
        TempData[RecoveryCodesPage.Fresh] = string.Join(' ', await this.The<SecondFactors>().MakeCodesAsync(id.Value));
        db.RecordAct(AuditAction.Create, "RecoveryCodes", id.ToString());
        var next = Url.IsLocalUrl(_returnUrl) ? _returnUrl : "/";
        return await LetInAsync(_staff, method, Kept, "/Account/RecoveryCodes" + QueryString.Create("returnUrl", next));
    }

    /// <summary>Whoever's password was right a moment ago, as long as they have nothing beside it.</summary>
    private async Task<bool> FindAsync()
    {
        if (await this.The<Threshold>().FindAsync(HttpContext) is not var (staff, returnUrl)
            || (await this.The<SecondFactors>().OfAsync(staff.Id.Value)).HasSecondFactor)
        {
            return false;
        }

        (_staff, _returnUrl) = (staff, returnUrl);
        return true;
    }
}
