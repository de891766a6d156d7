using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Work;

/// <summary>One thing somebody has to do. Nothing keeps it: it is there as long as what it comes from is not done.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Subject">What it comes from, the same at every look: the key of a record, and of a part of it where it has several.</param>
/// <param name="What">As the list says it.</param>
/// <param name="Href">Where it is done.</param>
/// <param name="Owners">Whose it is.</param>
/// <param name="Since">The clinic date since when it waits.</param>
public sealed record WorkItem(WorkKind Kind, string Subject, string What, string Href, IReadOnlyList<Id<StaffMember>> Owners, DateOnly Since)
{
    public Id<Patient>? PatientId { get; init; }

    /// <summary>As lists name them; null where it is about nobody, or about a whole group.</summary>
    public string? Patient { get; init; }

    /// <summary>The clinic date until which it should be done; null where nothing says so.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>The instant, where it is due to the hour.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>More about it, in a few words.</summary>
    public string? Detail { get; init; }

    public bool IsOverdue(DateOnly today, DateTimeOffset now) => DueAt is { } at ? at < now : DueOn < today;

    /// <summary>Whole days since it waits.</summary>
    public int Age(DateOnly today) => Math.Max(0, today.DayNumber - Since.DayNumber);
}

/// <summary>A piece of work on somebody's desk.</summary>
/// <param name="Item">What it is.</param>
/// <param name="Owners">Whose it is now.</param>
/// <param name="PutOff">Who put it off and until when, of those whose it is.</param>
/// <param name="HandedOver">By whom it came to one of them, the last time; null where it is where it arose.</param>
public sealed record WorkLine(WorkItem Item, IReadOnlyList<Id<StaffMember>> Owners, IReadOnlyList<WorkSnooze> PutOff, WorkHandOver? HandedOver)
{
    /// <summary>What that person said when they put it off; null where it is before them.</summary>
    public WorkSnooze? SnoozeOf(Id<StaffMember> person) => PutOff.FirstOrDefault(snooze => snooze.StaffMemberId == person);

    /// <summary>Whether it is before at least one of those whose it is.</summary>
    public bool IsOpen => Owners.Any(owner => SnoozeOf(owner) is null);
}

/// <summary>Lays work on desks: whose it is after everything that was handed over, and what is put off.</summary>
public static class WorkDesk
{
    /// <param name="items">What there is to do.</param>
    /// <param name="handOvers">Everything handed over, in any order.</param>
    /// <param name="snoozes">Everything put off, in any order.</param>
    /// <param name="today">The clinic date.</param>
    /// <param name="now">The instant.</param>
    /// <returns>What is most pressing first: patients in danger, then what is overdue or due soonest, then what waits longest.</returns>
    public static IReadOnlyList<WorkLine> Lay(
        IEnumerable<WorkItem> items, IEnumerable<WorkHandOver> handOvers, IEnumerable<WorkSnooze> snoozes, DateOnly today, DateTimeOffset now)
    {
        var given = handOvers.ToLookup(g => (g.Kind, g.Subject));
        var put = snoozes.ToLookup(s => (s.Kind, s.Subject));
        return
        [
            .. from item in items
               let line = Lay(item, given[(item.Kind, item.Subject)], put[(item.Kind, item.Subject)], today)
               orderby item.Kind.MaySnooze(), item.IsOverdue(today, now) descending, item.DueOn ?? DateOnly.MaxValue, item.DueAt ?? DateTimeOffset.MaxValue, item.Since, item.Kind, item.Patient ?? item.What, item.Subject
               select line,
        ];
    }

    private static WorkLine Lay(WorkItem item, IEnumerable<WorkHandOver> handOvers, IEnumerable<WorkSnooze> snoozes, DateOnly today)
    {
        var owners = item.Owners.Distinct().ToList();
        WorkHandOver? last = null;
        foreach (var given in handOvers.OrderBy(given => given.At).ThenBy(given => given.Id.Value))
        {
            if (item.Kind is WorkKind.Outreach)
            {
                // It says itself whose it is: here stands only why.
                last = owners.Contains(given.ToId) ? given : last;
            }
            else if (owners.Remove(given.FromId))
            {
                last = given;
                if (!owners.Contains(given.ToId))
                {
                    owners.Add(given.ToId);
                }
            }
        }

        // The last word of each person counts.
        var putOff = snoozes.Where(snooze => owners.Contains(snooze.StaffMemberId))
            .GroupBy(snooze => snooze.StaffMemberId).Select(of => of.MaxBy(snooze => (snooze.SnoozedAt, snooze.Id.Value))!)
            .Where(snooze => item.Kind.MaySnooze() && snooze.Until > today).ToList();
        return new WorkLine(item, owners, putOff, last);
    }
}
