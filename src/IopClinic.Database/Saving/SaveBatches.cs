using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;
using Npgsql;

namespace IopClinic.Database.Saving;

/// <summary>Makes the batches of the saves of one context.</summary>
internal sealed class SaveBatches(ModificationCommandBatchFactoryDependencies dependencies) : IModificationCommandBatchFactory
{
    /// <summary>To where a save that failed goes back: what its transaction did before stands.</summary>
    public const string Savepoint = "before_save";

    private bool _isBeginning;

    /// <summary>Whether the save at hand has sent its savepoint: one that failed before goes back to none, and not to that of the save before it.</summary>
    private bool _isSet;

    public ModificationCommandBatch Create() => new SaveBatch(dependencies, this);

    /// <summary>Whether the batch at hand begins a save inside of a transaction.</summary>
    internal bool TakeSavepoint()
    {
        var takes = _isBeginning && dependencies.CurrentContext.Context.Database.CurrentTransaction is not null;
        _isBeginning = false;
        _isSet |= takes;
        return takes;
    }

    /// <summary>
    /// EF sets a savepoint before each save in a transaction and releases it afterwards, in a round trip each. Here it goes with the save
    /// itself, and is not released: the next one hides it, and the end of the transaction ends them all. A request saves two or three times.
    /// </summary>
    internal sealed class Savepoints : DbTransactionInterceptor, ISaveChangesInterceptor
    {
        public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
        {
            Begin(eventData);
            return result;
        }

        public ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Begin(eventData);
            return ValueTask.FromResult(result);
        }

        public override InterceptionResult CreatingSavepoint(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> CreatingSavepointAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());

        public override InterceptionResult ReleasingSavepoint(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> ReleasingSavepointAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());

        public override InterceptionResult RollingBackToSavepoint(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
        {
            if (Of(eventData) is { _isSet: true })
            {
                ((NpgsqlTransaction)transaction).Rollback(Savepoint);
            }

            return InterceptionResult.Suppress();
        }

        public override async ValueTask<InterceptionResult> RollingBackToSavepointAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (Of(eventData) is { _isSet: true })
            {
                await ((NpgsqlTransaction)transaction).RollbackAsync(Savepoint, cancellationToken);
            }

            return InterceptionResult.Suppress();
        }

        private static void Begin(DbContextEventData eventData)
        {
            if (Of(eventData) is { } save)
            {
                (save._isBeginning, save._isSet) = (true, false);
            }
        }

        private static SaveBatches? Of(DbContextEventData eventData) => (SaveBatches?)eventData.Context?.GetService<IModificationCommandBatchFactory>();
    }
}
