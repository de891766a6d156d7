using IopClinic.Web.Tests;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests;

/// <summary>A test before real screens. Each has a clinic of its own, so that no journey finds what another left behind.</summary>
public abstract class Journey(ClinicServer server, Chromium chromium, params (string Name, string Value)[] settings) : IAsyncLifetime
{
    protected ClinicOnScreen Clinic { get; } = new(server, chromium, settings);

    public async ValueTask InitializeAsync() => await Clinic.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await Clinic.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
