using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Staff;

/// <summary>A person who works at the clinic.</summary>
public sealed class StaffMember
{
    /// <summary>The most stretches of working hours in a week.</summary>
    public const int MostStretches = 28;

    private List<Role> _roles = [];
    private List<Credential> _credentials = [];
    private List<Id<Site>> _otherSiteIds = [];
    private List<WorkingHours> _workingHours = [];

    private StaffMember()
    {
    }

    public StaffMember(PersonName name, string email, Id<Site> siteId, IEnumerable<Role> roles)
    {
        Id = Id<StaffMember>.New();
        Describe(name, email, siteId);
        Appoint(roles);
    }

    public Id<StaffMember> Id { get; private set; }

    public PersonName Name { get; private set; } = null!;

    /// <summary>Where work mail reaches them; also how they sign in.</summary>
    public string Email { get; private set; } = "";

    /// <summary>The site they start their day at.</summary>
    public Id<Site> SiteId { get; private set; }

    /// <summary>Where else they work. Nobody comes near patients of a site that is not theirs.</summary>
    public IReadOnlyList<Id<Site>> OtherSiteIds => _otherSiteIds;

    public IReadOnlyList<Role> Roles => _roles;

    public IReadOnlyList<Credential> Credentials => _credentials;

    /// <summary>When they work, by weekday; empty while nobody has said so.</summary>
    public IReadOnlyList<WorkingHours> WorkingHours => _workingHours;

    /// <summary>Who answers for their clinical work, where the credential demands it.</summary>
    public Id<StaffMember>? SupervisorId { get; private set; }

    /// <summary>Whether their signed notes still need the supervisor's signature.</summary>
    public bool NeedsCoSignature { get; private set; }

    /// <summary>Their standing link for telehealth, where a session has none of its own.</summary>
    public string? MeetingLink { get; private set; }

    /// <summary>When they left; null while they work here.</summary>
    public DateTimeOffset? DeactivatedAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsActive => DeactivatedAt is null;

    /// <summary>Whether they may lead sessions and sign notes.</summary>
    public bool IsClinician => _roles.Exists(r => r is Role.Clinician or Role.Supervisor or Role.Prescriber);

    /// <summary>The credentials valid on a date as they stand behind a name: "LPC, CSAC". Empty when there are none.</summary>
    public string CredentialOn(DateOnly date) => string.Join(", ", _credentials.Where(c => c.IsValidOn(date)).Select(c => c.Code));

    /// <exception cref="RuleViolation">The e-mail address is missing or too long.</exception>
    public void Describe(PersonName name, string email, Id<Site> siteId)
    {
        Name = name;
        Email = FreeText.Required(email, 254, "Enter the e-mail address they sign in with.", nameof(Email));
        RuleViolation.Unless(Email.Contains('@', StringComparison.Ordinal), "Enter an e-mail address, such as ana@clinic.example.", nameof(Email));
        SiteId = siteId;
    }

    /// <summary>Keeps a link under which they meet by telehealth; nothing takes it away.</summary>
    /// <exception cref="RuleViolation">It is no https address, or too long.</exception>
    public void MeetAt(string? link) => MeetingLink = Schedule.MeetingLink.OrNull(link, nameof(MeetingLink));

    /// <summary>Says at which sites they work besides the one they start their day at.</summary>
    public void AlsoWorkAt(IEnumerable<Id<Site>> sites) => _otherSiteIds = sites.Where(site => site != SiteId).Distinct().ToList();

    /// <exception cref="RuleViolation">No role is left.</exception>
    public void Appoint(IEnumerable<Role> roles)
    {
        var appointed = roles.Distinct().Order().ToList();
        RuleViolation.Unless(appointed.Count > 0, "Choose at least one role.", nameof(Roles));
        _roles = appointed;
    }

    /// <summary>Changes the roles, with a look at who else keeps the clinic's set-up.</summary>
    /// <param name="roles">All roles they hold from now on.</param>
    /// <param name="otherAdministrators">How many others work here as administrator.</param>
    /// <exception cref="RuleViolation">No role is left, or the clinic would have no administrator any more.</exception>
    public void Appoint(IEnumerable<Role> roles, int otherAdministrators)
    {
        var appointed = roles.ToList();
        RuleViolation.Unless(
            otherAdministrators > 0 || !IsActive || !_roles.Contains(Role.Administrator) || appointed.Contains(Role.Administrator),
            $"{Name.Full} is the only administrator. Make somebody else an administrator first.",
            nameof(Roles));
        Appoint(appointed);
    }

    /// <exception cref="RuleViolation">A credential has no code, or ends before it begins.</exception>
    public void Hold(IEnumerable<Credential> credentials)
    {
        var held = credentials.Select(c => c with
        {
            Code = FreeText.Required(c.Code, 20, "Enter the credential, such as LPC.", nameof(Credentials)),
            Licence = FreeText.OrNull(c.Licence, 40, nameof(Credentials)),
        }).ToList();
        foreach (var credential in held)
        {
            RuleViolation.Unless(
                credential.Until is null || credential.From <= credential.Until,
                $"{credential.Code} ends before it begins.",
                nameof(Credentials));
        }

        _credentials = held;
    }

    /// <summary>Says when they work, in stretches of weekdays; none at all means that it is not stated.</summary>
    /// <exception cref="RuleViolation">A stretch ends before it begins, two of a day overlap, or there are too many.</exception>
    public void WorkAt(IEnumerable<WorkingHours> hours)
    {
        var week = hours.OrderBy(h => h.Day).ThenBy(h => h.From).ToList();
        RuleViolation.Unless(week.Count <= MostStretches, $"Keep to {MostStretches} stretches a week.", nameof(WorkingHours));
        foreach (var stretch in week)
        {
            RuleViolation.Unless(stretch.From < stretch.Until, $"{stretch.Day}: the end must be after the beginning.", nameof(WorkingHours));
        }

        foreach (var (earlier, later) in week.Zip(week.Skip(1)))
        {
            RuleViolation.Unless(
                earlier.Day != later.Day || earlier.Until <= later.From, $"{later.Day}: two stretches overlap.", nameof(WorkingHours));
        }

        _workingHours = week;
    }

    /// <summary>Whether they work all the time between these two wall-clock times of a weekday; null while nobody has said when they work.</summary>
    public bool? WorksAt(DayOfWeek day, TimeOnly from, TimeOnly until)
    {
        if (_workingHours.Count == 0)
        {
            return null;
        }

        // Two stretches that meet are one.
        var reached = from;
        foreach (var stretch in _workingHours.Where(h => h.Day == day).OrderBy(h => h.From))
        {
            reached = stretch.From <= reached && stretch.Until > reached ? stretch.Until : reached;
        }

        return reached >= until;
    }

    /// <exception cref="RuleViolation">They would supervise themselves, or need a co-signature from nobody.</exception>
    public void WorkUnder(Id<StaffMember>? supervisorId, bool needsCoSignature)
    {
        RuleViolation.Unless(supervisorId != Id, "Nobody supervises themselves.", nameof(SupervisorId));
        RuleViolation.Unless(!needsCoSignature || supervisorId is not null, "Choose the supervisor who co-signs.", nameof(SupervisorId));
        SupervisorId = supervisorId;
        NeedsCoSignature = needsCoSignature;
    }

    /// <summary>Ends their work here: they can no longer sign in, and nothing they wrote changes.</summary>
    /// <param name="by">Who says so.</param>
    /// <param name="otherAdministrators">How many others work here as administrator.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RuleViolation">They would deactivate themselves, or the clinic would have no administrator any more.</exception>
    public void Deactivate(Id<StaffMember> by, int otherAdministrators, DateTimeOffset now)
    {
        RuleViolation.Unless(by != Id, "Nobody deactivates themselves. Ask another administrator.");
        RuleViolation.Unless(
            otherAdministrators > 0 || !_roles.Contains(Role.Administrator),
            $"{Name.Full} is the only administrator. Make somebody else an administrator first.");
        Deactivate(now);
    }

    public void Deactivate(DateTimeOffset now) => DeactivatedAt ??= now;

    public void Reactivate() => DeactivatedAt = null;
}
