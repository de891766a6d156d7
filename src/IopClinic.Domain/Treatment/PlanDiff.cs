namespace IopClinic.Domain.Treatment;

/// <summary>What became of a line from one version to the next.</summary>
public enum PlanChangeKind
{
    Added,
    Changed,
    Met,
    Discontinued,

    /// <summary>It is worked on again.</summary>
    Reopened,

    /// <summary>It says the same in another place.</summary>
    Moved,

    /// <summary>It stands in the new version no more.</summary>
    Dropped,
}

/// <summary>A line, or a text of the plan as a whole, that is otherwise than in the version before.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Level">What the line is; null for a text of the plan as a whole.</param>
/// <param name="Label">Which text of the whole; empty for a line.</param>
/// <param name="Before">What stood there; empty where nothing did.</param>
/// <param name="After">What stands there; empty where nothing does.</param>
/// <param name="Key">The line; null for a text of the plan as a whole.</param>
public sealed record PlanChange(PlanChangeKind Kind, PlanLevel? Level, string Label, string Before, string After, Guid? Key);

/// <summary>Compares two versions of a plan line by line.</summary>
public static class PlanDiff
{
    /// <summary>What is otherwise in <paramref name="after"/>, in its order; what was dropped stands last.</summary>
    /// <param name="before">The earlier version.</param>
    /// <param name="after">The later one.</param>
    /// <param name="words">How a line reads, with everything that belongs to it but whether it is worked on.</param>
    public static IReadOnlyList<PlanChange> Between(PlanContent before, PlanContent after, Func<PlanLine, string> words)
    {
        var earlier = before.Lines.ToDictionary(line => line.Key);
        var later = after.Lines.ToDictionary(line => line.Key);
        var stayed = Unmoved([.. before.Lines.Select(line => line.Key).Where(later.ContainsKey)], [.. after.Lines.Select(line => line.Key).Where(earlier.ContainsKey)]);
        var changes = new List<PlanChange>();
        Whole("Phase", Words(before.Phase), Words(after.Phase));
        Whole("Strengths", before.Strengths, after.Strengths);
        Whole("Preferences", before.Preferences, after.Preferences);
        Whole("Barriers", before.Barriers, after.Barriers);
        foreach (var line in after.Lines)
        {
            if (!earlier.TryGetValue(line.Key, out var was))
            {
                changes.Add(new PlanChange(PlanChangeKind.Added, line.Level, "", "", words(line), line.Key));
                continue;
            }

            var (then, now) = (words(was), words(line));
            if (was.Status != line.Status)
            {
                changes.Add(new PlanChange(KindOf(line.Status), line.Level, "", then, now, line.Key));
            }
            else if (then != now || was.Level != line.Level)
            {
                changes.Add(new PlanChange(PlanChangeKind.Changed, line.Level, "", then, now, line.Key));
            }
            else if (!stayed.Contains(line.Key))
            {
                changes.Add(new PlanChange(PlanChangeKind.Moved, line.Level, "", then, now, line.Key));
            }
        }

        Whole("Discharge criteria", before.DischargeCriteria, after.DischargeCriteria);
        Whole("Relapse prevention", before.RelapsePlan, after.RelapsePlan);
        changes.AddRange(before.Lines.Where(line => !later.ContainsKey(line.Key))
            .Select(line => new PlanChange(PlanChangeKind.Dropped, line.Level, "", words(line), "", line.Key)));
        return changes;

        void Whole(string label, string? then, string? now)
        {
            if (then != now)
            {
                changes.Add(new PlanChange(
                    then is null ? PlanChangeKind.Added : now is null ? PlanChangeKind.Dropped : PlanChangeKind.Changed, null, label, then ?? "", now ?? "", null));
            }
        }
    }

    private static PlanChangeKind KindOf(ObjectiveStatus status) => status switch
    {
        ObjectiveStatus.Met => PlanChangeKind.Met,
        ObjectiveStatus.Discontinued => PlanChangeKind.Discontinued,
        _ => PlanChangeKind.Reopened,
    };

    private static string Words(PlanPhase phase) => phase is PlanPhase.StepDown ? "Step-down" : phase.ToString();

    /// <summary>The longest run of keys that keep their order: what is not in it was moved.</summary>
    private static HashSet<Guid> Unmoved(List<Guid> before, List<Guid> after)
    {
        var place = before.Index().ToDictionary(one => one.Item, one => one.Index);
        var order = after.ConvertAll(key => place[key]);
        var (length, previous) = (new int[order.Count], new int[order.Count]);
        var last = -1;
        for (var i = 0; i < order.Count; i++)
        {
            (length[i], previous[i]) = (1, -1);
            for (var j = 0; j < i; j++)
            {
                if (order[j] < order[i] && length[j] + 1 > length[i])
                {
                    (length[i], previous[i]) = (length[j] + 1, j);
                }
            }

            last = last < 0 || length[i] > length[last] ? i : last;
        }

        var kept = new HashSet<Guid>();
        for (; last >= 0; last = previous[last])
        {
            kept.Add(after[last]);
        }

        return kept;
    }
}
