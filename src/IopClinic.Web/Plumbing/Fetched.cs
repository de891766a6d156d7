namespace IopClinic.Web.Plumbing;

/// <summary>Tells a request that a script made from one that a person's browser made: a script cannot use a page as an answer.</summary>
internal static class Fetched
{
    public static bool By(HttpRequest request) =>
        request.Headers.XRequestedWith == "fetch" || request.Headers.ContainsKey("HX-Request");
}
