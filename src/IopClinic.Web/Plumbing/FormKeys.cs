using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using IopClinic.Database;
using IopClinic.Domain;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// One form, one effect. Every form carries a random key; where it led is kept in the transaction of what it did. The same form once
/// more (pressed twice, sent again after an answer was lost) waits for the first, is sent where the first was sent, and does nothing.
/// The key alone is not enough: a page that came back from the browser's memory and was changed is another form.
/// </summary>
internal sealed class FormKeys(ClinicDb db, ClinicClock clock)
{
    public const string Field = "__FormKey";

    private const string SavedAlready = "This was saved already, so nothing was saved twice.";

    private Sent? _sent;

    /// <summary>Characters of a key.</summary>
    public const int Length = 32;

    /// <summary>A new key for one form of one page.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(Length, lowercase: true);

    /// <summary>
    /// To be asked before the handler, in its transaction: where the same form led when it arrived before; null when it is new. Of two
    /// that arrive at the same moment, the second waits here until the first has been carried out or refused.
    /// </summary>
    public async Task<IActionResult?> AnsweredAsync(PageHandlerExecutingContext context)
    {
        _sent = SentIn(context);
        if (_sent is null)
        {
            return null;
        }

        await using var question = new NpgsqlBatch(
            (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction())
        {
            BatchCommands =
            {
                // The first may take longer than anybody waits for a row; only the statement's own limit ends this.
                new("set local lock_timeout = 0"),
                new("select pg_advisory_xact_lock($1)") { Parameters = { new() { Value = BitConverter.ToInt64(_sent.Content) } } },
                new("set local lock_timeout to default"),
                // A statement of its own, so that it sees what the one before has waited for.
                new("select location from form_keys where key = $1 and content = $2")
                {
                    Parameters = { new() { Value = _sent.Key }, new() { Value = _sent.Content } },
                },
            },
        };
        await using var answers = await question.ExecuteReaderAsync(context.HttpContext.RequestAborted);
        await answers.NextResultAsync(context.HttpContext.RequestAborted);
        if (!await answers.ReadAsync(context.HttpContext.RequestAborted))
        {
            return null;
        }

        if (!Fetched.By(context.HttpContext.Request))
        {
            ((PageModel)context.HandlerInstance).TempData[Toasts.Key] = SavedAlready;
        }

        return new RedirectResult(answers.GetString(0));
    }

    /// <summary>To be called after the handler, in its transaction: a form that leads on has been carried out.</summary>
    public void Remember(PageHandlerExecutedContext executed)
    {
        if (_sent is { } sent && executed.Exception is null && LocationOf(executed) is { } location)
        {
            db.DoAtEnd(new("insert into form_keys (key, content, staff_member_id, page, at, location) values ($1, $2, $3, $4, $5, $6)")
            {
                Parameters =
                {
                    new() { Value = sent.Key }, new() { Value = sent.Content }, new() { Value = sent.Staff }, new() { Value = sent.Page }, new() { Value = clock.Now }, new() { Value = location },
                },
            });
        }
    }

    private static Sent? SentIn(PageHandlerExecutingContext context)
    {
        var http = context.HttpContext;
        // An upload is read by its page alone, and importing a file twice adds nothing.
        return http.Features.Get<IFormFeature>()?.Form is { Files.Count: 0 } form
            && form[Field] is [{ Length: Length } key, ..]
            && key.All(char.IsAsciiHexDigitLower)
            && Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var staff)
            && !context.HandlerInstance.GetType().IsDefined(typeof(EachTimeAnewAttribute), inherit: false)
            ? new Sent(key, ContentOf(http.Request, form, staff), staff, RequestLog.RouteOf(http))
            : null;
    }

    private static byte[] ContentOf(HttpRequest request, IFormCollection form, Guid staff)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string? text)
        {
            var bytes = Encoding.UTF8.GetBytes(text ?? "");
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        Add(form[Field][0]);
        Add(staff.ToString());
        Add(request.PathBase + request.Path + request.QueryString);
        // What is secret is asked for anew each time, and nothing of it is kept, not even as a hash.
        foreach (var field in form.Where(field => field.Key is not (Field or FormReading.TokenField) && !SecretFields.Contains(field.Key))
            .OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            Add(field.Key);
            hash.AppendData(BitConverter.GetBytes(field.Value.Count));
            foreach (var value in field.Value)
            {
                Add(value);
            }
        }

        return hash.GetHashAndReset();
    }

    private static string? LocationOf(PageHandlerExecutedContext executed)
    {
        IUrlHelper Url() => executed.HttpContext.RequestServices.GetRequiredService<IUrlHelperFactory>().GetUrlHelper(executed);
        return executed.Result switch
        {
            RedirectToPageResult page => Url().Page(page.PageName, page.PageHandler, page.RouteValues, page.Protocol, page.Host, page.Fragment),
            LocalRedirectResult local => Url().Content(local.Url),
            RedirectResult other => Url().Content(other.Url),
            _ => null,
        };
    }

    private sealed record Sent(string Key, byte[] Content, Guid Staff, string Page);
}

/// <summary>What the form does is more than the record holds: it opens or ends a session, and is carried out each time it arrives.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class EachTimeAnewAttribute : Attribute;

/// <summary>Forgets the keys of forms that nobody will send again: those of yesterday.</summary>
internal sealed class OldFormKeys(NpgsqlDataSource database, ClinicClock clock, ILogger<OldFormKeys> log) : BackgroundService
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Removes what is older than a day; how many there were.</summary>
    public async Task<int> ForgetAsync(CancellationToken cancel)
    {
        await using var remove = database.CreateCommand("delete from form_keys where at < $1");
        remove.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.Now - Kept });
        return await remove.ExecuteNonQueryAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hours = new PeriodicTimer(TimeSpan.FromHours(1));
        do
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (Exception fault) when (Faults.IsUnavailable(fault))
            {
                log.LogWarning("The keys of old forms were not removed: the database does not answer. The next try is in an hour.");
            }
        }
        while (await hours.WaitForNextTickAsync(stoppingToken));
    }
}
