using System.Collections.Frozen;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// What the database refuses, in the words of the clinic. Two people can pass the same rule at the same moment; the constraint
/// then decides, and its refusal reads like the rule.
/// </summary>
public static class ConstraintSentences
{
    /// <summary>A sentence, and the input it stands beside when there is one.</summary>
    public sealed record Refusal(string Sentence, string? Field = null);

    private static readonly FrozenDictionary<string, Refusal> Table = new Dictionary<string, Refusal>(StringComparer.Ordinal)
    {
        ["ix_staff_accounts_normalized_user_name"] = new("Somebody already signs in with this name.", "UserName"),
        ["ix_staff_accounts_normalized_email"] = new("Somebody already signs in with this email address.", "Email"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every constraint that has its own sentence; a test compares them with the constraints of the database.</summary>
    public static IEnumerable<string> Known => Table.Keys;

    /// <summary>The refusal behind <paramref name="error"/>, or null when it is no refusal but a fault.</summary>
    public static Refusal? For(PostgresException error) => error.SqlState switch
    {
        _ when error.ConstraintName is { } name && Table.TryGetValue(name, out var refusal) => refusal,
        PostgresErrorCodes.UniqueViolation => new("This is already recorded. Look for it before writing it again."),
        PostgresErrorCodes.ExclusionViolation => new("That time is already taken. Choose another time, room or clinician."),
        PostgresErrorCodes.CheckViolation => new("These values do not fit together, so nothing was saved. Check them and try again."),
        PostgresErrorCodes.ForeignKeyViolation => new(
            "Something this depends on was changed or removed meanwhile. Open the page again and choose anew."),
        PostgresErrorCodes.RaiseException => new("The record does not allow this change, so nothing was saved."),
        _ => null,
    };
}
