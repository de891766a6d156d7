using System.Text;
using System.Text.Encodings.Web;
using System.Threading.RateLimiting;
using IopClinic.Web.Errors;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// So many requests are worked on at once, so many more wait, each for so long. Whoever comes beyond that is told at once to come back,
/// without the database and without a view, so that the refused cost those who are served next to nothing.
/// </summary>
internal sealed class Overload(RequestDelegate next, ConcurrencyLimiter places, IConfiguration settings)
{
    private const string Title = "The clinic is very busy just now";
    private const string WhatHappened = "More is asked of it at this moment than it can answer.";

    private static readonly object Key = new();

    /// <summary>A script gives a save up after eight seconds: what begins within three is answered before that.</summary>
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(settings.GetValue("Limits:WaitSeconds", 3));

    public static void AddTo(IServiceCollection services) => services.AddSingleton(provider =>
    {
        var settings = provider.GetRequiredService<IConfiguration>();
        // While one waits for the database, another one's page is written.
        var atOnce = settings.GetValue("Limits:AtOnce", 2 * ClinicDatabase.PoolSize(settings));
        return new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = atOnce,
            QueueLimit = settings.GetValue("Limits:Waiting", 16 * atOnce),
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    });

    public async Task InvokeAsync(HttpContext context)
    {
        // Who keeps the program running asks also then; and an error page is part of the request that failed.
        if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) || !context.Items.TryAdd(Key, Key))
        {
            await next(context);
            return;
        }

        var place = places.AttemptAcquire();
        if (!place.IsAcquired)
        {
            place = await WaitAsync(context.RequestAborted);
        }

        // To the end of the answer, its error page included.
        context.Response.RegisterForDispose(place);
        if (!place.IsAcquired)
        {
            await RefuseAsync(context);
            return;
        }

        context.RequestServices.GetRequiredService<PlaceAtWork>().Taken = place;
        await next(context);
    }

    private async Task<RateLimitLease> WaitAsync(CancellationToken gone)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(gone);
        patience.CancelAfter(_patience);
        try
        {
            return await places.AcquireAsync(1, patience.Token);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return places.AttemptAcquire();
        }
    }

    private static Task RefuseAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "5";
        if (Fetched.By(context.Request))
        {
            return response.WriteAsJsonAsync(new { title = Title, detail = WhatHappened, reference = context.TraceIdentifier });
        }

        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(Page(context));
    }

    private static string Page(HttpContext context)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        return $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>{Title}</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"></head>
            <body><main><h1>{Title}</h1>
            <p>{WhatHappened} What was saved before is safe.{(isPost ? " What you just sent was not saved yet." : "")} Wait a moment and try again.</p>
            {(isPost ? Again(context) : """<p><a href="">Try again</a></p>""")}
            </main></body></html>
            """;
    }

    /// <summary>What was typed goes back to its author, to be sent again as it was.</summary>
    private static string Again(HttpContext context)
    {
        if (Unsaved.In(context, context.Request.Path) is not { } unsaved)
        {
            return "<p>What you typed is still in the previous page.</p>";
        }

        var form = new StringBuilder($"""<form method="post" action="{Encode(unsaved.Address)}">""");
        foreach (var (name, value) in unsaved.Fields)
        {
            form.Append(null, $"""<input type="hidden" name="{Encode(name)}" value="{Encode(value)}">""");
        }

        return form.Append("<button>Send what I typed again</button></form>").ToString();
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}

/// <summary>
/// The place that a request has among those that are worked on. Whoever lets somebody wait on purpose gives it back first: a few wrong
/// passwords at once would keep everybody else out.
/// </summary>
public sealed class PlaceAtWork
{
    internal RateLimitLease? Taken { get; set; }

    public void GiveBack() => Taken?.Dispose();
}
