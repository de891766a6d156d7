using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>One meeting of a standing group.</summary>
public sealed class GroupSession : Session
{
    /// <summary>The most characters of the reason for a make-up that something speaks against.</summary>
    public const int LongestMakeUpReason = 300;

    // Nothing that is typed can begin with it.
    private const string FamilyMark = "\u001efamily/1";

    private GroupSession()
    {
    }

    internal GroupSession(Group group, Occurrence proposed, TimeZoneInfo zone)
        : base(group.SiteId, group.ServiceId, group.Name, proposed.Date, proposed.Starts, proposed.Minutes, zone)
    {
        GroupId = group.Id;
        BreakAfter = group.BreakAfter;
        BreakMinutes = group.BreakMinutes;
        Mode = group.Mode;
        RoomId = proposed.Room;
        BookClinicians(proposed.Leaders);
    }

    public Id<Group> GroupId { get; private set; }

    /// <summary>What was written for the whole group; null until somebody wrote it.</summary>
    public SharedPart? Shared { get; private set; }

    /// <summary>Writes the draft of the shared part.</summary>
    /// <exception cref="RuleViolation">A note of the session is signed, or a field is too long.</exception>
    public SharedPart WriteShared(SharedText text, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(!IsSigned, "This session is signed. Add an addendum to the notes it concerns.");
        var shared = Shared ?? new SharedPart(this);
        shared.Write(text, by.Id, now);
        Shared = shared;
        return shared;
    }

    /// <summary>Gives a patient of another group a place in this one session, to make up for sessions they missed.</summary>
    /// <param name="episode">Whose.</param>
    /// <param name="reason">Why, although something speaks against it; null where nothing does.</param>
    /// <param name="by">Who books it.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RuleViolation">It has begun, is cancelled or signed, the patient has a place already or is not in treatment then.</exception>
    public RosterPlace SeatForMakeUp(Episode episode, string? reason, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(StartsAt > now, "This session has begun already. Choose a later one.");
        RuleViolation.Unless(Roster.All(place => place.PatientId != episode.PatientId), "The patient has a place in this session already.");
        var place = Seat(episode);
        place.ForMakeUp(FreeText.OrNull(reason, LongestMakeUpReason, "Reason"), by, now);
        return place;
    }

    /// <summary>Takes a make-up back: the seat is free again.</summary>
    /// <exception cref="RuleViolation">The place is no make-up, or something of the patient is recorded in the session.</exception>
    public void GiveBack(Id<Patient> patientId)
    {
        RuleViolation.Unless(Roster.Any(place => place.PatientId == patientId && place.IsMakeUp), "This make-up was given back already.");
        RuleViolation.Unless(!IsSigned, "This session is already signed; its roster stands.");
        Release(patientId);
    }

    /// <summary>Who leads it once it follows its group.</summary>
    /// <param name="group">Its group as it is now.</param>
    /// <param name="ledBefore">Who led the group until now: only what changed is followed, and whoever covers a leave stays.</param>
    /// <param name="turn">How many of the sessions that follow it went before, for facilitators who take turns.</param>
    /// <exception cref="RuleViolation">It is of another group.</exception>
    public IReadOnlyList<Id<StaffMember>> LeadersAfter(Group group, IReadOnlyCollection<Id<StaffMember>> ledBefore, int turn)
    {
        RuleViolation.Unless(GroupId == group.Id, "This session belongs to another group.");
        var leaders = group.LeadersOf(turn);
        return group.FacilitatorsTakeTurns
            ? leaders
            : [.. Clinicians.Select(c => c.StaffMemberId).Where(id => leaders.Contains(id) || !ledBefore.Contains(id)).Concat(leaders.Except(ledBefore)).Distinct()];
    }

    /// <summary>Names whom of the patients' families took part, replacing who stood there before.</summary>
    /// <param name="supporters">All of them.</param>
    /// <param name="service">The service of the group, which says whether families take part.</param>
    /// <exception cref="RuleViolation">
    /// Families take no part, the session is signed, or somebody is in no patient's network or not agreed to by the patient.
    /// </exception>
    public void TakePart(IEnumerable<SupportPerson> supporters, Service service)
    {
        RuleViolation.Unless(service.Id == ServiceId, "This is not the service of the group.");
        var present = supporters.ToList();
        RuleViolation.Unless(present.Count == 0 || service.FamiliesTakePart, $"Families take no part in {service.Name}.", "Supporters");
        Join(present);
    }

    internal override IEnumerable<string?> FamilyContent(Id<Patient> patientId)
    {
        // Only the patient's own, and only where somebody came: what was signed without them keeps its hash.
        var family = Participants.Where(p => p.PatientId == patientId).Select(p => p.SupportPersonId.ToString()).Order(StringComparer.Ordinal).ToList();
        return family.Count == 0 ? [] : family.Prepend(FamilyMark);
    }

    private protected override IEnumerable<string?> OwnContent() => Shared is null
        ? []
        : [Shared.Topic, Shared.Material, string.Join('\u001f', Shared.Modalities), Shared.Interventions, Shared.Process, Shared.Homework];

    private protected override void RefuseWhenSharedPartMissing() =>
        RuleViolation.Unless(Shared?.Topic is not null, "Enter the topic of the group before signing.", nameof(SharedPart.Topic));
}
