using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IopClinic.Web.Design;

/// <summary>The body that all error pages share.</summary>
[AllowAnonymous]
public sealed class ProblemModel(IWebHostEnvironment environment) : PageModel
{
    public static Problem Sample { get; } = new(
        "That did not work",
        "The clinic’s server could not finish this. It has been written down for the people who look after it.",
        "Nothing that was saved before is lost. What you sent just now was not saved.",
        "Go back and try once more. If it happens again, tell your administrator the reference below.",
        "k7m2x9qpd4tw");

    public IActionResult OnGet() => environment.IsDevelopment() ? Page() : NotFound();
}
