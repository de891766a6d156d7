using System.Globalization;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Hours;

/// <summary>One patient's week of treatment, in minutes that count.</summary>
/// <param name="Monday">The week.</param>
/// <param name="Attended">What they attended.</param>
/// <param name="Ahead">What they can still attend: booked, and not yet recorded.</param>
/// <param name="Minimum">The program's minimum.</param>
/// <param name="Maximum">The program's maximum.</param>
public sealed record WeekOfTreatment(DateOnly Monday, int Attended, int Ahead, int Minimum, int Maximum)
{
    /// <summary>What the week comes to as it is booked.</summary>
    public int Expected => Attended + Ahead;

    /// <summary>What is missing to the minimum.</summary>
    public int Missing => Math.Max(0, Minimum - Expected);
}

/// <summary>A session of a group of the patient's program, in which they have no place.</summary>
/// <param name="Id">Which.</param>
/// <param name="Date">Its clinic date.</param>
/// <param name="Starts">Wall-clock time of the site.</param>
/// <param name="Ends">Wall-clock time of the site.</param>
/// <param name="StartsAt">The instant.</param>
/// <param name="EndsAt">The instant.</param>
/// <param name="Minutes">What it would bring: minutes that count, the break taken out.</param>
/// <param name="SeatsFree">Places of the group that nobody has in it.</param>
public sealed record SessionToJoin(
    Id<Session> Id, DateOnly Date, TimeOnly Starts, TimeOnly Ends, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Minutes, int SeatsFree);

/// <summary>A make-up that can be booked.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Missing">The minutes it is held against.</param>
/// <param name="Concerns">What speaks against it and may be, each a sentence; with one, a reason is given.</param>
public sealed record MakeUpOffer(SessionToJoin Session, int Missing, IReadOnlyList<string> Concerns)
{
    /// <summary>Nothing speaks against it.</summary>
    public bool Fits => Concerns.Count == 0;

    /// <summary>It brings all that is missing on its own.</summary>
    public bool CoversAll => Missing > 0 && Session.Minutes >= Missing;
}

/// <summary>Where a patient can make up for what they missed.</summary>
/// <param name="Weeks">The weeks that are asked about, in order.</param>
/// <param name="Taken">When the patient is booked already.</param>
/// <param name="Constraints">When they said they cannot come.</param>
public sealed record MakeUps(
    IReadOnlyList<WeekOfTreatment> Weeks, IReadOnlyCollection<(DateTimeOffset StartsAt, DateTimeOffset EndsAt)> Taken, IReadOnlyCollection<PatientConstraint> Constraints)
{
    /// <summary>
    /// What can be booked of these sessions: those that fit first, of them those that bring all that is missing, and the sooner before
    /// the later. Left out is what has begun, is full, brings nothing or lies in time that the patient has given already.
    /// </summary>
    public IReadOnlyList<MakeUpOffer> Among(IEnumerable<SessionToJoin> sessions, DateTimeOffset now)
    {
        var open = sessions
            .Where(s => s.StartsAt > now && s.SeatsFree > 0 && s.Minutes > 0 && !Taken.Any(taken => taken.StartsAt < s.EndsAt && s.StartsAt < taken.EndsAt))
            .GroupBy(s => ClinicWeek.Of(s.Date).Monday)
            .ToDictionary(week => week.Key);
        return
        [
            .. Weeks.Where(week => open.ContainsKey(week.Monday))
                .SelectMany(week => open[week.Monday], (week, session) => new MakeUpOffer(session, MissingIn(week), [.. ConcernsOf(session, week)]))
                .OrderByDescending(offer => offer.Fits).ThenByDescending(offer => offer.CoversAll).ThenBy(offer => offer.Session.StartsAt).ThenBy(offer => offer.Session.Id.Value),
        ];

        // What the week lacks itself, or what one before it lacked that can be filled no more.
        int MissingIn(WeekOfTreatment week) => week.Missing > 0
            ? week.Missing
            : Weeks.Where(earlier => earlier.Monday < week.Monday && !open.ContainsKey(earlier.Monday)).Sum(earlier => earlier.Missing);
    }

    private IEnumerable<string> ConcernsOf(SessionToJoin session, WeekOfTreatment week)
    {
        foreach (var constraint in Constraints.Where(constraint => constraint.Keeps(session.Date, session.Starts, session.Ends)).OrderBy(constraint => constraint.Starts))
        {
            yield return $"The patient cannot come then: {constraint.Kind.ToString().ToLowerInvariant()}, {Time(constraint.Starts)} – {Time(constraint.Ends)}.";
        }

        if (week.Expected + session.Minutes is var then && then > week.Maximum)
        {
            yield return $"The week would come to {Hours(then)}, more than the program’s maximum of {Hours(week.Maximum)}.";
        }
    }

    private static string Time(TimeOnly time) => time.ToString("t", CultureInfo.CurrentCulture);

    private static string Hours(int minutes) => string.Create(CultureInfo.CurrentCulture, $"{minutes / 60m:0.##} h");
}
