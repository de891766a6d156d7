using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Feeds;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Group = IopClinic.Domain.Schedule.Group;
using ReadCalendar = Ical.Net.Calendar;

namespace IopClinic.Web.Tests.Feeds;

public sealed partial class FeedTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Every_session_of_a_year_comes_through_an_independent_reading_across_both_changes_of_the_clock()
    {
        var house = await House.OpenAsync(clinic, 1);
        // A year of Mondays at nine has both odd nights in it, and a title that wants escaping and folding.
        const string Title = "Skills, part 2; “saying no” \\ asking für sich selbst, and for others who cannot";
        var group = new Group(
            house.Site, house.Track, house.Skills, Title, new WeeklyTime([DayOfWeek.Monday], new TimeOnly(9, 0), 75), house.Monday, house.Monday.AddDays(364), 12);
        group.MeetIn(house.Willow, SessionMode.OnSite);
        group.LedBy([house.Ana], house.Skills);
        var planned = group.PlanSessions(house.Site);
        await clinic.InDatabaseAsync(async db =>
        {
            db.Groups.Add(group);
            db.Sessions.AddRange(planned);
            await db.SaveChangesAsync();
        });
        var alone = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0), clinician: house.Ana);
        var address = await FeedOfAsync(house.Ana);

        var (text, read) = await ReadAsync(address);

        Assert.Equal(planned.Count + 1, read.Events.Count);
        var byUid = read.Events.ToDictionary(e => e.Uid!);
        foreach (var session in planned)
        {
            var shown = byUid[$"{session.Id}@iopclinic"];
            Assert.Equal((session.StartsAt.UtcDateTime, session.EndsAt.UtcDateTime), (shown.Start!.AsUtc, shown.End!.AsUtc));
            Assert.Equal((Title, $"Willow, {house.Site.Name}", 0, "CONFIRMED"), (shown.Summary, shown.Location, shown.Sequence, shown.Status));
            Assert.Equal(new TimeOnly(9, 0), ClinicClock.TimeIn(house.Site.Zone, new DateTimeOffset(shown.Start.AsUtc, TimeSpan.Zero)));
        }

        Assert.Equal(2, planned.Select(s => house.Site.Zone.GetUtcOffset(s.StartsAt)).Distinct().Count());
        // One-to-one sessions are called by their service, and nobody by name.
        Assert.Equal(house.OneToOne.Name, byUid[$"{alone.Id}@iopclinic"].Summary);
        Assert.DoesNotContain("Pat1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Tester", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_session_stays_and_says_so_and_what_has_not_changed_is_not_sent_again()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0), clinician: house.Ana);
        var address = await FeedOfAsync(house.Ana);
        using var first = await GetAsync(address);
        Assert.Equal("text/calendar", first.Content.Headers.ContentType?.MediaType);
        using var again = await GetAsync(address, $"{first.Headers.ETag}");
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);

        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Sessions.SingleAsync(s => s.Id == session.Id)).Cancel("Snow", house.Ben, session.StartsAt.AddDays(-1));
            await db.SaveChangesAsync();
        });

        using var after = await GetAsync(address, $"{first.Headers.ETag}");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        var shown = ReadCalendar.Load(await after.Content.ReadAsStringAsync())!.Events.Single();
        Assert.Equal(($"{session.Id}@iopclinic", "CANCELLED", 1), (shown.Uid, shown.Status, shown.Sequence));
    }

    [Fact]
    public async Task One_makes_and_revokes_ones_own_feed_and_what_is_revoked_answers_like_what_never_was()
    {
        var browser = await clinic.SignInAsync(Role.Clinician);
        await browser.OpenAsync("/Account/Feed");
        await browser.SubmitAsync("form[action*='Make']");
        var first = new Uri(browser.Text(".passphrase code")).AbsolutePath;
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(first)).StatusCode);
        await browser.OpenAsync("/Account/Feed");
        Assert.Null(browser.Page.QuerySelector(".passphrase"));

        // A new address ends the one before.
        await browser.SubmitAsync("form[action*='Make']");
        var second = new Uri(browser.Text(".passphrase code")).AbsolutePath;
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(second)).StatusCode);
        await browser.SubmitAsync("form[action*='Revoke']");
        var random = $"/Feeds/{FeedSecret.Make()}.ics";
        Assert.Equal(await AnswerAsync(random), await AnswerAsync(second));
        Assert.Equal(await AnswerAsync(random), await AnswerAsync("/Feeds/nothing.ics"));
        Assert.DoesNotContain(second[7..^4], clinic.ReadLog(), StringComparison.Ordinal);
        Assert.False(await clinic.HistoryMentionsAsync(FeedSecret.HashOf(second[7..^4])!));
    }

    [Fact]
    public async Task A_room_has_a_feed_of_its_own()
    {
        var house = await House.OpenAsync(clinic, 1);
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0));
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(16, 0), house.Willow);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Sites/Site/{house.Site.Id}");
        await PressAsync(browser, "handler=Feed", "Calendar feed of Willow");
        var address = new Uri(browser.Text("#rooms .passphrase code")).AbsolutePath;
        Assert.Equal($"Willow, {house.Site.Name}", (await ReadAsync(address)).Read.Events.Single().Location);

        await PressAsync(browser, "RevokeFeed", "Revoke feed of Willow");
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task A_feed_without_sessions_is_a_calendar_too_and_ends_with_the_work_of_its_person()
    {
        var house = await House.OpenAsync(clinic);
        var address = await FeedOfAsync(house.Ben);
        Assert.Empty((await ReadAsync(address)).Read.Events);
        await clinic.InDatabaseAsync(async db =>
        {
            (await db.Staff.SingleAsync(s => s.Id == house.Ben.Id)).Deactivate(DateTimeOffset.UnixEpoch);
            await db.SaveChangesAsync();
        });
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(address)).StatusCode);
    }

    private static async Task PressAsync(Browser browser, string handler, string words)
    {
        var form = browser.Page.QuerySelectorAll($"form[action*='{handler}']").Single(f => string.Join(' ', f.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) == words);
        form.SetAttribute("id", "pressed");
        var (address, fields) = browser.Fill("#pressed");
        fields.Add(KeyValuePair.Create("which", form.QuerySelector("button")!.GetAttribute("value")!));
        await browser.PostAsync(address, fields);
    }

    private Task<string> FeedOfAsync(StaffMember person) => clinic.InDatabaseAsync(async db =>
    {
        var secret = FeedSecret.Make();
        db.ScheduleFeeds.Add(ScheduleFeed.OfOwn(person.Id, FeedSecret.HashOf(secret)!, clinic.Time.GetUtcNow()));
        await db.SaveChangesAsync();
        return $"/Feeds/{secret}.ics";
    });

    private async Task<HttpResponseMessage> GetAsync(string address, string? known = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri("https://localhost"), address));
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        return await clinic.Browser().SendAsync(request);
    }

    private async Task<(HttpStatusCode, string)> AnswerAsync(string address)
    {
        using var answer = await GetAsync(address);
        return (answer.StatusCode, Changing().Replace(await answer.Content.ReadAsStringAsync(), ""));
    }

    /// <summary>The feed as its octets stand, checked line by line, and as another program reads it.</summary>
    private async Task<(string Text, ReadCalendar Read)> ReadAsync(string address)
    {
        using var answer = await GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
        return (text.Replace("\r\n ", "", StringComparison.Ordinal), ReadCalendar.Load(text)!);
    }

    // What differs in every answer: the number of the request, the numbers of scripts.
    [GeneratedRegex("nonce=\"[^\"]*\"|[0-9A-Z]{13}:[0-9]{8}|[0-9a-f]{32}|value=\"[^\"]*\"|<code>[^<]*</code>")]
    private static partial Regex Changing();
}
