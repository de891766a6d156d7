using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Assessments;

/// <summary>
/// What the comprehensive assessment asks. The keys are stored with every answer: a question may be worded anew or added, and a key is
/// never given another meaning. What was asked when something was signed stays asked for those answers: the signature covers what is asked.
/// </summary>
public static class AssessmentCatalog
{
    /// <summary>The form of the catalogue; part of what a signature covers.</summary>
    public const string Edition = "assessment-catalog/1";

    /// <summary>Where the people around the patient are named.</summary>
    public const string SupportNetwork = "support";

    /// <summary>Where the diagnoses stand.</summary>
    public const string Diagnoses = "diagnoses";

    public const string Risk = "risk";

    /// <summary>In which edition of the ASAM Criteria the clinician rated.</summary>
    public const string AsamEdition = "asam-edition";

    private static readonly IReadOnlyList<(string Key, string Label, GuardianConsent Consent)> Consents =
    [
        ("not-yet", "Guardian, has not consented yet", GuardianConsent.NotYet), ("in-person", "Guardian, consented in person", GuardianConsent.InPerson),
        ("in-writing", "Guardian, consented in writing", GuardianConsent.InWriting), ("by-phone", "Guardian, consented by phone or video", GuardianConsent.ByPhoneOrVideo),
        ("court-order", "Guardian, by court order", GuardianConsent.ByCourtOrder),
    ];

    private static readonly IReadOnlyList<(string Key, string Label, DiagnosisStatus Status)> Statuses =
    [
        ("provisional", "Provisional", DiagnosisStatus.Provisional), ("confirmed", "Confirmed", DiagnosisStatus.Confirmed),
        ("remission", "In remission", DiagnosisStatus.InRemission), ("ruled-out", "Ruled out", DiagnosisStatus.RuledOut),
        ("resolved", "Resolved", DiagnosisStatus.Resolved),
    ];

    private static readonly IReadOnlyList<Choice> YesNoUnknown = [new("yes", "Yes"), new("no", "No"), new("unknown", "Not known")];

    private static readonly IReadOnlyList<Choice> YesNoDeclined = [new("yes", "Yes"), new("no", "No"), new("declined", "Prefers not to say")];

    private static readonly IReadOnlyList<Choice> Levels =
    [
        new("outpatient", "Outpatient"), new("iop", "Intensive outpatient"), new("php", "Partial hospitalization"), new("residential", "Residential"),
        new("inpatient", "Inpatient"), new("other", "Another level"), new("none", "No treatment needed"),
    ];

    private static readonly IReadOnlyList<Choice> Ratings = [new("0", "0"), new("1", "1"), new("2", "2"), new("3", "3"), new("4", "4")];

    public static IReadOnlyList<SectionOutline> Sections { get; } =
    [
        new("presenting", "Presenting problem and current symptoms", "What brings the patient here, and how it shows now.",
        [
            Text("problem", "Presenting problem, in the patient's words") with { IsRequired = true },
            Date("since", "Since when"),
            Text("why-now", "What made them come now"),
            Any("symptoms", "Current symptoms",
                ("low-mood", "Low mood"), ("no-interest", "Loss of interest"), ("anxiety", "Anxiety"), ("panic", "Panic"), ("sleep", "Trouble sleeping"),
                ("appetite", "Change of appetite"), ("energy", "Low energy"), ("concentration", "Trouble concentrating"), ("irritability", "Irritability"),
                ("elevated", "Elevated mood"), ("voices", "Hearing or seeing what others do not"), ("intrusive", "Intrusive thoughts"),
                ("flashbacks", "Flashbacks"), ("craving", "Craving"), ("withdrawal", "Withdrawal")) with { IsRequired = true },
            Text("course", "How strong, how often, and what they keep from"),
        ]),
        new("mental-health", "Mental-health history", "Earlier treatment, and what helped.",
        [
            Text("earlier-treatment", "Earlier treatment and what came of it") with { IsRequired = true },
            Rows("stays", "Hospital and residential stays",
                Line("where", "Where") with { IsRequired = true }, Date("from", "From"), Date("until", "Until") with { NotBefore = "from" }, Line("reason", "Reason")),
            Text("told-diagnoses", "Diagnoses the patient was told"),
            Text("tried", "Medication tried before, and its effect"),
            Text("family-history", "Mental health in the family"),
        ]),
        new("substances", "Substance use", "Each substance in a row of its own; codes are those of TEDS.",
        [
            One("used", "Has the patient ever used alcohol or drugs?", YesNoUnknown) with { IsRequired = true },
            Rows("substances", "Substances",
                One("substance", "Substance", TedsCodes.Substances) with { IsRequired = true },
                Line("name", "Name, form or amount"),
                One("route", "Route", TedsCodes.Routes),
                One("frequency", "Past 30 days", TedsCodes.Frequencies),
                Number("first-age", "Age at first use", 0, 110) with { AgeAt = "first-use" },
                Date("first-use", "First use"),
                Date("last-use", "Last use") with { NotBefore = "first-use" }) with
            {
                Hint = "The first row is the main substance.",
                RequiredWhen = v => v["used"] == "yes",
                AskedWhen = v => v["used"] is not "no",
            },
            Text("consequences", "What use has led to, and the longest time without"),
            Text("withdrawal", "Withdrawal, overdose, seizures"),
            One("opioid-medication", "Medication for opioid use planned or under way", TedsCodes.YesNo) with { AskedWhen = v => v["used"] is not "no" },
            Text("earlier-sud-treatment", "Earlier treatment for substance use"),
            One("tobacco", "Tobacco or nicotine now", YesNoUnknown),
            Text("other-addictive", "Gambling and other addictive behavior"),
            Text("family-history", "Substance use in the family"),
        ]),
        new("medical", "Medical and medication", "What the team must know of the body, and everything that is taken.",
        [
            Text("conditions", "Medical conditions and pain") with { IsRequired = true },
            Text("allergies", "Allergies and reactions") with { IsRequired = true, Hint = "Write \"none known\" where there are none." },
            Rows("medication", "Current medication",
                Line("name", "Medication") with { IsRequired = true }, Line("dose", "Dose and times"), Line("for", "For"), Line("prescriber", "Prescribed by"),
                One("taken", "Taken as prescribed", YesNoUnknown)),
            Line("primary-care", "Primary care"),
            Date("last-examined", "Last medical examination"),
            One("pregnant", "Pregnant", [.. YesNoUnknown, new("n/a", "Does not apply")]),
            Text("sleep-food", "Sleep, food and activity"),
        ]),
        new("family", "Family and social", "Who is around, where the patient lives, and how it goes there.",
        [
            One("living", "Living arrangement", TedsCodes.LivingArrangements) with { IsRequired = true },
            One("marital", "Marital status", TedsCodes.MaritalStatus),
            Text("household", "Household, children and those the patient cares for") with { IsRequired = true },
            Text("growing-up", "Growing up"),
            Text("relationships", "Relationships now"),
            Text("free-time", "Friends, community and free time"),
        ]),
        new("trauma", "Trauma", "Asked gently; the patient decides how much is told.",
        [
            One("experienced", "Has the patient lived through something terrible?", YesNoDeclined) with { IsRequired = true },
            Text("what", "What the patient wants known of it") with { AskedWhen = v => v["experienced"] == "yes" },
            Text("effects", "How it shows today") with { AskedWhen = v => v["experienced"] == "yes" },
            One("safe-now", "Safe where they live now", YesNoUnknown) with { IsRequired = true },
            Text("helps", "What helps when memories come") with { AskedWhen = v => v["experienced"] == "yes" },
        ]),
        new("legal", "Legal", "What binds the patient, and what the program must report.",
        [
            One("involved", "Any legal involvement now", YesNoUnknown) with { IsRequired = true },
            One("arrests", "Arrests in the past 30 days", TedsCodes.Arrests),
            Text("details", "Court, probation, orders and dates") with { RequiredWhen = v => v["involved"] == "yes" },
            Line("officer", "Probation officer, lawyer or case worker"),
        ]),
        new("work-school", "Work and school", "What fills the week, and what the schedule must leave room for.",
        [
            One("employment", "Employment", TedsCodes.Employment) with { IsRequired = true },
            One("education", "Education", TedsCodes.Education) with { IsRequired = true },
            One("veteran", "Served in the armed forces", TedsCodes.YesNo),
            Text("now", "Work or school now, and what has changed"),
            Text("constraints", "Hours that are not free"),
            Text("money", "Money, transport and benefits"),
        ]),
        new("culture", "Culture, language and faith", "What treatment has to respect, and may build on.",
        [
            Line("language", "Language the patient thinks in") with { IsRequired = true },
            One("interpreter", "Needs an interpreter", YesNoUnknown) with { IsRequired = true },
            Text("background", "Culture and identity"),
            Text("faith", "Faith and what it means for treatment"),
        ]),
        new("preferences", "Preferences", "How the patient wants to be treated.",
        [
            Text("preferences", "Preferences for treatment") with { IsRequired = true },
            Text("avoid", "What should be avoided"),
            Any("mode", "Way of meeting", ("on-site", "On site"), ("telehealth", "Telehealth"), ("either", "Either")),
        ]),
        new("strengths", "Strengths", "What the patient brings.",
        [
            Text("strengths", "Strengths and what went well before") with { IsRequired = true },
            Text("coping", "What helps on a bad day"),
        ]),
        new("values", "Values", "What matters, beside being well.",
        [
            Text("values", "What matters most to the patient"),
        ]),
        new("goals", "Personal goals", "In the patient's own words.",
        [
            Text("goals", "What the patient wants to reach, in their words") with { IsRequired = true },
            Text("first-step", "What would be a first sign of it"),
        ]),
        new(SupportNetwork, "Support network", "People who may help; they are kept with the patient's support people.",
        [
            Rows("people", "People",
                Line("name", "Name") with { IsRequired = true },
                Line("relationship", "Relationship") with { IsRequired = true, Longest = SupportPerson.LongestRelationship },
                Line("phone", "Phone") with { Longest = SupportPerson.LongestPhone },
                One("joins", "May join family sessions", [new("yes", "Yes"), new("no", "No")]),
                One("guardian", "Guardian of the patient", [new("no", "No guardian"), .. Consents.Select(consent => new Choice(consent.Key, consent.Label))]) with { IsOfMinors = true },
                Line("role", "Part in recovery")),
            Text("network", "How the network carries, and where it does not") with { IsRequired = true },
            Text("groups", "Self-help groups, peers, community"),
        ]),
        new(Risk, "Risk", "Suicide, self-harm and violence, now and before, and what protects.",
        [
            One("suicidal", "Thoughts of suicide, past month",
                [
                    new("none", "None"), new("wish", "Wish to be dead"), new("thoughts", "Thoughts without a plan"),
                    new("plan", "Thoughts with a plan or intent"), new("declined", "Prefers not to say"),
                ]) with { IsRequired = true },
            Rows("attempts", "Attempts", Date("when", "When") with { IsRequired = true }, Line("how", "How and what followed")),
            Text("suicide-details", "Thoughts, plan, intent and means") with
            {
                RequiredWhen = v => v["suicidal"] is "wish" or "thoughts" or "plan" || v.RowsOf("attempts").Count > 0,
            },
            One("self-harm", "Self-harm without the wish to die", [new("never", "Never"), new("past", "Before"), new("recent", "In the past three months")]) with { IsRequired = true },
            One("violence", "Thoughts of harming others", [new("none", "None"), new("past", "Before"), new("recent", "Now or lately")]) with { IsRequired = true },
            Text("violence-details", "Violence: whom, when, and what was done") with { RequiredWhen = v => v["violence"] is "past" or "recent" },
            One("firearms", "Firearms or stored medication within reach", YesNoUnknown) with { IsRequired = true },
            Text("protects", "What protects") with { IsRequired = true },
            One("level", "Risk as judged now", [new("none", "None"), new("low", "Low"), new("moderate", "Moderate"), new("high", "High")]) with { IsRequired = true },
            Text("steps", "Steps taken") with { RequiredWhen = v => v["level"] is "moderate" or "high" },
        ]),
        new("mental-status", "Mental status exam", "As observed in the interview.",
        [
            Any("appearance", "Appearance", ("groomed", "Well groomed"), ("unkempt", "Unkempt"), ("age", "Looks the stated age"), ("other", "Other")),
            Any("behavior", "Behavior", ("cooperative", "Cooperative"), ("guarded", "Guarded"), ("restless", "Restless"), ("slowed", "Slowed"), ("withdrawn", "Withdrawn")) with { IsRequired = true },
            Any("speech", "Speech", ("normal", "Normal"), ("slow", "Slow"), ("pressured", "Pressured"), ("soft", "Soft"), ("slurred", "Slurred")),
            Line("mood", "Mood, in the patient's word") with { IsRequired = true },
            Any("affect", "Affect", ("congruent", "Congruent"), ("full", "Full range"), ("flat", "Flat"), ("labile", "Labile"), ("tearful", "Tearful"), ("anxious", "Anxious")) with { IsRequired = true },
            Any("process", "Thought process", ("goal", "Goal-directed"), ("tangential", "Tangential"), ("racing", "Racing"), ("blocked", "Blocked")) with { IsRequired = true },
            Any("content", "Thought content", ("usual", "Nothing unusual"), ("obsessions", "Obsessions"), ("delusions", "Delusions"), ("hopeless", "Hopelessness"), ("ideas", "Ideas of reference")),
            Any("perception", "Perception", ("usual", "Nothing unusual"), ("hears", "Hears voices"), ("sees", "Sees things")),
            Any("orientation", "Orientation", ("person", "Person"), ("place", "Place"), ("time", "Time"), ("situation", "Situation")) with { IsRequired = true },
            One("memory", "Memory and attention", [new("intact", "Intact"), new("impaired", "Impaired")]),
            One("insight", "Insight", [new("good", "Good"), new("fair", "Fair"), new("poor", "Poor")]) with { IsRequired = true },
            One("judgment", "Judgment", [new("good", "Good"), new("fair", "Fair"), new("poor", "Poor")]) with { IsRequired = true },
            Text("remarks", "Remarks"),
        ]),
        new(Diagnoses, "Diagnoses", "How the findings come together.",
        [
            One("found", "Diagnoses", [new("yes", "Named below"), new("none", "None at this time")]) with { IsRequired = true },
            Rows("diagnoses", "Diagnoses",
                new Question("code", "Diagnosis", QuestionKind.Code) { IsRequired = true, IsUnique = true, Hint = "A code, or words such as \u201Cdepression moderate\u201D." },
                One("status", "How sure", [.. Statuses.Select(status => new Choice(status.Key, status.Label))]) with { IsRequired = true },
                Date("onset", "Since"),
                Number("order", "Order", 1, Question.MostRows)) with
            {
                Hint = "The first is the principal diagnosis. The signature keeps them with the patient, or the co-signature where one is needed; what is taken out here ends.",
                RequiredWhen = v => v["found"] == "yes",
                AskedWhen = v => v["found"] is not "none",
                SufficesWhen = v => DiagnosesIn(v).Any(d => d.Rank is not null),
                IsRanked = true,
            },
            Text("formulation", "Formulation: how the findings lead to the diagnoses") with { IsRequired = true },
            Text("considered", "What was considered and ruled out"),
        ]),
        new("level-of-care", "Level of care", "Ratings as the clinician gives them; nothing is computed.",
        [
            One(AsamEdition, "ASAM Criteria", [new("4", "Fourth edition"), new("3", "Third edition"), new("none", "Not used")]) with { IsRequired = true },
            .. Dimensions("3", [
                "1 · Acute intoxication, withdrawal potential", "2 · Biomedical conditions and complications", "3 · Emotional, behavioral, cognitive conditions",
                "4 · Readiness to change", "5 · Relapse, continued use potential", "6 · Recovery environment",
            ], rated: 6),
            .. Dimensions("4", [
                "1 · Intoxication, withdrawal, addiction medications", "2 · Biomedical conditions", "3 · Psychiatric and cognitive conditions",
                "4 · Substance use-related risks", "5 · Recovery environment interactions", "6 · Person-centered considerations",
            ], rated: 5),
            One("locus", "LOCUS", [new("yes", "Scored"), new("no", "Not used")]),
            .. new (string Key, string Label)[]
            {
                ("harm", "Risk of harm"), ("function", "Functional status"), ("co-morbidity", "Co-morbidity"), ("stress", "Recovery environment: stress"),
                ("support", "Recovery environment: support"), ("history", "Treatment and recovery history"), ("engagement", "Engagement"),
            }.Select(scale => Number($"locus-{scale.Key}", $"LOCUS: {scale.Label}", 1, 5) with { AskedWhen = v => v["locus"] == "yes" }),
            Number("locus-composite", "LOCUS: composite score", 7, 35) with { AskedWhen = v => v["locus"] == "yes" },
            Number("locus-level", "LOCUS: level", 0, 6) with { AskedWhen = v => v["locus"] == "yes" },
            One("recommended", "Recommended level of care", Levels) with { IsRequired = true },
            One("actual", "Actual level of care", Levels) with { IsRequired = true },
            Text("difference", "Reason for the difference") with { RequiredWhen = v => v["recommended"] is { } recommended && v["actual"] is { } actual && recommended != actual },
        ]),
        new("summary", "Summary and recommendations", "What a reader needs who reads nothing else.",
        [
            Text("summary", "Summary") with { IsRequired = true },
            Text("recommendations", "Recommendations") with { IsRequired = true },
            Text("declined", "What was offered and declined"),
        ]),
    ];

    /// <summary>The answer that says so.</summary>
    public static string CodeOf(Programs.AsamEdition edition) => edition is Programs.AsamEdition.Third ? "3" : "4";

    /// <summary>The answer that says how sure a diagnosis is.</summary>
    public static string CodeOf(DiagnosisStatus status) => Statuses.First(s => s.Status == status).Key;

    /// <summary>
    /// The diagnoses of that section in their order: those that stand with their rank, 1 for the principal one, then those that were ruled
    /// out or have passed. A row without a code or a status is left out.
    /// </summary>
    public static IReadOnlyList<(int Row, int? Rank, DiagnosisFinding? Finding)> DiagnosesIn(Values values)
    {
        var rows = values.RowsOf("diagnoses").Select(row => (Row: row, Order: int.TryParse(values[$"diagnoses.{row}.order"], out var order) ? order : 100 + row, Finding: Of(row)))
            .OrderBy(row => row.Finding?.IsClosing == true).ThenBy(row => row.Order).ThenBy(row => row.Row).ToList();
        return [.. rows.Select((row, index) => (row.Row, row.Finding is { IsClosing: false } ? rows.Take(index).Count(r => r.Finding is { IsClosing: false }) + 1 : (int?)null, row.Finding))];

        DiagnosisFinding? Of(int row) => values[$"diagnoses.{row}.code"]?.Split(' ', 2) is [var code, var text] && values[$"diagnoses.{row}.status"] is { } said
            ? new DiagnosisFinding(code, text, Statuses.First(s => s.Key == said).Status, values[$"diagnoses.{row}.onset"])
            : null;
    }

    /// <summary>How somebody named in the support network consented as guardian; null when they are none.</summary>
    public static GuardianConsent? ConsentOf(string? code) => Consents.Where(c => c.Key == code).Select(c => (GuardianConsent?)c.Consent).FirstOrDefault();

    /// <summary>The answer that says so.</summary>
    public static string CodeOf(GuardianConsent consent) => Consents.First(c => c.Consent == consent).Key;

    /// <summary>The section of that key; null when there is none.</summary>
    public static SectionOutline? Find(string? key) => Sections.FirstOrDefault(section => section.Key == key);

    private static IEnumerable<Question> Dimensions(string edition, string[] names, int rated) => names.SelectMany((name, index) =>
    {
        var key = $"asam{edition}-{index + 1}";
        bool IsAsked(Values values) => values[AsamEdition] == edition;
        var why = Text($"{key}-why", $"{name}: rationale") with { AskedWhen = IsAsked };
        return index < rated
            ? [One(key, name, Ratings) with { AskedWhen = IsAsked, RequiredWhen = IsAsked }, why]
            : new[] { why };
    });

    private static Question Line(string key, string label) => new(key, label, QuestionKind.Line);

    private static Question Text(string key, string label) => new(key, label, QuestionKind.Text);

    private static Question Date(string key, string label) => new(key, label, QuestionKind.Date) { Hint = "2009, 2009-06 or 2009-06-15" };

    private static Question Number(string key, string label, int least, int most) => new(key, label, QuestionKind.Number) { Least = least, Most = most };

    private static Question One(string key, string label, IReadOnlyList<Choice> choices) => new(key, label, QuestionKind.Choice) { Choices = choices };

    private static Question Any(string key, string label, params (string Code, string Label)[] choices) =>
        new(key, label, QuestionKind.Choices) { Choices = [.. choices.Select(choice => new Choice(choice.Code, choice.Label))] };

    private static Question Rows(string key, string label, params Question[] parts) => new(key, label, QuestionKind.Rows) { Parts = parts };
}
