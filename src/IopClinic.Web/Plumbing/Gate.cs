namespace IopClinic.Web.Plumbing;

/// <summary>
/// What is turned away before a page is even looked for: other methods than GET, HEAD and POST (the framework renders a page for
/// TRACE without asking its handler), and addresses with characters that no link of ours contains.
/// </summary>
internal sealed class Gate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsPost(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.Headers.Allow = "GET, HEAD, POST";
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        if (!IsClean(request))
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static bool IsClean(HttpRequest request) =>
        TypedText.Fault(request.Path.Value ?? "", manyLines: false) is null
        && request.Query.All(pair => TypedText.Fault(pair.Key, manyLines: false) is null
            && pair.Value.All(value => TypedText.Fault(value ?? "", manyLines: false) is null));
}
