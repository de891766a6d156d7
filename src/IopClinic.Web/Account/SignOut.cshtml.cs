using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Account;

/// <summary>Ends the session, and has the browser forget what it kept of it.</summary>
[Authorize(Can.OwnAccount)]
[EachTimeAnew]
public sealed class SignOutPage(ClinicDb db) : ClinicPage
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        db.RecordAct(AuditAction.SignOut, "StaffAccount", SignedIn.ToString());
        await db.SaveChangesAsync(HttpContext.RequestAborted);
        await HttpContext.SignOutAsync(SignedInStaff.Scheme);
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return RedirectToPage("/Account/SignIn");
    }
}
