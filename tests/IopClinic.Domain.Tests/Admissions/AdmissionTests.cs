using IopClinic.Domain.Admissions;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Admissions;

public sealed class AdmissionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 15, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 11, 26);
    private static readonly Id<Assessment> Assessment = Id<Assessment>.New();

    private readonly Site _site = new("Harbor", "America/New_York");
    private readonly Patient _patient;
    private readonly StaffMember _supervisor;
    private readonly StaffMember _intake;

    public AdmissionTests()
    {
        _patient = new Patient(
            _site.Id, new Demographics { Name = new PersonName("Rosa", "Lind"), BirthDate = new DateOnly(1990, 5, 1) }, new ContactDetails(), Today, Now);
        _supervisor = new StaffMember(new PersonName("Sam", "Ode"), "sam@clinic.example", _site.Id, [Role.Supervisor]);
        _intake = new StaffMember(new PersonName("Ina", "Day"), "ina@clinic.example", _site.Id, [Role.Intake]);
    }

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(30, null, true)]
    [InlineData(31, null, false)]
    [InlineData(10, 10, true)]
    [InlineData(10, 9, false)]
    public void An_assessment_counts_for_the_days_of_the_site_and_never_across_a_discharge(int signedDaysAgo, int? dischargedDaysAgo, bool counts)
    {
        var grounds = AdmissionGrounds.Find(
            _site, (Assessment, Now.AddDays(-signedDaysAgo)), null, dischargedDaysAgo is { } ago ? Today.AddDays(-ago) : null, Today);

        Assert.Equal(counts ? Assessment : null, grounds?.AssessmentId);
    }

    [Fact]
    public void Without_an_assessment_an_admission_rests_on_what_a_supervisor_granted_for_two_weeks()
    {
        var waiver = Ask();
        Assert.Null(AdmissionGrounds.Find(_site, null, waiver, null, Today));

        waiver.Decide(true, "A bed is free only today.", _supervisor, Now);

        Assert.Equal(waiver.Id, AdmissionGrounds.Find(_site, null, waiver, null, Today.AddDays(14))?.WaiverId);
        Assert.Null(AdmissionGrounds.Find(_site, null, waiver, null, Today.AddDays(15)));
        Assert.Null(AdmissionGrounds.Find(_site, null, waiver, Today.AddDays(1), Today.AddDays(2)));
        var refused = Ask();
        refused.Decide(false, "It can wait until Monday.", _supervisor, Now);
        Assert.Null(AdmissionGrounds.Find(_site, null, refused, null, Today));
    }

    [Fact]
    public void The_assessment_counts_on_the_day_of_admission_whenever_that_is_entered()
    {
        var signed = Today.AddDays(-29);

        Assert.Null(Find(signed.AddDays(-1)));
        Assert.Equal((Assessment, new DateRange(signed, signed.AddDays(30))), (Find(signed)?.AssessmentId, Find(signed)?.Days));
        Assert.NotNull(Find(signed.AddDays(30)));
        Assert.Null(Find(signed.AddDays(31)));
        Assert.Null(Find(Today.AddDays(60)));

        AdmissionGrounds? Find(DateOnly on) => AdmissionGrounds.Find(_site, (Assessment, Now.AddDays(-29)), null, null, on);
    }

    [Fact]
    public void What_a_supervisor_allows_counts_for_no_day_before_it()
    {
        var waiver = Ask();
        waiver.Decide(true, "A bed is free only today.", _supervisor, Now);

        Assert.Null(AdmissionGrounds.Find(_site, null, waiver, null, Today.AddDays(-1)));
    }

    [Theory]
    [InlineData(true, -1, "The assessment was signed after this day. Choose the day it was signed, or a later one.")]
    [InlineData(true, 0, null)]
    [InlineData(true, 30, null)]
    [InlineData(true, 31, "On this day the assessment is too old to count. Choose an earlier day, or assess anew.")]
    [InlineData(false, -1, "The supervisor allowed it after this day. Choose that day, or a later one.")]
    [InlineData(false, 15, "On this day what the supervisor allowed counts no longer. Choose an earlier day, or have the assessment signed.")]
    public void Nobody_is_admitted_on_a_day_for_which_the_grounds_do_not_count(bool isAssessed, int days, string? sentence)
    {
        var program = new Program(_site.Id, "IOP", LevelOfCare.IntensiveOutpatient);
        var track = program.AddTrack("Morning", PartOfDay.Morning);
        var clinician = new StaffMember(new PersonName("Cleo", "Wu"), "cleo@clinic.example", _site.Id, [Role.Clinician]);
        var waiver = Ask();
        waiver.Decide(true, "A bed is free only today.", _supervisor, Now);
        var grounds = AdmissionGrounds.Find(_site, isAssessed ? (Assessment, Now) : null, waiver, null, Today)!;

        var refused = Record.Exception(() => Episode.Admit(_patient, program, track, clinician, Today.AddDays(days), 10, grounds, Today));

        Assert.Equal((sentence, sentence is null ? null : "AdmittedOn"), (refused?.Message, (refused as RuleViolation)?.Field));
    }

    [Fact]
    public void A_site_that_asks_for_none_admits_without()
    {
        _site.AdmitBy(new AdmissionRules(null, [], [], 7));

        Assert.Equal((null, null), (AdmissionGrounds.Find(_site, null, null, null, Today) is { } g ? (g.AssessmentId, g.WaiverId) : (Assessment, null)));
        Assert.Equal(Assessment, AdmissionGrounds.Find(_site, (Assessment, Now.AddDays(-400)), null, null, Today)?.AssessmentId);
    }

    [Fact]
    public void Only_the_supervisor_who_was_asked_decides_once_and_says_why()
    {
        Assert.Equal("Choose a supervisor.", Refusal(() => new AdmissionWaiver(_patient, _intake, "Cannot wait.", _intake, Now)));
        var waiver = Ask();
        Assert.Equal("Somebody else was asked.", Refusal(Decide(waiver, _intake, "Yes.")));
        Assert.Equal("Say why, for the record.", Refusal(Decide(waiver, _supervisor, " ")));
        waiver.Decide(true, "Yes.", _supervisor, Now);
        Assert.Equal("This is decided already.", Refusal(Decide(waiver, _supervisor, "No.")));
    }

    [Fact]
    public void The_latest_entry_of_a_paper_counts_and_what_is_needed_before_must_be_signed()
    {
        _site.AdmitBy(new AdmissionRules(30, ["Consent"], ["Handbook"], 7));
        var declined = Paper("Consent", PaperState.Declined, "Not today.");
        var lines = AdmissionChecklist.Of(_site.Admission, null, [declined, Paper("Handbook", PaperState.Declined, "Has one.")], null);
        Assert.Equal([("Consent", true), ("Handbook", false)], lines.Select(line => (line.Title, line.IsMissing)));

        var signed = new AdmissionPaper(_patient, "consent", PaperState.Done, Today, null, _intake, Today, Now.AddMinutes(1));
        Assert.False(AdmissionChecklist.Of(_site.Admission, null, [declined, signed], null)[0].IsMissing);
        var takenBack = new AdmissionPaper(_patient, "Consent", PaperState.TakenBack, Today, "Revoked by letter.", _intake, Today, Now.AddMinutes(2));
        Assert.True(AdmissionChecklist.Of(_site.Admission, null, [takenBack, declined, signed], null)[0].IsMissing);
        Assert.True(AdmissionChecklist.Of(_site.Admission, null, [signed], Today.AddDays(1))[0].IsMissing);
    }

    [Fact]
    public void A_program_under_part_2_asks_for_its_notice_by_itself()
    {
        var program = new Program(_site.Id, "Dual diagnosis", LevelOfCare.IntensiveOutpatient);
        program.Describe("Dual diagnosis", LevelOfCare.IntensiveOutpatient, 540, 1140, 10, isPart2: true);
        _site.AdmitBy(new AdmissionRules(30, ["Consent"], [], 7));

        Assert.Equal(["Consent", AdmissionPaper.Part2Notice], AdmissionChecklist.Of(_site.Admission, program, [], null).Select(line => line.Title));
        Assert.Equal(["Consent"], AdmissionChecklist.Of(_site.Admission, null, [], null).Select(line => line.Title));
    }

    [Fact]
    public void An_entry_about_a_paper_is_possible_and_says_why_it_was_not_signed()
    {
        Assert.Equal("Say why.", Refusal(() => Paper("Consent", PaperState.Declined, null)));
        Assert.Equal("This day lies in the future.", Refusal(() => new AdmissionPaper(_patient, "Consent", PaperState.Done, Today.AddDays(1), null, _intake, Today, Now)));
        Assert.Equal(
            "This day lies before the birth date.",
            Refusal(() => new AdmissionPaper(_patient, "Consent", PaperState.Done, new DateOnly(1990, 4, 30), null, _intake, Today, Now)));
    }

    [Fact]
    public void A_list_names_each_paper_once()
    {
        Assert.Equal(["Consent"], new AdmissionRules(30, ["Consent", "consent ", " "], [], 7).PapersBefore);
        Assert.Equal("“consent” stands in both lists.", Refusal(() => new AdmissionRules(30, ["Consent"], ["consent"], 7)));
        Assert.Equal("Enter 1 to 365 days, or nothing.", Refusal(() => new AdmissionRules(0, [], [], 7)));
        Assert.Equal("Enter 1 to 90 days.", Refusal(() => new AdmissionRules(null, [], [], 0)));
    }

    private AdmissionWaiver Ask() => new(_patient, _supervisor, "Leaves the hospital today.", _intake, Now);

    private static Func<object?> Decide(AdmissionWaiver waiver, StaffMember by, string reason) => () =>
    {
        waiver.Decide(true, reason, by, Now);
        return null;
    };

    private AdmissionPaper Paper(string title, PaperState state, string? note) => new(_patient, title, state, Today, note, _intake, Today, Now);

    private static string Refusal(Func<object?> action) => Assert.Throws<RuleViolation>(action).Message;
}
