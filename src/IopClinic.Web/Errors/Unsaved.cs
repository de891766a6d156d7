using IopClinic.Web.Plumbing;

namespace IopClinic.Web.Errors;

/// <summary>A posted form that met a database that was away, or too many others: it goes back to its author, to be sent again as it was.</summary>
internal sealed record Unsaved(string Address, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public static Unsaved? In(HttpContext context, PathString path)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType || request.ContentLength is null or > FormReading.Limit
            // An address that begins so would lead to another host.
            || path.Value is null or ['/', '/' or '\\', ..]
            || request.Form.Files.Count > 0 || request.Form.Keys.Any(SecretFields.Contains))
        {
            return null;
        }

        return new Unsaved(
            request.PathBase + path + request.QueryString,
            [.. request.Form.SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))]);
    }
}
