using IopClinic.Benchmarks.Pages;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// What each page takes of the database and of memory: never more than tests/IopClinic.Benchmarks/budget.json says. Counted and not
/// timed, so that it holds on every machine; the benchmark there measures the time of the same pages.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class PageBudgetTests(CountedClinic clinic, ITestOutputHelper output) : IClassFixture<CountedClinic>
{
    private const int WarmUp = 1;
    private const int Counted = 2;

    [Fact]
    public async Task No_page_takes_more_round_trips_statements_or_memory_than_its_budget()
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        var places = await Places.InHouseAsync(owner, stock: 2 * (WarmUp + Counted));
        var budget = Budget.Read();
        var pages = new PageList(places, () => clinic.Raw()).All();
        var counted = new Dictionary<string, Counted>();
        foreach (var page in pages)
        {
            var now = counted[page.Name] = await Benchmarks.Pages.Counted.CountAsync(page, clinic.Wire, () => Task.FromResult(clinic.Allocations.Last), WarmUp, Counted);
            output.WriteLine($"{page.Name}: {now.RoundTrips} round trips, {now.Statements} statements, {now.HtmlBytes} bytes of HTML, {now.AllocatedBytes} bytes allocated");
        }

        Assert.Empty(counted.SelectMany(page => budget.Exceeded(page.Key, page.Value)));
        Assert.Equal(pages.Select(page => page.Name).Order(), budget.Pages.Keys.Order());
        // A roll of forty is asked for as one of twelve is.
        foreach (var (few, many) in new[] { ("roll-12", "roll-40"), ("autosave-12", "autosave-40") })
        {
            Assert.Equal((counted[few].RoundTrips, counted[few].Statements), (counted[many].RoundTrips, counted[many].Statements));
        }
    }
}

/// <summary>A clinic whose every message to the database passes one that counts.</summary>
public sealed class CountedClinic(ClinicServer server) : ClinicHost(server)
{
    private Wire? _wire;

    public Wire Wire => _wire ?? throw new InvalidOperationException("The clinic is not open.");

    public Allocations Allocations { get; } = new();

    protected override IEnumerable<(string Name, string Value)> Settings
    {
        get
        {
            var real = new NpgsqlConnectionStringBuilder(AppConnection);
            _wire ??= new Wire(real.Host!, real.Port);
            (real.Host, real.Port, real.SslMode) = ("127.0.0.1", _wire.Port, SslMode.Disable);
            return [("ConnectionStrings:Clinic", real.ConnectionString)];
        }
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            if (_wire is not null)
            {
                await _wire.DisposeAsync();
            }
        }
    }

    protected override void Prepare(IServiceCollection services) => services.AddSingleton<IStartupFilter>(Allocations);
}
