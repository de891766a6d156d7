using Deque.AxeCore.Playwright;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;
using IopClinic.Web.Tests;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>Every page at a desk and on a phone, light and dark: no accessibility violation, nothing wider than the screen, no script error.</summary>
public sealed class EveryPageTests(ClinicServer server, Chromium chromium) : Journey(server, chromium)
{
    private const string Nowhere = "/Nowhere";

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task A_page_has_no_violation_and_fits(int width, bool dark)
    {
        var faults = new List<string>();
        foreach (var (role, addresses) in await AddressesAsync())
        {
            var page = role is { } somebody ? await Clinic.SignInAsync(somebody, width) : await Clinic.ScreenAsync(width);
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? Microsoft.Playwright.ColorScheme.Dark : Microsoft.Playwright.ColorScheme.Light, ReducedMotion = Microsoft.Playwright.ReducedMotion.Reduce });
            page.PageError += (_, error) => faults.Add($"{page.Url}: {error}");
            page.Console += (_, message) =>
            {
                if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
                {
                    faults.Add($"{page.Url}: {message.Text}");
                }
            };
            foreach (var address in addresses)
            {
                var answer = await page.GotoAsync(address);
                if (answer!.Status != (address == Nowhere ? 404 : 200))
                {
                    faults.Add($"{address} as {role}: {answer.Status}");
                }

                var result = await page.RunAxe();
                faults.AddRange(result.Violations.Select(v => $"{address} as {role}: {v.Id} at {string.Join("; ", v.Nodes.Take(3).Select(n => n.Html))}"));
                if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0)
                {
                    faults.Add($"{address} as {role}: wider than {width} px");
                }
            }

            await page.Context.CloseAsync();
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
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
        var site = await db.Sites.FirstAsync();
        var service = await db.Services.FirstAsync(s => s.Kind == SessionKind.Group);
        var program = await db.Programs.FirstAsync();
        var open_ = $"/Sessions/{Show.Iso(open.ClinicDate)}/{open.Id}";
        var logged = $"/Sessions/{Show.Iso(signed.ClinicDate)}/{signed.SessionId}";
        var chart = $"/Patients/{signed.PatientId}";
        return new List<(Role?, string[])>
        {
            (null, ["/Account/SignIn"]),
            (Role.Clinician,
            [
                "/Today", "/Sessions", "/Sessions?view=Week", open_, $"{open_}/Sign", logged, $"/Sessions/{Show.Iso(family.ClinicDate)}/{family.Id}",
                $"/Notes/{Show.Iso(signed.ClinicDate)}/{signed.Id}", "/Patients", chart, $"{chart}/Allergies", $"{chart}/Supporters", $"{chart}/Discharge", "/Groups",
                $"/Groups/{group.Id}", "/Sessions/Book", $"/Sessions/Book?patient={signed.PatientId}", "/Account/ChangePassword", "/Account/SignInMethods",
                "/Account/Authenticator", "/Account/RecoveryCodes", "/Account/MySessions", "/Account/Confirm", Nowhere,
            ]),
            (Role.Intake, ["/Patients/Register", $"/Patients/{waits}/Edit", $"/Patients/{waits}/Admit"]),
            (Role.Administrator,
            [
                "/Today", "/Groups/New", $"/Groups/{group.Id}/Enroll", $"/Groups/{group.Id}/Change", logged, chart, $"{chart}/History", "/History",
                "/Sites", "/Sites/Site", $"/Sites/Site/{site.Id}", "/Staff", "/Staff/Member", $"/Staff/Member/{clinician.Id}", "/Services",
                $"/Services/Service/{service.Id}", "/Programs", $"/Programs/Program/{program.Id}",
                $"{open_}/Cancel", $"/Groups/{group.Id}/End/{enrollment.Id}",
            ]),
        };
    });
}
