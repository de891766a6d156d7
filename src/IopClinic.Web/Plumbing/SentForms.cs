using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IopClinic.Web.Plumbing;

/// <summary>For pages with several forms: which of them the browser sent.</summary>
internal static class SentForms
{
    /// <summary>True when this request posts the form of that name; the page's other forms then show what is saved.</summary>
    public static bool Sent(this PageModel page, string form) =>
        page.Request.HasFormContentType
        && page.Request.Form.Keys.Any(key => key.StartsWith(form + ".", StringComparison.OrdinalIgnoreCase));
}
