using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;

namespace IopClinic.Web.Measures.Kiosk;

/// <summary>The end of a patient's time with a form: it knows nobody any more.</summary>
[AllowAnonymous]
public sealed class ThanksModel : ClinicPage
{
    public void OnGet()
    {
        // The same page for everybody.
    }
}
