using IopClinic.Domain.Admissions;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Patients;

public sealed class EpisodeTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private readonly Patient _patient = PatientTests.Someone();
    private readonly StaffMember _clinician = PatientTests.Member(Role.Clinician);
    private readonly Program _program = new(Id<Site>.New(), "Adult IOP", LevelOfCare.IntensiveOutpatient);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    [InlineData(-1, 0)]
    public void The_week_of_the_program_counts_from_the_day_of_admission(int days, int week) =>
        Assert.Equal(week, Admit(Today).WeekOn(Today.AddDays(days)));

    [Fact]
    public void A_deceased_patient_is_not_admitted()
    {
        _patient.RecordDeath(Today, Today);

        Assert.Equal(
            "This patient is recorded as deceased and cannot be admitted.", Assert.Throws<RuleViolation>(() => Admit(Today)).Message);
    }

    [Fact]
    public void A_track_of_another_program_is_refused()
    {
        var elsewhere = new Program(Id<Site>.New(), "Teen IOP", LevelOfCare.IntensiveOutpatient).AddTrack("Evening", PartOfDay.Evening);

        Assert.Equal(
            "Choose a track of this program.",
            Assert.Throws<RuleViolation>(() => Episode.Admit(_patient, _program, elsewhere, _clinician, Today, 10, AdmissionGrounds.NotAskedFor, Today)).Message);
    }

    [Fact]
    public void Only_an_active_clinician_is_the_primary_one()
    {
        _clinician.Deactivate(DateTimeOffset.UnixEpoch);

        Assert.Equal("Choose an active clinician.", Assert.Throws<RuleViolation>(() => Admit(Today)).Message);
    }

    [Fact]
    public void An_admission_lies_at_most_sixty_days_ahead()
    {
        Admit(Today.AddDays(60));
        Assert.Throws<RuleViolation>(() => Admit(Today.AddDays(61)));
    }

    [Fact]
    public void A_discharge_keeps_reason_note_and_who()
    {
        var episode = Admit(Today.AddDays(-30));

        episode.Discharge(Today, DischargeReason.Completed, " Goals met. ", _clinician, Today);

        Assert.False(episode.IsOpen);
        Assert.Equal(
            (Today, DischargeReason.Completed, "Goals met.", _clinician.Id),
            (episode.DischargedOn!.Value, episode.DischargeReason!.Value, episode.DischargeNote, episode.DischargedById!.Value));
    }

    [Fact]
    public void An_episode_ends_once()
    {
        var episode = Admit(Today);
        episode.Discharge(Today, DischargeReason.Other, null, _clinician, Today);

        Assert.Equal(
            "This episode is already closed.",
            Assert.Throws<RuleViolation>(() => episode.Discharge(Today, DischargeReason.Other, null, _clinician, Today)).Message);
    }

    [Theory]
    [InlineData(-8, "The discharge lies before the admission.")]
    [InlineData(1, "The discharge lies in the future.")]
    public void An_impossible_day_of_discharge_is_refused(int days, string sentence)
    {
        var episode = Admit(Today.AddDays(-7));

        Assert.Equal(sentence, Assert.Throws<RuleViolation>(
            () => episode.Discharge(Today.AddDays(days), DischargeReason.Completed, null, _clinician, Today)).Message);
    }

    private Episode Admit(DateOnly on)
    {
        var track = _program.Tracks.Count > 0 ? _program.Tracks[0] : _program.AddTrack("Morning", PartOfDay.Morning);
        return Episode.Admit(_patient, _program, track, _clinician, on, 10, AdmissionGrounds.NotAskedFor, Today);
    }
}
