using IopClinic.Domain.Measures;

namespace IopClinic.Domain.Tests.Measures;

public sealed class ChangeTests
{
    [Fact]
    public void Less_is_better_where_the_instrument_says_so()
    {
        var change = Shipped.Instrument("PHQ-9").Change.Between(20, 10);

        Assert.Equal((-10m, -50m), (change.Delta, change.Percent));
        Assert.Equal((true, false, true, false, false), (
            change.IsReliable, change.IsReliableDeterioration, change.IsResponse, change.IsRemission, change.HasRecovered));
    }

    [Fact]
    public void What_an_instrument_says_nothing_about_is_left_open()
    {
        var change = Shipped.Instrument("NOMS-POC").Change.Between(3, 4);

        Assert.Equal((null, null, null, null), (change.IsReliable, change.IsResponse, change.IsRemission, change.HasRecovered));
    }

    [Fact]
    public void A_baseline_of_nothing_has_no_percent_and_no_response()
    {
        var change = Shipped.Instrument("PHQ-9").Change.Between(0, 7);

        Assert.Null(change.Percent);
        Assert.Equal((false, true, false), (change.IsReliable, change.IsReliableDeterioration, change.IsResponse));
    }

    [Fact]
    public void A_significant_change_is_a_reliable_one_that_ends_low_enough()
    {
        var rule = Shipped.Instrument("PCL-5").Change;

        Assert.True(rule.Between(43, 28).IsClinicallySignificant);
        Assert.False(rule.Between(42, 28).IsClinicallySignificant);
        Assert.False(rule.Between(60, 29).IsClinicallySignificant);
        Assert.Null(rule.Between(60, 29).IsResponse);
    }

    [Theory]
    [InlineData(16, 11, -31.2)]
    [InlineData(16, 21, 31.3)]
    [InlineData(18, 12, -33.3)]
    public void A_percentage_has_one_decimal_and_its_half_goes_up(decimal baseline, decimal current, decimal percent) =>
        Assert.Equal(percent, Shipped.Instrument("PHQ-9").Change.Between(baseline, current).Percent);
}
