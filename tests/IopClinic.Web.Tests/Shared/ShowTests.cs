using System.Globalization;
using IopClinic.Domain.Staff;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Tests.Shared;

public sealed class ShowTests : IDisposable
{
    private readonly CultureInfo before = CultureInfo.CurrentCulture;

    public ShowTests() => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-US");

    public void Dispose() => CultureInfo.CurrentCulture = before;

    private enum Outcome
    {
        LeftEarly,
        DbtSkills,
        MRNIssued,
        Present,
    }

    [Fact]
    public void A_date_names_its_month_and_year() => Assert.Equal("Nov 23, 2026", Show.Date(new DateOnly(2026, 11, 23)));

    [Fact]
    public void A_day_names_its_weekday_and_no_year() => Assert.Equal("Mon Nov 23", Show.Day(new DateOnly(2026, 11, 23)));

    [Fact]
    public void A_culture_that_puts_the_day_first_gets_it_first()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        Assert.Equal("23 Nov 2026", Show.Date(new DateOnly(2026, 11, 23)));
        Assert.Equal("Mon 23 Nov", Show.Day(new DateOnly(2026, 11, 23)));
        Assert.Equal("14:05", Show.Time(new TimeOnly(14, 5)));
    }

    [Fact]
    public void A_time_is_written_with_plain_spaces()
    {
        Assert.Equal("9:30 AM", Show.Time(new TimeOnly(9, 30)));
        Assert.Equal("9:30 AM – 12:00 PM", Show.Times(new TimeOnly(9, 30), new TimeOnly(12, 0)));
    }

    [Theory]
    [InlineData(0, "0 min")]
    [InlineData(55, "55 min")]
    [InlineData(75, "75 min")]
    [InlineData(90, "1.5 h")]
    [InlineData(450, "7.5 h")]
    [InlineData(540, "9 h")]
    [InlineData(477, "8 h")]
    [InlineData(-30, "-30 min")]
    public void A_length_is_minutes_until_one_and_a_half_hours(int minutes, string shown) => Assert.Equal(shown, Show.Minutes(minutes));

    [Theory]
    [InlineData("1992-03-14", "2026-03-13", 33)]
    [InlineData("1992-03-14", "2026-03-14", 34)]
    [InlineData("2004-02-29", "2025-02-28", 20)]
    [InlineData("2004-02-29", "2025-03-01", 21)]
    [InlineData("2004-02-29", "2024-02-29", 20)]
    [InlineData("2026-11-23", "2026-11-23", 0)]
    public void An_age_counts_birthdays(string birth, string on, int years) => Assert.Equal(years, Show.Age(Date(birth), Date(on)));

    [Fact]
    public void A_state_reads_as_a_sentence_begins()
    {
        Assert.Equal("Left early", Show.Words(Outcome.LeftEarly));
        Assert.Equal("Dbt skills", Show.Words(Outcome.DbtSkills));
        Assert.Equal("MRN issued", Show.Words(Outcome.MRNIssued));
        Assert.Equal("Present", Show.Words(Outcome.Present));
        Assert.Equal("Clinician", Show.Words(Role.Clinician));
    }

    [Theory]
    [InlineData("BirthDate", "Birth date")]
    [InlineData("MRN", "MRN")]
    [InlineData("", "")]
    public void A_name_in_code_reads_as_words(string name, string words) => Assert.Equal(words, Show.Words(name));

    [Theory]
    [InlineData("Rosalind Achterberg", "RA")]
    [InlineData("Wilhelmina van der Aalst-Oyelaran", "WA")]
    [InlineData("  madonna ", "M")]
    [InlineData("Émile Zola", "ÉZ")]
    [InlineData("", "?")]
    [InlineData(null, "?")]
    public void Initials_come_from_the_first_and_the_last_word(string? name, string initials) =>
        Assert.Equal(initials, Show.Initials(name));

    private static DateOnly Date(string iso) => DateOnly.Parse(iso, CultureInfo.InvariantCulture);
}
