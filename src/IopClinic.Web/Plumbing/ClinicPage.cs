using System.Security.Claims;
using IopClinic.Database;
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
    /// is shown again: nobody has looked yet whether there is what the address names (<see cref="Existing"/>). The database context
    /// then tracks nothing of the refused attempt.
    /// </summary>
    public virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>
    /// Called in the place of <see cref="LoadAsync"/> when somebody else saved first (409): load theirs beside what was typed.
    /// </summary>
    protected internal virtual Task OnConflictAsync() => LoadAsync();

    /// <summary>The permission that the chosen handler needs beside the page's own, if any.</summary>
    internal string? HandlerNeeds { get; set; }

    /// <summary>
    /// Loads what every handler of the page stands on, first thing in its transaction; false when there is nothing of that address,
    /// or nothing for this person.
    /// </summary>
    protected internal virtual Task<bool> EnterAsync() => Task.FromResult(true);

    /// <summary>
    /// Called when the page is about to be shown, to say what of a record it shows. That patients are shown at all is seen without it
    /// (<see cref="ClinicDb.Seen"/>).
    /// </summary>
    protected internal virtual void RecordShown()
    {
    }

    /// <summary>
    /// What is answered in the place of a refused form that cannot be shown again, asked after <see cref="LoadAsync"/>: the page is
    /// for those who are let in by something that is over.
    /// </summary>
    protected internal virtual IActionResult? InsteadOfForm => null;

    /// <summary>The sentence shown once on the next page.</summary>
    protected void Toast(string sentence) => TempData[Toasts.Key] = sentence;

    /// <summary>404, the same for what does not exist and for what this person may not see.</summary>
    protected IActionResult Missing() => NotFound();

    /// <summary>The same where a page is loaded: without what it is about there is no page, refused form or not.</summary>
    protected static T Existing<T>(T? thing)
        where T : class => thing ?? throw new NothingHereException();

    /// <summary>Who is signed in.</summary>
    protected Id<StaffMember> SignedIn => new(Guid.Parse(User.FindFirstValue(ClaimTypes.NameIdentifier)!));

    /// <summary>True when this person may do that.</summary>
    public bool May(string permission) => User.May(permission);
}

/// <summary>What the address names does not exist; <see cref="FormFilter"/> answers 404.</summary>
internal sealed class NothingHereException : Exception;

/// <summary>Where the toast waits for the next page.</summary>
public static class Toasts
{
    public const string Key = "toast";
}
