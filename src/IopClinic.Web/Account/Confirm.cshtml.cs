using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Account;

/// <summary>Stands before an address that wants a fresh proof, such as a download.</summary>
[Authorize(Can.OwnAccount)]
public sealed class ConfirmPage(IServiceProvider services) : ClinicPage
{
    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public bool IsFresh => services.GetRequiredService<Confirmations>().IsFresh(HttpContext);

    /// <summary>Where it goes on; nowhere else than in this clinic.</summary>
    public string Onward => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/";

    public void OnGet()
    {
    }

    [NeedsConfirmation]
    public IActionResult OnPost() => RedirectToPage(new { returnUrl = Onward });
}
