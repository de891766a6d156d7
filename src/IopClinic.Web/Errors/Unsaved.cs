using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Diagnostics;

namespace IopClinic.Web.Errors;

/// <summary>A posted form that met a database that was away: it goes back to its author, to be sent again as it was.</summary>
internal sealed record Unsaved(string Address, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public static Unsaved? In(HttpContext context, IExceptionHandlerPathFeature fault)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType || request.ContentLength is null or > FormReading.Limit
            || request.Form.Files.Count > 0 || request.Form.Keys.Any(SecretFields.Contains))
        {
            return null;
        }

        return new Unsaved(
            request.PathBase + fault.Path + request.QueryString,
            [.. request.Form.SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))]);
    }
}
