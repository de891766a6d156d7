using FsCheck;
using FsCheck.Fluent;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Tests.Treatment;

/// <summary>Differences between versions, and the chain of their signatures, over random histories of a plan.</summary>
public sealed class PlanDiffTests
{
    private static readonly Gen<int[]> Edits = Gen.Choose(0, 9999).ArrayOf(10);

    [Fact]
    public void A_version_does_not_differ_from_itself() =>
        Prop.ForAll(Edits.ToArbitrary(), edits => Edited(PlanWorld.Whole(), edits) is var plan && PlanDiff.Between(plan, plan, Words).Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_told_as_otherwise_is_and_nothing_else() =>
        Prop.ForAll(Edits.ToArbitrary(), edits =>
        {
            var before = PlanWorld.Whole();
            var after = Edited(before, edits);
            var changes = PlanDiff.Between(before, after, Words).Where(change => change.Key is not null).ToDictionary(change => change.Key!.Value);
            var added = after.Lines.Where(line => before.Find(line.Key) is null).All(line => changes[line.Key].Kind is PlanChangeKind.Added);
            var dropped = before.Lines.Where(line => after.Find(line.Key) is null).All(line => changes[line.Key].Kind is PlanChangeKind.Dropped);
            var both = after.Lines.Where(line => before.Find(line.Key) is not null).All(line =>
            {
                var was = before.Find(line.Key)!;
                var told = changes.GetValueOrDefault(line.Key);
                return (Words(was), was.Status, was.Level) == (Words(line), line.Status, line.Level)
                    ? told is null or { Kind: PlanChangeKind.Moved }
                    : told is { Kind: not PlanChangeKind.Moved } && told.Before == Words(was) && told.After == Words(line);
            });
            return added && dropped && both;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Taking_the_told_changes_back_gives_the_lines_of_the_version_before() =>
        Prop.ForAll(Edits.ToArbitrary(), edits =>
        {
            var before = PlanWorld.Whole();
            var after = Edited(before, edits);
            var changes = PlanDiff.Between(before, after, Words);
            var told = changes.Where(change => change.Key is not null && change.Kind is not (PlanChangeKind.Added or PlanChangeKind.Moved)).ToDictionary(change => change.Key!.Value, change => change.Before);
            var added = changes.Where(change => change.Kind is PlanChangeKind.Added).Select(change => change.Key).ToHashSet();
            var restored = after.Lines.Where(line => !added.Contains(line.Key)).Select(line => line.Key).Concat(told.Keys).Distinct()
                .Select(key => told.GetValueOrDefault(key) ?? Words(after.Find(key)!)).Order(StringComparer.Ordinal);
            return restored.SequenceEqual(before.Lines.Select(Words).Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_what_left_its_order_is_told_as_moved()
    {
        var before = PlanWorld.Whole() with { Lines = [.. "abcdef".Select(letter => PlanWorld.Line(PlanLevel.Problem, $"{letter}"))] };
        var after = before with { Lines = [before.Lines[1], before.Lines[2], before.Lines[0], before.Lines[3], before.Lines[5], before.Lines[4]] };
        var moved = PlanDiff.Between(before, after, Words);

        Assert.All(moved, change => Assert.Equal(PlanChangeKind.Moved, change.Kind));
        Assert.Equal(2, moved.Count);
    }

    [Fact]
    public void Every_history_of_versions_has_one_in_force_and_a_chain_that_holds() =>
        Prop.ForAll(Gen.Choose(0, 9999).ArrayOf(8).ToArbitrary(), edits =>
        {
            var world = new PlanWorld();
            var signed = new List<(Signature Signature, CanonicalContent Content)>();
            var versions = new List<TreatmentPlan>();
            foreach (var edit in edits)
            {
                var before = versions.LastOrDefault();
                var plan = world.Draft(before, content: Complete(Edited(before?.Content ?? PlanWorld.Whole(), [edit])));
                var signatures = world.Sign(plan, before);
                signed.Add((signatures[0], plan.Acknowledgements[0].Content(plan.Canonical())));
                signed.Add((signatures[1], plan.Canonical()));
                versions.Add(plan);
            }

            var chained = signed.Zip(signed.Skip(1), (one, next) => next.Signature.PreviousHash == one.Signature.Hash && next.Signature.Sequence == one.Signature.Sequence + 1).All(holds => holds);
            return versions.Count(plan => plan.IsInForce) == 1 && versions[^1].IsInForce && chained && signed.TrueForAll(one => one.Signature.Covers(one.Content))
                && versions.Select((plan, index) => plan.Number == index + 1).All(holds => holds);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_changed_line_breaks_the_signature()
    {
        var world = new PlanWorld();
        var (one, other) = (world.Draft(), world.Draft());
        var signature = world.Sign(one)[^1];

        Assert.True(signature.Covers(one.Canonical()));
        Assert.False(signature.Covers(other.Canonical()));
    }

    private static string Words(PlanLine line) => $"{line.Text}|{line.Target}|{line.TargetDate:yyyy-MM-dd}";

    /// <summary>Changes a plan as people do: words, order, states, new lines and lines taken out.</summary>
    private static PlanContent Edited(PlanContent plan, IEnumerable<int> edits)
    {
        var lines = plan.Lines.ToList();
        foreach (var edit in edits)
        {
            var at = lines.Count == 0 ? 0 : edit / 10 % lines.Count;
            switch (edit % 6)
            {
                case 0 when lines.Count > 0:
                    lines[at] = lines[at] with { Text = $"{lines[at].Text} and {edit}" };
                    break;
                case 1 when lines.Count > 1:
                    var moved = lines[at];
                    lines.RemoveAt(at);
                    lines.Insert(edit / 100 % (lines.Count + 1), moved);
                    break;
                case 2 when lines.Count > 0 && lines[at].Level is PlanLevel.Objective:
                    lines[at] = lines[at] with { Status = (ObjectiveStatus)(edit / 7 % 3), EndedOn = PlanWorld.Admitted, EndedBecause = "So it was." };
                    break;
                case 3 when lines.Count > 0:
                    lines.RemoveAt(at);
                    break;
                default:
                    lines.Insert(at, PlanWorld.Line((PlanLevel)(edit / 11 % 4), $"New {edit}"));
                    break;
            }
        }

        return (plan with { Lines = lines }).Clean();
    }

    /// <summary>The same with a part that lacks nothing, so that it can be signed.</summary>
    private static PlanContent Complete(PlanContent plan) => PlanWorld.Whole() with
    {
        Strengths = string.Join(' ', plan.Lines.Select(line => line.Text)),
    };
}
