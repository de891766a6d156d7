namespace IopClinic.Web.Seed.Load;

/// <summary>From when to when somebody has a seat at a site.</summary>
/// <param name="Number">The patient, counted from 0 at their site, in the order in which they came.</param>
/// <param name="Seat">Of all tracks of the site.</param>
/// <param name="From">The day of the admission.</param>
/// <param name="Until">The day of the discharge; null while they are in treatment.</param>
/// <param name="Weeks">Planned at admission.</param>
internal sealed record LoadStay(int Number, int Seat, DateOnly From, DateOnly? Until, int Weeks)
{
    public int Track => Seat / LoadTrack.Seats;

    public int SeatInTrack => Seat % LoadTrack.Seats;

    /// <summary>Whether it is the patient with many encounters.</summary>
    public bool IsLong => Weeks > LoadStays.PlannedWeeks;
}

/// <summary>Who has which seat when: each seat goes from one patient to the next, back from today until everybody had one.</summary>
internal static class LoadStays
{
    public const int PlannedWeeks = 10;

    /// <summary>Weeks of the one patient with a thousand encounters, who is seen ten times in each.</summary>
    public const int LongWeeks = 104;

    /// <summary>Since when that patient is in treatment.</summary>
    public const int LongSince = 103 * 7;

    public static IReadOnlyList<LoadStay> Of(LoadSize size, int site, DateOnly today)
    {
        var stays = new List<LoadStay>();
        var wanted = size.PatientsOf(site);
        var before = new DateOnly[size.Seats];
        var chances = Enumerable.Range(0, size.Seats).Select(seat => Chance.Of(size.Seed, site, seat, -2)).ToArray();
        for (var seat = 0; seat < size.Seats && stays.Count < wanted; seat++)
        {
            if (site == 0 && seat == 0)
            {
                stays.Add(new LoadStay(0, 0, today.AddDays(-LongSince), null, LongWeeks));
                before[seat] = DateOnly.MinValue;
                continue;
            }

            // Somewhere in the middle of it.
            var from = today.AddDays(-1 - ((seat * 29) % (7 * PlannedWeeks)));
            stays.Add(new LoadStay(0, seat, from, null, PlannedWeeks));
            before[seat] = from.AddDays(-1 - chances[seat].Next(3));
        }

        // The seats go back together, so that each has as many patients as the others.
        while (stays.Count < wanted)
        {
            var seat = Array.IndexOf(before, before.Max());
            if (before[seat] == DateOnly.MinValue)
            {
                // The one seat there is has its patient for good.
                before[seat] = today.AddDays(-LongSince - 1);
            }

            var until = before[seat];
            var from = until.AddDays(1 - LengthOf(chances[seat]));
            stays.Add(new LoadStay(0, seat, from, until, PlannedWeeks));
            before[seat] = from.AddDays(-1 - chances[seat].Next(3));
        }

        return [.. stays.OrderBy(stay => stay.From).ThenBy(stay => stay.Seat).Select((stay, at) => stay with { Number = at })];
    }

    /// <summary>Most complete the program or are given some weeks more; some drop out.</summary>
    private static int LengthOf(Chance chance) => chance.Next(100) switch
    {
        < 14 => 10 + chance.Next(45),
        < 55 => 7 * PlannedWeeks,
        _ => (7 * PlannedWeeks) + chance.Next(29),
    };
}
