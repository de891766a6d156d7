using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using IopClinic.Database;
using IopClinic.Database.Embedded;
using IopClinic.Domain;
using IopClinic.Web.Commands;
using IopClinic.Web.History;
using IopClinic.Web.Seed.Load;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Plumbing;

/// <summary>From a command line to a clinic that answers, and back.</summary>
internal static class Serving
{
    private const int UsualPort = 5180;

    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new StopSignal();
        var builder = Clinic.CreateBuilder(args, forPages: true);
        builder.AddPages();
        await using var server = await OwnServerAsync(builder, stop.Token);
        ChooseAddress(builder);
        ChooseHeadsFile(builder);

        await using var app = builder.Build();
        app.UsePages();
        await PrepareAsync(app, ownServer: server is not null, stop.Token);
        await app.StartAsync(stop.Token);
        Announce(app);
        await app.WaitForShutdownAsync(stop.Token);
        return 0;
    }

    public static async Task<int> RunCommandAsync(string[] args)
    {
        if (await CommandLine.RunWithoutRecordAsync(args) is { } status)
        {
            return status;
        }

        using var stop = new StopSignal();
        // Only the environment and the settings files speak to a command; its arguments are its own.
        var builder = Clinic.CreateBuilder([], forPages: false);
        await using var server = await OwnServerAsync(builder, stop.Token);
        await using var app = builder.Build();
        if (server is not null && args[0] != "migrate")
        {
            await MigrateCommand.ApplyAsync(app.Services, stop.Token);
        }

        return await CommandLine.RunAsync(app.Services, args, stop.Token);
    }

    /// <summary>The PostgreSQL server in .data/, when no other database is named. Only Development has one.</summary>
    private static async Task<EmbeddedPostgres?> OwnServerAsync(WebApplicationBuilder builder, CancellationToken cancel)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(ClinicDatabase.Setting)))
        {
            return null;
        }

        RuleViolation.Unless(
            builder.Environment.IsDevelopment(),
            "No database is named. Set ConnectionStrings__Clinic, or ASPNETCORE_ENVIRONMENT=Development for the demo clinic.");
        try
        {
            var server = await EmbeddedPostgres.StartAsync(
                Path.Combine(Root(builder.Environment.ContentRootPath), ".data", "postgres"), Console.WriteLine, cancel);
            await server.CreateDatabaseAsync("clinic", cancel);
            builder.Configuration["ConnectionStrings:" + ClinicDatabase.Setting] = server.AppConnectionString("clinic");
            builder.Configuration["ConnectionStrings:" + ClinicDatabase.OwnerSetting] = server.ConnectionString("clinic");
            return server;
        }
        catch (EmbeddedPostgresException cannot)
        {
            throw new RuleViolation(cannot.Message, cannot);
        }
    }

    /// <summary>The folder of the solution, or the program's own where it was deployed without one.</summary>
    public static string Root(string contentRoot)
    {
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "IopClinic.sln")))
            {
                return folder.FullName;
            }
        }

        return contentRoot;
    }

    private static async Task PrepareAsync(WebApplication app, bool ownServer, CancellationToken cancel)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        var setsUp = ownServer || app.Environment.IsDevelopment();
        if (setsUp)
        {
            await MigrateCommand.ApplyAsync(app.Services, cancel);
        }

        await LoadState.RefuseBrokenOffAsync(db, cancel);
        if (setsUp && !await db.Staff.AnyAsync(cancel))
        {
            Console.WriteLine("Setting up the demo clinic ...");
            await SeedAsync(app.Configuration);
        }

        await RefuseOwnerAsync(db, cancel);
        if (setsUp)
        {
            return;
        }

        // In a clinic the shape of the record changes when somebody means it to.
        var pending = (await db.Database.GetPendingMigrationsAsync(cancel)).ToList();
        RuleViolation.Unless(
            pending.Count == 0,
            $"The database is not ready: {pending.Count} migration(s) are pending ({string.Join(", ", pending)}). "
            + "Run `IopClinic.Web migrate` first.");
    }

    /// <summary>The demo clinic is planted by the owner of the database, as a command would.</summary>
    private static async Task SeedAsync(IConfiguration settings)
    {
        var builder = Clinic.CreateBuilder([], forPages: false);
        foreach (var name in new[] { ClinicDatabase.Setting, ClinicDatabase.OwnerSetting })
        {
            builder.Configuration["ConnectionStrings:" + name] = settings.GetConnectionString(name);
        }

        await using var gardener = builder.Build();
        await using var scope = gardener.Services.CreateAsyncScope();
        await SeedCommand.RunAsync(scope.ServiceProvider, []);
    }

    /// <summary>Policies do not hold for a superuser, and an owner can take them down.</summary>
    private static async Task RefuseOwnerAsync(ClinicDb db, CancellationToken cancel)
    {
        var bound = await db.Database
            .SqlQuery<bool>($"""
                select not r.rolsuper and not r.rolbypassrls and not exists (
                    select from pg_class c where c.relnamespace = 'public'::regnamespace and pg_has_role(c.relowner, 'member')) as "Value"
                from pg_roles r where r.rolname = current_user
                """)
            .SingleAsync(cancel);
        RuleViolation.Unless(
            bound,
            "ConnectionStrings__Clinic names a role that owns the record or passes its policies. Pages are served by the role clinic_app; "
            + "name the owner in ConnectionStrings__ClinicOwner, for migrations and commands.");
    }

    private static void ChooseAddress(WebApplicationBuilder builder)
    {
        var named = builder.Configuration["urls"] ?? builder.Configuration["http_ports"] ?? builder.Configuration["https_ports"];
        if (string.IsNullOrEmpty(named) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            var port = IsFree(UsualPort) ? UsualPort : FreePort();
            if (port != UsualPort)
            {
                Console.WriteLine($"Port {UsualPort} is taken, so this clinic uses {port}.");
            }

            builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}"));
        }
        else if (builder.Environment.IsDevelopment())
        {
            RuleViolation.Unless(
                builder.Configuration["urls"] is { } urls && urls.Split(';').All(IsThisMachine),
                "Development has public passwords and answers this machine only: "
                + "name an address on localhost, or use another environment.");
        }
    }

    /// <summary>In a clinic somebody decides where the heads of the history are kept, away from the database.</summary>
    private static void ChooseHeadsFile(WebApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration[Anchoring.Setting]))
        {
            return;
        }

        RuleViolation.Unless(
            !builder.Environment.IsProduction(),
            "No file is named for the heads of the history. Set Audit__HeadsFile to a file outside the database's disk.");
        if (builder.Environment.IsDevelopment())
        {
            builder.Configuration[Anchoring.Setting] = Path.Combine(Root(builder.Environment.ContentRootPath), ".data", "audit-heads.txt");
        }
    }

    private static bool IsThisMachine(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback;

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static void Announce(WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            return;
        }

        Console.WriteLine();
        Console.WriteLine($"  IopClinic answers at  {string.Join("  ", app.Urls)}");
        Console.WriteLine();
        Console.WriteLine("  Sign in as one of the demo clinic's people:");
        foreach (var person in DemoSignIns.All)
        {
            Console.WriteLine($"    {person.Role,-14} {person.Email}");
        }

        Console.WriteLine($"  Password of all       {DemoSignIns.Password}");
        Console.WriteLine("  Ctrl-C stops.");
        Console.WriteLine();
    }

    /// <summary>
    /// Ctrl-C and SIGTERM from the first second on: also while the database is still starting, so that it is stopped again and not
    /// left behind.
    /// </summary>
    private sealed class StopSignal : IDisposable
    {
        private readonly CancellationTokenSource _source = new();
        private readonly PosixSignalRegistration[] _signals;

        public StopSignal() =>
            _signals =
            [
                .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT }
                    .Select(signal => PosixSignalRegistration.Create(signal, Stop)),
            ];

        public CancellationToken Token => _source.Token;

        public void Dispose()
        {
            foreach (var signal in _signals)
            {
                signal.Dispose();
            }

            _source.Dispose();
        }

        private void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            _source.Cancel();
        }
    }
}
