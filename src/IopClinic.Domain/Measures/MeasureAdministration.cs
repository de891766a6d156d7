using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Measures;

/// <summary>How the answers came in.</summary>
public enum MeasureMode
{
    /// <summary>A member of staff entered them.</summary>
    Clinician,

    /// <summary>The patient entered them on a tablet.</summary>
    Tablet,
}

/// <summary>
/// One time that a patient filled in an instrument: the raw answers with the version of the form, who entered them and when, and the
/// result once it is finished. An unfinished form has no result, and a finished one never changes; a mistaken one is withdrawn.
/// </summary>
public sealed class MeasureAdministration : IBelongToPatient
{
    private MeasureAdministration()
    {
    }

    /// <exception cref="RuleViolation">The patient has died, or is not of the age the instrument is made for.</exception>
    public MeasureAdministration(
        Patient patient, Episode? episode, Instrument instrument, MeasureMode mode, StaffMember by, DateOnly clinicDate, DateTimeOffset now)
    {
        RuleViolation.Unless(patient.DeceasedOn is null, "This patient has died.", "Code");
        RuleViolation.Unless(
            instrument.Identity.Fits(patient.BirthDate, clinicDate),
            $"{instrument.Code} is made for another age.",
            "Code");
        Id = Id<MeasureAdministration>.New();
        PatientId = patient.Id;
        SiteId = patient.SiteId;
        EpisodeId = episode?.Id;
        InstrumentCode = instrument.Code;
        InstrumentVersion = instrument.Version;
        Mode = mode;
        StartedById = by.Id;
        ClinicDate = clinicDate;
        StartedAt = AnsweredAt = now;
    }

    public Id<MeasureAdministration> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    /// <summary>The episode of care it belongs to; null outside of treatment.</summary>
    public Id<Episode>? EpisodeId { get; private set; }

    public string InstrumentCode { get; private set; } = "";

    /// <summary>Which wording and scoring: see <see cref="Instrument.Version"/>.</summary>
    public string InstrumentVersion { get; private set; } = "";

    public MeasureMode Mode { get; private set; }

    public Id<StaffMember> StartedById { get; private set; }

    /// <summary>The clinic date it was given on.</summary>
    public DateOnly ClinicDate { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>When an answer came in last.</summary>
    public DateTimeOffset AnsweredAt { get; private set; }

    /// <summary>For each item the place of the chosen option, as it was given.</summary>
    [NotAudited]
    public IReadOnlyDictionary<string, int?> Answers { get; private set; } = new Dictionary<string, int?>();

    /// <summary>When it was finished; null while it is a draft.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>Null while it is a draft, and where the patient finished it on a tablet.</summary>
    public Id<StaffMember>? CompletedById { get; private set; }

    /// <summary>Complete or prorated; null while it is a draft.</summary>
    public ScoreStatus? Status { get; private set; }

    /// <summary>Null while it is a draft, and where the instrument has none.</summary>
    public decimal? Total { get; private set; }

    /// <summary>The code of the band of the whole form.</summary>
    public string? Band { get; private set; }

    /// <summary>The level of risk, where the instrument has one.</summary>
    public string? Risk { get; private set; }

    /// <summary>When it was found to be mistaken; it stays readable and counts nowhere.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public Id<StaffMember>? WithdrawnById { get; private set; }

    public string? WithdrawalReason { get; private set; }

    public uint Version { get; private set; }

    public bool IsDraft => CompletedAt is null && WithdrawnAt is null;

    /// <summary>Takes answers in; those that were given before and are not among them stay.</summary>
    /// <exception cref="RuleViolation">It is finished or withdrawn, the form was replaced, or an answer is none of its options.</exception>
    public void Answer(
        Instrument instrument, IEnumerable<KeyValuePair<string, int?>> answers, DateTimeOffset now, MeasureMode mode = MeasureMode.Clinician)
    {
        Demand(instrument);
        var all = new Dictionary<string, int?>(Answers);
        foreach (var (id, option) in new AnswerSheet(instrument, answers).Answers)
        {
            all[id] = option ?? all.GetValueOrDefault(id);
        }

        Answers = all;
        AnsweredAt = now;
        Mode = mode;
    }

    /// <summary>The alerts that the answers call for and that were not raised yet; it does not matter how much is still open.</summary>
    public IReadOnlyList<MeasureAlert> Raise(
        Instrument instrument, MeasureSex sex, IReadOnlyCollection<MeasureAlert> raised, Id<StaffMember>? primaryClinician, DateTimeOffset now)
    {
        var score = instrument.Score(new AnswerSheet(instrument, Answers), sex);
        return
        [
            .. score.Alerts.Where(rule => !raised.Any(alert => alert.Rule == rule.Name && alert.Level == score.RiskAtLeast))
                .Select(rule => new MeasureAlert(this, rule, score.RiskAtLeast, primaryClinician, now)),
        ];
    }

    /// <summary>Finishes the form and keeps its result.</summary>
    /// <param name="instrument">Whose answers these are.</param>
    /// <param name="sex">Decides the bands, where they differ by it.</param>
    /// <param name="leavesOut">The patient did not answer what is missing, and the rest stands if the instrument allows it.</param>
    /// <param name="by">Who says that it is finished; null where the patient does, on a tablet.</param>
    /// <param name="now">The moment.</param>
    /// <exception cref="RuleViolation">Answers are missing.</exception>
    public Score Finish(Instrument instrument, MeasureSex sex, bool leavesOut, StaffMember? by, DateTimeOffset now)
    {
        Demand(instrument);
        var score = instrument.Score(new AnswerSheet(instrument, Answers), sex);
        RuleViolation.Unless(
            score.Missing.Count == 0 || leavesOut,
            score.Missing.Count == 1 ? "One question has no answer yet." : $"{score.Missing.Count} questions have no answer yet.",
            "LeavesOut");
        RuleViolation.Unless(
            score.IsFinished,
            $"With {score.Missing.Count} answers missing, {instrument.Code} gives no result. Keep it and go on later, or withdraw it.",
            "LeavesOut");
        (CompletedAt, CompletedById) = (now, by?.Id);
        Mode = by is null ? MeasureMode.Tablet : Mode;
        (Status, Total, Band, Risk) = (score.Status, score.Total, score.Band?.Code, score.Risk);
        return score;
    }

    /// <summary>Takes it out of what counts. What was answered stays readable.</summary>
    /// <exception cref="RuleViolation">It was withdrawn already, or no reason is given.</exception>
    public void Withdraw(string? reason, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(WithdrawnAt is null, "This form was withdrawn already.");
        WithdrawalReason = FreeText.Required(reason, 400, "Say why it is withdrawn.", "Reason");
        (WithdrawnAt, WithdrawnById) = (now, by.Id);
    }

    private void Demand(Instrument instrument)
    {
        RuleViolation.Unless(WithdrawnAt is null, "This form was withdrawn and takes no answers any more.");
        RuleViolation.Unless(CompletedAt is null, "This form is finished and does not change any more.");
        RuleViolation.Unless(
            instrument.Code == InstrumentCode && instrument.Version == InstrumentVersion,
            "The wording of this form was replaced after it was begun. Withdraw it and begin a new one.");
    }
}
