namespace IopClinic.Web.Shared;

/// <summary>
/// Light or dark: what the reader chose, kept in a cookie so that the first byte of a page already knows; else the device decides.
/// </summary>
public static class Theme
{
    public const string Cookie = "theme";

    /// <summary>"light", "dark", or null: then the attribute is left out and the style sheet asks the device.</summary>
    public static string? Of(HttpRequest request) => request?.Cookies[Cookie] switch
    {
        "light" => "light",
        "dark" => "dark",
        _ => null,
    };
}
