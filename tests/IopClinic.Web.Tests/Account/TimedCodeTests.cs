using System.Text;
using IopClinic.Web.Account;

namespace IopClinic.Web.Tests.Account;

public sealed class TimedCodeTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>The test vectors of RFC 6238, appendix B, cut to six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void A_number_is_the_one_of_the_standard(long seconds, string number) =>
        Assert.Equal(number, TimedCode.At(Secret, TimedCode.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(61, false)]
    public void A_clock_may_be_wrong_by_one_step(int seconds, bool accepted)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1111111110);
        var shown = TimedCode.At(Secret, TimedCode.StepAt(now.AddSeconds(seconds)));

        Assert.Equal(accepted, TimedCode.StepOf(Secret, shown, now) is not null);
    }

    [Theory]
    [InlineData("050 471")]
    [InlineData("050-471")]
    public void The_digits_may_be_typed_in_groups(string typed) =>
        Assert.NotNull(TimedCode.StepOf(Secret, typed, DateTimeOffset.FromUnixTimeSeconds(1111111111)));

    [Theory]
    [InlineData("")]
    [InlineData("05047")]
    [InlineData("0504711")]
    [InlineData("٠٥٠٤٧١")]
    [InlineData("abcdef")]
    public void Anything_else_is_no_number(string typed) =>
        Assert.Null(TimedCode.StepOf(Secret, typed, DateTimeOffset.FromUnixTimeSeconds(1111111111)));

    [Fact]
    public void The_secret_is_shown_as_apps_take_it()
    {
        Assert.Equal("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", TimedCode.ToType(Secret));
        Assert.Equal(
            "otpauth://totp/IopClinic:Ana%20Ruiz?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=IopClinic",
            TimedCode.ToScan(Secret, "Ana Ruiz"));
    }
}
