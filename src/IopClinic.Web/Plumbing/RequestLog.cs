using System.Diagnostics;
using System.Security.Claims;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// One line per request: what was asked, by whom, how it went, how long it took. The route's pattern and ids only; a query string
/// or a form may name a patient and never reaches the log.
/// </summary>
internal sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    private static readonly object RouteKey = new();
    private static readonly object IdsKey = new();

    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var (method, path) = (context.Request.Method, context.Request.Path);
        var failed = true;
        try
        {
            await next(context);
            failed = false;
        }
        finally
        {
            var status = failed ? StatusCodes.Status500InternalServerError : context.Response.StatusCode;
            var level = status >= 500 ? LogLevel.Error
                : StaticFiles.Served(context) || path.StartsWithSegments("/health") ? LogLevel.Debug
                : LogLevel.Information;
            log.Log(
                level,
                "{Method:l} {Route:l} {Status} in {Elapsed:0.0} ms by {Staff:l} request {RequestId:l}",
                Known(method),
                StaticFiles.Served(context) ? path.Value : RouteOf(context) + context.Items[IdsKey],
                status,
                Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "-",
                context.TraceIdentifier);
        }
    }

    /// <summary>The pattern of the route that was asked for, without its values.</summary>
    public static string RouteOf(HttpContext context) => context.Items[RouteKey] as string ?? "(none)";

    /// <summary>The keys in the address that was asked for; null where it has none.</summary>
    public static string? IdsOf(HttpContext context) => (context.Items[IdsKey] as string)?.Trim(' ', '[', ']') is { Length: > 0 } ids ? ids : null;

    /// <summary>Remembers the route that was asked for, before an error page takes its place.</summary>
    public static Task Remember(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint route)
        {
            context.Items.TryAdd(RouteKey, "/" + route.RoutePattern.RawText?.TrimStart('/'));
            context.Items.TryAdd(IdsKey, Ids(context, route));
        }

        return next(context);
    }

    /// <summary>The keys in the route, when they are keys.</summary>
    private static string Ids(HttpContext context, RouteEndpoint route)
    {
        var ids = route.RoutePattern.Parameters
            .Select(parameter => context.Request.RouteValues[parameter.Name]?.ToString())
            .Where(value => Guid.TryParse(value, out _))
            .ToArray();
        return ids.Length == 0 ? "" : $" [{string.Join(' ', ids)}]";
    }

    private static string Known(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsHead(method) ? method : "(other method)";
}
