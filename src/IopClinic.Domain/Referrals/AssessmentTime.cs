using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Referrals;

/// <summary>A time of every week that a clinician keeps for intake assessments.</summary>
public sealed class AssessmentTime
{
    private AssessmentTime()
    {
    }

    /// <exception cref="RuleViolation">The person assesses nobody, the room is of another site, or the time is impossible.</exception>
    public AssessmentTime(Site site, StaffMember clinician, Room? room, DayOfWeek day, TimeOnly startsAt, int minutes)
    {
        RuleViolation.Unless(clinician is { IsActive: true, IsClinician: true }, "Choose an active clinician.", nameof(StaffMemberId));
        RuleViolation.Unless(room is null || (room.SiteId == site.Id && !room.IsRetired), "Choose a room of this site that is in use.", nameof(RoomId));
        RuleViolation.Unless(Enum.IsDefined(day), "Choose the weekday.", nameof(Day));
        RuleViolation.Unless(minutes is >= 15 and <= 240, "An assessment takes 15 to 240 minutes.", nameof(Minutes));
        RuleViolation.Unless(startsAt.ToTimeSpan() + TimeSpan.FromMinutes(minutes) <= TimeSpan.FromDays(1), "It must end on the same day.", nameof(Minutes));
        Id = Id<AssessmentTime>.New();
        SiteId = site.Id;
        StaffMemberId = clinician.Id;
        RoomId = room?.Id;
        (Day, StartsAt, Minutes) = (day, startsAt, minutes);
    }

    public Id<AssessmentTime> Id { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public Id<StaffMember> StaffMemberId { get; private set; }

    /// <summary>Where it takes place; null for telehealth.</summary>
    public Id<Room>? RoomId { get; private set; }

    public DayOfWeek Day { get; private set; }

    /// <summary>Wall-clock time of the site.</summary>
    public TimeOnly StartsAt { get; private set; }

    /// <summary>15 to 240.</summary>
    public int Minutes { get; private set; }
}
