using System.Reflection;
using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// What happens around every form. What was typed is judged by the form's validator before the handler runs; what the domain or the
/// database refuses comes back as the same page with everything typed kept: 422 with a sentence at the top and at the field, or 409
/// when somebody else was faster. Faults (database away, time-out) are not refusals and pass on to the error page.
/// </summary>
internal sealed class FormFilter(IModelMetadataProvider metadata) : IAsyncPageFilter
{
    private const string SomebodySavedFirst =
        "Somebody else changed this while you were writing. Nothing of yours was saved yet: compare, and save again.";

    private const string SameMoment =
        "Somebody else saved at the same moment, so nothing of yours was saved yet. Save again.";

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var state = context.ModelState;
        var alsoNeeds = context.HandlerMethod?.MethodInfo.GetCustomAttribute<AlsoNeedsAttribute>();
        if (context.HandlerInstance is ClinicPage
            && (context.RouteData.Values.Any(part => CannotBe(part, state))
                || (alsoNeeds is not null && !context.HttpContext.User.May(alsoNeeds.Permission))))
        {
            context.Result = new NotFoundResult();
            return;
        }

        if (context.HandlerInstance is not ClinicPage page)
        {
            await next();
            return;
        }

        var executed = await HandleAsync(context, page, next);
        if (executed is { Exception: not null, ExceptionHandled: false })
        {
            return;
        }

        // Whoever is shown is written down before the answer starts; without that row there is no answer.
        if ((executed?.Result ?? context.Result) is PageResult)
        {
            page.RecordShown();
        }

        await context.HttpContext.RequestServices.GetRequiredService<ClinicDb>().FlushShownAsync(context.HttpContext.RequestAborted);
    }

    /// <summary>Null when the form was shown again without asking the handler.</summary>
    private async Task<PageHandlerExecutedContext?> HandleAsync(
        PageHandlerExecutingContext context, ClinicPage page, PageHandlerExecutionDelegate next)
    {
        var state = context.ModelState;
        if (context.HandlerMethod?.HttpMethod is not "Post")
        {
            return await AnswerQuestionAsync(context, next);
        }

        var forms = FormsIn(context, page);
        await JudgeAsync(context, forms);
        if (!state.IsValid)
        {
            context.Result = await ShowAgainAsync(page, StatusCodes.Status422UnprocessableEntity, page.LoadAsync);
            return null;
        }

        var executed = await next();
        AnswerNothingHere(executed);
        if (executed.Exception is { } exception && !executed.ExceptionHandled && Understand(exception) is { } refusal)
        {
            // What the refused attempt left half done must not be saved by what is loaded next.
            context.HttpContext.RequestServices.GetRequiredService<ClinicDb>().StartAnew();
            AddTo(state, forms, refusal);
            executed.ExceptionHandled = true;
            executed.Result = await ShowAgainAsync(page, refusal.Status, refusal.Stale ? page.OnConflictAsync : page.LoadAsync);
        }

        return executed;
    }

    /// <summary>Part of an address that names nothing: unreadable, or the key that stands for "none".</summary>
    private static bool CannotBe(KeyValuePair<string, object?> part, ModelStateDictionary state) =>
        state.GetFieldValidationState(part.Key) == ModelValidationState.Invalid
        || (Guid.TryParse(part.Value as string, out var key) && key == Guid.Empty);

    /// <summary>A GET with a query that cannot be read asks for nothing that exists.</summary>
    private static async Task<PageHandlerExecutedContext?> AnswerQuestionAsync(
        PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (!context.ModelState.IsValid)
        {
            context.Result = new BadRequestResult();
            return null;
        }

        var executed = await next();
        AnswerNothingHere(executed);
        return executed;
    }

    private static void AnswerNothingHere(PageHandlerExecutedContext executed)
    {
        if (executed.Exception is NothingHereException)
        {
            executed.ExceptionHandled = true;
            executed.Result = new NotFoundResult();
        }
    }

    /// <summary>What this handler acts on, by the name in front of its fields.</summary>
    private static List<Form> FormsIn(PageHandlerExecutingContext context, ClinicPage page)
    {
        var services = context.HttpContext.RequestServices;
        var bound = context.ActionDescriptor.BoundProperties
            .OfType<PageBoundPropertyDescriptor>()
            .Where(property => HandlerForms.IsForm(property.Property))
            .Select(property => new Form(property.Name, property.ParameterType, property.Property.GetValue(page)))
            .ToList();
        var handed = context.HandlerMethod!.Parameters
            .Where(parameter => context.HandlerArguments.ContainsKey(parameter.Name))
            .Select(parameter => new Form(parameter.Name, parameter.ParameterType, context.HandlerArguments[parameter.Name]));
        var own = HandlerForms.Of(context.HandlerMethod, bound.Select(form => form.Name));
        foreach (var other in bound.Where(form => form.Name != own))
        {
            // The browser sends the form of the button that was pressed; the page's others are no business of this handler.
            foreach (var key in context.ModelState.Keys.Where(other.Owns).ToList())
            {
                context.ModelState.Remove(key);
            }
        }

        return bound.Where(form => form.Name == own).Concat(handed)
            .Select(form => form with { Validator = Validators.For(services, form.Type) })
            .Where(form => form.Validator is not null)
            .ToList();
    }

    private static async Task JudgeAsync(PageHandlerExecutingContext context, List<Form> forms)
    {
        foreach (var form in forms.Where(form => form.Value is not null))
        {
            var judged = await form.Validator!.ValidateAsync(
                new ValidationContext<object>(form.Value!), context.HttpContext.RequestAborted);
            foreach (var failure in judged.Errors)
            {
                var key = form.Key(failure.PropertyName);
                // What could not be read at all needs no second sentence about being empty.
                if (context.ModelState.GetFieldValidationState(key) != ModelValidationState.Invalid)
                {
                    context.ModelState.AddModelError(key, failure.ErrorMessage);
                }
            }
        }
    }

    private static Refusal? Understand(Exception exception) => exception switch
    {
        RuleViolation rule => new(rule.Message, rule.Field, StatusCodes.Status422UnprocessableEntity),
        DbUpdateConcurrencyException => new(SomebodySavedFirst, null, StatusCodes.Status409Conflict, Stale: true),
        DbUpdateException { InnerException: PostgresException refused } => Understand(refused),
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } =>
            new(SameMoment, null, StatusCodes.Status409Conflict),
        PostgresException refused when ConstraintSentences.For(refused) is { } known => new(
            known.Sentence,
            known.Field,
            refused.SqlState == PostgresErrorCodes.ExclusionViolation
                ? StatusCodes.Status409Conflict
                : StatusCodes.Status422UnprocessableEntity),
        _ => null,
    };

    private void AddTo(ModelStateDictionary state, List<Form> forms, Refusal refusal)
    {
        var key = refusal.Field is { } field ? forms.Select(form => KeyOf(form, field)).FirstOrDefault(found => found is not null) : null;
        // <form-errors> repeats a field's sentence on top; one without a field stands there alone.
        state.AddModelError(key ?? string.Empty, refusal.Sentence);
    }

    private string? KeyOf(Form form, string field) =>
        metadata.GetMetadataForType(form.Type).Properties.FirstOrDefault(property =>
            string.Equals(property.PropertyName, Beginning(field), StringComparison.OrdinalIgnoreCase)) is { } known
            ? form.Key(known.PropertyName + field[Beginning(field).Length..])
            : null;

    /// <summary>"Rows" of "Rows[3].Minutes".</summary>
    private static string Beginning(string field) => field.IndexOfAny(['.', '[']) is var end and > 0 ? field[..end] : field;

    private static async Task<IActionResult> ShowAgainAsync(ClinicPage page, int status, Func<Task> load)
    {
        try
        {
            await load();
        }
        catch (NothingHereException)
        {
            return new NotFoundResult();
        }

        page.Response.StatusCode = status;
        return page.Page();
    }

    private sealed record Refusal(string Sentence, string? Field, int Status, bool Stale = false);

    private sealed record Form(string Name, Type Type, object? Value)
    {
        public IValidator? Validator { get; init; }

        public string Key(string field) => field.Length == 0 ? Name : $"{Name}.{field}";

        public bool Owns(string key) =>
            key.StartsWith(Name, StringComparison.OrdinalIgnoreCase)
            && (key.Length == Name.Length || key[Name.Length] is '.' or '[');
    }
}
