using IopClinic.Domain;

namespace IopClinic.Web.Seed;

/// <summary>Where the demo clinic stands: a time zone, and a town in it.</summary>
/// <param name="Zone">IANA name.</param>
/// <param name="City">Town of the clinic and of most of its patients.</param>
/// <param name="State">Two letters.</param>
/// <param name="PostalCode">A ZIP code of the town.</param>
/// <param name="AreaCode">Its telephone area; the numbers behind it are 555-01.., which belong to nobody.</param>
internal sealed record DemoPlace(string Zone, string City, string State, string PostalCode, string AreaCode)
{
    private static readonly DemoPlace[] Places =
    [
        new("America/New_York", "Norfolk", "VA", "23510", "757"),
        new("America/Los_Angeles", "San Pedro", "CA", "90731", "310"),
        new("Pacific/Honolulu", "Honolulu", "HI", "96813", "808"),
        new("Pacific/Guam", "Hagåtña", "GU", "96910", "671"),
    ];

    /// <summary>
    /// The first place where it is between 9:15 and 22:00 now. A demo opened at any hour of the day, anywhere, should find its own
    /// day under way: a first group that has begun and can be logged and signed, not a clinic asleep.
    /// </summary>
    public static DemoPlace WhereTheDayIsUnderWay(DateTimeOffset now) =>
        Array.Find(Places, place => ClinicClock.TimeIn(ClinicClock.Zone(place.Zone), now) is var time
            && time >= new TimeOnly(9, 15) && time <= new TimeOnly(22, 0)) ?? Places[0];

    public PostalAddress Address(string line1, string? line2 = null) => new(line1, line2, City, State, PostalCode);

    /// <summary>The number <paramref name="index"/> (0 to 99) of the hundred that stand for nobody.</summary>
    public string Phone(int index) => $"({AreaCode}) 555-{100 + (index % 100):0000}";
}
