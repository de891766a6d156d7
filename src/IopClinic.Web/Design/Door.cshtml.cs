using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IopClinic.Web.Design;

/// <summary>The layout that a visitor sees before signing in.</summary>
[AllowAnonymous]
public sealed class DoorModel(IWebHostEnvironment environment) : PageModel
{
    [BindProperty]
    public DoorForm Form { get; set; } = new();

    public IActionResult OnGet() => environment.IsDevelopment() ? Page() : NotFound();

    public IActionResult OnPost()
    {
        ModelState.AddModelError("", "The email or the password is not right.");
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return OnGet();
    }

    public sealed class DoorForm
    {
        public string? Email { get; set; }

        [DataType(DataType.Password)]
        public string? Password { get; set; }
    }
}
