namespace IopClinic.Web.Account;

/// <summary>"Chrome on Windows": enough for a person to know their own browsers apart.</summary>
internal static class BrowserWords
{
    // The order matters: nearly every browser also calls itself Safari, and most of them Chrome.
    private static readonly (string Sign, string Name)[] Families =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    public static string Of(string? agent)
    {
        var family = Named(Families, agent) ?? "Browser";
        return Named(Systems, agent) is { } system ? $"{family} on {system}" : family;
    }

    private static string? Named((string Sign, string Name)[] known, string? agent) =>
        known.FirstOrDefault(one => agent?.Contains(one.Sign, StringComparison.Ordinal) == true).Name;
}
