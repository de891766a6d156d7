using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Calendar;

/// <summary>The calendar of a house: what it shows to whom, what it moves, and what a week of a large site costs.</summary>
public sealed class CalendarTests(ClinicHost clinic, ITestOutputHelper output) : IClassFixture<ClinicHost>
{
    /// <summary>A transaction begins, whose work it is and that it ends; the sessions; whom they are for; what was shown.</summary>
    private const int MostStatements = 12;

    private static readonly int[] Hours = [9, 13];

    [Fact]
    public async Task Each_event_tells_its_seats_and_state_and_the_filters_narrow_them()
    {
        var house = await AtAsync(await House.OpenAsync(clinic, patients: 2));
        var group = await house.GroupAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            var first = await db.Set<GroupSession>().Include(s => s.Roster).FirstAsync(s => s.GroupId == group.Id && s.ClinicDate == house.Monday);
            first.Seat(await db.Episodes.SingleAsync(e => e.Id == house.Episodes[0].Id));
            await db.SaveChangesAsync();
        });
        var alone = await house.OneToOneAsync(house.Episodes[1], house.Monday.AddDays(1), new TimeOnly(13, 0));
        var browser = await clinic.SignInAsync(Role.Administrator);

        var week = await EventsAsync(browser, house);
        Assert.Equal(2, week.Count);
        var (meeting, own) = (week.Single(e => Text(e, "title") == "Morning skills"), week.Single(e => Text(e, "id") == $"{alone.Id}"));
        Assert.Equal(("1/12", "To do", "Willow", "Ana Ruiz"), (Text(meeting, "seats"), Text(meeting, "state"), Text(meeting, "where"), Text(meeting, "by")));
        Assert.Equal($"{house.Monday:yyyy-MM-dd}T09:00", Text(meeting, "start"));
        Assert.Contains(house.Patients[1].Name.Family, Text(own, "who"), StringComparison.Ordinal);
        Assert.True(own.GetProperty("moves").GetBoolean());

        Assert.Equal([meeting.GetRawText()], (await EventsAsync(browser, house, $"&room={house.Willow.Id}")).Select(e => e.GetRawText()));
        Assert.Equal([own.GetRawText()], (await EventsAsync(browser, house, $"&leader={house.Ben.Id}")).Select(e => e.GetRawText()));
        Assert.Equal([meeting.GetRawText()], (await EventsAsync(browser, house, $"&track={house.Track.Id}")).Select(e => e.GetRawText()));
        Assert.Equal([own.GetRawText()], (await EventsAsync(browser, house, $"&patient={house.Patients[1].Id}")).Select(e => e.GetRawText()));
        foreach (var bad in new[] { "first=2026-01-01&last=2025-12-31", "first=2026-01-01&last=2026-12-31", "first=soon", "room=Willow" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.SendAsync(HttpMethod.Get, $"/Schedule?handler=Events&{bad}")).StatusCode);
        }
    }

    [Fact]
    public async Task The_page_narrows_to_a_patient_without_a_name_in_its_address_and_prints_a_week_without_patients()
    {
        var house = await AtAsync(await House.OpenAsync(clinic, patients: 1));
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(13, 0));
        await house.GroupAsync();
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Schedule?date={house.Monday:yyyy-MM-dd}");
        await browser.SubmitAsync("form[aria-label='Find a patient']", ("Find.Search", house.Patients[0].Name.Family));
        Assert.DoesNotContain(house.Patients[0].Name.Family, browser.Address.ToString(), StringComparison.OrdinalIgnoreCase);
        await browser.FollowAsync("[aria-label='Patients found'] a");
        Assert.Contains($"Only Pat1 {house.Patients[0].Name.Family}", browser.Text("main"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/Schedule?patient={Guid.CreateVersion7()}")).Status);

        await browser.OpenAsync($"/Schedule/Week?date={house.Monday:yyyy-MM-dd}&patient={house.Patients[0].Id}");
        Assert.Contains(house.OneToOne.Name, browser.Text("main"), StringComparison.Ordinal);
        Assert.Contains("Ben Ito", browser.Text("main"), StringComparison.Ordinal);
        Assert.DoesNotContain(house.Patients[0].Name.Family, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        await browser.OpenAsync($"/Tracks/{house.Track.Id}/Timetable");
        Assert.Contains("Morning skills", browser.Text("main table"), StringComparison.Ordinal);
        Assert.DoesNotContain("Ruiz", browser.Text("main"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/Tracks/{Guid.CreateVersion7()}/Timetable")).Status);
    }

    [Fact]
    public async Task A_dragged_session_moves_or_whoever_is_not_free_is_told_and_the_second_of_two_is_refused()
    {
        var house = await AtAsync(await House.OpenAsync(clinic, patients: 2));
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(13, 0));
        var session = await house.OneToOneAsync(house.Episodes[1], house.Monday, new TimeOnly(15, 0));
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Schedule?date={house.Monday:yyyy-MM-dd}");
        var version = (await EventsAsync(browser, house)).Single(e => Text(e, "id") == $"{session.Id}").GetProperty("version").GetInt64();

        var (status, said) = await DragAsync(browser, house, session, version, "13:30");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("Cedar is taken:", said.GetProperty("sentences")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(session.StartsAt, (await clinic.ReloadAsync(session)).StartsAt);

        (status, said) = await DragAsync(browser, house, session, version, "16:00");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("4:00 PM", said.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal(session.StartsAt.AddHours(1), (await clinic.ReloadAsync(session)).StartsAt);

        // Somebody else dragged it from where it no longer is.
        (status, _) = await DragAsync(browser, house, session, version, "17:00");
        Assert.Equal(HttpStatusCode.Conflict, status);
        // Put back: what the first answer said of it is what is known now.
        (status, _) = await DragAsync(browser, house, session, said.GetProperty("version").GetInt64(), "15:00");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(session.StartsAt, (await clinic.ReloadAsync(session)).StartsAt);
    }

    [Fact]
    public async Task A_week_of_600_sessions_takes_as_many_statements_as_a_week_of_few()
    {
        var house = await AtAsync(await House.OpenAsync(clinic, patients: 1));
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(18, 0));
        var browser = await clinic.SignInAsync(Role.Administrator);
        await EventsAsync(browser, house);
        var (few, _, _) = await CountedAsync(browser, house);
        await FillAsync(house);

        var (many, found, _) = await CountedAsync(browser, house);
        var times = new List<double>();
        for (var round = 0; round < 8; round++)
        {
            times.Add((await CountedAsync(browser, house)).Milliseconds);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found} sessions, {many} statements, {times.Order().ElementAt(times.Count / 2):0.0} ms (median), {times.Min():0.0} ms (best)."));
        Assert.Equal(601, found);
        Assert.Equal(few, many);
        Assert.InRange(many, 1, MostStatements);
    }

    [Theory]
    [InlineData(Role.Clinician, HttpStatusCode.OK)]
    [InlineData(Role.Intake, HttpStatusCode.OK)]
    [InlineData(Role.Auditor, HttpStatusCode.NotFound)]
    public async Task The_calendar_opens_to_those_who_read_the_schedule(Role role, HttpStatusCode status)
    {
        var browser = await clinic.SignInAsync(role);
        Assert.Equal(status, (await browser.OpenAsync("/Schedule?view=Rooms")).Status);
        Assert.Equal(status, (await browser.OpenAsync("/Schedule/Week")).Status);
        Assert.Equal(status, (await browser.SendAsync(HttpMethod.Get, "/Schedule?handler=Events")).StatusCode);
    }

    /// <summary>The demo clinic's people work at this house from now on, and see its calendar.</summary>
    private async Task<House> AtAsync(House house)
    {
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = other_site_ids || site_id, site_id = {house.Site.Id.Value} where email in ('administrator@demo.example')"));
        return house;
    }

    /// <summary>Sixty rooms, each with a leader of its own and two groups from Monday to Friday.</summary>
    private Task FillAsync(House house) => clinic.InDatabaseAsync(async db =>
    {
        var site = await db.Sites.Include(s => s.Rooms).SingleAsync(s => s.Id == house.Site.Id);
        DayOfWeek[] days = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
        foreach (var number in Enumerable.Range(1, 60))
        {
            var room = site.AddRoom($"Room {number}", 14);
            var leader = new StaffMember(new PersonName($"Lee{number}", "Many"), $"lee{number}@many.example", site.Id, [Role.Clinician]);
            db.Staff.Add(leader);
            foreach (var hour in Hours)
            {
                var group = new Group(site, house.Track, house.Skills, $"Group {number} at {hour}", new WeeklyTime(days, new TimeOnly(hour, 0), 75), house.Monday, house.Monday.AddDays(4), 12);
                group.MeetIn(room, SessionMode.OnSite);
                group.LedBy([leader], house.Skills);
                db.Groups.Add(group);
                db.Sessions.AddRange(group.PlanSessions(site));
            }
        }

        await db.SaveChangesAsync();
    });

    private static async Task<List<JsonElement>> EventsAsync(Browser browser, House house, string more = "")
    {
        using var answer = await browser.SendAsync(HttpMethod.Get, Address(house) + more);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("sessions").EnumerateArray()];
    }

    /// <summary>The same, with the statements that the database was sent meanwhile: those of this request alone.</summary>
    private static async Task<(int Statements, int Found, double Milliseconds)> CountedAsync(Browser browser, House house)
    {
        var trace = ActivityTraceId.CreateRandom();
        var statements = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId == trace ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && activity.TraceId == trace)
                {
                    Interlocked.Increment(ref statements);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri("https://localhost"), Address(house)));
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        var clock = Stopwatch.StartNew();
        using var answer = await browser.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return (statements, JsonSerializer.Deserialize<JsonElement>(body).GetProperty("sessions").GetArrayLength(), clock.Elapsed.TotalMilliseconds);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Said)> DragAsync(Browser browser, House house, Session session, long version, string startsAt)
    {
        var (_, fields) = browser.Fill("form[data-move]");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri("https://localhost"), "/Schedule?handler=Move"));
        request.Headers.Add("X-Requested-With", "fetch");
        request.Content = new FormUrlEncodedContent(fields.Where(f => f.Key != "__FormKey").Concat(new Dictionary<string, string>
        {
            ["Move.Id"] = $"{session.Id}",
            ["Move.Version"] = $"{version}",
            ["Move.From"] = $"{house.Monday:yyyy-MM-dd}",
            ["Move.Date"] = $"{house.Monday:yyyy-MM-dd}",
            ["Move.StartsAt"] = startsAt,
            ["Move.Minutes"] = "50",
            ["Move.RoomId"] = $"{house.Cedar.Id}",
            ["Move.Leaders"] = $"{house.Ben.Id}",
        }));
        using var answer = await browser.SendAsync(request);
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }

    private static string Address(House house) =>
        $"/Schedule?handler=Events&first={house.Monday:yyyy-MM-dd}&last={house.Monday.AddDays(6):yyyy-MM-dd}";

    private static string? Text(JsonElement e, string name) => e.GetProperty(name).GetString();
}
