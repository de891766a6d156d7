using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Staff;

/// <summary>Time in which a member of staff is away: they lead nothing then, and the database keeps it so.</summary>
public sealed class Leave
{
    /// <summary>The longest leave, in days.</summary>
    public const int LongestDays = 366;

    private readonly List<LeaveCover> _covers = [];

    private Leave()
    {
    }

    /// <param name="person">Who is away.</param>
    /// <param name="site">Where their day starts: the days are meant in its time.</param>
    /// <param name="away">When.</param>
    /// <param name="kind">Why.</param>
    /// <param name="by">Who wrote it down.</param>
    /// <param name="now">When that was.</param>
    /// <param name="busyUntil">The end of what they lead at this moment; it stays theirs.</param>
    /// <exception cref="RuleViolation">The days or times are impossible, or the person has left.</exception>
    public Leave(StaffMember person, Site site, TimeAway away, LeaveKind kind, Id<StaffMember> by, DateTimeOffset now, DateTimeOffset? busyUntil = null)
    {
        RuleViolation.Unless(person.IsActive, $"{person.Name.Full} no longer works here.", nameof(StaffMemberId));
        RuleViolation.Unless(person.SiteId == site.Id, $"{person.Name.Full} starts the day at another site.", nameof(StaffMemberId));
        away.Check();
        Id = Id<Leave>.New();
        StaffMemberId = person.Id;
        From = away.From;
        Until = away.Until;
        FromTime = away.FromTime;
        UntilTime = away.UntilTime;
        (StartsAt, EndsAt) = away.In(site.Zone);
        Kind = kind;
        WrittenById = by;
        WrittenAt = now;
        // What has begun by now stays as it happened, also when somebody falls ill at noon or it is written down the day after.
        TakesFrom = Later(StartsAt, Later(now, busyUntil ?? now));
    }

    public Id<Leave> Id { get; private set; }

    public Id<StaffMember> StaffMemberId { get; private set; }

    public DateOnly From { get; private set; }

    /// <summary>The last day of it.</summary>
    public DateOnly Until { get; private set; }

    /// <summary>Wall-clock time from which they are away, where it is a part of one day; null where it is whole days.</summary>
    public TimeOnly? FromTime { get; private set; }

    public TimeOnly? UntilTime { get; private set; }

    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>From when on they can lead nothing: the start, or later where it was written down late.</summary>
    public DateTimeOffset TakesFrom { get; private set; }

    public LeaveKind Kind { get; private set; }

    public Id<StaffMember> WrittenById { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>When it was taken back; null while it stands.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public Id<StaffMember>? WithdrawnById { get; private set; }

    /// <summary>What became of the sessions they would have led.</summary>
    public IReadOnlyList<LeaveCover> Covers => _covers;

    public uint Version { get; private set; }

    public DateRange Days => new(From, Until);

    public TimeAway Away => new(From, Until, FromTime, UntilTime);

    public bool Stands => WithdrawnAt is null;

    /// <summary>Takes a session off the person who is away and gives it to whoever covers, or to nobody: then it needs a leader.</summary>
    /// <exception cref="RuleViolation">It has begun, is signed or cancelled, or whoever covers may not lead it.</exception>
    public void GiveAway(Session session, StaffMember? cover, Service service, DateTimeOffset now)
    {
        session.HandOver(StaffMemberId, cover, service, now);
        _covers.Add(new LeaveCover(this, session, cover));
    }

    /// <summary>Gives a session back to the person whose leave was withdrawn, in the place of whoever covered.</summary>
    /// <exception cref="RuleViolation">The leave stands, or the session has begun, is signed or cancelled, or they may not lead it any more.</exception>
    public void GiveBack(Session session, StaffMember person, Service service, DateTimeOffset now)
    {
        RuleViolation.Unless(!Stands, "Withdraw the leave first.");
        RuleViolation.Unless(person.Id == StaffMemberId, "This is somebody else’s leave.");
        var covered = _covers.Find(c => c.SessionId == session.Id) ?? throw new RuleViolation("This session was not given away for the leave.");
        session.HandOver(covered.CoverId, person, service, now);
    }

    /// <summary>Takes it back: their time is free again.</summary>
    /// <exception cref="RuleViolation">It is over, or was withdrawn already.</exception>
    public void Withdraw(Id<StaffMember> by, DateTimeOffset now)
    {
        RuleViolation.Unless(Stands, "This leave was withdrawn already.");
        RuleViolation.Unless(now < EndsAt, "This leave is over; it stays as it was.");
        WithdrawnAt = now;
        WithdrawnById = by;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>Days somebody is away, or a part of one day, as it is typed: in clinic dates and wall-clock time.</summary>
/// <param name="From">The first day.</param>
/// <param name="Until">The last day.</param>
/// <param name="FromTime">From when, where it is a part of one day.</param>
/// <param name="UntilTime">Until when.</param>
public sealed record TimeAway(DateOnly From, DateOnly Until, TimeOnly? FromTime = null, TimeOnly? UntilTime = null)
{
    /// <exception cref="RuleViolation">It ends before it begins, is too long, or names times for several days.</exception>
    public void Check()
    {
        RuleViolation.Unless(From <= Until, "The last day lies before the first.", nameof(Until));
        RuleViolation.Unless(
            Until.DayNumber - From.DayNumber < Leave.LongestDays, $"A leave lasts at most {Leave.LongestDays} days.", nameof(Until));
        RuleViolation.Unless(FromTime is null == UntilTime is null, "Enter both times, or none.", FromTime is null ? nameof(FromTime) : nameof(UntilTime));
        RuleViolation.Unless(FromTime is null || From == Until, "Times are for a part of one day. Leave them empty for several days.", nameof(FromTime));
        RuleViolation.Unless(FromTime is null || FromTime < UntilTime, "It ends before it begins.", nameof(UntilTime));
    }

    /// <summary>The instants between which that is.</summary>
    public (DateTimeOffset StartsAt, DateTimeOffset EndsAt) In(TimeZoneInfo zone) => FromTime is { } from && UntilTime is { } until
        ? (ClinicClock.InstantOf(From, from, zone), ClinicClock.InstantOf(From, until, zone))
        : (ClinicClock.InstantOf(From, TimeOnly.MinValue, zone), ClinicClock.InstantOf(Until.AddDays(1), TimeOnly.MinValue, zone));
}
