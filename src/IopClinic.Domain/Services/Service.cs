using IopClinic.Domain.Billing;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Services;

/// <summary>A kind of session the clinic offers, such as CBT group or family session, with its defaults.</summary>
public sealed class Service
{
    /// <summary>The most credentials among which one is demanded.</summary>
    public const int MostCredentials = 20;

    private List<string> _modalities = [];
    private List<string> _demandedCredentials = [];

    private Service()
    {
    }

    public Service(string name, SessionKind kind, int defaultMinutes, bool countsTowardHours)
    {
        Id = Id<Service>.New();
        Kind = kind;
        Describe(name, defaultMinutes, countsTowardHours, null, []);
    }

    public Id<Service> Id { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Group, individual or family: fixed, because sessions of the service exist.</summary>
    public SessionKind Kind { get; private set; }

    /// <summary>Minutes a session lasts unless somebody says otherwise: 5 to 480.</summary>
    public int DefaultMinutes { get; private set; }

    /// <summary>Whether attended minutes count toward the program's weekly minimum.</summary>
    public bool CountsTowardHours { get; private set; }

    /// <summary>Whether somebody may have such a session before an admission, as an intake assessment; never true for groups.</summary>
    public bool TakesPlaceBeforeAdmission { get; private set; }

    /// <summary>Whether people of the patients' support networks take part, as in a multi-family group; always so in family sessions.</summary>
    public bool FamiliesTakePart { get; private set; }

    /// <summary>Prompts shown beside an empty note, such as "Data / Assessment / Plan".</summary>
    public string? NoteTemplate { get; private set; }

    /// <summary>The fewest words that a note should have; null where none are asked for.</summary>
    public int? WordsFrom { get; private set; }

    /// <summary>The most words that a note should have; null where none are asked for.</summary>
    public int? WordsUntil { get; private set; }

    /// <summary>How many words a note should have; null where nobody said.</summary>
    public WordGoal? Words => WordGoal.Of(WordsFrom, WordsUntil);

    /// <summary>Modalities offered when a session of this service is logged: CBT, DBT, MI ...</summary>
    public IReadOnlyList<string> Modalities => _modalities;

    /// <summary>Credentials of which whoever leads it holds at least one, such as PMHNP, MD; empty where any clinician leads it.</summary>
    public IReadOnlyList<string> DemandedCredentials => _demandedCredentials;

    /// <summary>How its sessions are billed.</summary>
    public ServiceBilling Billing { get; private set; } = ServiceBilling.None;

    /// <summary>Since when the service is no longer offered; null while it is.</summary>
    public DateTimeOffset? RetiredAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsRetired => RetiredAt is not null;

    /// <exception cref="RuleViolation">The name is missing or the minutes are out of range.</exception>
    public void Describe(string name, int defaultMinutes, bool countsTowardHours, string? noteTemplate, IEnumerable<string> modalities)
    {
        Name = FreeText.Required(name, 80, "Give the service a name.", nameof(Name));
        RuleViolation.Unless(defaultMinutes is >= 5 and <= 480, "A session lasts 5 to 480 minutes.", nameof(DefaultMinutes));
        DefaultMinutes = defaultMinutes;
        CountsTowardHours = countsTowardHours;
        NoteTemplate = FreeText.OrNull(noteTemplate, 2000, nameof(NoteTemplate));
        _modalities = modalities
            .Select(m => FreeText.OrNull(m, 40, nameof(Modalities)))
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
    }

    /// <summary>Says whether such sessions are booked for people who are not admitted yet.</summary>
    /// <exception cref="RuleViolation">Only one-to-one sessions are.</exception>
    public void OfferBeforeAdmission(bool offered)
    {
        RuleViolation.Unless(
            !offered || Kind is SessionKind.Individual, "Only one-to-one sessions take place before an admission.", "BeforeAdmission");
        TakesPlaceBeforeAdmission = offered;
    }

    /// <summary>Says whether families take part in its groups.</summary>
    /// <exception cref="RuleViolation">Only groups are asked.</exception>
    public void InviteFamilies(bool invited)
    {
        RuleViolation.Unless(!invited || Kind is SessionKind.Group, "Only of a group it is said whether families take part.", "Families");
        FamiliesTakePart = invited;
    }

    /// <summary>Says how many words a note should have.</summary>
    public void ExpectWords(WordGoal? goal) => (WordsFrom, WordsUntil) = (goal?.From, goal?.Until);

    /// <summary>Says which credentials lead it: any one of them is enough, none at all leaves it to every clinician.</summary>
    /// <exception cref="RuleViolation">A code is too long, or there are too many.</exception>
    public void Demand(IEnumerable<string> codes)
    {
        var demanded = codes
            .Select(code => FreeText.OrNull(code, 20, nameof(DemandedCredentials)))
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        RuleViolation.Unless(demanded.Count <= MostCredentials, $"Keep to {MostCredentials} credentials.", nameof(DemandedCredentials));
        _demandedCredentials = demanded;
    }

    /// <summary>Says how its sessions are billed.</summary>
    /// <exception cref="RuleViolation">A code cannot be read, or the parts do not fit together.</exception>
    public void Bill(ServiceBilling billing)
    {
        var read = billing.Checked();
        RuleViolation.Unless(
            Kind is SessionKind.Family || read.WithoutPatient is null, "Only family sessions take place without the patient.", nameof(ServiceBilling.WithoutPatient));
        Billing = read;
    }

    /// <summary>Whether somebody holds, on a date, what the service demands. That they are a clinician is asked elsewhere.</summary>
    public bool MayBeLedBy(StaffMember person, DateOnly date) => _demandedCredentials.Count == 0 || person.Credentials.Any(held =>
        held.IsValidOn(date) && _demandedCredentials.Contains(held.Code, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// Whether what they rendered on a date is billed as theirs: they held what the service demands. Where it demands nothing, somebody who holds
    /// credentials at all held one that was not over.
    /// </summary>
    public bool IsRenderedBy(StaffMember person, DateOnly date) =>
        MayBeLedBy(person, date) && (person.Credentials.Count == 0 || person.Credentials.Any(held => held.IsValidOn(date)));

    /// <exception cref="RuleViolation">On one of the dates the person holds none of the credentials that the service demands.</exception>
    public void RefuseUnlessLedBy(StaffMember person, IEnumerable<DateOnly> dates, string field)
    {
        foreach (var date in dates)
        {
            RuleViolation.Unless(
                MayBeLedBy(person, date),
                $"{person.Name.Full} may not lead {Name} on {date:MMMM d, yyyy}: it demands {Demands}.",
                field);
        }
    }

    /// <summary>The demanded credentials in words: "PMHNP or MD".</summary>
    public string Demands => _demandedCredentials switch
    {
        [] => "no credential",
        [var only] => only,
        [.. var most, var last] => $"{string.Join(", ", most)} or {last}",
    };

    public void Retire(DateTimeOffset now) => RetiredAt ??= now;

    public void Reopen() => RetiredAt = null;
}
