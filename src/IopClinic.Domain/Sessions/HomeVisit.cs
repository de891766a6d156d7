using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>Beginning and end of a visit.</summary>
public enum VisitMoment
{
    Arrived,
    Left,
}

/// <summary>What a session at a patient's home has beside others: where it is, and when the clinician came and went.</summary>
public sealed class HomeVisit : IBelongToPatient
{
    /// <summary>The most characters of an address.</summary>
    public const int MaximumAddress = 300;

    /// <summary>By so much the clock of a telephone may be ahead.</summary>
    private static readonly TimeSpan ClockDrift = TimeSpan.FromMinutes(1);

    private readonly List<VisitStamp> _stamps = [];

    private HomeVisit()
    {
    }

    /// <exception cref="RuleViolation">The session is no visit, or there is no address.</exception>
    public HomeVisit(Session session, string? address)
    {
        RuleViolation.Unless(session.IsVisit, "This session is not at a patient’s home.");
        SessionId = session.Id;
        PatientId = session.Roster[0].PatientId;
        Goto(address);
    }

    public Id<Session> SessionId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>Where it is, in one line.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Every moment that was recorded, the corrected ones too.</summary>
    public IReadOnlyList<VisitStamp> Stamps => _stamps;

    public uint Version { get; private set; }

    public DateTimeOffset? ArrivedAt => Standing(VisitMoment.Arrived)?.At;

    public DateTimeOffset? LeftAt => Standing(VisitMoment.Left)?.At;

    /// <summary>Whole minutes from arrival to leaving; null until both are known.</summary>
    public int? Minutes => LeftAt - ArrivedAt is { } stay ? (int)stay.TotalMinutes : null;

    /// <exception cref="RuleViolation">Nothing was entered, or too much.</exception>
    public void Goto(string? address) =>
        Address = FreeText.Required(address, MaximumAddress, "Enter the address of the visit.", nameof(Address)).ReplaceLineEndings(", ");

    /// <summary>Records a moment when it happens. What is recorded already stands, so that a tap that is sent twice counts once.</summary>
    /// <returns>True when it is new.</returns>
    /// <exception cref="RuleViolation">The moment is impossible, or the session is signed or cancelled.</exception>
    public bool Stamp(Session session, VisitMoment moment, DateTimeOffset at, TimeZoneInfo zone, StaffMember by, DateTimeOffset now)
    {
        if (Standing(moment) is not null)
        {
            return false;
        }

        Add(session, moment, at, reason: null, zone, by, now);
        return true;
    }

    /// <summary>Corrects a moment, or records afterwards one that nobody tapped.</summary>
    /// <exception cref="RuleViolation">There is no reason, the moment is impossible, or the session is signed or cancelled.</exception>
    public void Correct(
        Session session, VisitMoment moment, TimeOnly at, string? reason, TimeZoneInfo zone, StaffMember by, DateTimeOffset now) => Add(
        session,
        moment,
        ClinicClock.InstantOf(session.ClinicDate, at, zone),
        FreeText.Required(reason, VisitStamp.MaximumReason, "Say why the time is corrected.", "Reason"),
        zone,
        by,
        now);

    /// <summary>What the roll proposes from the moments: within the time for which the session is booked. Null while there is nothing to propose from.</summary>
    public Presence? Proposed(Session session, TimeZoneInfo zone)
    {
        if (ArrivedAt is not { } arrived || Minute(arrived) >= session.EndsAt || Minute(LeftAt ?? session.EndsAt) <= session.StartsAt)
        {
            return null;
        }

        var late = Minute(arrived) > session.StartsAt ? Wall(arrived) : (TimeOnly?)null;
        var early = LeftAt is { } left && Minute(left) < session.EndsAt ? Wall(left) : (TimeOnly?)null;
        return late >= early
            ? null
            : new Presence(late is not null ? AttendanceStatus.Late : early is not null ? AttendanceStatus.LeftEarly : AttendanceStatus.Present, late, early);

        TimeOnly Wall(DateTimeOffset at) => ClinicClock.TimeIn(zone, Minute(at));
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    // Of two at the same instant the one that came later: their keys need not sort as they were made.
    private VisitStamp? Standing(VisitMoment moment) =>
        _stamps.Where(stamp => stamp.Moment == moment).OrderBy(stamp => stamp.RecordedAt).LastOrDefault();

    private void Add(
        Session session, VisitMoment moment, DateTimeOffset at, string? reason, TimeZoneInfo zone, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(session.CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(!session.IsSigned, "This session is signed; when the visit began and ended stands.");
        RuleViolation.Unless(Enum.IsDefined(moment), "Choose arrived or left.", "Moment");
        RuleViolation.Unless(at <= now + ClockDrift, "This time lies in the future. Check the clock of your telephone, or correct the time.", "At");
        var then = at < now ? at : now;
        RuleViolation.Unless(ClinicClock.DateIn(zone, then) == session.ClinicDate, "This is not on the day of the visit. Correct the time.", "At");
        var arrived = moment is VisitMoment.Arrived ? then : ArrivedAt;
        var left = moment is VisitMoment.Left ? then : LeftAt;
        RuleViolation.Unless(arrived is not null, "Record first when you arrived.", "At");
        RuleViolation.Unless(left is null || left > arrived, "The visit would end before it began. Correct the other time first.", "At");
        _stamps.Add(new VisitStamp(this, moment, then, reason, by, now));
    }
}

/// <summary>One moment of a visit as it was recorded. It is never changed: a later one of the same kind takes its place.</summary>
public sealed class VisitStamp : IBelongToPatient
{
    /// <summary>The most characters of a reason.</summary>
    public const int MaximumReason = 300;

    private VisitStamp()
    {
    }

    internal VisitStamp(HomeVisit visit, VisitMoment moment, DateTimeOffset at, string? reason, StaffMember by, DateTimeOffset now)
    {
        Id = Id<VisitStamp>.New();
        SessionId = visit.SessionId;
        PatientId = visit.PatientId;
        Moment = moment;
        At = at;
        Reason = reason;
        RecordedById = by.Id;
        RecordedAt = now;
    }

    public Id<VisitStamp> Id { get; private set; }

    public Id<Session> SessionId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public VisitMoment Moment { get; private set; }

    /// <summary>When it happened: the instant of the tap.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Why it was corrected; null for what was recorded when it happened.</summary>
    [NotAudited]
    public string? Reason { get; private set; }

    public Id<StaffMember> RecordedById { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }
}
