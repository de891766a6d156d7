using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Patients;

public sealed class PatientTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_patient_is_called_by_the_preferred_name()
    {
        Assert.Equal("Rosalind O'Brien", Someone().CalledName);
        Assert.Equal("Roz O'Brien", Someone(preferred: "Roz").CalledName);
    }

    [Theory]
    [InlineData(2026, 3, 3, "The birth date lies in the future.")]
    [InlineData(1899, 12, 31, "Enter a birth date from 1900 on.")]
    public void An_impossible_birth_date_is_refused(int year, int month, int day, string sentence)
    {
        var refusal = Assert.Throws<RuleViolation>(() => Someone(born: new DateOnly(year, month, day)));

        Assert.Equal((sentence, "BirthDate"), (refusal.Message, refusal.Field));
    }

    [Fact]
    public void The_same_allergy_stands_once_however_it_is_written()
    {
        var patient = Someone();
        patient.AddAllergy("Latex", null, Criticality.Unknown, Now);

        Assert.Equal(
            "latex is already recorded.",
            Assert.Throws<RuleViolation>(() => patient.AddAllergy(" latex ", "Hives", Criticality.High, Now)).Message);
    }

    [Fact]
    public void A_withdrawn_allergy_can_be_put_back()
    {
        var patient = Someone();
        var allergy = patient.AddAllergy("Latex", null, Criticality.Unknown, Now);
        allergy.Withdraw(Now);

        patient.Reinstate(allergy);

        Assert.Null(allergy.WithdrawnAt);
    }

    [Fact]
    public void A_withdrawn_allergy_is_not_put_back_beside_its_successor()
    {
        var patient = Someone();
        var mistaken = patient.AddAllergy("Latex", "Nausea", Criticality.Unknown, Now);
        mistaken.Withdraw(Now);
        patient.AddAllergy("Latex", "Hives", Criticality.High, Now);

        Assert.Throws<RuleViolation>(() => patient.Reinstate(mistaken));
        Assert.NotNull(mistaken.WithdrawnAt);
    }

    [Fact]
    public void A_reaction_is_corrected_on_the_allergy_itself()
    {
        var allergy = Someone().AddAllergy("Latex", null, Criticality.Unknown, Now);

        allergy.Describe(" Hives ", Criticality.High);

        Assert.Equal(("Hives", Criticality.High), (allergy.Reaction, allergy.Criticality));
    }

    [Fact]
    public void A_support_person_who_was_ended_by_a_slip_rejoins()
    {
        var supporter = Someone().AddSupporter("Ana O'Brien", "sister", null, mayJoinFamilySessions: true);
        supporter.End(Now);

        supporter.Rejoin();

        Assert.Null(supporter.EndedAt);
    }

    [Fact]
    public void Only_a_clinician_judges_risk()
    {
        var patient = Someone();

        Assert.Equal(
            "Only a clinician judges risk.",
            Assert.Throws<RuleViolation>(() => patient.JudgeRisk(RiskLevel.High, Member(Role.Intake), Now)).Message);
        patient.JudgeRisk(RiskLevel.High, Member(Role.Prescriber), Now);
        Assert.Equal((RiskLevel.High, Now), (patient.Risk, patient.RiskAssessedAt));
    }

    [Theory]
    [InlineData(2026, 3, 3, "The day of death lies in the future.")]
    [InlineData(2001, 2, 27, "The day of death lies before the birth.")]
    public void An_impossible_day_of_death_is_refused(int year, int month, int day, string sentence) => Assert.Equal(
        sentence, Assert.Throws<RuleViolation>(() => Someone().RecordDeath(new DateOnly(year, month, day), Today)).Message);

    internal static Patient Someone(string? preferred = null, DateOnly? born = null) => new(
        Id<Site>.New(),
        new Demographics { Name = new PersonName("Rosalind", "O'Brien"), PreferredName = preferred, BirthDate = born ?? new DateOnly(2001, 2, 28) },
        new ContactDetails(),
        Today,
        Now);

    internal static StaffMember Member(Role role) => new(new PersonName("Dana", "Okafor"), "dana@clinic.example", Id<Site>.New(), [role]);
}
