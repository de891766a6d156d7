using System.Text;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Assessments;

public sealed class AssessmentTests
{
    private static readonly DateOnly Born = new(1990, 5, 20);
    private static readonly DateOnly Today = new(2026, 11, 26);
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 15, 0, 0, TimeSpan.Zero);
    private static readonly Site Clinic = new("Harbor", "America/New_York");
    private static readonly StaffMember Ana = Person("Ana", Role.Clinician);
    private static readonly StaffMember Ben = Person("Ben", Role.Clinician);

    [Theory]
    [InlineData("2009", true)]
    [InlineData("2009-06", true)]
    [InlineData("2009-06-15", true)]
    [InlineData("2009-6", true)]
    [InlineData("2009-13", false)]
    [InlineData("2009-02-30", false)]
    [InlineData("09", false)]
    [InlineData("2009-06-15-1", false)]
    [InlineData("June 2009", false)]
    [InlineData("", false)]
    public void A_date_is_as_exact_as_people_remember(string text, bool isOne) => Assert.Equal(isOne, RoughDate.TryParse(text, out _));

    [Theory]
    [InlineData("substances.0.first-use", "1989", "That is before the patient was born.")]
    [InlineData("substances.0.last-use", "2026-12", "That lies in the future.")]
    [InlineData("substances.0.last-use", "2003", "That is before the first time.")]
    [InlineData("substances.0.first-use", "long ago", "Write a year, a month or a day: 2009, 2009-06 or 2009-06-15.")]
    [InlineData("substances.0.first-age", "3", "At the date beside it the patient was 14.")]
    [InlineData("substances.0.first-age", "70", "The patient has not reached that age.")]
    [InlineData("substances.0.first-age", "-1", "Write this as a whole number.")]
    [InlineData("substances.0.route", "77", "Choose one from the list.")]
    public void What_cannot_be_is_refused_beside_its_field(string field, string value, string sentence)
    {
        var answers = new Dictionary<string, string>
        {
            ["used"] = "yes",
            ["substances.0.substance"] = "2",
            ["substances.0.first-use"] = "2005-03",
            ["substances.0.last-use"] = "2026-10",
        };
        var outline = AssessmentCatalog.Find("substances")!;
        Assert.Empty(outline.Judge(new Values(answers), Born, Today));
        answers[field] = value;

        Assert.Contains(outline.Judge(new Values(answers), Born, Today), o => o.Field == field && o.Sentence == sentence);
    }

    [Fact]
    public void A_row_without_its_substance_is_refused()
    {
        var objections = AssessmentCatalog.Find("substances")!.Judge(new Values(new Dictionary<string, string> { ["substances.2.route"] = "1" }), Born, Today);

        Assert.Equal([new Objection("substances.2.substance", "Choose one from the list.")], objections);
    }

    [Theory]
    [InlineData("substances", "Substances 1: Last use: That is before the first time.", "substances.0.substance=2", "substances.0.first-use=2015", "substances.0.last-use=2010")]
    [InlineData("substances", "Substances 1: Age at first use: At the date beside it the patient was 14.", "substances.0.substance=2", "substances.0.first-use=2005-03", "substances.0.first-age=30")]
    [InlineData("medical", "Current medication 1: Medication: Fill this in.", "medication.0.dose=20 mg")]
    [InlineData("risk", "Attempts 3: When: Fill this in.", "attempts.2.how=Pills")]
    [InlineData("support", "People 1: Relationship: Fill this in.", "people.0.name=Robin Doe")]
    [InlineData("diagnoses", "Diagnoses 2: How sure: Choose one from the list.", "diagnoses.0.code=F33.1 Depression", "diagnoses.0.status=confirmed", "diagnoses.1.code=F10.20 Alcohol dependence")]
    [InlineData("diagnoses", "Diagnoses 1: Diagnosis: Choose a code from the list.", "diagnoses.0.code=F33.1", "diagnoses.0.status=confirmed")]
    public void Nothing_is_signed_that_cannot_be_or_is_half_a_row(string key, string lacks, params string[] written)
    {
        var assessment = Begin();
        Complete(assessment);
        Assert.Empty(assessment.Obstacles(Born, Today));
        var section = assessment.Sections.Single(s => s.Key == key);

        // Whatever way it came in, such as a save on the way.
        Write(assessment, section, written.Prepend(key == "substances" ? "used=yes" : key == "diagnoses" ? "found=yes" : "x=").Where(one => one != "x="));

        var obstacle = Assert.Single(assessment.Obstacles(Born, Today));
        Assert.Equal(key, obstacle.Section.Key);
        Assert.Contains(lacks, obstacle.Lacks);
        var refusal = Assert.Throws<RuleViolation>(() => assessment.Sign(Ana, Born, head: null, Today, Now));
        Assert.Contains(lacks.TrimEnd('.'), refusal.Message, StringComparison.Ordinal);
        Assert.False(assessment.IsSigned);
    }

    [Fact]
    public void What_is_not_asked_any_more_stands_in_nobodys_way()
    {
        var assessment = Begin();
        Complete(assessment);
        var section = assessment.Sections.Single(s => s.Key == "substances");
        Write(assessment, section, ["used=yes", "substances.0.first-use=2015", "substances.0.last-use=2010"]);
        Assert.Single(assessment.Obstacles(Born, Today));

        Write(assessment, section, ["used=no"]);

        Assert.Empty(assessment.Obstacles(Born, Today));
        Assert.Empty(section.Outline.Judge(section.Values, Born, Today));
        assessment.Sign(Ana, Born, head: null, Today, Now);
    }

    [Fact]
    public void The_signature_covers_what_is_read_and_nothing_that_is_not_asked_any_more()
    {
        var assessment = Begin();
        Complete(assessment);
        var section = assessment.Sections.Single(s => s.Key == "substances");
        Write(assessment, section, ["used=no", "substances.0.substance=2", "substances.0.name=Beer"]);
        var signed = assessment.Sign(Ana, Born, head: null, Today, Now);
        var content = Encoding.UTF8.GetString(assessment.Content().Bytes.Span);
        Assert.DoesNotContain("substances.0.name", section.Asked.Select(asked => asked.Field));
        Assert.DoesNotContain("Beer", content, StringComparison.Ordinal);
        Assert.Contains("used", content, StringComparison.Ordinal);
        Assert.True(signed.Covers(assessment.Content()));
    }

    [Theory]
    [InlineData("people.0.relationship", 60)]
    [InlineData("people.0.phone", 40)]
    [InlineData("people.0.role", 200)]
    public void What_the_list_of_support_people_cannot_hold_is_refused_at_its_field(string field, int longest)
    {
        var outline = AssessmentCatalog.Find(AssessmentCatalog.SupportNetwork)!;
        Values Of(int length) => new(new Dictionary<string, string>
        {
            ["people.0.name"] = "Robin Doe",
            ["people.0.relationship"] = "Sister",
            [field] = new string('1', length),
        });

        Assert.Empty(outline.Judge(Of(longest), Born, Today));
        Assert.Equal([new Objection(field, $"Shorten this to {longest} characters: it has {longest + 1}.")], outline.Judge(Of(longest + 1), Born, Today));
    }

    [Fact]
    public void A_screen_replaces_the_one_before_whoever_filled_in_either()
    {
        var assessment = Begin();
        var risk = assessment.Sections.Single(s => s.Key == "risk");
        assessment.Learn([new KnownBefore("risk", "level", new Claim("high", AnswerSource.Screening, Today))]);
        assessment.Learn([new KnownBefore("risk", "level", new Claim("low", AnswerSource.SelfReport, Today))]);
        Assert.Equal(("low", AnswerSource.SelfReport), (risk.Answers["level"].Value, risk.Answers["level"].Source));
        Assert.Empty(risk.Answers["level"].Claims);

        Write(assessment, risk, ["level=moderate"]);
        assessment.Learn([new KnownBefore("risk", "level", new Claim("high", AnswerSource.Screening, Today))]);
        Assert.Equal("high", Assert.Single(risk.Answers["level"].Claims).Value);
    }

    [Fact]
    public void A_reason_is_required_only_where_two_levels_differ()
    {
        var level = AssessmentCatalog.Find("level-of-care")!;
        Values Of(string actual) => new(new Dictionary<string, string> { ["asam-edition"] = "none", ["recommended"] = "php", ["actual"] = actual });

        Assert.Empty(level.Missing(Of("php")));
        Assert.Equal(["difference"], level.Missing(Of("iop")).Select(q => q.Key));
    }

    [Fact]
    public void Each_edition_asks_for_its_own_dimensions()
    {
        var level = AssessmentCatalog.Find("level-of-care")!;
        int Rated(string edition) => level.Missing(new Values(new Dictionary<string, string> { ["asam-edition"] = edition }))
            .Count(q => q.Key.StartsWith("asam", StringComparison.Ordinal));

        Assert.Equal((6, 5, 0), (Rated("3"), Rated("4"), Rated("none")));
    }

    [Fact]
    public void The_catalogue_names_each_thing_once_and_nothing_that_it_does_not_hold()
    {
        Assert.Equal(AssessmentCatalog.Sections.Count, AssessmentCatalog.Sections.Select(s => s.Key).Distinct().Count());
        foreach (var group in AssessmentCatalog.Sections.SelectMany(s => s.Questions.Select(q => q.Parts).Append(s.Questions)).Where(g => g.Count > 0))
        {
            var keys = group.Select(q => q.Key).ToList();
            Assert.Equal(keys.Count, keys.Distinct().Count());
            Assert.All(group, q => Assert.True(q.NotBefore is null || keys.Contains(q.NotBefore)));
            Assert.All(group, q => Assert.True(q.AgeAt is null || keys.Contains(q.AgeAt)));
            Assert.All(group, q => Assert.Equal(q.Kind is QuestionKind.Choice or QuestionKind.Choices, q.Choices.Count > 0));
            Assert.All(group.SelectMany(q => q.Choices), c => Assert.DoesNotContain(",", c.Code, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_was_known_says_where_it_comes_from_until_somebody_confirms_or_changes_it()
    {
        var assessment = Begin(
            new KnownBefore("culture", "language", new Claim("Spanish", AnswerSource.LastAssessment, Today.AddYears(-1))),
            new KnownBefore("culture", "language", new Claim("English", AnswerSource.PatientRecord, Today.AddDays(-3))));
        var culture = assessment.Sections.Single(s => s.Key == "culture");
        Assert.Equal(["language"], culture.Unconfirmed);
        Assert.Equal("English", Assert.Single(culture.Answers["language"].Contradictions).Value);

        assessment.Write(culture, new Dictionary<string, string?> { ["language"] = "Spanish" }, new HashSet<string> { "language" }, null, Ana, Today, Now);
        Assert.Equal((AnswerSource.LastAssessment, true, Ana.Id), Told(culture.Answers["language"]));
        Assert.Empty(culture.Unconfirmed);

        assessment.Write(culture, new Dictionary<string, string?> { ["language"] = "Portuguese" }, new HashSet<string>(), null, Ben, Today, Now);
        Assert.Equal((AnswerSource.Typed, true, Ben.Id), Told(culture.Answers["language"]));
        Assert.Equal(["Spanish", "English"], culture.Answers["language"].Contradictions.Select(c => c.Value));

        static (AnswerSource, bool, Id<StaffMember>?) Told(Answer answer) => (answer.Source, answer.IsConfirmed, answer.ById);
    }

    [Fact]
    public void What_a_colleague_wrote_is_kept_when_it_is_replaced()
    {
        var assessment = Begin();
        var section = assessment.Sections[0];
        assessment.Write(section, new Dictionary<string, string?> { ["problem"] = "Ana's words" }, new HashSet<string>(), null, Ana, Today, Now);
        assessment.Write(section, new Dictionary<string, string?> { ["problem"] = "Ana's longer words" }, new HashSet<string>(), null, Ana, Today, Now);
        Assert.Empty(assessment.Drafts);

        assessment.Write(section, new Dictionary<string, string?> { ["problem"] = "Ben's words" }, new HashSet<string>(), null, Ben, Today, Now);

        Assert.Equal("Ana's longer words", Assert.Single(assessment.Drafts).Answers["problem"]);
    }

    [Fact]
    public void Nobody_assesses_who_neither_treats_nor_takes_in()
    {
        var patient = NewPatient();

        Assert.Throws<RuleViolation>(() => Assessment.Begin(patient, null, [], Person("Ada", Role.Administrator), Today, Now));
        Assert.Equal(AssessmentKind.Initial, Assessment.Begin(patient, null, [], Person("Ina", Role.Intake), Today, Now).Kind);
        Assert.Equal(AssessmentKind.Reassessment, Assessment.Begin(patient, Id<Assessment>.New(), [], Ana, Today, Now).Kind);
    }

    [Fact]
    public void A_risk_that_is_judged_moderate_or_high_asks_for_a_safety_plan_of_that_day()
    {
        var assessment = Begin(new KnownBefore("risk", "level", new Claim("high", AnswerSource.LastAssessment, Today.AddDays(-90))));
        var risk = assessment.Sections.Single(s => s.Key == "risk");
        Assert.Null(assessment.Judgement);

        assessment.Write(risk, new Dictionary<string, string?>(), new HashSet<string> { "level" }, null, Ana, Today.AddDays(1), Now.AddDays(1));
        Assert.Equal(new RiskJudgement(RiskLevel.High, Now.AddDays(1), null), assessment.Judgement);
        Assert.Equal(Today, assessment.NeedsSafetyPlanSince);
        assessment.Write(risk, new Dictionary<string, string?> { ["level"] = "moderate" }, new HashSet<string>(), null, Ana, Today.AddDays(2), Now.AddDays(2));
        Assert.Equal(Today.AddDays(2), assessment.NeedsSafetyPlanSince);
        assessment.Write(risk, new Dictionary<string, string?> { ["level"] = "low" }, new HashSet<string>(), null, Ana, Today, Now);
        Assert.Null(assessment.NeedsSafetyPlanSince);
    }

    [Fact]
    public void What_a_screen_says_waits_to_be_confirmed_and_beside_an_answer_it_is_a_claim()
    {
        var assessment = Begin();
        var risk = assessment.Sections.Single(s => s.Key == "risk");
        KnownBefore[] Says(string level, int day) => [new("risk", "level", new Claim(level, AnswerSource.Screening, Today.AddDays(day)))];

        assessment.Learn(Says("moderate", 0));
        assessment.Learn(Says("high", 1));
        Assert.Equal(("high", false), (risk.Answers["level"].Value, risk.Answers["level"].IsConfirmed));
        Assert.Empty(risk.Answers["level"].Claims);
        assessment.Write(risk, new Dictionary<string, string?> { ["level"] = "low" }, new HashSet<string>(), null, Ana, Today, Now);
        assessment.Learn(Says("moderate", 2));

        Assert.Equal(("low", "moderate"), (risk.Answers["level"].Value, Assert.Single(risk.Answers["level"].Contradictions).Value));
    }

    [Fact]
    public void What_was_heard_already_changes_nothing_and_what_is_new_was_shown_by_no_opened_page()
    {
        var assessment = Begin(new KnownBefore("risk", "level", new Claim("low", AnswerSource.LastAssessment, Today.AddDays(-90))));
        var risk = assessment.Sections.Single(s => s.Key == "risk");
        KnownBefore[] screen = [new("risk", "level", new Claim("high", AnswerSource.Screening, Today))];
        assessment.Write(risk, new Dictionary<string, string?> { ["suicidal"] = "none" }, new HashSet<string>(), "page", Ana, Today, Now);

        assessment.Learn(screen);
        var (answers, claims) = (risk.Answers, risk.Answers["level"].Claims);
        Assert.Equal(("high", "low", null), (answers["level"].Value, Assert.Single(claims).Value, risk.WrittenFrom));
        assessment.Learn(screen);
        Assert.Same(answers, risk.Answers);

        // Confirmed, or written otherwise: it was heard all the same.
        assessment.Write(risk, new Dictionary<string, string?>(), new HashSet<string> { "level" }, "page", Ana, Today, Now);
        assessment.Learn(screen);
        Assert.Equal("page", risk.WrittenFrom);
        assessment.Write(risk, new Dictionary<string, string?> { ["level"] = "moderate" }, new HashSet<string>(), "page", Ana, Today, Now);
        assessment.Learn(screen);
        Assert.Equal(("moderate", "page"), (risk.Answers["level"].Value, risk.WrittenFrom));
    }

    private static Assessment Begin(params KnownBefore[] known) => Assessment.Begin(NewPatient(), null, known, Ana, Today, Now);

    /// <summary>Answers everything that is required, with what asks for the least.</summary>
    internal static void Complete(Assessment assessment)
    {
        foreach (var section in assessment.Sections)
        {
            while (section.Outline.Missing(section.Values) is { Count: > 0 } missing)
            {
                Write(assessment, section, missing.Select(q =>
                    $"{q.Key}={(q.Key == "level" ? "low" : q.Kind is QuestionKind.Choice or QuestionKind.Choices ? q.Choices[^1].Code : "Words")}"));
            }
        }
    }

    private static void Write(Assessment assessment, AssessmentSection section, IEnumerable<string> answers) => assessment.Write(
        section, answers.Select(answer => answer.Split('=', 2)).ToDictionary(one => one[0], one => (string?)one[1]), new HashSet<string>(), null, Ana, Today, Now);

    private static Patient NewPatient() =>
        new(Clinic.Id, new Demographics { Name = new PersonName("Pat", "Tester"), BirthDate = Born }, new ContactDetails(), Today, Now);

    private static StaffMember Person(string name, Role role) => new(new PersonName(name, "Ruiz"), $"{name}@clinic.example", Clinic.Id, [role]);
}
