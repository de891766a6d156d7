using System.Globalization;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Skills;

namespace IopClinic.Domain.Notes;

/// <summary>What was signed of the session with a note: read back from the content that a struck note keeps.</summary>
/// <param name="StartsAt">The beginning of the session.</param>
/// <param name="EndsAt">Its end.</param>
/// <param name="Status">The patient's attendance.</param>
/// <param name="ArrivedAt">When a late patient arrived.</param>
/// <param name="LeftAt">When a patient left before the end.</param>
/// <param name="Reason">Why they were absent.</param>
/// <param name="Minutes">The minutes that counted.</param>
/// <param name="Shared">The shared part of a group; null where there was none.</param>
/// <param name="Where">Where a patient was who attended by telehealth.</param>
/// <param name="Skills">Keys of the skills that were taught; none before sessions named any.</param>
public sealed record SignedSession(
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    AttendanceStatus Status,
    DateTimeOffset? ArrivedAt,
    DateTimeOffset? LeftAt,
    string? Reason,
    int Minutes,
    SharedText? Shared,
    string? Where,
    IReadOnlyList<Id<Skill>> Skills)
{
    // The places of these fields in ProgressNote.Content, first version.
    private const int FirstOfSession = 6;
    private const int FirstOfAttendance = 8;
    private const int FirstShared = 17;
    private const int SharedFields = 6;

    public static SignedSession Of(CanonicalContent content)
    {
        var fields = content.Fields();
        // A family session's shared fields are the keys of who took part; only a group's are six texts.
        // What was added to the content later stands behind a mark that nobody can type.
        var shared = fields.Skip(FirstShared).TakeWhile(field => !IsMark(field)).ToList();
        var skills = fields.Skip(FirstShared).SkipWhile(field => field != Session.SkillsMark).Skip(1).TakeWhile(field => !IsMark(field));
        return new SignedSession(
            InstantOf(fields[FirstOfSession])!.Value,
            InstantOf(fields[FirstOfSession + 1])!.Value,
            Enum.Parse<AttendanceStatus>(fields[FirstOfAttendance]!),
            InstantOf(fields[FirstOfAttendance + 1]),
            InstantOf(fields[FirstOfAttendance + 2]),
            fields[FirstOfAttendance + 3],
            int.Parse(fields[FirstOfAttendance + 4]!, CultureInfo.InvariantCulture),
            shared.Count == SharedFields
                ? new SharedText(shared[0], shared[1], shared[2]!.Split('\u001f', StringSplitOptions.RemoveEmptyEntries), shared[3], shared[4], shared[5])
                : null,
            fields.Skip(FirstShared).SkipWhile(field => field != ProgressNote.WhereMark).Skip(1).FirstOrDefault(),
            [.. skills.Select(key => Id<Skill>.Parse(key!, null))]);
    }

    /// <summary>Whether another part of the content begins here: such a field begins with a character that nobody can type.</summary>
    private static bool IsMark(string? field) => field is ['\u001e', ..];

    private static DateTimeOffset? InstantOf(string? field) => field is null
        ? null
        : DateTimeOffset.Parse(field, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
