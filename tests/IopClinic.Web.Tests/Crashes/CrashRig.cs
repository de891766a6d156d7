using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace IopClinic.Web.Tests.Crashes;

/// <summary>The program in a process of its own, its own server, and a look into the record past both.</summary>
public sealed class CrashRig : IAsyncLifetime
{
    internal CrashableServer Server { get; private set; } = null!;

    internal RunningClinic Clinic { get; private set; } = null!;

    /// <summary>The record as the test reads it, without the program that is killed.</summary>
    internal WebApplication Record { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await CrashableServer.StartAsync();
        await Server.CopyAsync("clinic");
        Clinic = new RunningClinic(Server.AppConnectionString("clinic"));
        Record = Web.Plumbing.Clinic.CreateBuilder(ClinicServer.Settings(Server.ConnectionString("clinic")), forPages: false).Build();
        await Clinic.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Clinic is not null)
        {
            await Clinic.DisposeAsync();
        }

        if (Record is not null)
        {
            await Record.DisposeAsync();
        }

        if (Server is not null)
        {
            await Server.DisposeAsync();
        }
    }
}

/// <summary>Others who take every connection that the server has.</summary>
internal sealed class Crowd(CrashableServer server) : IAsyncDisposable
{
    private readonly List<NpgsqlConnection> _seats = [];

    public async Task TakeEverySeatAsync()
    {
        await FillAsync();
        await using (var end = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'IopClinic'", _seats[0]))
        {
            await end.ExecuteNonQueryAsync();
        }

        await using var left = new NpgsqlCommand("select count(*) from pg_stat_activity where application_name = 'IopClinic'", _seats[0]);
        while (await left.ExecuteScalarAsync() is > 0L)
        {
            await Task.Delay(10);
        }

        await FillAsync();
        Assert.True(_seats.Count > 50, $"Only {_seats.Count} connections were taken.");
    }

    public async Task LeaveAsync()
    {
        foreach (var seat in _seats)
        {
            await seat.DisposeAsync();
        }

        _seats.Clear();
    }

    public async ValueTask DisposeAsync() => await LeaveAsync();

    private async Task FillAsync()
    {
        while (true)
        {
            try
            {
                _seats.Add(await server.OpenAsync("postgres"));
            }
            catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                return;
            }
        }
    }
}
