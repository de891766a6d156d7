using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Shared;
using IopClinic.Web.Tests;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace IopClinic.Browser.Tests.Journeys;

/// <summary>Every page at a desk and on a phone, light and dark: no accessibility violation, nothing wider than the screen, no script error.</summary>
public sealed partial class EveryPageTests(ClinicServer server, Chromium chromium)
    : Journey(server, chromium, ("Limits:SearchesPerMinute", "1"))
{
    private const string Nowhere = "/Nowhere";

    /// <summary>
    /// All rules, told in the page itself: only what is wrong comes back. What passed, node by node, and a second window to put the
    /// parts of frames together in, took longer than the look; no page has frames. Nor has any sound, which is what style sheets and media
    /// would be fetched once more for.
    /// </summary>
    private const string Look = """
        async () => (await axe.run(document, { resultTypes: ["violations"], preload: false })).violations
            .map(violation => `${violation.id} at ${violation.nodes.slice(0, 3).map(node => node.html).join("; ")}`)
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Opened on the way in, by <see cref="WayInTests"/>; in a patient's hands, by <see cref="KioskTests"/>; what answers scripts or calendars alone; and the error page, which Nowhere shows.</summary>
    private static readonly string[] OpenedElsewhere =
        ["/Account/Enroll", "/Account/SecondStep", "/Account/Invitation", "/Account/Passkeys", "/problem/{code:int}", "/Kiosk", "/Kiosk/Open", "/Feeds/{token}.ics"];

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

    [Fact]
    public async Task A_page_has_no_violation_and_fits_at_a_desk_and_on_a_phone()
    {
        var faults = new List<string>();
        foreach (var (role, addresses) in await AddressesAsync())
        {
            var page = role is { } somebody ? await Clinic.SignInAsync(somebody) : await Clinic.ScreenAsync();
            Watch(page, faults, refused: Nowhere);
            // Brought along by every page that is opened: faster than handing it in each time.
            await page.AddInitScriptAsync(Axe);
            foreach (var address in addresses)
            {
                await ShowAsync(page, 1440, ColorScheme.Light);
                var answer = await page.GotoAsync(address);
                if (answer!.Status != (address == Nowhere ? 404 : 200))
                {
                    faults.Add($"{address} as {role}: {answer.Status}");
                }

                await LookAsync(page, $"{address} as {role}", faults);
                await ShowAsync(page, 390, ColorScheme.Dark);
                if (address.StartsWith("/Schedule", StringComparison.Ordinal))
                {
                    // Its script draws it otherwise where it is opened on a phone.
                    await page.ReloadAsync();
                }

                await LookAsync(page, $"{address} as {role} on a phone", faults);
            }

            await page.Context.CloseAsync();
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));

        static async Task ShowAsync(IPage page, int width, ColorScheme colors)
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EmulateMediaAsync(new() { ColorScheme = colors });
            // What the page's scripts change with the width is drawn with the next frame.
            await page.EvaluateAsync("async () => { await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame); }");
        }
    }

    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task What_opens_over_a_page_has_no_violation_and_fits(int width, bool dark)
    {
        var faults = new List<string>();
        var page = await Clinic.SignInAsync(Role.Administrator, width);
        await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
        Watch(page, faults, refused: "/Patients");
        var program = await Clinic.InDatabaseAsync(db => db.Programs.Select(p => p.Id).FirstAsync());
        await page.GotoAsync($"/Programs/Program/{program}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Account of" }).ClickAsync();
        await LookAtAsync("#account");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await LookAtAsync("#keys");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[data-confirm]").First.ClickAsync();
        await LookAtAsync("#confirm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go back" }).ClickAsync();
        if (width < 500)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
            await LookAtAsync("#rail");
            await page.Keyboard.PressAsync("Escape");
        }

        // One search a minute is allowed here: the second is asked to wait.
        foreach (var heading in new[] { "Patients", "That was very often" })
        {
            await page.Locator("#search").FillAsync("a");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("h1")).ToHaveTextAsync(heading);
        }

        await LookAtAsync(".problem");
        Assert.True(faults.Count == 0, string.Join("\n", faults));

        // The look itself sees something.
        await page.EvaluateAsync("() => { document.querySelector('main').append(document.createElement('img')); }");
        await LookAtAsync("main");
        Assert.Contains("image-alt", Assert.Single(faults), StringComparison.Ordinal);

        async Task LookAtAsync(string what)
        {
            await Expect(page.Locator(what)).ToBeVisibleAsync();
            await LookAsync(page, what, faults);
        }
    }

    /// <summary>Hears every error that the page's script or the browser's policies speak of.</summary>
    /// <param name="refused">Addresses whose page is a refusal: that the browser tells of it is no fault.</param>
    internal static void Watch(IPage page, List<string> faults, params string[] refused)
    {
        page.PageError += (_, error) => faults.Add($"{page.Url}: {error}");
        page.Console += (_, message) =>
        {
            var isExpected = message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
                && Array.Exists(refused, address => message.Location.Contains(Clinic(address), StringComparison.Ordinal));
            if (message.Type == "error" && !isExpected)
            {
                faults.Add($"{page.Url}: {message.Text} {message.Location}");
            }
        };

        string Clinic(string address) => new Uri(new Uri(page.Url), address).AbsoluteUri;
    }

    /// <summary>Looks at the page as it stands there.</summary>
    internal static async Task LookAsync(IPage page, string what, List<string> faults)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(Axe);
        }

        faults.AddRange((await page.EvaluateAsync<string[]>(Look)).Select(violation => $"{what}: {violation}"));
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
        var ready = await db.Assessments.Where(a => a.SignedAt != null && !db.Episodes.Any(e => e.PatientId == a.PatientId)).Select(a => a.PatientId).FirstAsync();
        var asked = await db.AdmissionWaivers.Where(w => w.DecidedAt == null).Select(w => w.PatientId).FirstAsync();
        var waits = await db.Patients.Where(p => p.DeceasedOn == null && !db.Episodes.Any(e => e.PatientId == p.Id)).Select(p => p.Id).FirstAsync();
        var open = await db.Sessions.OrderBy(s => s.StartsAt)
            .FirstAsync(s => s.CancelledAt == null && s.Roster.Any() && s.Attendances.Count == 0 && s.Clinicians.Any(c => c.StaffMemberId == clinician.Id));
        var family = await db.Sessions.OfType<Domain.Sessions.FamilySession>().FirstAsync();
        var group = await db.Groups.FirstAsync(g => db.Enrollments.Any(e => e.GroupId == g.Id));
        var alumni = await db.Groups.FirstAsync(g => g.Alumni.Any());
        var welcomed = await db.Sessions.OfType<Domain.Sessions.GroupSession>()
            .Where(s => s.StartsAt <= Clinic.Time.GetUtcNow() && s.Clinicians.Any(c => c.StaffMemberId == clinician.Id) && db.AlumniPresences.Any(p => p.SessionId == s.Id)).OrderByDescending(s => s.StartsAt).FirstAsync();
        var enrollment = await db.Enrollments.FirstAsync(e => e.GroupId == group.Id);
        var site = await db.Sites.FirstAsync(s => s.Id == clinician.SiteId);
        var opening = await db.GlassOpenings.Select(g => g.Id).FirstAsync();
        var assessed = await db.Assessments.FirstAsync(a => a.StartedById == clinician.Id && a.SignedAt == null);
        var whole = await db.Assessments.FirstAsync(a => a.SignedById == clinician.Id);
        var assessment = $"/Patients/{assessed.PatientId}/Assessments/{assessed.Id}";
        var kept = await db.PrivateNotes.FirstAsync(n => n.AuthorId == clinician.Id);
        var finished = await db.Measures.Where(m => m.PatientId == signed.PatientId && m.CompletedAt != null)
            .OrderByDescending(m => m.StartedAt).FirstAsync();
        var begun = await db.Measures.FirstAsync(m => m.CompletedAt == null && m.WithdrawnAt == null
            && db.Episodes.Any(e => e.Id == m.EpisodeId && e.PrimaryClinicianId == clinician.Id));
        var planned = await db.SafetyPlans.Where(p => db.CareTeams.Any(m => m.PatientId == p.PatientId && m.StaffMemberId == clinician.Id && m.Until == null))
            .OrderByDescending(p => p.Number).Select(p => p.PatientId).FirstAsync();
        var thread = await db.NoteObjectives
            .Where(o => o.Progress != null && db.Episodes.Any(e => e.PatientId == o.PatientId && e.DischargedOn == null && e.PrimaryClinicianId == clinician.Id))
            .GroupBy(o => new { o.PatientId, o.ObjectiveId }).OrderByDescending(notes => notes.Count()).Select(notes => notes.Key).FirstAsync();
        var inForce = await db.TreatmentPlans.Where(p => p.PatientId == thread.PatientId && p.SignedAt != null && p.EndedAt == null).FirstAsync();
        var reviewed = TreatmentPlan.Begin(
            await db.Episodes.SingleAsync(e => e.Id == inForce.EpisodeId), inForce, PlanKind.Review, null,
            new PlanReview
            {
                Since = inForce.ClinicDate,
                DueOn = inForce.ClinicDate,
            }, clinician, inForce.ClinicDate, inForce.WrittenAt);
        var unplanned = await db.Episodes.Where(e => e.PrimaryClinicianId == clinician.Id && e.DischargedOn == null && !db.TreatmentPlans.Any(p => p.EpisodeId == e.Id)).FirstAsync();
        var begunPlan = TreatmentPlan.Begin(unplanned, null, PlanKind.Initial, null, null, clinician, unplanned.AdmittedOn, inForce.WrittenAt);
        db.TreatmentPlans.AddRange(reviewed, begunPlan);
        await db.SaveChangesAsync();
        var outreach = await db.OutreachTasks.Where(t => t.ClosedAt == null && t.OwnerId == clinician.Id).OrderByDescending(t => t.Absences).Select(t => t.Id).FirstAsync();
        var plans = $"/Patients/{thread.PatientId}/Plans";
        var referral = await db.Referrals.Where(r => r.Source == ReferralSource.Inpatient).Select(r => r.Id).FirstAsync();
        var service = await db.Services.OrderBy(s => s.Name).FirstAsync(s => s.Kind == SessionKind.Group && s.RetiredAt == null && s.DemandedCredentials.Count == 0);
        var constrained = await db.PatientConstraints.Select(c => c.PatientId).FirstAsync();
        var curriculum = await db.Curricula.OrderBy(c => c.Name).Select(c => c.Id).FirstAsync();
        var skill = await db.Skills.OrderBy(s => s.Name).Select(s => s.Id).FirstAsync();
        var area = await db.ProblemAreas.OrderBy(a => a.Name).Select(a => a.Id).FirstAsync();
        var program = await db.Programs.FirstAsync();
        var track = await db.Tracks.Where(t => t.ProgramId == program.Id).Select(t => t.Id).FirstAsync();
        var visited = await db.Sessions.Where(s => db.HomeVisits.Any(v => v.SessionId == s.Id)).FirstAsync();
        var visit = $"/Sessions/{Show.Iso(visited.ClinicDate)}/{visited.Id}";
        var remote = await db.Sessions.Where(s => s.Mode == SessionMode.Telehealth && s.Clinicians.Any(c => c.StaffMemberId == clinician.Id)).OrderByDescending(s => s.StartsAt).FirstAsync();
        var signedOff = await db.WeekSignOffs.OrderByDescending(s => s.Number).ThenByDescending(s => s.Monday).FirstAsync();
        var unsigned = await db.Attendances.Where(a => a.SiteId == clinician.SiteId).MaxAsync(a => a.ClinicDate);
        var open_ = $"/Sessions/{Show.Iso(open.ClinicDate)}/{open.Id}";
        var logged = $"/Sessions/{Show.Iso(signed.ClinicDate)}/{signed.SessionId}";
        var chart = $"/Patients/{signed.PatientId}";
        return new List<(Role?, string[])>
        {
            (null, ["/Account/SignIn", "/Kiosk/Thanks", "/design", "/design/door", "/design/problem"]),
            (Role.Clinician,
            [
                "/Today", "/Sessions", "/Sessions?view=Week", open_, $"{open_}/Sign", $"{open_}/Questionnaires", logged, visit, $"{visit}/Visit", $"/Sessions/{Show.Iso(remote.ClinicDate)}/{remote.Id}", $"/Sessions/{Show.Iso(welcomed.ClinicDate)}/{welcomed.Id}", $"/Sessions/{Show.Iso(family.ClinicDate)}/{family.Id}",
                $"/Notes/{Show.Iso(signed.ClinicDate)}/{signed.Id}", "/Patients", chart, $"{chart}/Allergies", $"{chart}/Supporters", $"{chart}/Diagnoses", "/Diagnoses?q=depression", $"{chart}/Discharge", "/Groups",
                $"/Groups/{group.Id}", "/Sessions/Book", $"/Sessions/Book?patient={signed.PatientId}", "/Account/ChangePassword", "/Account/SignInMethods",
                "/Account/Authenticator", "/Account/RecoveryCodes", "/Account/MySessions", "/Account/Telehealth", "/Account/Confirm", "/Account/SignOut",
                $"/Patients/{planned}/SafetyPlan", $"/Patients/{planned}/SafetyPlan?card=true", $"/Patients/{planned}/SafetyPlan/Write", $"{chart}/SafetyPlan", $"{chart}/Handbook",
                $"/Patients/{thread.PatientId}/Objectives/{thread.ObjectiveId}", "/Outreach?whose=all", "/Outreach?view=Closed&whose=all", "/Outreach?view=Warnings&whose=all", $"/Outreach/{outreach}", "/Plans?what=all", "/Phrases", "/Work", "/Work?view=PutOff", $"/Work/Outreach/{outreach}", plans, $"{plans}/{inForce.Id}", $"{plans}/{reviewed.Id}/Review", $"{plans}/{reviewed.Id}/Write",
                $"/Patients/{unplanned.PatientId}/Plans/{begunPlan.Id}/Write", $"/Patients/{unplanned.PatientId}/Plans/{begunPlan.Id}", $"{chart}/Plans/FromNote/{signed.Id}",
                $"{chart}/MakeUp", $"{chart}/Hours", $"{chart}/Authorizations", $"{chart}/Skills", $"{chart}/Measures", $"{chart}/Measures/{finished.Id}", $"/Patients/{begun.PatientId}/Measures/{begun.Id}", $"/Patients/{begun.PatientId}/Measures/{begun.Id}/HandOver",
                $"/Patients/{assessed.PatientId}/Assessments", $"/Patients/{whole.PatientId}/Assessments/{whole.Id}", assessment, $"{assessment}/substances", $"{assessment}/level-of-care", $"{assessment}/diagnoses",
                "/Emergency", $"/Patients/{kept.PatientId}/PrivateNotes", $"/Patients/{kept.PatientId}/PrivateNotes/{kept.Id}", Nowhere,
            ]),
            (Role.Intake,
            [
                "/Referrals", "/Referrals?state=Closed", "/Referrals/New", $"/Referrals/New?patient={waits}", "/Referrals/Waitlist", $"/Referrals/{referral}",
                $"/Referrals/{referral}/Change", "/AssessmentTimes", "/Patients", $"/Patients/{waits}", "/Patients/Import", "/Patients/Register", $"/Patients/{waits}/Edit",
                $"/Patients/{waits}/Admit", $"/Patients/{ready}/Admit", $"/Patients/{ready}/Papers", $"/Patients/{waits}/Handbook?track={track}",
            ]),
            (Role.Supervisor, ["/Today", "/Census", "/Attendance?by=Session", "/Work?view=Team", "/CoSignatures", $"/Patients/{asked}/Waiver"]),
            (Role.PrivacyOfficer, ["/Emergency/Review", "/Emergency/Review?done=true", $"/Emergency/Review/{opening}", $"/History/Patient/{signed.PatientId}"]),
            (Role.Administrator,
            [
                "/Today", "/Tracks", $"/Tracks/{group.TrackId}", $"/Tracks/{group.TrackId}/Plan?copy={group.TrackId}", $"/Tracks/{group.TrackId}/Enroll", $"/Patients/{constrained}/Track",
                "/Curricula", "/Curricula/Curriculum", $"/Curricula/Curriculum/{curriculum}", "/Groups/New", $"/Groups/{group.Id}/Enroll", $"/Groups/{group.Id}/Change", $"/Groups/{group.Id}/Regroup", $"/Groups/{alumni.Id}/Alumni", $"/Groups/{alumni.Id}", logged, chart, $"{chart}/Team", $"{chart}/History", "/History",
                "/Sites", "/Sites/Site", $"/Sites/Site/{site.Id}", $"/Sites/{site.Id}/Closures", "/Leave", "/Leave/New", "/Hours", $"/Hours/SignOff/{signedOff.ProgramId}/{Show.Iso(signedOff.Monday)}", $"/Hours/SignOff/{signedOff.ProgramId}/{Show.Iso(unsigned)}", "/Authorizations", "/Billing/Lines", "/Reminders", "/Reminders/Letters", "/Account/Feed", "/Staff", "/Staff/Member", $"/Staff/Member/{clinician.Id}", "/Services",
                $"/Services/Service/{service.Id}", "/Diagnoses/List", "/Skills", "/Skills/Skill", $"/Skills/Skill/{skill}", "/PlanLibrary", "/PlanLibrary/Area", $"/PlanLibrary/Area/{area}", "/Programs", $"/Programs/Program/{program.Id}",
                $"{open_}/Cancel", $"{open_}/Move", $"{open_}/Notice", $"{open_}/Leader", "/Schedule", "/Schedule?view=Rooms", "/Schedule?view=Month", "/Schedule/Week", $"/Tracks/{track}/Timetable", "/Appointments/Due?all=true", $"/Groups/{group.Id}/End/{enrollment.Id}",
            ]),
        };
    });
}
