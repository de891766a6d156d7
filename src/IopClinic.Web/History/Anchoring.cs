using IopClinic.Database.Audit;
using IopClinic.Domain;
using Npgsql;

namespace IopClinic.Web.History;

/// <summary>
/// Puts the heads of the history's chains into a file outside the database: when the clinic opens, when it closes, and once on every
/// day in between. It also writes down refusals that were counted together (<see cref="RefusalLog"/>).
/// </summary>
internal sealed class Anchoring(
    IConfiguration settings, NpgsqlDataSource source, RefusalLog refusals, ClinicClock clock, ILogger<Anchoring> log) : BackgroundService
{
    public const string Setting = "Audit:HeadsFile";

    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var anchored = await AnchorAsync(stoppingToken) ? clock.Today(TimeZoneInfo.Utc) : default;
        using var timer = new PeriodicTimer(Beat);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await refusals.FlushAsync(everything: false);
                var today = clock.Today(TimeZoneInfo.Utc);
                if (today != anchored && await AnchorAsync(stoppingToken))
                {
                    anchored = today;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The clinic closes.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await refusals.FlushAsync(everything: true);
        await AnchorAsync(cancellationToken);
    }

    /// <summary>False when it did not work; the next beat tries again.</summary>
    private async Task<bool> AnchorAsync(CancellationToken cancel)
    {
        if (settings[Setting] is not { Length: > 0 } file)
        {
            return true;
        }

        try
        {
            await new HeadsFile(file).AppendAsync(clock.Now, await new AuditChain(source).HeadsAsync(cancel));
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "The heads of the history could not be put down");
            return false;
        }
    }
}
