using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Tests.Promises;

/// <summary>A table in a text file that a person reads and a test holds the program to: one row per thing, one column per role.</summary>
internal sealed class ReadableTable
{
    public const string Nobody = "-";
    public const string Everybody = "all";

    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _rows = [];

    /// <summary>The roles, and nobody.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["anonymous", .. Enum.GetNames<Role>()];

    public static ReadableTable Read(string name, [CallerFilePath] string here = "")
    {
        var table = new ReadableTable();
        var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, name)).Where(line => line.StartsWith('|')).Select(Cells).ToList();
        var head = lines[0].Skip(1).ToList();
        foreach (var cells in lines.Skip(2))
        {
            table._rows.Add(cells[0], head.Zip(cells.Skip(1)).ToDictionary(cell => cell.First, cell => cell.Second));
        }

        return table;
    }

    /// <summary>What the table says of this row and column.</summary>
    public string Told(string row, string column) => _rows[row][column];

    /// <summary>True when one of these cells is not as the table says.</summary>
    public bool Contradicts(string row, IReadOnlyDictionary<string, string> cells) => Columns.Any(column => Told(row, column) != cells[column]);

    /// <summary>Everything that is different, with the lines as they would have to stand.</summary>
    public string Compare(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> found)
    {
        var said = new StringBuilder();
        foreach (var (row, cells) in found)
        {
            if (!_rows.TryGetValue(row, out var told))
            {
                said.AppendLine(CultureInfo.InvariantCulture, $"{row} is not in the table. If this is right, add:").AppendLine(Line(row, cells));
            }
            else
            {
                foreach (var column in Columns.Where(column => told[column] != cells[column]))
                {
                    said.AppendLine(CultureInfo.InvariantCulture, $"{row}, {column}: the table says {told[column]}, but it is {cells[column]}.");
                }
            }
        }

        foreach (var gone in _rows.Keys.Except(found.Keys))
        {
            said.AppendLine(CultureInfo.InvariantCulture, $"{gone} stands in the table and is no longer there: take its line out.");
        }

        return said.ToString();
    }

    /// <summary>"own, former(discharged)": the relations for which something is so, with the stages where not all are.</summary>
    public static string Cell(IEnumerable<(Relation Relation, Stage Stage, string Mark)> those, IReadOnlyCollection<(Relation Relation, Stage Stage)> possible)
    {
        var list = those.ToList();
        if (list.Count == 0)
        {
            return Nobody;
        }

        if (list.Count == possible.Count && list.TrueForAll(one => one.Mark.Length == 0))
        {
            return Everybody;
        }

        return string.Join(", ", list.GroupBy(one => (one.Relation, one.Mark)).OrderBy(group => group.Key).Select(group =>
        {
            var all = possible.Count(one => one.Relation == group.Key.Relation);
            var stages = group.Count() == all ? "" : $"({string.Join(' ', group.Select(one => one.Stage).Order().Select(Word))})";
            return Word(group.Key.Relation) + stages + group.Key.Mark;
        }));
    }

    private static string Word(Relation relation) => relation switch
    {
        Relation.RosterElse => "roster-else",
        Relation.OtherSite => "other-site",
        _ => relation.ToString().ToLowerInvariant(),
    };

    private static string Word(Stage stage) => stage switch
    {
        Stage.InTreatment => "treated",
        _ => stage.ToString().ToLowerInvariant(),
    };

    private static string Line(string row, IReadOnlyDictionary<string, string> cells) =>
        $"| {row} | {string.Join(" | ", Columns.Select(column => cells[column]))} |";

    private static List<string> Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
}
