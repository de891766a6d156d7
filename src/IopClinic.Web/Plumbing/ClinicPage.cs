using System.Security.Claims;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Every page of the clinic. A handler loads, asks the domain to act, saves, and redirects; <see cref="FormFilter"/> does the rest.
/// </summary>
public abstract class ClinicPage : PageModel
{
    /// <summary>
    /// Loads what the page shows besides its form. Handlers call it on GET; <see cref="FormFilter"/> calls it when a refused form
    /// is shown again. The database context then tracks nothing of the refused attempt.
    /// </summary>
    public virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>
    /// Set by <see cref="LoadAsync"/> when there is nothing here to show again, or not for this person: a refused form is then
    /// answered like any other request for what does not exist.
    /// </summary>
    protected internal bool IsMissing { get; protected set; }

    /// <summary>
    /// Called in the place of <see cref="LoadAsync"/> when somebody else saved first (409): load theirs beside what was typed.
    /// </summary>
    protected internal virtual Task OnConflictAsync() => LoadAsync();

    /// <summary>The sentence shown once on the next page.</summary>
    protected void Toast(string sentence) => TempData[Toasts.Key] = sentence;

    /// <summary>404, the same for what does not exist and for what this person may not see.</summary>
    protected IActionResult Missing() => NotFound();

    /// <summary>Who is signed in.</summary>
    protected Id<StaffMember> SignedIn => new(Guid.Parse(User.FindFirstValue(ClaimTypes.NameIdentifier)!));

    /// <summary>True when this person may do that.</summary>
    public bool May(string permission) => User.May(permission);
}

/// <summary>Where the toast waits for the next page.</summary>
public static class Toasts
{
    public const string Key = "toast";
}
