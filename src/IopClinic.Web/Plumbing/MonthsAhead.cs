using IopClinic.Database.Audit;
using Npgsql;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Keeps the next months of the history ready, so that a clinic which is never restarted writes into a month of its own. Several nodes may do it:
/// who comes second finds nothing to do.
/// </summary>
internal sealed class MonthsAhead(NpgsqlDataSource database, ILogger<MonthsAhead> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hours = new PeriodicTimer(TimeSpan.FromHours(6));
        do
        {
            try
            {
                if (await HistoryMonths.KeepAheadAsync(database, stoppingToken) is > 0 and var made)
                {
                    log.LogInformation("{Months} months of the history were made ahead", made);
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // There are three months to try again in, and what has no month is kept all the same.
                log.LogWarning(fault, "The next months of the history could not be made. The next try is in six hours");
            }
        }
        while (await hours.WaitForNextTickAsync(stoppingToken));
    }
}
