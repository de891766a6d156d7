namespace IopClinic.Domain.Schedule;

/// <summary>The week of a track: its groups in blocks, those that meet at the same time beside each other.</summary>
public static class TrackWeek
{
    /// <summary>The groups by block, in the order of the day; nobody can be in two groups of one block.</summary>
    public static IReadOnlyList<IReadOnlyList<Group>> Blocks(IEnumerable<Group> groups)
    {
        var blocks = new List<List<Group>>();
        foreach (var group in groups.OrderBy(g => g.StartsAt).ThenBy(g => g.Name, StringComparer.CurrentCulture))
        {
            if (blocks.Find(block => block.Exists(other => Meet(group, other))) is { } block)
            {
                block.Add(group);
            }
            else
            {
                blocks.Add([group]);
            }
        }

        return blocks;
    }

    /// <summary>
    /// The groups that somebody is put into: of each block that meets on their weekdays, the one of a service that was prescribed for
    /// them, and else the one with the most places left.
    /// </summary>
    /// <param name="blocks">The week.</param>
    /// <param name="weekdays">On which they come; none for all.</param>
    /// <param name="free">How many places each group has left on their days.</param>
    /// <param name="isPrescribed">Whether the group's service is in their plan.</param>
    /// <param name="isChosen">Whether somebody chose the group for them.</param>
    public static IReadOnlyList<BlockChoice> Choose(
        IEnumerable<IReadOnlyList<Group>> blocks, IReadOnlyCollection<DayOfWeek> weekdays, Func<Group, int> free,
        Func<Group, bool> isPrescribed, Func<Group, bool> isChosen) =>
    [
        .. from block in blocks
           let meets = block.Where(g => weekdays.Count == 0 || g.Weekdays.Any(weekdays.Contains)).ToList()
           where meets.Count > 0
           let chosen = meets.Find(g => isChosen(g))
               ?? meets.Where(g => free(g) > 0).OrderByDescending(g => isPrescribed(g)).ThenByDescending(free).FirstOrDefault()
           select new BlockChoice(meets, chosen),
    ];

    private static bool Meet(Group one, Group other) =>
        one.StartsAt < other.StartsAt.AddMinutes(other.Minutes) && other.StartsAt < one.StartsAt.AddMinutes(one.Minutes)
        && one.Weekdays.Any(other.Weekdays.Contains);
}

/// <summary>The group of a block that somebody is put into.</summary>
/// <param name="Groups">Those that meet then on their weekdays.</param>
/// <param name="Chosen">Null where all of them are full.</param>
public sealed record BlockChoice(IReadOnlyList<Group> Groups, Group? Chosen);
