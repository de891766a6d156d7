using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests;

/// <summary>
/// The program as it is served, over https, on a database of its own with the demo clinic. One per test class:
/// <c>public sealed class SomethingTests(ClinicHost clinic) : IClassFixture&lt;ClinicHost&gt;</c>.
/// </summary>
public class ClinicHost(ClinicServer server) : IAsyncLifetime
{
    private Served? _served;
    private NpgsqlDataSource? _owner;
    private Served? _otherNode;
    private bool _isLost;

    /// <summary>The clock that the program goes by; tests may move it forward.</summary>
    public MovableTime Time { get; } = new();

    public string DatabaseName { get; private set; } = "";

    /// <summary>The connection of the database's owner, for whom no policy holds.</summary>
    public string OwnerConnection => server.Postgres.ConnectionString(DatabaseName);

    /// <summary>The connection of the role that serves pages.</summary>
    public string AppConnection => server.Postgres.AppConnectionString(DatabaseName);

    /// <summary>Everything the program has logged so far, as it stands in the log file.</summary>
    public string LogFile { get; } = Path.Combine(Path.GetTempPath(), $"clinic-log-{Guid.CreateVersion7():N}.json");

    /// <summary>Which patients were read in each request; at the end all of them must stand in the history.</summary>
    internal WatchedReads Reads { get; } = new();

    /// <summary>For tests that damage the history on purpose: it then says nothing of what was read.</summary>
    public bool HistoryIsDamaged { get; set; }

    /// <summary>What this clinic is set to otherwise than usual.</summary>
    protected virtual IEnumerable<(string Name, string Value)> Settings => [];

    /// <summary>The last word on what the program is made of.</summary>
    protected virtual void Prepare(IServiceCollection services)
    {
    }

    /// <summary>Makes the database of this clinic; its name.</summary>
    protected virtual Task<string> MakeDatabaseAsync() => server.CopyAsync();

    public IServiceProvider Services => Program.Services;

    private static WebApplicationFactoryClientOptions Https =>
        new() { BaseAddress = new Uri("https://localhost"), AllowAutoRedirect = false, HandleCookies = true };

    /// <summary>The program once more, on the same database.</summary>
    private Served OtherNode => _otherNode ??= new Served(AppConnection, OwnerConnection, LogFile + ".node", Time, [.. Settings], Furnish);

    private string Away => DatabaseName + "_away";

    private Served Program => _served ?? throw new InvalidOperationException("The clinic is not open.");

    public async ValueTask InitializeAsync()
    {
        DatabaseName = await MakeDatabaseAsync();
        _owner = NpgsqlDataSource.Create(OwnerConnection);
        _served = new Served(AppConnection, OwnerConnection, LogFile, Time, [.. Settings], Furnish);
    }

    /// <summary>A new browser, in which nobody has signed in.</summary>
    public Browser Browser() => new(Program.CreateClient(Https));

    /// <summary>Asks the program with these cookies, as a copied browser would.</summary>
    public HttpClient Raw(bool otherNode = false) => (otherNode ? OtherNode : Program).CreateClient(new WebApplicationFactoryClientOptions
    {
        BaseAddress = Https.BaseAddress,
        AllowAutoRedirect = false,
        HandleCookies = false,
    });

    /// <summary>A new browser in which the demo clinic's person of this role has signed in.</summary>
    public Task<Browser> SignInAsync(Role role) =>
        SignInAsync(DemoSignIns.All.Single(person => person.Role == role).Email, DemoSignIns.Password);

    public async Task<Browser> SignInAsync(string name, string password)
    {
        var browser = Browser();
        await browser.OpenAsync("/Account/SignIn?returnUrl=/Account/ChangePassword");
        await browser.SubmitAsync("form[action='/Account/SignIn']", ("Form.Name", name), ("Form.Password", password));
        Assert.Equal("/Account/ChangePassword", browser.Address.PathAndQuery);
        return browser;
    }

    /// <summary>Looks into, or prepares, the whole database as its owner, with a context of its own.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<ClinicDb, Task<T>> ask)
    {
        await using var db = new ClinicDb(
            // Of a connection, so that all clinics of the run share one model and its compiled queries.
            new DbContextOptionsBuilder<ClinicDb>().UseNpgsql(_owner!.CreateConnection(), contextOwnsConnection: true).Options,
            new Actor(),
            Services.GetRequiredService<ClinicClock>());
        return await ask(db);
    }

    public Task InDatabaseAsync(Func<ClinicDb, Task> act) => InDatabaseAsync(async db =>
    {
        await act(db);
        return true;
    });

    /// <summary>The database goes away under the running program.</summary>
    public Task LoseDatabaseAsync()
    {
        _isLost = true;
        return RenameAsync(DatabaseName, Away);
    }

    /// <summary>It is there again, with everything it held.</summary>
    public Task BringDatabaseBackAsync()
    {
        _isLost = false;
        return RenameAsync(Away, DatabaseName);
    }

    public virtual async ValueTask DisposeAsync()
    {
        var untold = _served is null || _isLost || HistoryIsDamaged ? [] : (await Reads.CompareAsync(_owner!)).Untold;
        GC.SuppressFinalize(this);
        if (_otherNode is not null)
        {
            await _otherNode.DisposeAsync();
        }

        if (_served is not null)
        {
            await _served.DisposeAsync();
            await _owner!.DisposeAsync();
            await server.Postgres.DropDatabaseAsync(DatabaseName);
            await server.Postgres.DropDatabaseAsync(Away);
        }

        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileNameWithoutExtension(LogFile) + "*"))
        {
            File.Delete(file);
        }

        if (untold.Count > 0)
        {
            throw new InvalidOperationException("Patients were shown and stand in no row of the history:\n" + string.Join('\n', untold.Distinct().Take(50)));
        }
    }

    /// <summary>Everything logged until now.</summary>
    public string ReadLog()
    {
        using var text = new StringWriter();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileNameWithoutExtension(LogFile) + "*"))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            text.Write(reader.ReadToEnd());
        }

        return text.ToString();
    }

    private void Furnish(IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter>(Reads);
        services.AddSingleton(provider =>
            ClinicDatabase.Open(provider.GetRequiredService<IConfiguration>(), forPages: true, WatchedReads.Watch));
        Prepare(services);
    }

    private async Task RenameAsync(string from, string to)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.Postgres.ConnectionString("postgres")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        foreach (var act in new[]
        {
            // Nobody comes back in between.
            $"alter database {from} allow_connections false",
            $"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{from}'",
            $"alter database {from} rename to {to}",
            $"alter database {to} allow_connections true",
        })
        {
            await using var command = new NpgsqlCommand(act, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed class Served(
        string connection,
        string ownerConnection,
        string logFile,
        TimeProvider time,
        (string Name, string Value)[] settings,
        Action<IServiceCollection> prepare) : WebApplicationFactory<ClinicPage>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Testing");
            builder.UseSetting($"ConnectionStrings:{ClinicDatabase.Setting}", connection);
            builder.UseSetting($"ConnectionStrings:{ClinicDatabase.OwnerSetting}", ownerConnection);
            builder.UseSetting(PrivateNoteKeys.Setting, ClinicServer.NoteKeyFile);
            builder.UseSetting("Log:Console", "false");
            builder.UseSetting("Log:File", logFile);
            // A test is about something else than signing in, and all tests come from one address.
            builder.UseSetting("SignIn:RequireSecondFactor", "false");
            builder.UseSetting("Limits:SignInsPerAddress", "100000");
            builder.UseSetting("Limits:SearchesPerMinute", "100000");
            builder.UseSetting("Limits:ExportsPerHour", "100000");
            builder.UseSetting("Limits:RollsPerMinute", "100000");
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton(time);
                ClinicServer.HashQuickly(services);
                prepare(services);
            });
        }
    }
}

/// <summary>A clinic as it is in earnest: a password alone opens nothing.</summary>
public sealed class StrictClinic(ClinicServer server) : ClinicHost(server)
{
    protected override IEnumerable<(string Name, string Value)> Settings => [("SignIn:RequireSecondFactor", "true")];
}
