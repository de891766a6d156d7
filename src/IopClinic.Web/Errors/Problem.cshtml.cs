using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IopClinic.Web.Errors;

/// <summary>
/// What a person reads when there is no page to show: what happened, that nothing is lost, what to do. Scripts and health checks get
/// one line. Not a <see cref="ClinicPage"/>: it takes the place of a request whose form and query it must not judge.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class ProblemPage : PageModel
{
    internal Problem Problem { get; private set; } = null!;

    /// <summary>The form that could not be saved because the database was away, to be sent again by its author.</summary>
    internal Unsaved? Again { get; private set; }

    public IActionResult OnGet() => Show();

    public IActionResult OnPost() => Show();

    private IActionResult Show()
    {
        var fault = HttpContext.Features.Get<IExceptionHandlerPathFeature>();
        // Never bound: a form that cannot be read leaves nothing to bind, and one that can may hold a code of its own. Without either
        // feature somebody opened this address by hand; it is no page.
        var code = fault is not null ? Response.StatusCode
            : HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalStatusCode ?? StatusCodes.Status404NotFound;
        Response.StatusCode = code;
        if (code == StatusCodes.Status503ServiceUnavailable)
        {
            Response.Headers.RetryAfter = "5";
        }

        Problem = About(code, fault?.Error, User.Identity?.IsAuthenticated == true, Response.Headers.RetryAfter) with { Reference = HttpContext.TraceIdentifier };
        var asked = fault?.Path ?? HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? "";
        if (Fetched.By(Request))
        {
            return new JsonResult(new { title = Problem.Title, detail = Problem.WhatHappened, reference = Problem.Reference })
            {
                StatusCode = code,
            };
        }

        if (asked.StartsWith("/health", StringComparison.OrdinalIgnoreCase))
        {
            return new ContentResult { Content = Problem.Title, ContentType = "text/plain; charset=utf-8", StatusCode = code };
        }

        Again = code == StatusCodes.Status503ServiceUnavailable && fault is not null ? Unsaved.In(HttpContext, fault.Path) : null;
        return Page();
    }

    /// <summary>"20 seconds", "a minute", "35 minutes": how long the answer asks to wait.</summary>
    private static string Wait(string? retryAfter) =>
        !int.TryParse(retryAfter, System.Globalization.CultureInfo.InvariantCulture, out var seconds) || seconds is > 50 and <= 60 ? "a minute"
        : seconds <= 50 ? $"{seconds} second{(seconds == 1 ? "" : "s")}"
        : $"{(seconds + 59) / 60} minutes";

    private static Problem About(int code, Exception? fault, bool isSignedIn, string? retryAfter) => code switch
    {
        400 => new(
            "This could not be read",
            "What your browser sent did not fit the page, perhaps because the page was open for a long time or in two windows.",
            "Nothing was saved. What you typed is still in the previous page.",
            "Go back, open the page again and repeat the last step.",
            Icon: "question-circle"),
        401 => new(
            "Sign in first",
            "Your session has ended.",
            "Everything saved before is safe.",
            "Sign in and open the page again.",
            Icon: "key"),
        404 => new(
            "There is nothing here",
            "This address shows nothing, or nothing that your role opens.",
            "Nothing was changed.",
            "Check the address, or find the person or session with the search.",
            Icon: "compass"),
        405 => new(
            "This page does not do that",
            "The page was asked for something it does not offer.",
            "Nothing was changed.",
            "Open the page from the menu.",
            Icon: "sign-stop"),
        409 => new(
            "Somebody else was faster",
            "This was changed by somebody else in the same moment.",
            "Nothing of yours was saved. What you typed is still in the previous page.",
            "Go back, open the page again and compare.",
            Icon: "people"),
        413 => new(
            "This is too large",
            "What was sent is larger than this page takes.",
            "Nothing was saved. What you typed is still in the previous page.",
            "Go back and send less at once, or a smaller file.",
            Icon: "file-earmark-x"),
        415 => new(
            "This kind of content is not read here",
            "What was sent is neither a form nor a file that this page takes.",
            "Nothing was saved.",
            "Open the page again and use its form.",
            Icon: "file-earmark-x"),
        422 => new(
            "That is not possible",
            (fault as RuleViolation)?.Message ?? "A rule of the clinic does not allow this.",
            "Nothing was saved. What you typed is still in the previous page.",
            "Go back, correct it and send it again.",
            Icon: "sign-stop"),
        429 => new(
            isSignedIn ? "That was very often" : "Too many tries from here",
            isSignedIn
                ? "One person searches and exports only so often, so that nobody can carry the record away."
                : "Somebody at your address, or your whole clinic together, has tried to sign in very often within a few minutes.",
            "Nothing was changed.",
            isSignedIn ? $"Try again in {Wait(retryAfter)}." : "Wait five minutes and try again.",
            Icon: "hourglass-split"),
        503 => new(
            "The clinic's record does not answer just now",
            "The database is busy or restarting. This usually takes a few seconds.",
            "What was saved before is safe. What you just sent was not saved yet.",
            "Wait a moment and try again."),
        _ => new(
            "Something went wrong",
            "This is a fault of the program, not of what you did. It was written down.",
            "What was saved before is safe. What you just sent was not saved.",
            "Go back and try again. If it happens again, tell your administrator the reference."),
    };
}
