using System.Text.Encodings.Web;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// When even the error page fails, a plain page without the layout says so; nothing ever answers with a bare connection reset.
/// </summary>
internal sealed class LastResort(RequestDelegate next, ILogger<LastResort> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser went away; there is nobody to answer.
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            log.LogError(fault, "The error page failed for request {RequestId}", context.TraceIdentifier);
            context.Response.Clear();
            context.Response.StatusCode = Faults.IsUnavailable(fault)
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status500InternalServerError;
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.RetryAfter = "5";
            await context.Response.WriteAsync(
                $"""
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>IopClinic is not available</title></head>
                <body><main><h1>This did not work</h1>
                <p>The page could not be shown. What was saved before is safe. Go back, wait a moment and try again.</p>
                <p>If it happens again, tell your administrator this number: {HtmlEncoder.Default.Encode(context.TraceIdentifier)}</p>
                </main></body></html>
                """,
                CancellationToken.None);
        }
    }
}
