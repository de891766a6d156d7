using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Groups;
using IopClinic.Web.Shared;
using IopClinic.Web.Tracks;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>When, where and by whom a session is to be held.</summary>
public sealed record Destination(
    DateOnly Date, TimeOnly StartsAt, int Minutes, Id<Room>? RoomId, SessionMode Mode, IReadOnlyCollection<Id<StaffMember>> Leaders);

/// <summary>Moves one session, from its page or from the calendar; a cancelled one takes place after all.</summary>
internal sealed class MoveSession(ClinicDb db, ClinicClock clock)
{
    /// <summary>The most characters of the reason for a time that something speaks against.</summary>
    public const int LongestReason = 300;

    public const string OnlyOffice = "A session of a group is moved by whoever keeps the groups. Ask the office.";

    /// <summary>The session, for those who have to do with it.</summary>
    public async Task<Session?> FindAsync(DateOnly date, Id<Session> id, CancellationToken stop) =>
        await db.Sessions.Include(s => s.Clinicians).Include(s => s.Roster).AsSplitQuery()
            .FirstOrDefaultAsync(s => s.Id == id && s.ClinicDate == date, stop) is { } session
        && await db.MayOpenAsync(session)
            ? session
            : null;

    /// <summary>A group's session moves, and takes place after all, for those who keep groups.</summary>
    /// <exception cref="RuleViolation">It is a group's.</exception>
    public static void RefuseUnless(bool managesGroups, Session session) => RuleViolation.Unless(managesGroups || session is not GroupSession, OnlyOffice);

    /// <summary>Moves and saves it.</summary>
    /// <returns>How many are on a group's roster no longer, as they are not in treatment on the new date.</returns>
    /// <param name="session">Which.</param>
    /// <param name="to">Where to.</param>
    /// <param name="version">What the mover has seen.</param>
    /// <param name="reason">Why, although something speaks against it that may be; kept in the history of the session.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="RuleViolation">
    /// It has a record, the destination is impossible, somebody is not free, or something speaks against it and no reason is given.
    /// </exception>
    public async Task<int> RunAsync(Session session, Destination to, uint version, string? reason, CancellationToken stop)
    {
        // Whoever keeps the schedule may not read the notes that forbid this, and so they are counted.
        RuleViolation.Unless(!await db.SessionCounts.AnyAsync(counts => counts.SessionId == session.Id && counts.Recorded > 0, stop), Session.HasRecord);
        var site = await db.Sites.Include(s => s.Rooms).FirstAsync(s => s.Id == session.SiteId, stop);
        var room = site.Rooms.FirstOrDefault(r => r.Id == to.RoomId);
        RuleViolation.Unless(to.RoomId is null || room is not null, $"Choose a room of {site.Name}.", nameof(to.RoomId));
        RuleViolation.Unless(
            to.Mode is not SessionMode.InHome || session.Mode is SessionMode.InHome || session is GroupSession,
            "A visit at home needs an address and the drive. Cancel this session and book the visit.", nameof(to.Mode));
        var leaders = await GroupChoices.ChosenAsync(db, to.Leaders, stop);
        var service = await db.Services.FirstAsync(s => s.Id == session.ServiceId, stop);
        // What is impossible needs no look at what speaks against it.
        new WeeklyTime([to.Date.DayOfWeek], to.StartsAt, to.Minutes, session.BreakAfter, session.BreakMinutes).Check();
        var concerns = await ConcernsAsync(session, service, site, to, leaders, stop);
        var why = FreeText.OrNull(reason, LongestReason, nameof(reason));
        RuleViolation.Unless(concerns.Count == 0 || why is not null, string.Join(' ', concerns.Append("Say why it is held then all the same.")), nameof(reason));
        db.Actor.Reason = concerns.Count == 0 ? null : why;
        var episodeIds = session.Roster.Select(place => place.EpisodeId).OfType<Id<Episode>>().ToList();
        var episodes = await db.Episodes.AsNoTracking().Where(e => episodeIds.Contains(e.Id)).ToListAsync(stop);
        var entry = db.Entry(session);
        entry.Property(s => s.Version).OriginalValue = version;
        // Leaders are rows of their own; without this, two people who change only them would not notice each other.
        entry.Property(s => s.Mode).IsModified = true;

        var planned = session.ClinicDate;
        var gone = session.MoveTo(to.Date, to.StartsAt, to.Minutes, site.Zone, clock.Today(site.Zone), episodes);
        session.MeetIn(room, to.Mode);
        session.FreeAllBut(to.Leaders);
        var reserve = new Reserve(db);
        await reserve.SaveAsync(site, stop);
        // Only now: whoever takes over is asked for the new time, and not for the old one.
        session.HandTo(leaders, service);
        foreach (var leader in session.ClinicDate == planned ? [] : leaders)
        {
            service.RefuseUnlessLedBy(leader, [session.ClinicDate], nameof(to.Leaders));
        }

        await reserve.SaveAsync(site, stop);
        return gone.Count;
    }

    /// <summary>What speaks against a time and may be: the site is closed, somebody does not work or cannot come then, or a week holds too much.</summary>
    private async Task<List<string>> ConcernsAsync(
        Session session, Service service, Site site, Destination to, List<StaffMember> leaders, CancellationToken stop)
    {
        var (starts, ends) = (to.StartsAt, to.StartsAt.AddMinutes(to.Minutes));
        var closures = await db.Closures.AsNoTracking().Where(c => c.SiteId == site.Id && c.From <= to.Date && c.Until >= to.Date).Select(c => c.Name).ToListAsync(stop);
        var concerns = closures.ConvertAll(name => $"{site.Name} is closed on {Show.Day(to.Date)}: {name}.");
        if (closures.Count == 0 && to.Mode is SessionMode.OnSite && site.OpeningHours.Count > 0)
        {
            var open = site.OpeningHours.FirstOrDefault(hours => hours.Day == to.Date.DayOfWeek);
            concerns.AddRange(open is null ? [$"{site.Name} is closed on {Show.Day(to.Date)}."]
                : starts < open.Opens || ends > open.Closes || ends < starts ? [$"{site.Name} is open {Show.Times(open.Opens, open.Closes)} on {Show.Day(to.Date)}."]
                : []);
        }

        concerns.AddRange(leaders
            .Where(leader => leader.WorksAt(to.Date.DayOfWeek, starts, ends) == false)
            .Select(leader => $"{leader.Name.Full} does not work at that time."));
        var moved = new Occurrence(0, session.Title, service, to.Date, to.StartsAt, to.Minutes)
        {
            Patients = [.. session.Roster.Select(place => place.PatientId)],
            CountedMinutes = service.CountsTowardHours ? to.Minutes - session.BreakMinutes : 0,
            Of = session.Id,
        };
        var facts = await new FactsReader(db).ReadAsync(site, to.Date, to.Date, moved.Patients, [session.Id], stop);
        concerns.AddRange(ClashSheet.Of([moved], facts, kind => kind is ClashKind.Constraint or ClashKind.WeeklyMaximum).Causes.Select(cause => cause.Sentence));
        return concerns;
    }
}
