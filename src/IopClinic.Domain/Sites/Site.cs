namespace IopClinic.Domain.Sites;

/// <summary>A place where the clinic works, with its time zone and opening hours.</summary>
public sealed class Site
{
    private readonly List<Room> _rooms = [];
    private List<OpeningHours> _openingHours = [];

    private Site()
    {
    }

    public Site(string name, string timeZone)
    {
        Id = Id<Site>.New();
        Describe(name, timeZone, PostalAddress.Unknown, null);
    }

    public Id<Site> Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>IANA name, such as America/New_York.</summary>
    public string TimeZone { get; private set; } = "";

    public PostalAddress Address { get; private set; } = PostalAddress.Unknown;

    public string? Phone { get; private set; }

    /// <summary>Open hours by weekday; a weekday that is missing is closed.</summary>
    public IReadOnlyList<OpeningHours> OpeningHours => _openingHours;

    public IReadOnlyList<Room> Rooms => _rooms;

    public uint Version { get; private set; }

    /// <summary>The zone all wall-clock times of this site are meant in.</summary>
    public TimeZoneInfo Zone => ClinicClock.Zone(TimeZone);

    /// <exception cref="RuleViolation">The name is missing or the time zone unknown.</exception>
    public void Describe(string name, string timeZone, PostalAddress address, string? phone)
    {
        Name = FreeText.Required(name, 100, "Give the site a name.", nameof(Name));
        TimeZone = ClinicClock.Zone(timeZone).Id;
        Address = address;
        Phone = FreeText.OrNull(phone, 40, nameof(Phone));
    }

    /// <exception cref="RuleViolation">A day closes before it opens, or stands there twice.</exception>
    public void OpenAt(IEnumerable<OpeningHours> hours)
    {
        var week = hours.OrderBy(h => h.Day).ToList();
        foreach (var day in week)
        {
            RuleViolation.Unless(day.Opens < day.Closes, $"{day.Day}: closing time must be after opening time.", "Hours");
        }

        RuleViolation.Unless(week.DistinctBy(h => h.Day).Count() == week.Count, "Give each weekday once.", "Hours");
        _openingHours = week;
    }

    /// <exception cref="RuleViolation">The site has a room of that name in use, or the capacity is out of range.</exception>
    public Room AddRoom(string name, int capacity)
    {
        var room = new Room(this, name, capacity);
        RuleViolation.Unless(
            _rooms.All(r => r.IsRetired || !string.Equals(r.Name, room.Name, StringComparison.OrdinalIgnoreCase)),
            $"{Name} already has a room called {room.Name}.",
            nameof(Room.Name));
        _rooms.Add(room);
        return room;
    }
}
