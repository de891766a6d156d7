using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Schedule;

namespace IopClinic.Domain.Tests.Services;

public sealed class ServiceTests
{
    private static Service Skills() => new("DBT skills", SessionKind.Group, 75, countsTowardHours: true);

    [Fact]
    public void A_service_has_a_name() =>
        Assert.Equal("Name", Assert.Throws<RuleViolation>(() => new Service(" ", SessionKind.Group, 75, true)).Field);

    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    [InlineData(481)]
    public void A_session_lasts_5_to_480_minutes(int minutes) =>
        Assert.Equal("DefaultMinutes", Assert.Throws<RuleViolation>(() => new Service("DBT skills", SessionKind.Group, minutes, true)).Field);

    [Fact]
    public void Modalities_are_trimmed_and_stand_once()
    {
        var service = Skills();

        service.Describe("DBT skills", 75, true, "  ", [" DBT ", "dbt", "", "Mindfulness"]);

        Assert.Equal(["DBT", "Mindfulness"], service.Modalities);
        Assert.Null(service.NoteTemplate);
    }

    [Theory]
    [InlineData(40, 150, "40–150 words")]
    [InlineData(40, null, "40 words or more")]
    [InlineData(null, 150, "up to 150 words")]
    [InlineData(40, 40, "40 words")]
    [InlineData(null, null, null)]
    public void A_note_should_have_so_many_words(int? from, int? until, string? words)
    {
        var service = Skills();
        service.ExpectWords(WordGoal.Of(from, until));

        Assert.Equal(words, service.Words?.ToString());
    }

    [Theory]
    [InlineData(0, null, "WordsFrom")]
    [InlineData(2001, null, "WordsFrom")]
    [InlineData(null, 0, "WordsUntil")]
    [InlineData(41, 40, "WordsUntil")]
    public void Words_have_their_limits(int? from, int? until, string field) =>
        Assert.Equal(field, Assert.Throws<RuleViolation>(() => WordGoal.Of(from, until)).Field);

    [Fact]
    public void A_modality_is_a_short_word() => Assert.Equal(
        "Modalities", Assert.Throws<RuleViolation>(() => Skills().Describe("DBT skills", 75, true, null, [new string('x', 41)])).Field);

    [Fact]
    public void Whoever_holds_one_of_the_demanded_credentials_on_the_day_may_lead()
    {
        var service = Skills();
        var nurse = new StaffMember(new PersonName("Ines", "Vale"), "ines@clinic.example", Id<Site>.New(), [Role.Prescriber]);
        var day = new DateOnly(2026, 3, 2);
        Assert.True(service.MayBeLedBy(nurse, day));

        service.Demand([" MD", "pmhnp", "", "md"]);
        Assert.Equal(["MD", "pmhnp"], service.DemandedCredentials);
        Assert.False(service.MayBeLedBy(nurse, day));

        nurse.Hold([new Credential("LPC", null, day.AddYears(-3), null), new Credential("PMHNP", null, day.AddYears(-1), day)]);
        Assert.True(service.MayBeLedBy(nurse, day));
        Assert.False(service.MayBeLedBy(nurse, day.AddDays(1)));
        Assert.Throws<RuleViolation>(() => service.Demand([new string('x', 21)]));
    }

    [Fact]
    public void A_group_or_session_refuses_whoever_lacks_the_demanded_credential_by_name()
    {
        var clinic = new Timetable();
        var group = clinic.Group();
        clinic.Service.Demand(["CSAC", "LCSW"]);
        var other = new StaffMember(new PersonName("Ben", "Ito"), "ben@clinic.example", clinic.Site.Id, [Role.Clinician]);
        other.Hold([new Credential("CSAC", null, Timetable.Monday.AddYears(-1), Timetable.Monday.AddDays(3))]);

        var refused = Assert.Throws<RuleViolation>(() => group.LedBy([other], clinic.Service));
        Assert.Equal($"Ben Ito may not lead Skills on {Timetable.Monday.AddDays(4):MMMM d, yyyy}: it demands CSAC or LCSW.", refused.Message);
        // Who led it before there was the demand goes on.
        group.LedBy([clinic.Leader], clinic.Service);

        var family = new Service("Family", SessionKind.Family, 60, true);
        family.Demand(["LMFT"]);
        var booking = new Booking(clinic.Site, family, Timetable.Monday, new TimeOnly(14, 0), 60, other, clinic.Room, SessionMode.OnSite);
        Assert.Equal("ClinicianId", Assert.Throws<RuleViolation>(() => new FamilySession(booking, clinic.Admitted(), [])).Field);
    }

    [Fact]
    public void A_service_is_retired_once_and_can_be_offered_again()
    {
        var service = Skills();
        var now = new DateTimeOffset(2026, 11, 23, 14, 0, 0, TimeSpan.Zero);

        service.Retire(now);
        service.Retire(now.AddDays(1));
        Assert.Equal(now, service.RetiredAt);

        service.Reopen();
        Assert.False(service.IsRetired);
    }
}
