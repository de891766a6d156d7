using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Groups;

public sealed class RegroupTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Split = "form[action$='handler=Split']";
    private const string Merge = "form[action$='handler=Merge']";

    [Fact]
    public async Task A_group_is_split_on_its_remaining_days_and_merged_again()
    {
        var house = await House.OpenAsync(clinic, patients: 3);
        var group = await house.GroupAsync();
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Groups/{group.Id}/Enroll");
        await browser.SubmitAsync("form.panel", [.. house.Episodes.Select(e => ("Form.Episodes", (string?)$"{e.Id}")), ("Form.From", $"{house.Monday:yyyy-MM-dd}")]);
        var second = house.Monday.AddDays(7);
        var leaves = await clinic.InDatabaseAsync(db => db.Enrollments.Where(e => e.GroupId == group.Id && e.PatientId == house.Patients[0].Id).Select(e => e.Id).SingleAsync());

        await browser.OpenAsync($"/Groups/{group.Id}/Regroup");
        (string, string?)[] typed =
        [
            ("Split.From", $"{second:yyyy-MM-dd}"), ("Split.LeaderId", $"{house.Ana.Id}"), ("Split.RoomId", $"{house.Cedar.Id}"), ("Split.Members", $"{leaves}"),
        ];
        await browser.SubmitAsync(Split, typed);
        Assert.StartsWith("Ana Ruiz already leads Morning skills", Assert.Single(browser.Refusals.Distinct()), StringComparison.Ordinal);
        Assert.Equal("Morning skills 2", browser.Value("Split.Name"));

        await browser.SubmitAsync(Split, ("Split.LeaderId", $"{house.Ben.Id}"));
        Assert.Equal("Morning skills 2 is set up with 3 sessions and 1 patient.", browser.Toast);
        Assert.Equal([3, 2, 2, 2], await RostersAsync(group.Id));
        var split = await clinic.InDatabaseAsync(db => db.Groups.Where(g => g.SiteId == house.Site.Id && g.Id != group.Id).Select(g => g.Id).SingleAsync());
        Assert.Equal([1, 1, 1], await RostersAsync(split));

        await browser.OpenAsync($"/Groups/{split}/Regroup");
        await browser.SubmitAsync(Merge, ("Merge.Into", $"{group.Id}"), ("Merge.From", $"{second.AddDays(7):yyyy-MM-dd}"));
        Assert.Equal([3, 2, 3, 3], await RostersAsync(group.Id));
        Assert.Equal(2, await clinic.InDatabaseAsync(db => db.Set<GroupSession>().CountAsync(s => s.GroupId == split && s.CancelledAt != null)));
    }

    private Task<List<int>> RostersAsync(Id<Group> group) => clinic.InDatabaseAsync(db =>
        db.Set<GroupSession>().Where(s => s.GroupId == group && s.CancelledAt == null).OrderBy(s => s.ClinicDate).Select(s => s.Roster.Count).ToListAsync());
}
