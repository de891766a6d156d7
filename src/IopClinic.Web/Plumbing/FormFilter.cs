using System.Data;
using System.Reflection;
using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Reading;
using IopClinic.Domain;
using IopClinic.Web.Account;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// What happens around every form. What was typed is judged by the form's validator before the handler runs; what the domain or the
/// database refuses comes back as the same page with everything typed kept: 422 with a sentence at the top and at the field, or 409
/// when somebody else was faster. Nothing of a refused attempt is kept. Faults (database away, time-out) are not refusals and pass on to the error page.
/// </summary>
internal sealed class FormFilter(IModelMetadataProvider metadata, PersonLimits limits) : IAsyncPageFilter
{
    private const string SomebodySavedFirst =
        "Somebody else changed this while you were writing. Nothing of yours was saved yet: compare, and save again.";

    private const string ConnectionLost = "The connection was lost in the middle of a request.";

    private const string SameMoment =
        "Somebody else saved at the same moment, so nothing of yours was saved yet. Save again.";

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HandlerInstance is not ClinicPage page)
        {
            await next();
            return;
        }

        var state = context.ModelState;
        var alsoNeeds = context.HandlerMethod?.MethodInfo.GetCustomAttribute<AlsoNeedsAttribute>();
        if (context.RouteData.Values.Any(part => CannotBe(part, state))
            || (alsoNeeds is not null && !context.HttpContext.User.May(alsoNeeds.Permission)))
        {
            context.Result = new NotFoundResult();
            return;
        }

        if (context.HandlerMethod?.MethodInfo.GetCustomAttribute<LimitedAttribute>() is { } limited
            && !limits.Allows(context.HttpContext.User, limited.What, out var wait))
        {
            context.HttpContext.Response.Headers.RetryAfter = wait;
            context.Result = new StatusCodeResult(StatusCodes.Status429TooManyRequests);
            return;
        }

        page.HandlerNeeds = alsoNeeds?.Permission;
        var forms = context.HandlerMethod?.HttpMethod is "Post" ? FormsIn(context, page) : null;
        var db = context.HttpContext.RequestServices.GetRequiredService<ClinicDb>();
        var isApart = context.HandlerMethod?.MethodInfo.IsDefined(typeof(OwnTransactionsAttribute)) == true;
        if (isApart || (forms is not null && (page is IProveFirst || Confirmations.AreAsked(context))))
        {
            // What is remembered in any case is not written in a transaction that may come to nothing.
            await db.GiveBackAsync();
        }

        if (forms is not null)
        {
            await JudgeAsync(context, forms);
            await Confirmations.JudgeAsync(context);
        }
        else if (!state.IsValid)
        {
            // A GET with a query that cannot be read asks for nothing that exists.
            context.Result = new BadRequestResult();
            return;
        }
        else if (Confirmations.Detour(context) is { } detour)
        {
            context.Result = detour;
            return;
        }

        if (forms is not null && state.IsValid && page is IProveFirst prover)
        {
            try
            {
                await prover.ProveAsync(context.HandlerMethod!.Name);
            }
            catch (RuleViolation violation)
            {
                db.ChangeTracker.Clear();
                AddTo(state, forms, Understand(violation)!);
            }
        }

        // Everything of the request happens in one transaction. It is over before the page is drawn: what was to be written is
        // written before anything is shown, and a slow reader holds no connection.
        await using var work = new Work(db, context.HttpContext.RequestAborted);
        if (!isApart || !state.IsValid)
        {
            await work.BeginAsync();
        }

        try
        {
            if (await AnswerAsync(context, next, page, forms, work) is { } answer)
            {
                // Whoever is shown is written down before the answer starts; without that row there is no answer.
                await work.EndAsync(answer is PageResult ? page : null);
            }
        }
        catch (Exception fault) when (work.IsLost && !Faults.IsUnavailable(fault))
        {
            throw new NpgsqlException(ConnectionLost, fault);
        }
    }

    /// <summary>What is answered; null when the handler failed and there is nothing to answer.</summary>
    private async Task<IActionResult?> AnswerAsync(
        PageHandlerExecutingContext context, PageHandlerExecutionDelegate next, ClinicPage page, List<Form>? forms, Work work)
    {
        // Without a transaction there is nothing that the key could be remembered with.
        var keys = forms is null || !work.IsBegun ? null : context.HttpContext.RequestServices.GetRequiredService<FormKeys>();
        // Before the door: whoever admits a patient may no longer see them, and is told of it all the same.
        if (keys is not null && context.ModelState.IsValid && await keys.AnsweredAsync(context) is { } answered)
        {
            return context.Result = answered;
        }

        if (!await page.EnterAsync())
        {
            return context.Result = new NotFoundResult();
        }

        if (forms is not null && !context.ModelState.IsValid)
        {
            return context.Result = await ShowAgainAsync(page, StatusCodes.Status422UnprocessableEntity, page.LoadAsync);
        }

        var executed = await next();
        if (executed.Exception is NothingHereException)
        {
            await work.BeginAgainAsync();
            executed.ExceptionHandled = true;
            executed.Result = new NotFoundResult();
        }
        else if (executed.Exception is { } exception && !executed.ExceptionHandled)
        {
            if (work.IsLost && !Faults.IsUnavailable(exception))
            {
                executed.Exception = new NpgsqlException(ConnectionLost, exception);
                return null;
            }

            if (forms is null || Understand(exception) is not { } refusal)
            {
                return null;
            }

            // What the refused attempt left half done is neither saved nor seen by what is loaded next.
            await work.BeginAgainAsync();
            AddTo(context.ModelState, forms, refusal);
            executed.ExceptionHandled = true;
            executed.Result = await ShowAgainAsync(page, refusal.Status, refusal.Stale ? page.OnConflictAsync : page.LoadAsync);
        }
        else if (keys is not null && executed.Exception is null)
        {
            keys.Remember(executed);
        }

        return executed.Result ?? new EmptyResult();
    }

    /// <summary>Part of an address that names nothing: unreadable, or the key that stands for "none".</summary>
    private static bool CannotBe(KeyValuePair<string, object?> part, ModelStateDictionary state) =>
        state.GetFieldValidationState(part.Key) == ModelValidationState.Invalid
        || (Guid.TryParse(part.Value as string, out var key) && key == Guid.Empty);

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
        HouseChangedException => new(SameMoment, null, StatusCodes.Status409Conflict),
        // The policies of the database had the last word; a page that asks first never comes here.
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            new("This is not yours to change, so nothing was saved.", null, StatusCodes.Status422UnprocessableEntity),
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

        if (page.InsteadOfForm is { } instead)
        {
            return instead;
        }

        page.Response.StatusCode = status;
        return page.Page();
    }

    /// <summary>The transaction of one request.</summary>
    private sealed class Work(ClinicDb db, CancellationToken cancel) : IAsyncDisposable
    {
        private IDbContextTransaction? _transaction;

        public bool IsBegun => _transaction is not null;

        /// <summary>The database went away under the transaction: whatever failed since then failed for that.</summary>
        public bool IsLost => _transaction is not null && db.Database.GetDbConnection().State is not ConnectionState.Open;

        public async Task BeginAsync() => _transaction = await db.BeginWorkAsync(cancel);

        public async Task BeginAgainAsync()
        {
            db.StartAnew();
            await DisposeAsync();
            await BeginAsync();
        }

        public async Task EndAsync(ClinicPage? shown)
        {
            if (_transaction is null)
            {
                await BeginAsync();
            }

            shown?.RecordShown();
            await db.EndWorkAsync(cancel);
        }

        public async ValueTask DisposeAsync()
        {
            if (_transaction is not null)
            {
                await _transaction.DisposeAsync();
                _transaction = null;
            }
        }
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
