using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;
using IopClinic.Web.Tests;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>Every page at a desk and on a phone, light and dark: no accessibility violation, nothing wider than the screen, no script error.</summary>
public sealed partial class EveryPageTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    private const string Nowhere = "/Nowhere";

    /// <summary>Opened on the way in, by <see cref="WayInTests"/>; what answers scripts alone; and the error page, which Nowhere shows.</summary>
    private static readonly string[] OpenedElsewhere =
        ["/Account/Enroll", "/Account/SecondStep", "/Account/Invitation", "/Account/Passkeys", "/problem/{code:int}"];

    [Fact]
    public async Task The_walk_leaves_out_no_page()
    {
        var addresses = (await AddressesAsync()).SelectMany(own => own.Addresses).Select(address => address.Split('?')[0]).Distinct().ToList();
        var routes = Clinic.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Distinct()
            // A page with two addresses is one page.
            .Where(route => !route.EndsWith("/Index", StringComparison.Ordinal)).ToList();
        var left = routes.Except(OpenedElsewhere).Where(route => !addresses.Exists(address => Matches(route, address))).ToList();

        Assert.True(routes.Count > 50, $"Only {routes.Count} pages were found.");
        Assert.True(left.Count == 0, "Nobody looks at " + string.Join(", ", left));
    }

    private static bool Matches(string route, string address) =>
        Regex.IsMatch(address, "^" + Part().Replace(route, match => match.Value.EndsWith("?}", StringComparison.Ordinal) ? "[^/]*" : "[^/]+") + "$");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Part();

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task A_page_has_no_violation_and_fits(int width, bool dark)
    {
        var faults = new List<string>();
        foreach (var (role, addresses) in await AddressesAsync())
        {
            var page = role is { } somebody ? await Clinic.SignInAsync(somebody, width) : await Clinic.ScreenAsync(width);
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
            Watch(page, faults);
            foreach (var address in addresses)
            {
                var answer = await page.GotoAsync(address);
                if (answer!.Status != (address == Nowhere ? 404 : 200))
                {
                    faults.Add($"{address} as {role}: {answer.Status}");
                }

                await LookAsync(page, $"{address} as {role}", faults);
            }

            await page.Context.CloseAsync();
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    /// <summary>Hears every error that the page's script or the browser's policies speak of.</summary>
    internal static void Watch(IPage page, List<string> faults)
    {
        page.PageError += (_, error) => faults.Add($"{page.Url}: {error}");
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                faults.Add($"{page.Url}: {message.Text}");
            }
        };
    }

    /// <summary>Looks at the page as it stands there.</summary>
    internal static async Task LookAsync(IPage page, string what, List<string> faults)
    {
        var result = await page.RunAxe();
        faults.AddRange(result.Violations.Select(v => $"{what}: {v.Id} at {string.Join("; ", v.Nodes.Take(3).Select(n => n.Html))}"));
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0)
        {
            faults.Add($"{what}: wider than {page.ViewportSize!.Width} px");
        }
    }

    private Task<List<(Role? Role, string[] Addresses)>> AddressesAsync() => Clinic.InDatabaseAsync(async db =>
    {
        var clinician = await db.DemoPersonAsync(Role.Clinician);
        // Of the demo clinician's own, and for intake somebody who waits: nobody else opens these charts.
        var signed = await db.Notes.OrderByDescending(n => n.ClinicDate).FirstAsync(n => n.SignedAt != null && n.Text != null
            && db.Episodes.Any(e => e.PatientId == n.PatientId && e.DischargedOn == null
                && db.Staff.Any(s => s.Id == e.PrimaryClinicianId && s.Email == "clinician@demo.example")));
        var waits = await db.Patients.Where(p => p.DeceasedOn == null && !db.Episodes.Any(e => e.PatientId == p.Id)).Select(p => p.Id).FirstAsync();
        var open = await db.Sessions.OrderBy(s => s.StartsAt)
            .FirstAsync(s => s.CancelledAt == null && s.Roster.Any() && s.Attendances.Count == 0 && s.Clinicians.Any(c => c.StaffMemberId == clinician.Id));
        var family = await db.Sessions.OfType<Domain.Sessions.FamilySession>().FirstAsync();
        var group = await db.Groups.FirstAsync(g => db.Enrollments.Any(e => e.GroupId == g.Id));
        var enrollment = await db.Enrollments.FirstAsync(e => e.GroupId == group.Id);
        var site = await db.Sites.FirstAsync(s => s.Id == clinician.SiteId);
        var opening = await db.GlassOpenings.Select(g => g.Id).FirstAsync();
        var kept = await db.PrivateNotes.FirstAsync(n => n.AuthorId == clinician.Id);
        var service = await db.Services.FirstAsync(s => s.Kind == SessionKind.Group);
        var program = await db.Programs.FirstAsync();
        var open_ = $"/Sessions/{Show.Iso(open.ClinicDate)}/{open.Id}";
        var logged = $"/Sessions/{Show.Iso(signed.ClinicDate)}/{signed.SessionId}";
        var chart = $"/Patients/{signed.PatientId}";
        return new List<(Role?, string[])>
        {
            (null, ["/Account/SignIn", "/design", "/design/door", "/design/problem"]),
            (Role.Clinician,
            [
                "/Today", "/Sessions", "/Sessions?view=Week", open_, $"{open_}/Sign", logged, $"/Sessions/{Show.Iso(family.ClinicDate)}/{family.Id}",
                $"/Notes/{Show.Iso(signed.ClinicDate)}/{signed.Id}", "/Patients", chart, $"{chart}/Allergies", $"{chart}/Supporters", $"{chart}/Discharge", "/Groups",
                $"/Groups/{group.Id}", "/Sessions/Book", $"/Sessions/Book?patient={signed.PatientId}", "/Account/ChangePassword", "/Account/SignInMethods",
                "/Account/Authenticator", "/Account/RecoveryCodes", "/Account/MySessions", "/Account/Confirm", "/Account/SignOut",
                "/Emergency", $"/Patients/{kept.PatientId}/PrivateNotes", $"/Patients/{kept.PatientId}/PrivateNotes/{kept.Id}", Nowhere,
            ]),
            (Role.Intake, ["/Patients", $"/Patients/{waits}", "/Patients/Import", "/Patients/Register", $"/Patients/{waits}/Edit", $"/Patients/{waits}/Admit"]),
            (Role.PrivacyOfficer, ["/Emergency/Review", "/Emergency/Review?done=true", $"/Emergency/Review/{opening}", $"/History/Patient/{signed.PatientId}"]),
            (Role.Administrator,
            [
                "/Today", "/Groups/New", $"/Groups/{group.Id}/Enroll", $"/Groups/{group.Id}/Change", logged, chart, $"{chart}/Team", $"{chart}/History", "/History",
                "/Sites", "/Sites/Site", $"/Sites/Site/{site.Id}", "/Staff", "/Staff/Member", $"/Staff/Member/{clinician.Id}", "/Services",
                $"/Services/Service/{service.Id}", "/Programs", $"/Programs/Program/{program.Id}",
                $"{open_}/Cancel", $"/Groups/{group.Id}/End/{enrollment.Id}",
            ]),
        };
    });
}
