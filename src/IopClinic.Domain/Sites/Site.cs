using IopClinic.Domain.Admissions;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sites;

/// <summary>A place where the clinic works, with its time zone and opening hours.</summary>
public sealed class Site
{
    /// <summary>The most people on an on-call list, and the most crisis contacts.</summary>
    public const int LongestList = 12;

    private readonly List<Room> _rooms = [];
    private List<OpeningHours> _openingHours = [];
    private List<CrisisContact> _crisisContacts = [.. CrisisContact.Usual];
    private List<Id<StaffMember>> _onCallIds = [];

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

    /// <summary>Hours within which somebody who is referred hears from the clinic.</summary>
    public int AnswerHours { get; private set; } = 24;

    /// <summary>From which ages somebody decides alone.</summary>
    public MinorRules Minors { get; private set; } = MinorRules.Careful;

    /// <summary>What is asked for before somebody is admitted here.</summary>
    public AdmissionRules Admission { get; private set; } = AdmissionRules.Usual;

    /// <summary>Open hours by weekday; a weekday that is missing is closed.</summary>
    public IReadOnlyList<OpeningHours> OpeningHours => _openingHours;

    public IReadOnlyList<Room> Rooms => _rooms;

    /// <summary>Whom a patient can call in a crisis, beside the clinic itself: every safety plan begins with them.</summary>
    public IReadOnlyList<CrisisContact> CrisisContacts => _crisisContacts;

    /// <summary>Who is told of a critical answer beside the patient's own team, in the order in which they are called.</summary>
    public IReadOnlyList<Id<StaffMember>> OnCallIds => _onCallIds;

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

    /// <exception cref="RuleViolation">The hours are out of range.</exception>
    public void AnswerWithin(int hours)
    {
        RuleViolation.Unless(hours is >= 1 and <= 336, "Enter 1 to 336 hours.", nameof(AnswerHours));
        AnswerHours = hours;
    }

    /// <exception cref="RuleViolation">An age is out of range, or a minor would consent alone only after coming of age.</exception>
    public void AskGuardians(MinorRules minors)
    {
        RuleViolation.Unless(minors.AgeOfMajority is >= 14 and <= 21, "Enter an age from 14 to 21.", nameof(MinorRules.AgeOfMajority));
        RuleViolation.Unless(Fits(minors.MentalHealthAloneFrom), $"Enter an age from 10 to {minors.AgeOfMajority}.", nameof(MinorRules.MentalHealthAloneFrom));
        RuleViolation.Unless(Fits(minors.SubstanceUseAloneFrom), $"Enter an age from 10 to {minors.AgeOfMajority}.", nameof(MinorRules.SubstanceUseAloneFrom));
        Minors = minors;

        bool Fits(int age) => age >= 10 && age <= minors.AgeOfMajority;
    }

    public void AdmitBy(AdmissionRules rules) => Admission = rules;

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

    /// <exception cref="RuleViolation">A name or number is missing or too long, or there are too many.</exception>
    public void CallInCrisis(IEnumerable<CrisisContact> contacts)
    {
        var kept = contacts
            .Select(contact => new CrisisContact(
                FreeText.Required(contact.Name, 100, "Write who is called.", "Contacts"),
                FreeText.Required(contact.Phone, 60, $"Write the number of {contact.Name}, after a colon.", "Contacts")))
            .Distinct().ToList();
        RuleViolation.Unless(kept.Count <= LongestList, $"Keep to {LongestList} crisis contacts.", "Contacts");
        _crisisContacts = kept;
    }

    /// <exception cref="RuleViolation">Somebody treats nobody, does not work here, or there are too many.</exception>
    public void PutOnCall(IEnumerable<StaffMember> people)
    {
        var list = people.ToList();
        foreach (var person in list)
        {
            RuleViolation.Unless(
                person is { IsActive: true, IsClinician: true } && (person.SiteId == Id || person.OtherSiteIds.Contains(Id)),
                $"{person.Name.Full} is no clinician of {Name}: only clinicians act on a critical answer.",
                "OnCall");
        }

        RuleViolation.Unless(list.Count <= LongestList, $"Keep to {LongestList} people.", "OnCall");
        _onCallIds = [.. list.Select(person => person.Id).Distinct()];
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
