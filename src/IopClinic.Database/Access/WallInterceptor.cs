using System.Data.Common;
using System.Text.RegularExpressions;
using IopClinic.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IopClinic.Database.Access;

/// <summary>
/// Outside the transaction that knows who asks, the policies let a page see no patient: a read would find nothing and a change would
/// change nothing, both without a word. Here that is an error.
/// </summary>
internal sealed class WallInterceptor : DbCommandInterceptor
{
    private static Regex? _patientTables;

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Judge(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Judge(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Judge(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Judge(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Judge(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Judge(command, eventData);
        return ValueTask.FromResult(result);
    }

    private static void Judge(DbCommand command, CommandEventData eventData)
    {
        if (command.Transaction is not null || eventData.Context is not ClinicDb { Actor.IsBounded: true } db)
        {
            return;
        }

        _patientTables ??= TablesOf(db);
        if (_patientTables.Match(command.CommandText) is { Success: true } found)
        {
            throw new InvalidOperationException($"The table {found.Value} was asked outside a transaction that knows who asks.");
        }
    }

    private static Regex TablesOf(ClinicDb db)
    {
        var tables = db.Model.GetEntityTypes()
            .Where(entity => typeof(IBelongToPatient).IsAssignableFrom(entity.ClrType))
            .Select(entity => entity.GetTableName()!).Distinct();
        return new Regex($@"\b({string.Join('|', tables)})\b", RegexOptions.CultureInvariant);
    }
}
