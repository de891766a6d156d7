namespace IopClinic.Web.Seed.Load;

/// <summary>Where the sites are: towns of four time zones, in turn.</summary>
internal static class LoadPlaces
{
    private static readonly DemoPlace[] Towns =
    [
        new("America/New_York", "Norfolk", "VA", "23510", "757"),
        new("America/Chicago", "Kansas City", "KS", "66101", "913"),
        new("America/New_York", "Baltimore", "MD", "21201", "410"),
        new("America/Los_Angeles", "San Pedro", "CA", "90731", "310"),
        new("America/Chicago", "Milwaukee", "WI", "53202", "414"),
        new("America/Denver", "Santa Fe", "NM", "87501", "505"),
    ];

    public static DemoPlace Of(int site) => Towns[site % Towns.Length];
}
