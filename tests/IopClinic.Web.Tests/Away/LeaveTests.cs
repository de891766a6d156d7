using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Away;

/// <summary>Leave with cover: who is offered, what is handed over, and how it comes back.</summary>
public sealed class LeaveTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_leave_shows_its_sessions_with_who_is_free_and_hands_them_over_at_once()
    {
        var house = await House.OpenAsync(clinic, 2);
        await house.GroupAsync();
        var open = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0), clinician: house.Ana);
        // Ben is elsewhere during the second one-to-one session, and so is not offered for it.
        var busy = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(16, 0), house.Cedar, house.Ana);
        await house.OneToOneAsync(house.Episodes[1], house.Monday, new TimeOnly(16, 0), house.Willow, house.Ben);
        var browser = await LookAsync(house, house.Ana, house.Monday);

        Assert.Equal($"Ana Ruiz is away on {house.Monday:ddd MMM d}", browser.Text("#cover-title"));
        Assert.Equal(3, browser.Page.QuerySelectorAll("#cover tbody tr").Length);
        Assert.Equal("Ben Ito", browser.Element(Choice(0)).QuerySelector("option[selected]")?.TextContent);
        Assert.DoesNotContain("Ben Ito", browser.Text(Choice(2)), StringComparison.Ordinal);
        // The one-to-one session is left open.
        await browser.SubmitAsync("#cover", ("Form.Sessions[1].Cover", ""), ("Form.Sessions[2].Cover", ""));
        Assert.Equal($"Ana Ruiz is away on {house.Monday:ddd MMM d}. 1 of 3 sessions are covered. 2 need a leader.", browser.Toast);
        var sessions = await OnAsync(house, house.Monday);
        Assert.Equal([house.Ben.Id], sessions.Single(s => s is GroupSession).Clinicians.Select(c => c.StaffMemberId));
        Assert.Empty(sessions.Single(s => s.Id == open.Id).Clinicians);
        // The weeks after it are hers.
        Assert.Equal([house.Ana.Id], (await OnAsync(house, house.Monday.AddDays(7))).Single().Clinicians.Select(c => c.StaffMemberId));

        await browser.OpenAsync($"/Leave?person={house.Ana.Id}");
        Assert.Contains("Ana Ruiz", browser.Text("table"), StringComparison.Ordinal);
        var csv = await (await browser.SendAsync(HttpMethod.Get, $"/Leave?handler=Csv&person={house.Ana.Id}")).Content.ReadAsStringAsync();
        Assert.Contains($"Ana Ruiz,{Iso(house.Monday)},{Iso(house.Monday)},,,Vacation,1,2,Stands", csv, StringComparison.Ordinal);

        // What nobody leads is named, and somebody who is free leads it.
        await browser.OpenAsync($"{Given.AddressOf(open)}/Leader");
        await browser.SubmitAsync("form.panel");
        Assert.Equal(["Choose who leads it."], browser.Refusals);
        await browser.SubmitAsync("form.panel", ("Form.Leader", $"{house.Ben.Id}"));
        Assert.Equal([house.Ben.Id], (await clinic.ReloadAsync(open)).Clinicians.Select(c => c.StaffMemberId));
        await browser.OpenAsync($"{Given.AddressOf(busy)}/Leader");
        Assert.DoesNotContain("Ben Ito", browser.Text("#Form_Leader"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_covers_opens_the_roll_and_whoever_is_away_does_not_lead_it()
    {
        var house = await House.OpenAsync(clinic, 1);
        var group = await house.GroupAsync();
        await clinic.InDatabaseAsync(async db =>
        {
            var enrolled = await db.Groups.Include(g => g.Enrollments).SingleAsync(g => g.Id == group.Id);
            enrolled.Enroll(await db.Episodes.SingleAsync(e => e.Id == house.Episodes[0].Id), house.Monday);
            foreach (var session in await db.Set<GroupSession>().Include(s => s.Roster).Where(s => s.GroupId == group.Id).ToListAsync())
            {
                session.Seat(await db.Episodes.SingleAsync(e => e.Id == house.Episodes[0].Id));
            }

            await db.SaveChangesAsync();
        });
        var browser = await LookAsync(house, house.Ana, house.Monday);
        await browser.SubmitAsync("#cover", ("Form.CoverAll", $"{house.Ben.Id}"));

        var rosters = await clinic.InDatabaseAsync(db => db.Database.SqlQuery<Guid>(
            $"select unnest(rosters) as \"Value\" from begin_work({house.Ben.Id.Value}, {Now.AddDays(7)})").ToListAsync());
        Assert.Contains(house.Patients[0].Id.Value, rosters);
    }

    [Fact]
    public async Task A_withdrawn_leave_gives_its_sessions_back()
    {
        var house = await House.OpenAsync(clinic);
        await house.GroupAsync();
        var browser = await LookAsync(house, house.Ana, house.Monday);
        await browser.SubmitAsync("#cover");
        await browser.SubmitAsync("form.panel");
        Assert.Equal("The leave of Ana Ruiz is withdrawn. They lead one session again.", browser.Toast);
        Assert.Equal([house.Ana.Id], (await OnAsync(house, house.Monday)).Single().Clinicians.Select(c => c.StaffMemberId));
        Assert.Null(browser.Page.QuerySelector("form.panel button"));
    }

    [Fact]
    public async Task What_is_impossible_is_refused_in_a_sentence_and_what_was_planned_meanwhile_is_shown_first()
    {
        var house = await House.OpenAsync(clinic, 1);
        await house.GroupAsync();
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Leave/New");
        await browser.SubmitAsync("#who");
        Assert.Equal(["Choose who is away.", "Enter the first day.", "Choose why."], browser.Refusals);
        await browser.SubmitAsync(
            "#who", ("Form.Person", $"{house.Ana.Id}"), ("Form.Kind", "Sick"), ("Form.From", Iso(house.Monday)), ("Form.Until", Iso(house.Monday.AddDays(-2))));
        Assert.Equal(["The last day lies before the first."], browser.Refusals);
        await browser.SubmitAsync("#who", ("Form.Until", ""), ("Form.FromTime", "10:00"));
        Assert.Equal(["Enter both times, or none."], browser.Refusals);
        await browser.SubmitAsync("#who", ("Form.FromTime", ""));

        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(14, 0), clinician: house.Ana);
        await browser.SubmitAsync("#cover");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(["Ana Ruiz leads sessions then that were not shown yet. They stand below: look at them and save again."], browser.Refusals);
        Assert.Equal(2, browser.Page.QuerySelectorAll("#cover tbody tr").Length);

        // Ben is booked at the same moment: the constraint refuses him by name, and nothing is saved.
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(9, 30), clinician: house.Ben);
        await browser.SubmitAsync("#cover", ("Form.Sessions[0].Cover", $"{house.Ben.Id}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.StartsWith("Ben Ito already leads", Assert.Single(browser.Refusals), StringComparison.Ordinal);
        Assert.False(await clinic.InDatabaseAsync(db => db.Leaves.AnyAsync(l => l.StaffMemberId == house.Ana.Id)));
    }

    [Fact]
    public async Task A_change_of_the_group_leaves_whoever_covers()
    {
        var house = await House.OpenAsync(clinic);
        var group = await house.GroupAsync();
        var browser = await LookAsync(house, house.Ana, house.Monday);
        await browser.SubmitAsync("#cover");

        await browser.OpenAsync($"/Groups/{group.Id}/Change");
        await browser.SubmitAsync("form.panel", ("Form.RoomId", $"{house.Cedar.Id}"));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        var covered = (await OnAsync(house, house.Monday)).Single();
        Assert.Equal((house.Cedar.Id, house.Ben.Id), (covered.RoomId, covered.Clinicians.Single().StaffMemberId));
    }

    private static string Choice(int row) => $"[name='Form.Sessions[{row}].Cover']";

    private DateTimeOffset Now => clinic.Services.GetRequiredService<ClinicClock>().Now;

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Browser> LookAsync(House house, StaffMember person, DateOnly day)
    {
        Assert.NotNull(house);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync("/Leave/New");
        return await browser.SubmitAsync("#who", ("Form.Person", $"{person.Id}"), ("Form.Kind", "Vacation"), ("Form.From", Iso(day)));
    }

    private Task<List<Session>> OnAsync(House house, DateOnly day) => clinic.InDatabaseAsync(db =>
        db.Sessions.Include(s => s.Clinicians).Where(s => s.SiteId == house.Site.Id && s.ClinicDate == day && s.CancelledAt == null).ToListAsync());
}
