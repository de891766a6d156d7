using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Outreach;

/// <summary>On how many days in a row the patient stayed away without excuse.</summary>
public enum OutreachLevel
{
    First = 1,
    Second = 2,

    /// <summary>It is decided how treatment goes on.</summary>
    Third = 3,
}

/// <summary>How an outreach ended.</summary>
public enum OutreachOutcome
{
    ReachedAndReturning,
    AnotherPlan,
    NotReached,
    OtherCare,
    MovedOrDeclined,
    OpenedByMistake,

    /// <summary>The absence was corrected before anybody tried: it closes by itself.</summary>
    Corrected,

    /// <summary>The episode ended meanwhile: it closes by itself.</summary>
    Discharged,
}

/// <summary>What follows after three absences in a row.</summary>
public enum OutreachDecision
{
    ReEngagement,
    Discharge,
}

/// <summary>
/// Somebody stayed away without excuse, and a clinician has to reach them. A patient has one open task at a time: each further absence
/// raises it, and the day by which somebody tries begins anew.
/// </summary>
public sealed class OutreachTask : IBelongToPatient
{
    /// <summary>The most characters of what was agreed, or of why.</summary>
    public const int LongestText = 2000;

    private readonly List<OutreachAttempt> _attempts = [];

    private OutreachTask()
    {
    }

    /// <param name="episode">Under which they are treated.</param>
    /// <param name="session">From which they stayed away.</param>
    /// <param name="absences">In a row, that one among them.</param>
    /// <param name="owner">Who is to reach them.</param>
    /// <param name="risk">The patient's risk now.</param>
    /// <param name="zone">Of the site of the session.</param>
    /// <param name="now">This moment.</param>
    /// <exception cref="RuleViolation">The episode is over, or the session is none that they stayed away from.</exception>
    public OutreachTask(Episode episode, RollEntry session, IReadOnlyList<RollEntry> absences, StaffMember owner, RiskLevel risk, TimeZoneInfo zone, DateTimeOffset now)
    {
        RuleViolation.Unless(episode.IsOpen, "This episode is closed.");
        RuleViolation.Unless(session.IsUnexcused && absences.Contains(session), "They did not stay away from this session without excuse.");
        Id = Id<OutreachTask>.New();
        (PatientId, EpisodeId, SiteId) = (episode.PatientId, episode.Id, episode.SiteId);
        (SessionId, ClinicDate, AbsentAt) = (session.SessionId, session.On, session.StartsAt);
        (OwnerId, OpenedAt) = (owner.Id, now);
        Absences = AbsenceRun.Days(absences);
        Renew(session.EndsAt, owner, risk, zone, now);
    }

    public Id<OutreachTask> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public Id<Episode> EpisodeId { get; private set; }

    /// <summary>The session it was opened for.</summary>
    public Id<Session> SessionId { get; private set; }

    /// <summary>The clinic date of that session.</summary>
    public DateOnly ClinicDate { get; private set; }

    /// <summary>When that session began.</summary>
    public DateTimeOffset AbsentAt { get; private set; }

    /// <summary>Days in a row on which they stayed away without excuse; none once all were corrected.</summary>
    public int Absences { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>Until when somebody tries.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Who is to reach them.</summary>
    public Id<StaffMember> OwnerId { get; private set; }

    /// <summary>The owner's supervisor, from the second absence in a row on; null before, and where nobody supervises them.</summary>
    public Id<StaffMember>? EscalatedToId { get; private set; }

    public DateTimeOffset? EscalatedAt { get; private set; }

    /// <summary>When all its absences were corrected; null while one stands.</summary>
    public DateTimeOffset? CorrectedAt { get; private set; }

    /// <summary>Tries so far; kept here because whoever takes the roll may not read them.</summary>
    public int Tries { get; private set; }

    public DateTimeOffset? LastTriedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Null while it is open, and where it closed by itself.</summary>
    public Id<StaffMember>? ClosedById { get; private set; }

    public OutreachOutcome? Outcome { get; private set; }

    /// <summary>Null below three absences in a row.</summary>
    public OutreachDecision? Decision { get; private set; }

    /// <summary>What was agreed, or why.</summary>
    [NotAudited]
    public string? ClosingNote { get; private set; }

    /// <summary>Every try, in the order of writing.</summary>
    public IReadOnlyList<OutreachAttempt> Attempts => _attempts;

    public uint Version { get; private set; }

    public bool IsOpen => ClosedAt is null;

    public OutreachLevel Level => LevelOf(Absences);

    public bool NeedsDecision => Level is OutreachLevel.Third;

    public bool IsOverdue(DateTimeOffset now) => IsOpen && DueAt < now;

    public static OutreachLevel LevelOf(int absences) =>
        absences >= OutreachRules.DecidesAt ? OutreachLevel.Third : absences >= OutreachRules.EscalatesAt ? OutreachLevel.Second : OutreachLevel.First;

    /// <summary>Whether this person decides how treatment goes on: a supervisor, or the patient's primary clinician.</summary>
    public static bool MayDecide(StaffMember by, Episode episode) =>
        by.IsActive && (by.Roles.Contains(Role.Supervisor) || episode.PrimaryClinicianId == by.Id);

    /// <summary>
    /// Follows what now stands recorded: a further absence raises the task and begins its time anew, a corrected one lowers it, and with
    /// the last one it closes by itself unless somebody tried already.
    /// </summary>
    /// <param name="attendance">All of the patient's attendance that matters.</param>
    /// <param name="further">The session from which they stayed away as well; null where an absence was corrected.</param>
    /// <param name="owner">Who owns it.</param>
    /// <param name="risk">The patient's risk now.</param>
    /// <param name="zone">Of the site of the session.</param>
    /// <param name="now">This moment.</param>
    public void Follow(IReadOnlyCollection<RollEntry> attendance, RollEntry? further, StaffMember owner, RiskLevel risk, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (!IsOpen)
        {
            return;
        }

        if (further is not null && further.StartsAt < AbsentAt)
        {
            // Whoever writes down an absence that lies before the first makes the row longer, too. One before they came again does not:
            // what was missed then was worked on then.
            (AbsentAt, further) = AbsenceRun.Of(attendance, further).Any(entry => entry.StartsAt >= AbsentAt) ? (further.StartsAt, further) : (AbsentAt, null);
        }

        Absences = AbsenceRun.Days(AbsenceRun.Longest(attendance, AbsentAt));
        if (Absences > 0)
        {
            CorrectedAt = null;
            if (further is not null)
            {
                Renew(further.EndsAt, owner, risk, zone, now);
            }
            else
            {
                Escalate(owner, now);
            }

            return;
        }

        CorrectedAt ??= now;
        (EscalatedToId, EscalatedAt) = (null, null);
        if (Tries == 0)
        {
            (ClosedAt, Outcome) = (now, OutreachOutcome.Corrected);
        }
    }

    /// <summary>Writes down one try. It is never changed afterwards.</summary>
    /// <exception cref="RuleViolation">The task is closed, something is missing, or the time cannot be.</exception>
    public OutreachAttempt Try(OutreachWay way, OutreachResult result, string? note, DateTimeOffset at, StaffMember by, DateTimeOffset now)
    {
        RefuseWhenClosed();
        var attempt = new OutreachAttempt(this, way, result, note, at, by, now);
        _attempts.Add(attempt);
        Tries++;
        LastTriedAt = LastTriedAt > at ? LastTriedAt : at;
        return attempt;
    }

    /// <summary>Gives the task to somebody else.</summary>
    /// <param name="to">Who is to reach the patient from now on.</param>
    /// <param name="reach">To whom the chart is open.</param>
    /// <param name="now">This moment.</param>
    /// <exception cref="RuleViolation">It is closed or theirs already, or the chart is not open to them.</exception>
    public void HandOver(StaffMember to, IReadOnlyCollection<Id<StaffMember>> reach, DateTimeOffset now)
    {
        RefuseWhenClosed();
        RuleViolation.Unless(to.Id != OwnerId, $"It is with {to.Name.Full} already.", "To");
        RuleViolation.Unless(
            to is { IsActive: true, IsClinician: true } && reach.Contains(to.Id), $"The chart is not open to {to.Name.Full}. Choose somebody of the care team.", "To");
        OwnerId = to.Id;
        Escalate(to, now);
    }

    /// <summary>Closes the task with what came of it; after three absences in a row, with a decision.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="decision">How treatment goes on; only after three absences in a row.</param>
    /// <param name="note">What was agreed, or why.</param>
    /// <param name="episode">Under which the patient is treated.</param>
    /// <param name="by">Who closes it.</param>
    /// <param name="now">This moment.</param>
    /// <exception cref="RuleViolation">It is closed, something is missing, or it is not this person's to decide.</exception>
    public void Close(OutreachOutcome outcome, OutreachDecision? decision, string? note, Episode episode, StaffMember by, DateTimeOffset now)
    {
        RefuseWhenClosed();
        RuleViolation.Unless(
            Enum.IsDefined(outcome) && outcome is not (OutreachOutcome.Corrected or OutreachOutcome.Discharged), "Choose what came of it.", nameof(Outcome));
        RuleViolation.Unless(
            outcome is not OutreachOutcome.NotReached || Tries >= OutreachRules.TriesBeforeGivingUp,
            $"Try at least {OutreachRules.TriesBeforeGivingUp} times before you close it as not reached.",
            nameof(Outcome));
        var text = FreeText.OrNull(note, LongestText, "Note");
        if (NeedsDecision)
        {
            RuleViolation.Unless(
                MayDecide(by, episode), "After three absences in a row a supervisor or the primary clinician decides how treatment goes on.", nameof(Decision));
            RuleViolation.Unless(decision is { } chosen && Enum.IsDefined(chosen), "Decide how treatment goes on.", nameof(Decision));
            RuleViolation.Unless(
                text is not null, decision is OutreachDecision.Discharge ? "Say why a discharge is to be prepared." : "Say what was agreed.", "Note");
        }

        RuleViolation.Unless(
            text is not null || outcome is not OutreachOutcome.AnotherPlan, "Say what the other plan is.", "Note");
        (ClosedAt, ClosedById, Outcome) = (now, by.Id, outcome);
        Decision = NeedsDecision ? decision : null;
        ClosingNote = text;
    }

    /// <summary>Closes with the episode: whoever was discharged is not called back.</summary>
    public void EndWithEpisode(DateTimeOffset now)
    {
        if (IsOpen)
        {
            (ClosedAt, Outcome) = (now, OutreachOutcome.Discharged);
        }
    }

    private void Renew(DateTimeOffset sessionEnds, StaffMember owner, RiskLevel risk, TimeZoneInfo zone, DateTimeOffset now)
    {
        DueAt = OutreachRules.DueAt(Level, risk, sessionEnds, zone, now);
        Escalate(owner, now);
    }

    private void Escalate(StaffMember owner, DateTimeOffset now)
    {
        if (Level < OutreachLevel.Second)
        {
            (EscalatedToId, EscalatedAt) = (null, null);
        }
        else if (EscalatedAt is null || owner.SupervisorId != EscalatedToId)
        {
            (EscalatedToId, EscalatedAt) = (owner.SupervisorId, now);
        }
    }

    private void RefuseWhenClosed() => RuleViolation.Unless(IsOpen, "This outreach is closed already.");
}
