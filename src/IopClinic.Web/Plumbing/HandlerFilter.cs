using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// A page answers the handlers it has and no others. Left alone, the framework runs the plain handler for an unknown
/// <c>?handler=</c>, and renders a page without running anything when the method has no handler at all.
/// </summary>
internal sealed class HandlerFilter : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var request = context.HttpContext.Request;
        if (context.ActionDescriptor is not CompiledPageActionDescriptor page || IsErrorPage(context.HttpContext))
        {
            return;
        }

        var asked = request.Query["handler"];
        if (asked.Count > 1)
        {
            context.Result = new BadRequestResult();
            return;
        }

        var name = context.RouteData.Values["handler"]?.ToString() is { Length: > 0 } routed ? routed : asked.ToString();
        var verb = HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;
        var handlers = page.HandlerMethods;
        if (handlers.Any(handler => Is(handler.HttpMethod, verb) && Is(handler.Name ?? "", name)))
        {
            return;
        }

        if (name.Length > 0)
        {
            context.Result = new NotFoundResult();
        }
        else if (handlers.Count > 0 || !HttpMethods.IsGet(verb))
        {
            var allowed = handlers.Where(handler => handler.Name is null or "").Select(handler => handler.HttpMethod.ToUpperInvariant())
                .SelectMany(method => method == HttpMethods.Get ? new[] { method, HttpMethods.Head } : [method])
                .DefaultIfEmpty(HttpMethods.Get).Distinct().Order(StringComparer.Ordinal);
            context.HttpContext.Response.Headers.Allow = string.Join(", ", allowed);
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static bool IsErrorPage(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null;
}
