using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Assessments;

/// <summary>The answers of one section of one assessment. Two people may write in two sections at the same time.</summary>
public sealed class AssessmentSection : IBelongToPatient
{
    private AssessmentSection()
    {
    }

    internal AssessmentSection(Assessment assessment, string key)
    {
        AssessmentId = assessment.Id;
        PatientId = assessment.PatientId;
        Key = key;
    }

    public Id<Assessment> AssessmentId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>Which section of the catalogue.</summary>
    public string Key { get; private set; } = "";

    [NotAudited]
    public IReadOnlyDictionary<string, Answer> Answers { get; private set; } = new Dictionary<string, Answer>();

    /// <summary>Who wrote last; null while nobody did.</summary>
    public Id<StaffMember>? WrittenById { get; private set; }

    public DateTimeOffset? WrittenAt { get; private set; }

    /// <summary>
    /// The opened page that wrote last and which of its saves that was, so that a page is not taken for somebody else when an answer to it
    /// was lost, and what it sent earlier does not arrive over what it sent later.
    /// </summary>
    [NotAudited]
    public string? WrittenFrom { get; private set; }

    public uint Version { get; private set; }

    public SectionOutline Outline => AssessmentCatalog.Find(Key)!;

    public Values Values => new(Answers.ToDictionary(answer => answer.Key, answer => answer.Value.Value));

    /// <summary>The risk as this section judges it; null in every other one, and while nobody has written or confirmed it.</summary>
    public RiskJudgement? Judgement =>
        Key == AssessmentCatalog.Risk && Answers.GetValueOrDefault("level") is { IsConfirmed: true, At: { } at } level
            && Enum.TryParse<RiskLevel>(level.Value, ignoreCase: true, out var risk)
            ? new RiskJudgement(risk, at, level.Source is AnswerSource.Typed ? level.AsOf : null)
            : null;

    /// <summary>The answers that are read and signed; what is not asked any more is kept and is none of them.</summary>
    public IEnumerable<(string Field, Answer Answer)> Asked => Outline.Answered(Values).Select(answered => (answered.Field, Answers[answered.Field]));

    /// <summary>Answers that were filled in from elsewhere and that nobody has confirmed or changed yet.</summary>
    public IEnumerable<string> Unconfirmed => Asked.Where(asked => !asked.Answer.IsConfirmed).Select(asked => asked.Field);

    /// <summary>What cannot stand among the answers, nor be signed: "Substances 1: Last use: That is before the first time."</summary>
    /// <param name="born">The patient's birth date.</param>
    /// <param name="today">The clinic date.</param>
    public IReadOnlyList<string> Faults(DateOnly born, DateOnly today) =>
        [.. Outline.Judge(Outline.Asked(Values), born, today).Select(objection => $"{Outline.LabelOf(objection.Field)}: {objection.Sentence}")];

    /// <summary>Whether these answers say anything else than what stands.</summary>
    public bool Differs(IReadOnlyDictionary<string, string?> typed) => typed.Any(answer => Answers.GetValueOrDefault(answer.Key)?.Value != answer.Value);

    internal void Fill(IEnumerable<KnownBefore> known)
    {
        var answers = new Dictionary<string, Answer>(Answers);
        foreach (var one in known.GroupBy(k => k.Field).Where(k => Outline.Find(k.Key) is not null))
        {
            var first = one.First().Claim;
            answers[one.Key] = new Answer(first.Value, first.Source, first.AsOf, IsConfirmed: false, ById: null, At: null)
            {
                Claims = [.. one.Skip(1).Select(k => k.Claim)],
            };
        }

        Answers = answers;
    }

    /// <summary>
    /// Takes in what another source says by now. Where nobody has answered, it waits to be confirmed; beside an answer it stands as a claim,
    /// and what the same source said before is forgotten. What it said already changes nothing.
    /// </summary>
    internal void Learn(IEnumerable<KnownBefore> known)
    {
        var isNews = false;
        var answers = new Dictionary<string, Answer>(Answers);
        foreach (var (_, field, claim) in known)
        {
            var stands = answers.GetValueOrDefault(field);
            var others = (stands?.Claims ?? []).Where(other => !claim.Replaces(other));
            var told = stands is not null && (stands.IsConfirmed || stands.AsClaim == claim)
                ? stands with { Claims = stands.AsClaim == claim ? [.. others] : [claim, .. others] }
                : new Answer(claim.Value, claim.Source, claim.AsOf, IsConfirmed: false, ById: null, At: null)
                {
                    Claims = stands is null || claim.Replaces(stands.AsClaim) ? [.. others] : [stands.AsClaim, .. others],
                };
            if (stands is null || told.AsClaim != stands.AsClaim || !told.Claims.SequenceEqual(stands.Claims))
            {
                answers[field] = told;
                isNews = true;
            }
        }

        if (isNews)
        {
            // No opened page has shown it yet, that of whoever wrote last neither.
            (Answers, WrittenFrom) = (answers, null);
        }
    }

    /// <summary>Writes the answers that were sent; fields that were not sent stay as they are.</summary>
    internal void Write(
        IReadOnlyDictionary<string, string?> typed, IReadOnlySet<string> confirmed, string? from, Id<StaffMember> by, DateOnly today, DateTimeOffset now)
    {
        var answers = new Dictionary<string, Answer>(Answers);
        foreach (var (field, value) in typed)
        {
            var stands = answers.GetValueOrDefault(field);
            if (value is null)
            {
                answers.Remove(field);
            }
            else if (stands?.Value != value)
            {
                answers[field] = new Answer(value, AnswerSource.Typed, today, IsConfirmed: true, by, now)
                {
                    Claims = stands is null or { Source: AnswerSource.Typed } ? stands?.Claims ?? [] : [stands.AsClaim, .. stands.Claims],
                };
            }
        }

        foreach (var confirming in confirmed)
        {
            if (answers.GetValueOrDefault(confirming) is { IsConfirmed: false } waits)
            {
                answers[confirming] = waits with { IsConfirmed = true, ById = by, At = now };
            }
        }

        Answers = answers;
        WrittenById = by;
        WrittenAt = now;
        WrittenFrom = from;
    }
}

/// <summary>The risk of harm as an assessment judges it.</summary>
/// <param name="Level">How high.</param>
/// <param name="At">When it was written or confirmed.</param>
/// <param name="On">The clinic date on which it was written; null where it was carried over and confirmed.</param>
public sealed record RiskJudgement(RiskLevel Level, DateTimeOffset At, DateOnly? On);
