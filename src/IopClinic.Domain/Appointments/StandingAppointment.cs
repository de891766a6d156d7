using IopClinic.Domain.Hours;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Appointments;

/// <summary>What a signed plan prescribes of a session for one patient, against what took place and what is booked.</summary>
/// <param name="Prescribed">The service, how often and how long.</param>
/// <param name="Since">The clinic date of the plan.</param>
/// <param name="Last">The last one that took place; null where there was none.</param>
/// <param name="Next">The next one that is booked; null where none is.</param>
public sealed record StandingAppointment(PrescribedService Prescribed, DateOnly Since, DateOnly? Last, DateOnly? Next)
{
    /// <summary>
    /// The last day on which the next one is in time. What is prescribed once in so many weeks may be on any day of its week; what is
    /// prescribed several times is spread evenly.
    /// </summary>
    public DateOnly DueBy
    {
        get
        {
            var begins = Last ?? Since;
            return Prescribed.Times == 1
                ? ClinicWeek.Of(Last is null ? begins.AddDays((Prescribed.EveryWeeks - 1) * 7) : begins.AddDays(Prescribed.EveryWeeks * 7)).Sunday
                : begins.AddDays(Math.Max(1, Prescribed.EveryWeeks * 7 / Prescribed.Times));
        }
    }

    /// <summary>Whether one is booked in time.</summary>
    public bool IsBooked => Next is { } next && next <= DueBy;

    /// <summary>Whether it should be booked now: due within so many days, and nothing in time is booked.</summary>
    public bool IsDue(DateOnly today, int days) => !IsBooked && DueBy <= today.AddDays(days);

    public bool IsLate(DateOnly today) => !IsBooked && DueBy < today;
}

/// <summary>Time that somebody or something is taken, from a start to an end that no longer belongs to it.</summary>
public readonly record struct Taken(DateTimeOffset From, DateTimeOffset Until)
{
    public bool Meets(DateTimeOffset from, DateTimeOffset until) => From < until && from < Until;
}

/// <summary>Finds the next times that suit everybody.</summary>
public static class FreeTimes
{
    /// <summary>Minutes from one possible start to the next.</summary>
    public const int Step = 30;

    /// <summary>How many times of one day are offered.</summary>
    public const int MostADay = 2;

    /// <summary>The next free times, soonest first and not more than two on a day.</summary>
    /// <param name="days">The hours of each clinic date in which it may begin and end; a date may have several or none.</param>
    /// <param name="minutes">How long it takes.</param>
    /// <param name="zone">The site's.</param>
    /// <param name="now">Nothing begins before.</param>
    /// <param name="people">When any of those who must be there is taken.</param>
    /// <param name="most">How many are wanted.</param>
    public static IReadOnlyList<DateTimeOffset> Next(
        IEnumerable<(DateOnly Date, TimeOnly Opens, TimeOnly Closes)> days, int minutes, TimeZoneInfo zone, DateTimeOffset now, IReadOnlyCollection<Taken> people, int most)
    {
        var found = new List<(DateOnly Date, DateTimeOffset At)>();
        foreach (var (date, opens, closes) in days)
        {
            // Counted in minutes of the day: a time of day would begin anew after midnight.
            var last = (closes.ToTimeSpan() - opens.ToTimeSpan()).TotalMinutes - minutes;
            for (var after = 0; after <= last && found.Count < most && found.Count(one => one.Date == date) < MostADay; after += Step)
            {
                var at = ClinicClock.InstantOf(date, opens.AddMinutes(after), zone);
                if (at > now && !people.Any(taken => taken.Meets(at, at.AddMinutes(minutes))))
                {
                    found.Add((date, at));
                }
            }
        }

        return found.ConvertAll(one => one.At);
    }
}
