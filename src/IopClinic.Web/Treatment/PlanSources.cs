using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>Something a plan may begin with: offered, and taken over by whoever writes the plan.</summary>
/// <param name="Code">Which of the offers.</param>
/// <param name="Words">What is taken over.</param>
/// <param name="From">Where it comes from.</param>
/// <param name="Side">Of a problem: the side that it is on, as far as its source tells.</param>
public sealed record Suggestion(string Code, string Words, string From, PlanSide? Side = null);

/// <summary>
/// What a plan can rest on: the diagnoses that stand and what the signed assessment found. Nothing of it enters the plan by itself.
/// </summary>
public sealed class PlanSources
{
    /// <summary>The code of what came up in treatment, and was seen by a clinician.</summary>
    public const string Observed = "t:";

    private const int LongestOffer = 300;

    /// <summary>Questions whose answer may be a problem, with the side it is on.</summary>
    private static readonly (string Section, string Field, string Label, PlanSide Side)[] Findings =
    [
        ("presenting", "problem", "Presenting problem", PlanSide.MentalHealth),
        ("substances", "consequences", "What use has led to", PlanSide.SubstanceUse),
        ("substances", "withdrawal", "Withdrawal, overdose, seizures", PlanSide.SubstanceUse),
        ("trauma", "effects", "How trauma shows today", PlanSide.MentalHealth),
        ("risk", "suicide-details", "Thoughts of suicide", PlanSide.MentalHealth),
        ("family", "relationships", "Relationships now", PlanSide.MentalHealth),
        ("work-school", "now", "Work or school now", PlanSide.MentalHealth),
        ("medical", "sleep-food", "Sleep, food and activity", PlanSide.MentalHealth),
        ("legal", "details", "Court and probation", PlanSide.SubstanceUse),
    ];

    private PlanSources(
        IReadOnlyDictionary<string, PlanProvenance> all, IReadOnlyList<Suggestion> problems, IReadOnlyList<Suggestion> goals, IReadOnlyList<Suggestion> texts) =>
        (All, Problems, Goals, Texts) = (all, problems, goals, texts);

    /// <summary>By code, everything a problem may rest on.</summary>
    public IReadOnlyDictionary<string, PlanProvenance> All { get; }

    public IReadOnlyList<Suggestion> Problems { get; }

    /// <summary>What the patient wants to reach, in their words.</summary>
    public IReadOnlyList<Suggestion> Goals { get; }

    /// <summary>For the texts of the plan as a whole; the code is the name of the field.</summary>
    public IReadOnlyList<Suggestion> Texts { get; }

    /// <summary>"d:F33.1", "f:presenting.problem", "t:" with the note it came up in.</summary>
    public static string CodeOf(PlanProvenance source) => source.Kind switch
    {
        PlanSource.Diagnosis => $"d:{source.Reference}",
        PlanSource.Finding => $"f:{source.Reference}",
        _ => $"t:{source.Reference}",
    };

    /// <summary>Everything known of the patient, and what the plan's own lines rest on already.</summary>
    public static async Task<PlanSources> OfAsync(ClinicDb db, Id<Patient> id, PlanContent plan)
    {
        var patient = await db.Patients.AsNoTracking().Include(p => p.Diagnoses).SingleAsync(p => p.Id == id);
        var assessment = await db.Assessments.AsNoTracking().Include(a => a.Sections)
            .Where(a => a.PatientId == id && a.SignedAt != null).OrderByDescending(a => a.SignedAt).FirstOrDefaultAsync();
        var all = new Dictionary<string, PlanProvenance>();
        var problems = new List<Suggestion>();
        foreach (var diagnosis in patient.StandingDiagnoses)
        {
            var source = new PlanProvenance(PlanSource.Diagnosis, diagnosis.Code, $"{diagnosis.Code} {diagnosis.Text}");
            all[CodeOf(source)] = source;
            problems.Add(new Suggestion(CodeOf(source), diagnosis.Text, $"Diagnosis {diagnosis.Code}, since {Show.Date(diagnosis.ValidFrom)}", SideOf(diagnosis.Code)));
        }

        List<Suggestion> goals = [];
        List<Suggestion> texts = [];
        if (assessment is not null)
        {
            var of = $"assessment of {Show.Date(assessment.ClinicDate)}";
            foreach (var (section, field, label, side) in Findings)
            {
                if (Asked(section, field) is { } answer)
                {
                    var source = new PlanProvenance(PlanSource.Finding, $"{section}.{field}", $"{label}, {of}");
                    all[CodeOf(source)] = source;
                    problems.Add(new Suggestion(CodeOf(source), Shortened(answer), $"{label}, {of}", side));
                }
            }

            goals.AddRange(SentencesOf(Asked("goals", "goals")).Select((words, index) => new Suggestion($"g:{index}", words, $"In the patient’s words, {of}")));
            Offer(nameof(PlanContent.Strengths), ("strengths", "strengths"), ("strengths", "coping"), ("values", "values"), ("risk", "protects"));
            Offer(nameof(PlanContent.Preferences), ("preferences", "preferences"), ("preferences", "avoid"), ("culture", "faith"), ("culture", "background"));
            Offer(nameof(PlanContent.Barriers), ("work-school", "constraints"), ("work-school", "money"));

            void Offer(string text, params (string Section, string Field)[] questions)
            {
                foreach (var (section, field) in questions)
                {
                    if (Asked(section, field) is { } answer)
                    {
                        texts.Add(new Suggestion(text, answer, $"{AssessmentCatalog.Find(section)!.LabelOf(field)}, {of}"));
                    }
                }
            }

            string? Asked(string section, string field) =>
                assessment.Sections.Single(s => s.Key == section).Asked.Where(asked => asked.Field == field).Select(asked => asked.Answer.Value).FirstOrDefault();
        }

        var observed = new PlanProvenance(PlanSource.Treatment, "", "Came up in treatment");
        all[Observed] = observed;
        foreach (var source in plan.Of(PlanLevel.Problem).Select(line => line.RestsOn).OfType<PlanProvenance>())
        {
            // A plan keeps the words with which it was tied, whatever the chart says by now.
            all[CodeOf(source)] = source;
        }

        return new PlanSources(all, problems, goals, texts);
    }

    private static PlanSide SideOf(string code) => code.StartsWith("F1", StringComparison.Ordinal) ? PlanSide.SubstanceUse : PlanSide.MentalHealth;

    private static string Shortened(string answer) => answer.Length <= LongestOffer ? answer : answer[..(LongestOffer - 1)] + "…";

    private static IEnumerable<string> SentencesOf(string? answer) =>
        (answer ?? "").Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Shortened);
}
