using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IopClinic.Database.Reading;

/// <summary>Brings what is asked inside <see cref="ClinicDb.TogetherAsync(Func{Task}[])"/> to its round.</summary>
internal sealed class RoundInterceptor : DbCommandInterceptor
{
    private const string OnlyReads = "What is asked together reads, asynchronously, and writes nothing.";

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not ClinicDb { Round: { } round })
        {
            return result;
        }

        if (eventData.CommandSource is CommandSource.SaveChanges)
        {
            throw new InvalidOperationException(OnlyReads);
        }

        return await round.AskAsync(command, cancellationToken) is { } answer ? InterceptionResult<DbDataReader>.SuppressWithResult(answer) : result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Outside(eventData, result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Outside(eventData, result));

    private static T Outside<T>(CommandEventData eventData, T result) =>
        eventData.Context is ClinicDb { Round: not null } ? throw new InvalidOperationException(OnlyReads) : result;
}
