using IopClinic.Domain.Sessions;

namespace IopClinic.Domain.Tests.Sessions;

public sealed class ClockEntryTests
{
    [Theory]
    [InlineData("15", "9:15")]
    [InlineData("0", "9:00")]
    [InlineData("05", "9:05")]
    [InlineData("915", "9:15")]
    [InlineData("0915", "9:15")]
    [InlineData("9:15", "9:15")]
    [InlineData(" 9 : 15 ", "9:15")]
    [InlineData("9.15", "9:15")]
    [InlineData("9:15 am", "9:15")]
    [InlineData("9:15 AM", "9:15")]
    [InlineData("9am", "9:00")]
    [InlineData("9:15 pm", "21:15")]
    [InlineData("10:15", "10:15")]
    public void An_arrival_is_read_as_it_is_meant(string typed, string time) =>
        Assert.Equal(At(time), ClockEntry.Arrival(typed, At("9:00"), At("10:15")));

    [Theory]
    [InlineData("15", "10:00")]
    [InlineData("1000", "10:00")]
    [InlineData("10:00", "10:00")]
    public void A_departure_counts_minutes_back_from_the_end(string typed, string time) =>
        Assert.Equal(At(time), ClockEntry.Departure(typed, At("9:00"), At("10:15")));

    [Theory]
    [InlineData("6:15", "18:15")]
    [InlineData("615", "18:15")]
    [InlineData("18:15", "18:15")]
    [InlineData("6:15 am", "6:15")]
    [InlineData("15", "18:15")]
    public void In_an_evening_group_six_is_evening(string typed, string time) =>
        Assert.Equal(At(time), ClockEntry.Arrival(typed, At("18:00"), At("19:30")));

    [Theory]
    [InlineData("12:15", "12:15")]
    [InlineData("1:10", "13:10")]
    public void A_session_over_noon_knows_both_halves(string typed, string time) =>
        Assert.Equal(At(time), ClockEntry.Arrival(typed, At("11:45"), At("13:15")));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    public void Nothing_typed_is_no_time(string? typed) => Assert.Null(ClockEntry.Arrival(typed, At("9:00"), At("10:15")));

    [Theory]
    [InlineData("soon")]
    [InlineData("25:00")]
    [InlineData("9:75")]
    [InlineData("2460")]
    [InlineData("-5")]
    [InlineData("9:15:30")]
    [InlineData("91500")]
    [InlineData("１５")]
    [InlineData("13:00 pm")]
    public void Nonsense_is_answered_with_a_sentence(string typed)
    {
        var refused = Assert.Throws<RuleViolation>(() => ClockEntry.Arrival(typed, At("9:00"), At("10:15")));

        Assert.Equal(("Enter minutes, such as 15, or a time, such as 9:15.", "Arrived"), (refused.Message, refused.Field));
        Assert.Equal("Left", Assert.Throws<RuleViolation>(() => ClockEntry.Departure(typed, At("9:00"), At("10:15"))).Field);
    }

    private static TimeOnly At(string time) => TimeOnly.ParseExact(time, "H:mm", System.Globalization.CultureInfo.InvariantCulture);
}
