using IopClinic.Browser.Tests;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ClinicServer))]
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(QuietMachine))]

namespace IopClinic.Browser.Tests;

/// <summary>The program on a real port with a database of its own, and people who sit before its screens.</summary>
public sealed class ClinicOnScreen(ClinicServer server, Chromium chromium, params (string Name, string Value)[] settings) : IAsyncLifetime
{
    private readonly List<IBrowserContext> _contexts = [];
    private Served? _served;
    private string _database = "";

    /// <summary>The clock that the program goes by; journeys may move it forward.</summary>
    public MovableTime Time { get; } = new();

    public IServiceProvider Services => _served!.Services;

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CopyAsync();
        _served = new Served(server.Postgres.AppConnectionString(_database), server.Postgres.ConnectionString(_database), Time, settings);
        _served.UseKestrel(0);
        _served.StartServer();
        Address = new UriBuilder(_served.ClientOptions.BaseAddress) { Host = "localhost" }.Uri;
    }

    /// <summary>A screen nobody has signed in at.</summary>
    public async Task<IPage> ScreenAsync(int width = 1440, bool script = true, bool touch = false)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            JavaScriptEnabled = script,
            HasTouch = touch,
            // Nothing is judged in motion.
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(Chromium.Patience);
        _contexts.Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>A screen at which the demo clinic's person of this role has just signed in.</summary>
    public async Task<IPage> SignInAsync(Role role, int width = 1440, bool script = true, bool touch = false)
    {
        var page = await ScreenAsync(width, script, touch);
        await page.SignInAsync(DemoSignIns.All.Single(person => person.Role == role).Email);
        return page;
    }

    /// <summary>Looks into, or prepares, the whole database as its owner, for whom no policy holds.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<ClinicDb, Task<T>> ask)
    {
        await using var db = new ClinicDb(
            new DbContextOptionsBuilder<ClinicDb>().UseNpgsql(server.Postgres.ConnectionString(_database)).Options,
            new Actor(),
            Services.GetRequiredService<ClinicClock>());
        return await ask(db);
    }

    /// <summary>Waits until the record holds what a screen was to send.</summary>
    public async Task UntilAsync(Func<ClinicDb, Task<bool>> holds)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await InDatabaseAsync(holds))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds < Chromium.Patience, "It never arrived in the record.");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.CloseAsync();
        }

        if (_served is not null)
        {
            await _served.DisposeAsync();
            await server.Postgres.DropDatabaseAsync(_database);
        }
    }

    private sealed class Served(string connection, string ownerConnection, TimeProvider time, (string Name, string Value)[] settings)
        : WebApplicationFactory<ClinicPage>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            // Development, because http on localhost cannot carry the cookies of https.
            builder.UseEnvironment("Development");
            builder.UseSetting($"ConnectionStrings:{ClinicDatabase.Setting}", connection);
            builder.UseSetting($"ConnectionStrings:{ClinicDatabase.OwnerSetting}", ownerConnection);
            builder.UseSetting("Log:Console", "false");
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton(time);
                ClinicServer.HashQuickly(services);
            });
        }
    }
}

internal static class Screens
{
    public static async Task SignInAsync(this IPage page, string email)
    {
        var answer = await page.GotoAsync("/Account/SignIn");
        Assert.True(answer!.Ok, $"Instead of the door: {answer.Status}, {await page.Locator("body").InnerTextAsync()}");
        await page.GetByLabel("Name or e-mail address").FillAsync(email);
        await page.Locator("input[type=password]").FillAsync(DemoSignIns.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(address => !address.Contains("/Account/", StringComparison.Ordinal));
    }
}
