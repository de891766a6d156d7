using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;

namespace IopClinic.Domain.Tests.Patients;

public sealed class GuardianRuleTests
{
    private static readonly DateOnly Today = new(2026, 11, 26);
    private static readonly MinorRules Rules = new(AgeOfMajority: 18, MentalHealthAloneFrom: 16, SubstanceUseAloneFrom: 14);
    private static readonly Guardian Mother = new("Ana O'Brien", "555 010 0111", GuardianConsent.InPerson);

    [Theory]
    [InlineData("2008-11-26", false, false)]
    [InlineData("2010-11-26", false, false)]
    [InlineData("2010-11-27", false, true)]
    [InlineData("2012-11-26", true, false)]
    [InlineData("2012-11-27", true, true)]
    public void Below_the_age_for_that_treatment_somebody_else_decides(string born, bool isSubstanceUse, bool needed)
    {
        var birth = DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(needed, GuardianRule.Refusal(birth, Rules, isSubstanceUse, [], Today) is not null);
        Assert.Null(GuardianRule.Refusal(birth, Rules, isSubstanceUse, [Mother], Today));
    }

    [Fact]
    public void The_sentence_says_what_is_missing()
    {
        var born = new DateOnly(2012, 3, 1);

        Assert.Equal(
            [
                "The patient is 14 and needs a guardian: name one among the support people, with phone number and how they consented.",
                "The patient is 14: add the phone number of Ana O'Brien, their guardian.",
                "The patient is 14: record how Ana O'Brien, their guardian, consented.",
                null,
            ],
            new Guardian[][] { [], [Mother with { Phone = null }], [Mother with { Consent = GuardianConsent.NotYet }], [Mother with { Phone = null }, Mother] }
                .Select(guardians => GuardianRule.Refusal(born, Rules, isSubstanceUse: false, guardians, Today)));
    }

    [Fact]
    public void Nobody_is_a_minor_after_coming_of_age_whatever_the_other_ages_say() =>
        Assert.Equal(18, new MinorRules(18, 21, 21).AloneFrom(isSubstanceUse: true));

    [Fact]
    public void Who_was_born_on_a_leap_day_is_older_on_the_first_of_March()
    {
        Assert.Equal(13, Age.On(new DateOnly(2012, 2, 29), new DateOnly(2026, 2, 28)));
        Assert.Equal(14, Age.On(new DateOnly(2012, 2, 29), new DateOnly(2026, 3, 1)));
    }

    [Theory]
    [InlineData(13, 18, 18, "AgeOfMajority")]
    [InlineData(18, 19, 18, "MentalHealthAloneFrom")]
    [InlineData(18, 18, 9, "SubstanceUseAloneFrom")]
    public void The_ages_of_a_site_make_sense(int majority, int mentalHealth, int substanceUse, string field) => Assert.Equal(
        field,
        Assert.Throws<RuleViolation>(() => new Site("Harbor", "America/New_York").AskGuardians(new MinorRules(majority, mentalHealth, substanceUse))).Field);

    [Fact]
    public void A_guardian_can_be_reached_and_consented_on_a_day_that_was()
    {
        var details = new Demographics { Name = new PersonName("Lena", "Ito"), BirthDate = new DateOnly(2012, 3, 1) };
        var site = new Site("Harbor", "America/New_York");
        var patient = new Patient(site.Id, details, new ContactDetails(), Today, new DateTimeOffset(2026, 11, 26, 15, 0, 0, TimeSpan.Zero));
        var mother = patient.AddSupporter("Mia Ito", "mother", null, mayJoinFamilySessions: true);
        Assert.Equal("Phone", Refused(GuardianConsent.InPerson, Today));
        mother.Describe("Mia Ito", "mother", "555 010 0111", mayJoinFamilySessions: true);
        Assert.Equal("ConsentedOn", Refused(GuardianConsent.InWriting, null));
        Assert.Equal("ConsentedOn", Refused(GuardianConsent.InWriting, Today.AddDays(1)));
        Assert.NotNull(GuardianRule.Refusal(patient, site, isSubstanceUse: false, Today));

        mother.ActAsGuardian(GuardianConsent.InWriting, Today, Today);
        Assert.Null(GuardianRule.Refusal(patient, site, isSubstanceUse: false, Today));

        mother.ActForThemselves();
        Assert.NotNull(GuardianRule.Refusal(patient, site, isSubstanceUse: false, Today));

        string? Refused(GuardianConsent consent, DateOnly? on) => Assert.Throws<RuleViolation>(() => mother.ActAsGuardian(consent, on, Today)).Field;
    }
}
