using IopClinic.Domain.Assessments;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Tests.Assessments;

namespace IopClinic.Domain.Tests.Diagnoses;

public sealed class DiagnosisTests
{
    private static readonly DateOnly Today = new(2026, 11, 26);
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 15, 0, 0, TimeSpan.Zero);
    private static readonly Site Clinic = new("Harbor", "America/New_York");
    private static readonly StaffMember Ana = new(new PersonName("Ana", "Okafor"), "ana@clinic.example", Clinic.Id, [Role.Clinician]);
    private static readonly DiagnosisFinding Depression = new("F33.1", "Major depressive disorder, recurrent, moderate", DiagnosisStatus.Provisional, "2019-03");
    private static readonly DiagnosisFinding Alcohol = new("F10.20", "Alcohol dependence, uncomplicated", DiagnosisStatus.Confirmed, null);

    private readonly Patient _patient = new(
        Clinic.Id, new Demographics { Name = new PersonName("Lena", "Ito"), BirthDate = new DateOnly(1990, 3, 1) }, new ContactDetails(), Today, Now);

    [Fact]
    public void There_is_one_principal_diagnosis_whatever_moves_or_ends()
    {
        Diagnose(Depression);
        Diagnose(Alcohol);
        Assert.Equal(["F33.1", "F10.20"], Standing());

        _patient.MoveUp(_patient.StandingDiagnoses.Last());
        Assert.Equal(["F10.20", "F33.1"], Standing());
        _patient.MoveUp(_patient.StandingDiagnoses.First());
        Assert.Equal(["F10.20", "F33.1"], Standing());

        _patient.StandingDiagnoses.First().End(Today);
        Assert.Equal(["F33.1"], Standing());
    }

    [Fact]
    public void What_is_found_otherwise_later_is_another_row_and_the_first_stays_as_it_was()
    {
        Diagnose(Depression, Today.AddDays(-30));

        Diagnose(Depression with { Status = DiagnosisStatus.Confirmed });

        Assert.Equal(
            [(DiagnosisStatus.Provisional, Today.AddDays(-30), (DateOnly?)Today.AddDays(-1)), (DiagnosisStatus.Confirmed, Today, null)],
            _patient.Diagnoses.Select(d => (d.Status, d.ValidFrom, d.ValidTo)));
        Diagnose(Depression with { Status = DiagnosisStatus.InRemission });
        Assert.Equal(2, _patient.Diagnoses.Count);
    }

    [Fact]
    public void What_is_ruled_out_or_resolved_ends()
    {
        Diagnose(Depression, Today.AddDays(-30));

        Diagnose(Depression with { Status = DiagnosisStatus.RuledOut });

        var ended = Assert.Single(_patient.Diagnoses);
        Assert.Equal((DiagnosisStatus.RuledOut, (DateOnly?)Today), (ended.Status, ended.ValidTo));
        Assert.Empty(Standing());
    }

    [Theory]
    [InlineData("1989", "That is before the patient was born.")]
    [InlineData("2026-12", "That lies in the future.")]
    [InlineData("long ago", "Write a year, a month or a day: 2009, 2009-06 or 2009-06-15.")]
    public void An_impossible_onset_is_refused(string onset, string sentence)
    {
        var refusal = Assert.Throws<RuleViolation>(() => Diagnose(Depression with { Onset = onset }));

        Assert.Equal(("Onset", sentence), (refusal.Field, refusal.Message));
        Assert.Empty(_patient.Diagnoses);
    }

    [Fact]
    public void A_signed_assessment_brings_its_diagnoses_in_its_order_and_ends_the_others()
    {
        Diagnose(Depression, Today.AddDays(-30));
        Diagnose(new DiagnosisFinding("F41.0", "Panic disorder", DiagnosisStatus.Provisional, null), Today.AddDays(-30));
        var assessment = Assessment.Begin(_patient, null, [], Ana, Today, Now);

        _patient.Adopt([Alcohol, Depression], assessment, Ana, Today, Now);

        Assert.Equal(["F10.20", "F33.1"], Standing());
        Assert.Equal(["F41.0"], _patient.Diagnoses.Where(d => !d.Stands).Select(d => d.Code));
        Assert.All(_patient.StandingDiagnoses, d => Assert.Equal(assessment.Id, d.AssessmentId));
        Assert.Equal(Today.AddDays(-30), _patient.StandingDiagnoses.Last().ValidFrom);
    }

    [Fact]
    public void What_was_recorded_while_an_assessment_awaited_the_co_signature_is_later_than_it()
    {
        var panic = new DiagnosisFinding("F41.0", "Panic disorder", DiagnosisStatus.Provisional, null);
        Diagnose(Depression, Today.AddDays(-30));
        var assessment = Assessment.Begin(_patient, null, [], Ana, Today, Now);
        AssessmentTests.Complete(assessment);
        assessment.Sign(Ana, _patient.BirthDate, head: null, Today, Now.AddHours(1));
        _patient.Diagnose(panic, Ana, Today, Now.AddHours(2));
        _patient.Diagnose(Alcohol with { Status = DiagnosisStatus.InRemission }, Ana, Today, Now.AddHours(2));

        _patient.Adopt([Alcohol], assessment, Ana, Today, Now.AddHours(3));

        Assert.Equal([("F41.0", DiagnosisStatus.Provisional), ("F10.20", DiagnosisStatus.InRemission)], _patient.StandingDiagnoses.Select(d => (d.Code, d.Status)));
        Assert.Equal(["F33.1"], _patient.Diagnoses.Where(d => !d.Stands).Select(d => d.Code));
    }

    [Fact]
    public void The_first_row_that_stands_is_the_principal_one_and_none_stands_twice()
    {
        var answers = new Dictionary<string, string>
        {
            ["found"] = "yes",
            ["diagnoses.0.code"] = "F41.0 Panic disorder",
            ["diagnoses.0.status"] = "ruled-out",
            ["diagnoses.1.code"] = "F33.1 Major depressive disorder",
            ["diagnoses.1.status"] = "confirmed",
            ["diagnoses.2.code"] = "F10.20 Alcohol dependence",
            ["diagnoses.2.status"] = "provisional",
            ["diagnoses.2.order"] = "1",
        };
        var outline = AssessmentCatalog.Find(AssessmentCatalog.Diagnoses)!;

        Assert.Equal([(2, (int?)1), (1, 2), (0, null)], AssessmentCatalog.DiagnosesIn(new Values(answers)).Select(d => (d.Row, d.Rank)));

        answers["diagnoses.1.code"] = answers["diagnoses.2.code"];
        Assert.Equal(
            [new Objection("diagnoses.2.code", "This stands in another row already.", "diagnoses.1.code")], outline.Judge(new Values(answers), new DateOnly(1990, 3, 1), Today));
    }

    [Fact]
    public void Nothing_but_ruled_out_diagnoses_is_not_a_diagnosis()
    {
        var outline = AssessmentCatalog.Find(AssessmentCatalog.Diagnoses)!;
        var answers = new Dictionary<string, string>
        {
            ["found"] = "yes",
            ["formulation"] = "Words",
            ["diagnoses.0.code"] = "F41.0 Panic disorder",
            ["diagnoses.0.status"] = "ruled-out",
        };

        Assert.Equal(["diagnoses"], outline.Missing(new Values(answers)).Select(q => q.Key));
        answers["found"] = "none";
        Assert.Empty(outline.Missing(new Values(answers)));
    }

    private List<string> Standing() => [.. _patient.StandingDiagnoses.Select(d => d.Code)];

    private void Diagnose(DiagnosisFinding found, DateOnly? on = null) => _patient.Diagnose(found, Ana, on ?? Today, Now.AddMinutes(_patient.Diagnoses.Count));
}
