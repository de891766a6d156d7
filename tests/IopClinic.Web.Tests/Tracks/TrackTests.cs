using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Tracks;

/// <summary>A track laid out, filled, moved between, extended, paused and ended by an administrator.</summary>
public sealed class TrackTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Plan = "form#plan";
    private const string Enroll = "form[action$='/Enroll']";
    private const string Move = "form#move";

    [Fact]
    public async Task A_week_is_laid_out_in_one_form_and_its_patients_are_enrolled_in_another()
    {
        var house = await House.OpenAsync(clinic, patients: 4);
        var browser = await LaidOutAsync(house);

        Assert.Equal("Enroll patients", browser.Heading);
        Assert.Equal("3 groups with 36 sessions are set up. Enroll the patients now.", browser.Toast);
        await browser.SubmitAsync(Enroll, [.. house.Episodes.Select(e => ("Form.Episodes", (string?)$"{e.Id}"))]);
        Assert.Equal("4 patients have 144 places on sessions of Morning.", browser.Toast);
        Assert.Contains("4 of 12", browser.Text("table.week-grid"), StringComparison.Ordinal);

        var sessions = await SessionsAsync(house);
        Assert.All(sessions, s => Assert.Equal(4, s.Roster.Count));
        Assert.Equal([new(9, 0), new(10, 15), new(11, 30)], sessions.Select(s => ClinicClock.TimeIn(house.Site.Zone, s.StartsAt)).Distinct().Order());
        // Twice is not more: nobody who has a place is given another.
        await browser.OpenAsync($"/Tracks/{house.Track.Id}/Enroll");
        Assert.Contains("In every block", browser.Text("main"), StringComparison.Ordinal);
        await browser.SubmitAsync(Enroll, ("Form.Episodes", $"{house.Episodes[0].Id}"));
        Assert.All(await SessionsAsync(house), s => Assert.Equal(4, s.Roster.Count));
    }

    [Fact]
    public async Task What_clashes_is_shown_settled_by_a_button_and_what_may_be_wants_a_reason()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        // Willow is taken on the first Monday, and Ana leads something on the first Wednesday; the house is closed on the second Monday.
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(9, 0), house.Willow);
        await house.OneToOneAsync(house.Episodes[0], house.Monday.AddDays(2), new TimeOnly(9, 0), house.Cedar, house.Ana);
        await clinic.InDatabaseAsync(async db =>
        {
            db.Closures.Add(new Closure(house.Site.Id, "Founders’ day", house.Monday.AddDays(7), house.Monday.AddDays(7)));
            await db.SaveChangesAsync();
        });

        var browser = await LaidOutAsync(house, ("Form.ClosedDays", nameof(OnClosedDay.Meet)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("5 of 36 sessions clash", browser.Text("#clashes"));
        Assert.Contains("Willow is taken when Skills", browser.Text(".clash-sheet"), StringComparison.Ordinal);
        Assert.Contains("Ana Ruiz already leads something else", browser.Text(".clash-sheet"), StringComparison.Ordinal);
        Assert.Contains("Founders’ day", browser.Text(".clash-sheet"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("#Form_Reason"));
        Assert.Empty(await SessionsAsync(house));

        await PressAsync(browser, Plan, "Meet in Cedar");
        await PressAsync(browser, Plan, "Led by");
        Assert.Equal(3, browser.Page.QuerySelectorAll(".clashes > li").Length);
        Assert.All(browser.Page.QuerySelectorAll(".clashes > li"), cause => Assert.Contains("Wants a reason", cause.TextContent, StringComparison.Ordinal));
        await browser.SubmitAsync(Plan);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync(Plan, ("Form.Reason", "The founder comes to breakfast"));

        Assert.Equal("Enroll patients", browser.Heading);
        var sessions = await SessionsAsync(house);
        Assert.Equal(36, sessions.Count);
        Assert.Equal(house.Cedar.Id, sessions.Single(s => s.ClinicDate == house.Monday && At(house, s) == new TimeOnly(9, 0)).RoomId);
        Assert.NotEqual(house.Ana.Id, sessions.Single(s => s.ClinicDate == house.Monday.AddDays(2) && At(house, s) == new TimeOnly(9, 0)).Clinicians.Single().StaffMemberId);
        var waivers = await clinic.InDatabaseAsync(db => db.ClashWaivers.Where(w => db.Groups.Any(g => g.Id == w.GroupId && g.SiteId == house.Site.Id)).ToListAsync());
        Assert.Equal([(ClashKind.Closure, 1, "The founder comes to breakfast")], waivers.Select(w => (w.Kind, w.Times, w.Reason)).Distinct());
    }

    [Theory]
    [InlineData(OnClosedDay.Skip, 33, 36)]
    [InlineData(OnClosedDay.Extend, 36, 42)]
    public async Task Closed_days_are_left_out_or_made_good_at_the_end(OnClosedDay choice, int sessions, int lastDay)
    {
        var house = await House.OpenAsync(clinic);
        await clinic.InDatabaseAsync(async db =>
        {
            db.Closures.Add(new Closure(house.Site.Id, "Founders’ day", house.Monday.AddDays(2), house.Monday.AddDays(2)));
            await db.SaveChangesAsync();
        });

        await LaidOutAsync(house, ("Form.ClosedDays", $"{choice}"));

        var planned = await SessionsAsync(house);
        Assert.Equal(sessions, planned.Count);
        Assert.DoesNotContain(planned, s => s.ClinicDate == house.Monday.AddDays(2));
        Assert.True(planned.Max(s => s.ClinicDate) <= house.Monday.AddDays(lastDay));
    }

    [Theory]
    [InlineData("Form.Weeks", "10000", "Plan 1 to 53 weeks at a time.")]
    [InlineData("Form.Weeks", "", "Say for how many weeks.")]
    [InlineData("Form.Blocks[0].Minutes", "0", "A session lasts 5 to 480 minutes.")]
    [InlineData("Form.Blocks[0].Minutes", "1500", "A session lasts 5 to 480 minutes.")]
    [InlineData("Form.Blocks[0].StartsAt", "23:30", "A session ends on the day it begins.")]
    [InlineData("Form.Blocks[0].Groups[0].LeaderId", "", "Choose who leads it.")]
    [InlineData("Form.Blocks[0].Groups[0].RoomId", "", "Choose a room for a group on site.")]
    [InlineData("Form.Capacity", "40", "Willow holds 14 people, fewer than the group.")]
    public async Task What_cannot_be_is_said_beside_its_field_and_everything_typed_is_kept(string field, string typed, string sentence)
    {
        var house = await House.OpenAsync(clinic);
        var browser = await LaidOutAsync(house, (field, typed));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal([sentence], browser.Refusals.Distinct());
        Assert.Equal(typed, browser.Value(field));
        Assert.Equal($"{house.Skills.Id}", browser.Value("Form.Blocks[1].Groups[0].ServiceId"));
        Assert.Empty(await SessionsAsync(house));
    }

    [Fact]
    public async Task Single_dates_are_changed_only_to_what_could_have_been_offered()
    {
        var (house, other) = (await House.OpenAsync(clinic), await House.OpenAsync(clinic));
        var office = await clinic.InDatabaseAsync(db => db.Staff.Where(s => s.Email == "administrator@demo.example").Select(s => s.Id).SingleAsync());
        foreach (var change in new[] { $",{other.Willow.Id},,", $",,{office},", $",,{other.Ana.Id},", ",,,23:30", ",nonsense,,", "," })
        {
            var browser = await LaidOutAsync(house, ("Form.Changes", $"0,{house.Monday:yyyy-MM-dd},{change}"));
            Assert.Equal((change, HttpStatusCode.UnprocessableEntity), (change, browser.Status));
            Assert.NotEmpty(browser.Refusals);
        }

        Assert.Empty(await SessionsAsync(house));
    }

    [Fact]
    public async Task The_form_grows_and_shrinks_and_keeps_what_was_typed()
    {
        var house = await House.OpenAsync(clinic);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Tracks/{house.Track.Id}/Plan");
        await PressAsync(browser, Plan, "Another block", ("Form.Blocks[0].Groups[0].Name", "O’Brien’s \U0001f9ed"));
        Assert.Equal(4, browser.Page.QuerySelectorAll("section.block").Length);
        Assert.Equal("12:45", browser.Value("Form.Blocks[3].StartsAt")![..5]);
        await PressAsync(browser, Plan, "Parallel group");
        Assert.Equal(2, browser.Page.QuerySelectorAll("section.block:first-of-type fieldset, section[aria-labelledby=block-0] fieldset.block-group").Length);
        Assert.Equal("O’Brien’s \U0001f9ed", browser.Value("Form.Blocks[0].Groups[0].Name"));
    }

    [Fact]
    public async Task A_week_is_copied_from_morning_to_evening()
    {
        var house = await House.OpenAsync(clinic);
        await LaidOutAsync(house);
        var evening = await EveningAsync(house);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Tracks/{evening.Id}/Plan?copy={house.Track.Id}");

        Assert.Equal(["17:30", "18:45", "20:00"], Enumerable.Range(0, 3).Select(b => browser.Value($"Form.Blocks[{b}].StartsAt")![..5]));
        await browser.SubmitAsync(Plan, ("Form.From", $"{house.Monday:yyyy-MM-dd}"), ("Form.Weeks", "2"));
        Assert.Equal("3 groups with 18 sessions are set up. Enroll the patients now.", browser.Toast);
    }

    [Fact]
    public async Task One_step_moves_a_patient_to_the_evening_on_fewer_days_and_back()
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var browser = await LaidOutAsync(house);
        await browser.SubmitAsync(Enroll, ("Form.Episodes", $"{house.Episodes[0].Id}"));
        var evening = await EveningAsync(house);
        await browser.OpenAsync($"/Tracks/{evening.Id}/Plan?copy={house.Track.Id}");
        await browser.SubmitAsync(Plan, ("Form.From", $"{house.Monday:yyyy-MM-dd}"), ("Form.Weeks", "4"));
        var patient = house.Patients[0].Id;

        await browser.OpenAsync($"/Patients/{patient}/Track");
        await browser.SubmitAsync(
            "form[action*='handler=Constraint']", ("Constraint.Kind", "Work"), ("Constraint.Weekdays", "Friday"), ("Constraint.Starts", "17:00"), ("Constraint.Ends", "18:00"));
        Assert.Contains("Fri 5:00 PM – 6:00 PM: Work", browser.Text("section[aria-labelledby=times]"), StringComparison.Ordinal);
        (string, string?)[] step =
        [
            ("Form.TrackId", $"{evening.Id}"), ("Form.From", $"{house.Monday.AddDays(7):yyyy-MM-dd}"), ("Form.Why", "Works in the morning"),
            ("Form.Weekdays", "Monday"), ("Form.Weekdays", "Friday"),
        ];
        await browser.SubmitAsync(Move, "Look", step);
        Assert.Contains("6 h instead of 9 h", browser.Text(".move-preview"), StringComparison.Ordinal);
        Assert.Contains("Below the program", browser.Text(".move-preview"), StringComparison.Ordinal);
        Assert.Contains("cannot come when", browser.Text(".clash-sheet"), StringComparison.Ordinal);
        Assert.DoesNotContain("Cannot be saved", browser.Text(".clash-sheet"), StringComparison.Ordinal);
        await browser.SubmitAsync(Move, "Move", ("Form.Reason", "Leaves work early on Fridays"));

        Assert.StartsWith("From ", browser.Toast, StringComparison.Ordinal);
        Assert.Contains("Works in the morning", browser.Text("section[aria-labelledby=places]"), StringComparison.Ordinal);
        Assert.Equal(3 * 3, await PlacesAsync(house, house.Track.Id));
        Assert.Equal(3 * 2 * 3, await PlacesAsync(house, evening.Id));

        await browser.FollowAsync("section[aria-labelledby=places] a[href*='back=']");
        Assert.Equal($"{house.Track.Id}", browser.Value("Form.TrackId"));
        await browser.SubmitAsync(Move, "Move");
        Assert.Equal(3 * 12, await PlacesAsync(house, house.Track.Id));
        Assert.Equal(0, await PlacesAsync(house, evening.Id));
        Assert.Contains("Withdrawn", browser.Text("section[aria-labelledby=places]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_on_different_weekdays_share_a_place_and_a_third_finds_none()
    {
        var house = await House.OpenAsync(clinic, patients: 3);
        var browser = await LaidOutAsync(house, ("Form.Capacity", "1"));
        await browser.SubmitAsync(Enroll, ("Form.Episodes", $"{house.Episodes[0].Id}"), ("Form.Weekdays", "Monday"));
        await browser.OpenAsync($"/Tracks/{house.Track.Id}/Enroll");
        await browser.SubmitAsync(Enroll, ("Form.Episodes", $"{house.Episodes[1].Id}"), ("Form.Weekdays", "Wednesday"), ("Form.Weekdays", "Friday"));
        Assert.NotNull(browser.Toast);
        await browser.OpenAsync($"/Tracks/{house.Track.Id}/Enroll");
        await browser.SubmitAsync(Enroll, ("Form.Episodes", $"{house.Episodes[2].Id}"));

        Assert.StartsWith("Not everybody finds a place:", Assert.Single(browser.Refusals.Distinct()), StringComparison.Ordinal);
        Assert.All(await SessionsAsync(house), s => Assert.Single(s.Roster));
    }

    [Fact]
    public async Task A_track_is_planned_on_with_its_patients_paused_and_ended()
    {
        var house = await House.OpenAsync(clinic, patients: 2);
        var browser = await LaidOutAsync(house, ("Form.Weeks", "2"));
        await browser.SubmitAsync(Enroll, [.. house.Episodes.Select(e => ("Form.Episodes", (string?)$"{e.Id}"))]);
        var until = house.Monday.AddDays(27);
        await browser.SubmitAsync("form[action$='handler=Extend']", ("Extend.Until", $"{until:yyyy-MM-dd}"));
        Assert.Equal(36, (await SessionsAsync(house)).Count);
        Assert.All(await SessionsAsync(house), s => Assert.Equal(2, s.Roster.Count));
        await browser.SubmitAsync("form[action$='handler=Extend']", ("Extend.Until", $"{until:yyyy-MM-dd}"));
        Assert.Equal(["Everything is planned until then already. Enter a later day."], browser.Refusals.Distinct());

        await browser.OpenAsync($"/Tracks/{house.Track.Id}");
        await browser.SubmitAsync(
            "form[action$='handler=Pause']", ("Pause.From", $"{house.Monday:yyyy-MM-dd}"), ("Pause.Until", $"{house.Monday.AddDays(6):yyyy-MM-dd}"), ("Pause.Why", "Water damage"));
        Assert.StartsWith("9 sessions are called off.", browser.Toast, StringComparison.Ordinal);
        await browser.SubmitAsync("form[action$='handler=End']", ("End.LastDay", $"{house.Monday.AddDays(13):yyyy-MM-dd}"), ("End.Why", "Too few patients"));
        Assert.Contains("18 later sessions are called off", browser.Toast, StringComparison.Ordinal);
        Assert.Equal(9, (await SessionsAsync(house)).Count(s => s.CancelledAt is null));
    }

    [Fact]
    public async Task One_free_place_is_given_once_however_many_ask_at_the_same_moment()
    {
        var house = await House.OpenAsync(clinic, patients: 6);
        await LaidOutAsync(house, ("Form.Capacity", "1"), ("Form.Weeks", "1"));
        var asked = new List<(Uri, List<KeyValuePair<string, string>>, Browser)>();
        foreach (var episode in house.Episodes)
        {
            var own = await clinic.SignInAsync(Role.Administrator);
            await own.OpenAsync($"/Tracks/{house.Track.Id}/Enroll");
            var (address, fields) = own.Fill(Enroll, ("Form.Episodes", $"{episode.Id}"));
            asked.Add((address, fields, own));
        }

        var answers = await Task.WhenAll(asked.Select(one => one.Item3.SendAsync(one.Item1, one.Item2)));

        Assert.Equal(1, answers.Count(a => a.StatusCode is HttpStatusCode.Redirect));
        Assert.Equal(5, answers.Count(a => a.StatusCode is HttpStatusCode.UnprocessableEntity));
        Assert.All(await SessionsAsync(house), s => Assert.Single(s.Roster));
    }

    [Theory]
    [InlineData(Role.Clinician, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData(Role.Intake, HttpStatusCode.OK, HttpStatusCode.NotFound)]
    [InlineData(Role.Administrator, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task The_week_is_on_everybodys_schedule_and_its_plan_the_administrators(Role role, HttpStatusCode sees, HttpStatusCode plans)
    {
        var house = await House.OpenAsync(clinic, patients: 1);
        var browser = await clinic.SignInAsync(role);

        Assert.Equal(sees, (await browser.OpenAsync($"/Tracks/{house.Track.Id}")).Status);
        Assert.Equal(plans, (await browser.OpenAsync($"/Tracks/{house.Track.Id}/Plan")).Status);
        Assert.Equal(plans, (await browser.OpenAsync($"/Tracks/{house.Track.Id}/Enroll")).Status);
        Assert.Equal(plans, (await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Track")).Status);
    }

    /// <summary>Three blocks of Ana's skills in Willow from the next Monday, Monday, Wednesday and Friday.</summary>
    private async Task<Browser> LaidOutAsync(House house, params (string Name, string? Value)[] otherwise)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Tracks/{house.Track.Id}/Plan");
        (string Name, string? Value)[] usual =
        [
            ("Form.From", $"{house.Monday:yyyy-MM-dd}"), ("Form.Weeks", "4"),
            .. Enumerable.Range(0, 3).SelectMany(b => new (string, string?)[]
            {
                ($"Form.Blocks[{b}].Groups[0].ServiceId", $"{house.Skills.Id}"),
                ($"Form.Blocks[{b}].Groups[0].LeaderId", $"{house.Ana.Id}"),
                ($"Form.Blocks[{b}].Groups[0].RoomId", $"{house.Willow.Id}"),
            }),
        ];
        const string hidden = "Form.Changes";
        var (address, fields) = browser.Fill(Plan, [.. usual.Where(u => otherwise.All(o => o.Name != u.Name)), .. otherwise.Where(o => o.Name != hidden)]);
        return await browser.PostAsync(address, [.. fields, .. otherwise.Where(o => o.Name == hidden).Select(o => KeyValuePair.Create(o.Name, o.Value!))]);
    }

    /// <summary>Presses the first button with these words, its name and value sent along.</summary>
    private static async Task PressAsync(Browser browser, string form, string words, params (string Name, string? Value)[] answers)
    {
        var (_, fields) = browser.Fill(form, answers);
        var button = browser.Element(form).QuerySelectorAll("button").First(b => b.TextContent.Trim().StartsWith(words, StringComparison.Ordinal));
        await browser.PostAsync(
            new Uri(browser.Address, button.GetAttribute("formaction")!), [.. fields, KeyValuePair.Create(button.GetAttribute("name")!, button.GetAttribute("value")!)]);
    }

    private async Task<Domain.Programs.Track> EveningAsync(House house)
    {
        await clinic.InDatabaseAsync(async db =>
        {
            var program = await db.Programs.Include(p => p.Tracks).SingleAsync(p => p.Id == house.Program.Id);
            program.AddTrack("Evening", Domain.Programs.PartOfDay.Evening);
            await db.SaveChangesAsync();
        });
        return await clinic.InDatabaseAsync(db => db.Tracks.SingleAsync(t => t.ProgramId == house.Program.Id && t.Name == "Evening"));
    }

    private Task<List<GroupSession>> SessionsAsync(House house) => clinic.InDatabaseAsync(db => db.Set<GroupSession>().AsNoTracking()
        .Include(s => s.Roster).Include(s => s.Clinicians).AsSplitQuery().Where(s => s.SiteId == house.Site.Id).OrderBy(s => s.StartsAt).ToListAsync());

    private Task<int> PlacesAsync(House house, Id<Domain.Programs.Track> track) => clinic.InDatabaseAsync(db => db.Set<GroupSession>()
        .Where(s => db.Groups.Any(g => g.Id == s.GroupId && g.TrackId == track)).SelectMany(s => s.Roster).CountAsync(p => p.PatientId == house.Patients[0].Id));

    private static TimeOnly At(House house, Session session) => ClinicClock.TimeIn(house.Site.Zone, session.StartsAt);
}
