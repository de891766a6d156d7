using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Treatment;

/// <summary>Puts the lines of a plan that is being written in order, for whoever writes without script: plan-editor.js does the same.</summary>
internal static class PlanArrange
{
    /// <summary>Does what a button of the editor asks: "new.Goal.KEY", "up.KEY", "down.KEY", "in.KEY", "out.KEY", "drop.KEY".</summary>
    public static void Do(List<LineForm> lines, string act)
    {
        var parts = act.Split('.');
        var at = lines.FindIndex(line => line.Key.ToString() == parts[^1]);
        switch (parts[0])
        {
            case "new" when parts.Length == 3 && Enum.TryParse<PlanLevel>(parts[1], out var level) && Enum.IsDefined(level):
                lines.Insert(at < 0 ? lines.Count : End(lines, at, level), new LineForm
                {
                    Key = Guid.CreateVersion7(),
                    Level = level,
                });
                break;
            case "up" when at >= 0:
                Move(lines, at, up: true);
                break;
            case "down" when at >= 0:
                Move(lines, at, up: false);
                break;
            case "in" when at >= 0 && lines[at].Level < PlanLevel.Intervention:
                lines[at].Level++;
                break;
            case "out" when at >= 0 && lines[at].Level > PlanLevel.Problem:
                lines[at].Level--;
                break;
            case "drop" when at >= 0:
                lines.RemoveAt(at);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes an offer over: under the problem it is for, where that stands, else at the end; a goal is added where none is there to stand under.</summary>
    /// <param name="lines">The plan.</param>
    /// <param name="offered">Lines in their order.</param>
    /// <param name="under">What the problem that it is for rests on.</param>
    public static void Take(List<LineForm> lines, IReadOnlyList<LineForm> offered, IReadOnlyCollection<string> under)
    {
        lines.RemoveAll(line => string.IsNullOrWhiteSpace(line.Text));
        var first = offered[0].Level;
        var problem = lines.FindIndex(line => line.Level is PlanLevel.Problem && line.RestsOn is { } code && under.Contains(code));
        var place = first is PlanLevel.Problem || problem < 0 ? lines.Count : problem + Block(lines, problem);
        if (first is PlanLevel.Objective && lines.Take(place).LastOrDefault(line => line.Level <= PlanLevel.Goal)?.Level is not PlanLevel.Goal)
        {
            lines.Insert(place++, new LineForm
            {
                Key = Guid.CreateVersion7(),
                Level = PlanLevel.Goal,
            });
        }

        lines.InsertRange(place, offered);
    }

    /// <summary>Where a new line of that level stands that is added from the line at <paramref name="at"/>.</summary>
    private static int End(List<LineForm> lines, int at, PlanLevel level) => lines[at].Level < level ? at + 1 : at + Block(lines, at);

    /// <summary>A line with everything under it.</summary>
    private static int Block(List<LineForm> lines, int at) => 1 + lines.Skip(at + 1).TakeWhile(line => line.Level > lines[at].Level).Count();

    private static void Move(List<LineForm> lines, int at, bool up)
    {
        var block = lines.GetRange(at, Block(lines, at));
        var level = lines[at].Level;
        int to;
        if (up)
        {
            to = lines.FindLastIndex(Math.Max(at - 1, 0), at, line => line.Level <= level);
            if (to < 0 || (lines[to].Level < level && !lines.Take(to).Any(line => line.Level < level)))
            {
                return;
            }
        }
        else
        {
            var next = at + block.Count;
            if (next >= lines.Count)
            {
                return;
            }

            to = (lines[next].Level == level ? next + Block(lines, next) : next + 1) - block.Count;
        }

        lines.RemoveRange(at, block.Count);
        lines.InsertRange(to, block);
    }
}
