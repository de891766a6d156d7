namespace IopClinic.Web.Plumbing;

/// <summary>Styles, scripts, fonts: the same for everybody, and the only answers that a browser may keep.</summary>
internal static class StaticFiles
{
    private static readonly object Key = new();

    public static void UseClinicFiles(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = file =>
        {
            file.Context.Items[Key] = true;
            // A link made by the page carries the file's hash (?v=), so that address never changes its content.
            file.Context.Response.Headers.CacheControl =
                file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache";
        },
    });

    public static bool Served(HttpContext context) => context.Items.ContainsKey(Key);
}
