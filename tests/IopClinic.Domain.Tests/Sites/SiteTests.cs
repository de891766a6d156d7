using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Sites;

public sealed class SiteTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 14, 0, 0, TimeSpan.Zero);

    private static Site Riverside() => new("Riverside", "America/New_York");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void A_site_has_a_name(string name)
    {
        var refusal = Assert.Throws<RuleViolation>(() => new Site(name, "America/New_York"));

        Assert.Equal(("Name", "Give the site a name."), (refusal.Field, refusal.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mars/Olympus_Mons")]
    public void A_site_lies_in_a_time_zone_that_exists(string zone) =>
        Assert.Equal("TimeZone", Assert.Throws<RuleViolation>(() => new Site("Riverside", zone)).Field);

    [Fact]
    public void Only_clinicians_of_the_site_are_on_call_in_the_order_in_which_they_were_named()
    {
        var site = Riverside();
        StaffMember Person(string name, Role role, Id<Site> at) => new(new PersonName(name, "Ruiz"), $"{name}@clinic.example", at, [role]);
        var (ana, ben) = (Person("Ana", Role.Clinician, site.Id), Person("Ben", Role.Prescriber, site.Id));

        site.PutOnCall([ben, ana, ben]);

        Assert.Equal([ben.Id, ana.Id], site.OnCallIds);
        Assert.Equal("OnCall", Assert.Throws<RuleViolation>(() => site.PutOnCall([Person("Ada", Role.Administrator, site.Id)])).Field);
        Assert.Equal("OnCall", Assert.Throws<RuleViolation>(() => site.PutOnCall([Person("Cleo", Role.Clinician, Id<Site>.New())])).Field);
        Assert.Equal(2, site.OnCallIds.Count);
    }

    [Fact]
    public void A_site_begins_with_the_usual_crisis_contacts_and_each_has_a_number()
    {
        var site = Riverside();
        Assert.Equal(CrisisContact.Usual, site.CrisisContacts);

        site.CallInCrisis([new("County line", " 555 0199 ")]);

        Assert.Equal([new("County line", "555 0199")], site.CrisisContacts);
        Assert.Equal("Contacts", Assert.Throws<RuleViolation>(() => site.CallInCrisis([new("County line", "")])).Field);
    }

    [Fact]
    public void A_day_closes_after_it_opens()
    {
        var site = Riverside();

        var refusal = Assert.Throws<RuleViolation>(() => site.OpenAt([new(DayOfWeek.Friday, new(17, 0), new(9, 0))]));

        Assert.Equal("Hours", refusal.Field);
        Assert.StartsWith("Friday", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(site.OpeningHours);
    }

    [Fact]
    public void Each_weekday_stands_once_and_the_others_are_closed()
    {
        var site = Riverside();
        OpeningHours monday = new(DayOfWeek.Monday, new(8, 0), new(20, 0));

        Assert.Throws<RuleViolation>(() => site.OpenAt([monday, monday with { Closes = new(12, 0) }]));
        site.OpenAt([monday]);

        Assert.Equal([monday], site.OpeningHours);
    }

    [Fact]
    public void Two_rooms_in_use_do_not_share_a_name_however_it_is_written()
    {
        var site = Riverside();
        site.AddRoom("Willow", 12);

        var refusal = Assert.Throws<RuleViolation>(() => site.AddRoom(" willow ", 8));

        Assert.Equal(("Name", "Riverside already has a room called willow."), (refusal.Field, refusal.Message));
        Assert.Single(site.Rooms);
    }

    [Fact]
    public void The_name_of_a_retired_room_is_free_again()
    {
        var site = Riverside();
        site.AddRoom("Willow", 12).Retire(Now);

        Assert.False(site.AddRoom("Willow", 10).IsRetired);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(501)]
    public void A_room_holds_1_to_500_people(int people) =>
        Assert.Equal("Capacity", Assert.Throws<RuleViolation>(() => Riverside().AddRoom("Willow", people)).Field);

    [Fact]
    public void A_room_is_retired_once_and_can_be_reopened()
    {
        var room = Riverside().AddRoom("Willow", 12);

        room.Retire(Now);
        room.Retire(Now.AddDays(1));
        Assert.Equal(Now, room.RetiredAt);

        room.Reopen();
        Assert.False(room.IsRetired);
    }
}
