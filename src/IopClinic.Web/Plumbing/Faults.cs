using System.Net.Sockets;
using IopClinic.Database.Audit;
using IopClinic.Database.Reading;
using IopClinic.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>Which status a fault has that no page understood.</summary>
internal static class Faults
{
    public static int Status(Exception fault) => fault switch
    {
        BadHttpRequestException broken => broken.StatusCode,
        RuleViolation => StatusCodes.Status422UnprocessableEntity,
        DbUpdateConcurrencyException => StatusCodes.Status409Conflict,
        _ when IsUnavailable(fault) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The database is away, full, starting, out of connections or too slow, or the clinic has just changed: the same request may succeed in a moment.</summary>
    public static bool IsUnavailable(Exception? fault) => fault switch
    {
        null => false,
        // 08 connection, 28 and 3D no entrance (a password or a name that somebody is just changing), 40 rolled back, 53 resources,
        // 57 operator or time-out, 58 system, 25P03 idle too long in a transaction.
        PostgresException { SqlState: { } state } => state.StartsWith("08", StringComparison.Ordinal)
            || state.StartsWith("28", StringComparison.Ordinal)
            || state.StartsWith("3D", StringComparison.Ordinal)
            || state.StartsWith("40", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal)
            || state.StartsWith("57", StringComparison.Ordinal)
            || state.StartsWith("58", StringComparison.Ordinal)
            || state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction or "25P03"
            || ConcernsHistory((PostgresException)fault),
        HistoryException or HouseChangedException => true,
        DbUpdateException { Entries: { Count: > 0 } entries } when entries.All(entry => entry.Entity is AuditEvent) => true,
        NpgsqlException or SocketException or TimeoutException => true,
        _ => IsUnavailable(fault.InnerException),
    };

    /// <summary>
    /// The history could not be written: nothing is shown and nothing saved without it, and the operator has to make it writable.
    /// </summary>
    private static bool ConcernsHistory(PostgresException fault) =>
        new[] { fault.TableName, fault.MessageText, fault.Where }.Any(said => said?.Contains("audit_", StringComparison.Ordinal) == true);
}
