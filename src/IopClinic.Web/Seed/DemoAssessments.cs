using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Assessments;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Seed;

/// <summary>
/// The demo clinic's assessments: some signed on the day of admission, one that awaits the supervisor's co-signature, some half written,
/// one begun by intake for somebody who waits, and one signed for somebody to be admitted.
/// </summary>
internal sealed class DemoAssessments(DemoAdmissions admissions, DemoStaff staff, Site site, DateOnly today, IReadOnlyList<SafetyPlan> plans)
{
    private readonly List<Assessment> _all = [];
    private readonly List<Signature> _signatures = [];

    /// <summary>The first links of their patients' chains.</summary>
    public IReadOnlyList<Signature> Signatures => _signatures;

    /// <summary>Of everybody who has one.</summary>
    public IEnumerable<Diagnosis> Diagnoses => admissions.Patients.Concat(admissions.InCare.Select(care => care.Patient)).Distinct().SelectMany(patient => patient.Diagnoses);

    public IReadOnlyList<Assessment> Write()
    {
        var hers = admissions.InCare.Where(care => care.Clinician == staff.Clinician && care.Episode.IsOpen && care.Episode.AdmittedOn < today)
            .OrderByDescending(care => care.Episode.AdmittedOn).ThenBy(care => care.Patient.Name.Family, StringComparer.Ordinal).ToList();
        foreach (var care in hers.Take(2))
        {
            Begin(care.Patient, care.Person, care.Clinician, daysAgo: 1, sections: 6);
        }

        foreach (var care in hers.Skip(2).Take(3))
        {
            SignAtAdmission(care);
        }

        SignAtAdmission(admissions.InCare.First(care => care.Clinician == staff.Resident && care.Episode.IsOpen && care.Episode.AdmittedOn < today));

        // Everybody else was diagnosed when they came, before the clinic kept its assessments here.
        foreach (var care in admissions.InCare.Where(care => care.Patient.Diagnoses.Count == 0 && care.Episode.AdmittedOn <= today).DistinctBy(care => care.Patient.Id))
        {
            foreach (var code in DiagnosesOf(care.Person.Focus).Select(d => d.Split(' ', 2)))
            {
                care.Patient.Diagnose(
                    new DiagnosisFinding(code[0], code[1], DiagnosisStatus.Confirmed, null), care.Clinician, care.Episode.AdmittedOn, Signed(care));
            }
        }

        Begin(admissions.Waiting[0], DemoPeople.Waiting[0], staff.Intake, daysAgo: 0, sections: 2);
        // Ready to be admitted.
        var whole = Begin(admissions.Waiting[1], DemoPeople.Waiting[1], staff.Whitehorse, daysAgo: 1, AssessmentCatalog.Sections.Count);
        var signed = ClinicClock.InstantOf(today.AddDays(-1), new TimeOnly(11, 20), site.Zone);
        _signatures.Add(whole.Sign(staff.Whitehorse, admissions.Waiting[1].BirthDate, head: null, today.AddDays(-1), signed));
        var diagnoses = AssessmentCatalog.DiagnosesIn(whole.Sections.Single(s => s.Key == AssessmentCatalog.Diagnoses).Values);
        admissions.Waiting[1].Adopt(diagnoses.Select(row => row.Finding!), whole, staff.Whitehorse, today.AddDays(-1), signed);
        return _all;
    }

    /// <summary>Whole, confirmed and signed before the first session; what a resident signs awaits the supervisor.</summary>
    private void SignAtAdmission(InCare care)
    {
        var assessment = Begin(
            care.Patient, care.Person, care.Clinician, today.DayNumber - care.Episode.AdmittedOn.DayNumber, AssessmentCatalog.Sections.Count, new TimeOnly(7, 10));
        _signatures.Add(assessment.Sign(
            care.Clinician, care.Patient.BirthDate, head: null, care.Episode.AdmittedOn, Signed(care),
            plans.FirstOrDefault(plan => plan.PatientId == care.Patient.Id)?.ClinicDate));
        if (assessment.AwaitsCoSignature)
        {
            // The co-signature brings the diagnoses.
            return;
        }

        var found = AssessmentCatalog.DiagnosesIn(assessment.Sections.Single(s => s.Key == AssessmentCatalog.Diagnoses).Values);
        care.Patient.Adopt(found.Select(row => row.Finding!), assessment, care.Clinician, care.Episode.AdmittedOn, Signed(care));
    }

    private DateTimeOffset Signed(InCare care) => ClinicClock.InstantOf(care.Episode.AdmittedOn, new TimeOnly(8, 20), site.Zone);

    /// <summary>What they mostly work on as diagnoses, the principal one first.</summary>
    internal static string[] DiagnosesOf(Focus focus) => focus switch
    {
        Focus.Alcohol => ["F10.20 Alcohol dependence, uncomplicated", "F33.1 Major depressive disorder, recurrent, moderate"],
        Focus.Opioids => ["F11.20 Opioid dependence, uncomplicated", "F41.1 Generalized anxiety disorder"],
        Focus.Stimulants => ["F15.20 Other stimulant dependence, uncomplicated", "F32.1 Major depressive disorder, single episode, moderate"],
        Focus.Cannabis => ["F12.20 Cannabis dependence, uncomplicated", "F41.1 Generalized anxiety disorder"],
        Focus.Depression => ["F33.1 Major depressive disorder, recurrent, moderate", "F10.10 Alcohol abuse, uncomplicated"],
        Focus.Panic => ["F41.0 Panic disorder [episodic paroxysmal anxiety]"],
        Focus.Trauma => ["F43.12 Post-traumatic stress disorder, chronic", "F10.10 Alcohol abuse, uncomplicated"],
        Focus.Bipolar => ["F31.81 Bipolar II disorder"],
        Focus.SocialAnxiety => ["F40.10 Social phobia, unspecified"],
        Focus.Grief => ["F43.81 Prolonged grief disorder"],
        Focus.Anger => ["F63.81 Intermittent explosive disorder"],
        Focus.SelfHarm => ["F60.3 Borderline personality disorder", "F33.1 Major depressive disorder, recurrent, moderate"],
        Focus.Burnout => ["F43.23 Adjustment disorder with mixed anxiety and depressed mood"],
        Focus.Sleep => ["F51.01 Primary insomnia", "F32.0 Major depressive disorder, single episode, mild"],
        _ => [],
    };

    private Assessment Begin(Patient patient, DemoPerson person, StaffMember by, int daysAgo, int sections, TimeOnly? began = null)
    {
        var day = today.AddDays(-daysAgo);
        var at = ClinicClock.InstantOf(day, began ?? new TimeOnly(daysAgo == 0 ? 0 : 10, 20), site.Zone);
        var assessment = Assessment.Begin(patient, null, WhatIsKnown.OfRecord(patient, site.Zone), by, day, at);
        foreach (var section in assessment.Sections.Take(sections))
        {
            // What the record says is confirmed as it is.
            var answers = AnswersOf(section.Key, person).Where(answer => !section.Answers.ContainsKey(answer.Key)).ToDictionary();
            assessment.Write(section, answers, section.Answers.Keys.ToHashSet(), null, by, day, at.AddMinutes(40));
        }

        _all.Add(assessment);
        return assessment;
    }

    private Dictionary<string, string?> AnswersOf(string section, DemoPerson person)
    {
        var uses = person.Focus is Focus.Alcohol or Focus.Opioids or Focus.Stimulants or Focus.Cannabis;
        (string Key, string? Value)[] answers = section switch
        {
            "presenting" =>
            [
                ("problem", uses
                    ? "\"I stopped for a week at a time and each week got shorter. I do not want to learn what comes after that.\""
                    : "\"I get through the day and then there is nothing left of me. My family has started to whisper.\""),
                ("since", Month(430)),
                ("why-now", "A warning at work, and a talk at the kitchen table that nobody wanted to end in a quarrel."),
                ("symptoms", uses ? "craving,sleep,irritability" : "low-mood,no-interest,sleep,energy"),
                ("course", "Most days of the week, worst in the evening. Has stopped cooking, answers messages after days."),
            ],
            "mental-health" =>
            [
                ("earlier-treatment", "Six meetings with a counselor three years ago, ended when the insurance changed. The homework helped, the waiting room did not."),
                ("stays.0.where", "County hospital"), ("stays.0.from", "2022-03"), ("stays.0.until", "2022-03"), ("stays.0.reason", "Four nights after a crisis"),
                ("tried", "Sertraline for two months; stopped because of the stomach."),
            ],
            "substances" =>
            [
                ("used", "yes"),
                ("substances.0.substance", person.Focus switch { Focus.Opioids => "7", Focus.Stimulants => "10", Focus.Cannabis => "4", _ => "2" }),
                ("substances.0.route", person.Focus is Focus.Stimulants or Focus.Cannabis ? "2" : "1"),
                ("substances.0.frequency", uses ? "3" : "2"), ("substances.0.first-age", "16"), ("substances.0.last-use", Month(40)),
                ("consequences", uses ? "Two jobs, a license for six months. Longest time without: eleven weeks, in spring." : "None that the patient or the family names."),
                ("tobacco", "no"),
            ],
            "medical" => [("conditions", "Back pain since a fall; otherwise well."), ("allergies", "None known"), ("primary-care", "Community health center, seen in summer")],
            "family" => [("living", "3"), ("marital", "2"), ("household", "Lives with family; two rooms, one quiet hour in the evening."), ("free-time", "A neighbor with a garden; used to play cards on Fridays.")],
            "trauma" => [("experienced", person.Focus is Focus.Trauma ? "yes" : "no"), ("safe-now", "yes")],
            "legal" => [("involved", "no"), ("arrests", "0")],
            "work-school" =>
            [
                ("employment", "2"), ("education", "3"), ("veteran", "2"), ("now", "Half days at a warehouse; the foreman knows and keeps the place."),
                ("constraints", "Tuesdays until noon."), ("money", "Bus line 8; rent is paid until January."),
            ],
            "culture" => [("language", "English"), ("interpreter", "no"), ("faith", "Sundays with the family; nobody has to ask about it.")],
            "preferences" => [("preferences", person.Preferences ?? "Plain words, and to know what comes next."), ("mode", "on-site")],
            "strengths" => [("strengths", person.Strengths), ("coping", "Walks to the water and back before answering anybody.")],
            "values" => [("values", "Being somebody on whom others can lean without asking twice.")],
            "goals" => [("goals", "\"I want to sit through a whole supper again and not count the minutes.\""), ("first-step", "Three evenings at home in one week.")],
            "support" => [("network", person.Supporter is { } near ? $"{near.Name} is told everything first; the neighbors help with errands." : "Two friends from work; family is far away."), ("groups", "A Thursday meeting in the parish hall.")],
            "risk" =>
            [
                ("suicidal", person.Risk is RiskLevel.Moderate or RiskLevel.High ? "wish" : "none"), ("self-harm", "never"), ("violence", "none"), ("firearms", "no"),
                ("suicide-details", person.Risk is RiskLevel.Moderate or RiskLevel.High ? "Wished not to wake up, twice in October. No plan, no means sought." : null),
                ("protects", "The family, the work with the hands, and a promise to a sister."),
                ("level", person.Risk switch { RiskLevel.High => "high", RiskLevel.Moderate => "moderate", RiskLevel.None => "none", _ => "low" }),
                ("steps", person.Risk is RiskLevel.Moderate or RiskLevel.High ? "Safety plan written the same day; medication at home counted and handed to the family." : null),
            ],
            "mental-status" =>
            [
                ("appearance", "groomed,age"), ("behavior", "cooperative"), ("speech", "normal"), ("mood", "tired"), ("affect", "congruent"), ("process", "goal"),
                ("content", "usual"), ("perception", "usual"), ("orientation", "person,place,time,situation"), ("memory", "intact"), ("insight", "fair"), ("judgment", "fair"),
            ],
            "diagnoses" =>
            [
                ("found", "yes"),
                .. DiagnosesOf(person.Focus).Index().SelectMany(d => new (string, string?)[]
                {
                    ($"diagnoses.{d.Index}.code", d.Item), ($"diagnoses.{d.Index}.status", d.Index == 0 ? "confirmed" : "provisional"), ($"diagnoses.{d.Index}.onset", d.Index == 0 ? "2023" : null),
                }),
                ("formulation", uses
                ? "Use began as relief and became the day's shape; sleep, work and mood followed it down. Motivation is the patient's own and recent."
                : "A long strain without rest turned into an episode; it feeds on withdrawal from people who would help."),
            ],
            "level-of-care" =>
            [
                ("asam-edition", uses ? "4" : "none"),
                ("asam4-1", uses ? "1" : null), ("asam4-2", uses ? "0" : null), ("asam4-3", uses ? "2" : null), ("asam4-4", uses ? "2" : null), ("asam4-5", uses ? "2" : null),
                ("asam4-4-why", uses ? "Three lapses since summer, each longer; none of them with an emergency." : null),
                ("recommended", "iop"), ("actual", "iop"),
            ],
            "summary" =>
            [
                ("summary", "Works half days, lives with family, has lost the evenings. Nothing points to immediate danger; a lot points to slipping without structure."),
                ("recommendations", "Intensive outpatient, three sessions a week; individual hour; review of sleep and medication by the prescriber in the first week."),
            ],
            _ => [],
        };
        return answers.Where(answer => answer.Value is not null).ToDictionary(answer => answer.Key, answer => answer.Value);
    }

    /// <summary>The month in which that day lay, as an answer.</summary>
    private string Month(int daysAgo) => Show.Iso(today.AddDays(-daysAgo))[..7];
}
