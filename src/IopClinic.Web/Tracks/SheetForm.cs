using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Tracks;

/// <summary>What a form that plans sessions carries from one look at the clash sheet to the next.</summary>
public class SheetForm
{
    private const int MostChanges = 4_000;

    /// <summary>What is otherwise for single dates: "line,date,skip" or "line,date,room,leader,start", each on its own.</summary>
    public string? Changes { get; set; }

    /// <summary>Why it is planned although something stands against it that may be.</summary>
    public string? Reason { get; set; }

    /// <summary>Which of these were shown when the reason was asked for.</summary>
    public string? Shown { get; set; }

    /// <exception cref="RuleViolation">They were not written by this page.</exception>
    public IReadOnlyList<OccurrenceChange> ReadChanges()
    {
        var lines = (Changes ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);
        RuleViolation.Unless(lines.Length <= MostChanges, "Too many single dates are changed. Plan fewer weeks at a time.");
        return [.. lines.Select(Read)];
    }

    /// <summary>The same, where they change rooms, leaders and times: only to what the sheet could have offered.</summary>
    /// <param name="site">Where it takes place, with its rooms.</param>
    /// <param name="clinicians">Who may lead there.</param>
    /// <exception cref="RuleViolation">They name a room or a clinician of elsewhere.</exception>
    public IReadOnlyList<OccurrenceChange> ReadChanges(Site site, IReadOnlyCollection<Id<StaffMember>> clinicians)
    {
        var changes = ReadChanges();
        RuleViolation.Unless(
            changes.All(change => (change.Room is not { } room || site.Rooms.Any(r => r.Id == room && !r.IsRetired))
                && (change.Leader is not { } leader || clinicians.Contains(leader))),
            "A room or a clinician that was chosen is no longer to be had. Open the page again.");
        return changes;
    }

    public void Keep(IEnumerable<OccurrenceChange> changes) => Changes = string.Join(';', changes
        .GroupBy(change => (change.Line, change.Date))
        .Select(alike => alike.Aggregate((one, later) => one.With(later)))
        .Select(change => string.Create(
            CultureInfo.InvariantCulture,
            $"{change.Line},{change.Date:yyyy-MM-dd},{(change.IsSkipped ? "skip" : "")},{change.Room},{change.Leader},{change.Starts:HH:mm}")));

    /// <summary>A short name of everything on the sheet that wants a reason: whoever gave one has seen these and no others.</summary>
    public static string NameOf(ClashSheet sheet)
    {
        var words = string.Join('\n', sheet.Causes.Where(cause => !cause.IsHard)
            .Select(cause => $"{cause.Kind} {cause.Line} {cause.Subject} {string.Join(' ', cause.Dates.Select(date => date.DayNumber))}"));
        return words.Length == 0 ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(words)))[..16];
    }

    /// <summary>Whether nothing keeps it from being saved: no hard clash, and a reason for those that were shown.</summary>
    public bool MaySave(ClashSheet sheet) => sheet.IsClean
        || (!sheet.HasHard && Shown == NameOf(sheet) && !string.IsNullOrWhiteSpace(Reason));

    private static OccurrenceChange Read(string line)
    {
        if (line.Split(',') is [var number, var date, var skip, var room, var leader, var starts]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && Key<Room>(room, out var inRoom)
            && Key<StaffMember>(leader, out var by)
            && (starts == "" || TimeOnly.TryParseExact(starts, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)))
        {
            return new OccurrenceChange(index, day)
            {
                IsSkipped = skip == "skip",
                Room = inRoom,
                Leader = by,
                Starts = starts == "" ? null : TimeOnly.ParseExact(starts, "HH:mm", CultureInfo.InvariantCulture),
            };
        }

        throw new RuleViolation("The changes of single dates could not be read. Open the page again.");
    }

    private static bool Key<T>(string text, out Id<T>? key)
    {
        key = Guid.TryParse(text, out var guid) ? new Id<T>(guid) : null;
        return text == "" || key is not null;
    }
}

/// <summary>The clash sheet as it is shown, with the buttons that settle its causes.</summary>
/// <param name="Sheet">What stands against what is proposed.</param>
/// <param name="Count">How many sessions are proposed.</param>
/// <param name="Form">The form it belongs to.</param>
/// <param name="Action">The address that its buttons post to.</param>
/// <param name="Name">What stands in front of the form's fields.</param>
public sealed record SheetView(ClashSheet Sheet, int Count, SheetForm Form, string Action, string Name = "Form")
{
    /// <summary>What the button with this value settles: "2.0" the first offer of the third cause, "all" the best offer of every cause.</summary>
    /// <exception cref="RuleViolation">There is no such button.</exception>
    public static IEnumerable<OccurrenceChange> Settled(ClashSheet sheet, string? button)
    {
        if (button == "all")
        {
            return sheet.Causes.Where(cause => cause.Fixes.Count > 0).SelectMany(cause => cause.Settle(cause.Fixes[0]));
        }

        if (button?.Split('.') is [var at, var offer]
            && int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var cause) && cause < sheet.Causes.Count
            && int.TryParse(offer, NumberStyles.None, CultureInfo.InvariantCulture, out var fix) && fix < sheet.Causes[cause].Fixes.Count)
        {
            return sheet.Causes[cause].Settle(sheet.Causes[cause].Fixes[fix]);
        }

        throw new RuleViolation("What stands against the plan has changed meanwhile. Look at it again.");
    }
}
