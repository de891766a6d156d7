using IopClinic.Domain.Services;

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

    [Fact]
    public void A_modality_is_a_short_word() => Assert.Equal(
        "Modalities", Assert.Throws<RuleViolation>(() => Skills().Describe("DBT skills", 75, true, null, [new string('x', 41)])).Field);

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
