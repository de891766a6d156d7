using IopClinic.Domain.Admissions;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Measures;

/// <summary>What a program's cadence makes due.</summary>
public sealed class DueTests
{
    private static readonly DateOnly Admitted = new(2026, 3, 2);
    private static readonly Site House = new("House", "America/New_York");
    private static readonly Program Iop = new(House.Id, "IOP", LevelOfCare.IntensiveOutpatient);
    private static readonly Track Morning = Iop.AddTrack("Morning", PartOfDay.Morning);
    private static readonly StaffMember Ana = new(new PersonName("Ana", "Ruiz"), "ana@house.example", House.Id, [Role.Clinician]);

    private readonly Instrument _phq9 = Shipped.Instrument("PHQ-9");

    [Theory]
    [InlineData(null, -1, null)]
    [InlineData(null, 0, 0)]
    [InlineData(null, 5, 0)]
    [InlineData(0, 6, null)]
    [InlineData(0, 7, 7)]
    [InlineData(0, 20, 7)]
    [InlineData(-3, 3, null)]
    [InlineData(-3, 4, 4)]
    [InlineData(-10, 0, 0)]
    [InlineData(-40, 0, 0)]
    public void Weekly_is_due_a_week_after_the_last(int? last, int today, int? since) =>
        Assert.Equal(since, On(OccasionKind.Every, 7, last, today));

    [Theory]
    [InlineData(null, 9, 0)]
    [InlineData(-14, 9, null)]
    [InlineData(-15, 9, 0)]
    [InlineData(4, 9, null)]
    public void At_admission_it_is_due_until_it_is_given_and_the_assessment_counts(int? last, int today, int? since) =>
        Assert.Equal(since, On(OccasionKind.Admission, null, last, today));

    [Theory]
    [InlineData(null, 62, null)]
    [InlineData(null, 63, 63)]
    [InlineData(60, 63, 63)]
    [InlineData(63, 70, null)]
    public void Before_the_planned_discharge_it_is_due_for_a_week(int? last, int today, int? since) =>
        Assert.Equal(since, On(OccasionKind.Discharge, null, last, today));

    [Fact]
    public void After_a_discharge_only_its_own_is_due_and_not_for_ever()
    {
        var episode = Admit();
        episode.Discharge(Admitted.AddDays(30), DischargeReason.Completed, null, Ana, Admitted.AddDays(30));
        Cadence[] cadences = [new(Iop, _phq9, OccasionKind.Every, 7), new(Iop, Shipped.Instrument("GAD-7"), OccasionKind.Discharge, null)];

        Assert.Equal(["GAD-7"], Due.On(episode, cadences, new Dictionary<string, DateOnly>(), Admitted.AddDays(60)).Select(due => due.InstrumentCode));
        Assert.Empty(Due.On(episode, cadences, new Dictionary<string, DateOnly>(), Admitted.AddDays(61)));
    }

    [Fact]
    public void One_form_answers_all_occasions_and_the_longest_due_comes_first()
    {
        Cadence[] cadences =
        [
            new(Iop, _phq9, OccasionKind.Every, 7), new(Iop, _phq9, OccasionKind.Admission, null), new(Iop, Shipped.Instrument("GAD-7"), OccasionKind.Every, 14),
        ];
        var due = Due.On(Admit(), cadences, new Dictionary<string, DateOnly> { ["PHQ-9"] = Admitted }, Admitted.AddDays(20));

        Assert.Equal([("GAD-7", Admitted), ("PHQ-9", Admitted.AddDays(7))], due.Select(one => (one.InstrumentCode, one.Since)));
        Assert.Equal(13, due[1].DaysOn(Admitted.AddDays(20)));
    }

    [Theory]
    [InlineData(OccasionKind.Every, null)]
    [InlineData(OccasionKind.Every, 0)]
    [InlineData(OccasionKind.Every, 366)]
    [InlineData(OccasionKind.AfterAnswer, null)]
    public void A_cadence_that_means_nothing_is_refused(OccasionKind occasion, int? days) =>
        Assert.Throws<RuleViolation>(() => new Cadence(Iop, _phq9, occasion, days));

    private int? On(OccasionKind occasion, int? days, int? last, int today)
    {
        var given = last is { } day ? new Dictionary<string, DateOnly> { ["PHQ-9"] = Admitted.AddDays(day) } : [];
        return Due.On(Admit(), [new Cadence(Iop, _phq9, occasion, days)], given, Admitted.AddDays(today)).SingleOrDefault()?.Since.DayNumber - Admitted.DayNumber;
    }

    private static Episode Admit()
    {
        var patient = new Patient(
            House.Id, new Demographics { Name = new PersonName("Pat", "Ient"), BirthDate = new DateOnly(1990, 1, 1) }, new ContactDetails(), Admitted, DateTimeOffset.UnixEpoch);
        return Episode.Admit(patient, Iop, Morning, Ana, Admitted, 10, AdmissionGrounds.NotAskedFor, Admitted);
    }
}
