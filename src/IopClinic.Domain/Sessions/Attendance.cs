using System.Linq.Expressions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>Whether and how a patient attended.</summary>
public enum AttendanceStatus
{
    Present,
    Late,
    LeftEarly,
    ExcusedAbsence,
    UnexcusedAbsence,
}

public static class AttendanceStatuses
{
    /// <summary>Whether the patient stayed away, with an excuse or without.</summary>
    public static bool IsAbsence(this AttendanceStatus status) => status is AttendanceStatus.ExcusedAbsence or AttendanceStatus.UnexcusedAbsence;

    /// <summary>Whether the patient came, also late or not to the end, as the database is asked; what was not recorded is nothing of both.</summary>
    public static Expression<Func<AttendanceStatus?, bool>> Came { get; } =
        status => status == AttendanceStatus.Present || status == AttendanceStatus.Late || status == AttendanceStatus.LeftEarly;
}

/// <summary>What was seen of one patient's attendance, in the site's wall-clock time.</summary>
/// <param name="Status">Present, late, left early, or absent with or without excuse.</param>
/// <param name="Arrived">When a late patient arrived.</param>
/// <param name="Left">When a patient left before the end.</param>
/// <param name="Reason">Why they were absent; an excused absence needs one.</param>
public sealed record Presence(AttendanceStatus Status, TimeOnly? Arrived = null, TimeOnly? Left = null, string? Reason = null)
{
    /// <summary>The most characters a reason may have.</summary>
    public const int MaximumReason = 300;

    /// <summary>The most characters of where somebody was.</summary>
    public const int MaximumWhere = 100;

    /// <summary>Where a patient was who attended by telehealth.</summary>
    public string? Where { get; init; }

    public bool IsAbsence => Status.IsAbsence();
}

/// <summary>One patient's attendance of one session, with the minutes that count.</summary>
public sealed class Attendance : IBelongToPatient
{
    private Attendance()
    {
    }

    internal Attendance(RosterPlace place)
    {
        SessionId = place.SessionId;
        PatientId = place.PatientId;
        SiteId = place.SiteId;
        ClinicDate = place.ClinicDate;
    }

    public Id<Session> SessionId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public DateOnly ClinicDate { get; private set; }

    public AttendanceStatus Status { get; private set; }

    /// <summary>When a late patient arrived; null for one who was there from the start.</summary>
    public DateTimeOffset? ArrivedAt { get; private set; }

    /// <summary>When a patient left early; null for one who stayed to the end.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    [NotAudited]
    public string? Reason { get; private set; }

    /// <summary>Where the patient was, whom the law treats there; null for an absence, and for everybody who was not seen by telehealth.</summary>
    [NotAudited]
    public string? Where { get; private set; }

    /// <summary>Clinical minutes attended, breaks taken out.</summary>
    public int Minutes { get; private set; }

    public Id<StaffMember> RecordedById { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsAbsence => Status.IsAbsence();

    internal void Set(Session session, Presence seen, TimeZoneInfo zone, Id<StaffMember> by, DateTimeOffset now)
    {
        RuleViolation.Unless(Enum.IsDefined(seen.Status), "Choose present, late, left early or absent.", nameof(Status));
        var reason = FreeText.OrNull(seen.Reason, Presence.MaximumReason, nameof(Reason));
        var where = FreeText.OrNull(seen.Where, Presence.MaximumWhere, nameof(Where));
        DateTimeOffset? arrived = null;
        DateTimeOffset? left = null;
        if (!seen.IsAbsence)
        {
            arrived = Instant(session, seen.Arrived, zone, "The time of arrival lies outside the session.", "Arrived");
            left = Instant(session, seen.Left, zone, "The time of leaving lies outside the session.", "Left");
            RuleViolation.Unless(
                seen.Status is not AttendanceStatus.Late || arrived is not null, "Say when the patient arrived.", "Arrived");
            RuleViolation.Unless(
                seen.Status is not AttendanceStatus.LeftEarly || left is not null, "Say when the patient left.", "Left");
            RuleViolation.Unless(arrived is null || left is null || arrived < left, "The patient left before arriving.", "Left");
        }

        Status = seen.Status;
        ArrivedAt = arrived;
        LeftAt = left;
        Reason = reason;
        Where = session.Mode is SessionMode.Telehealth && !seen.IsAbsence ? where : null;
        Minutes = seen.IsAbsence ? 0 : session.ClinicalMinutesBetween(arrived ?? session.StartsAt, left ?? session.EndsAt);
        RecordedById = by;
        RecordedAt = now;
    }

    private static DateTimeOffset? Instant(Session session, TimeOnly? time, TimeZoneInfo zone, string outside, string field)
    {
        if (time is null)
        {
            return null;
        }

        // In the night in which clocks are set back a session may begin after the first of the two moments that are meant.
        return ClinicClock.InstantWithin(session.StartsAt, session.EndsAt, session.ClinicDate, time.Value, zone) ?? throw new RuleViolation(outside, field);
    }
}
