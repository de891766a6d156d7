using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Referrals;

/// <summary>What a first call tells, beside who the patient is and how to reach them.</summary>
public sealed record ReferralCall
{
    public ReferralSource Source { get; init; }

    /// <summary>Who called, where it was not the patient.</summary>
    public string? CallerName { get; init; }

    public string? CallerRelationship { get; init; }

    public string? CallerPhone { get; init; }

    /// <summary>The hospital, program, court or school that sends them.</summary>
    public string? Facility { get; init; }

    /// <summary>When they leave the more intensive level of care; null where that is not known or not so.</summary>
    public DateOnly? FacilityDischarge { get; init; }

    public required string Concern { get; init; }

    public Urgency Urgency { get; init; }

    public string? Payer { get; init; }

    public string? MemberNumber { get; init; }

    public string? PolicyHolder { get; init; }

    public IReadOnlyList<PartOfDay> Availability { get; init; } = [];

    public IReadOnlyList<Constraint> Constraints { get; init; } = [];

    public string? ConstraintDetails { get; init; }

    /// <summary>Whether they agreed to be contacted by the clinic.</summary>
    public bool MayContact { get; init; }
}

/// <summary>The papers of somebody who comes from a more intensive level of care: the day each step was done, null while it is open.</summary>
public sealed record HandOff(DateOnly? RecordsRequested, DateOnly? RecordsReceived, DateOnly? DischargeSummary, DateOnly? MedicationList)
{
    public static readonly HandOff Nothing = new(null, null, null, null);

    public bool IsComplete => RecordsReceived is not null && DischargeSummary is not null && MedicationList is not null;
}

/// <summary>The way of one person from the first call to an admission, or to wherever else they were helped.</summary>
public sealed class Referral : IBelongToPatient
{
    /// <summary>The most characters of the presenting concern.</summary>
    public const int MaximumConcern = 4000;

    /// <summary>Months for which the contact of somebody who was not admitted is kept (12VAC35-105-645).</summary>
    public const int MonthsKept = 6;

    private readonly List<ContactAttempt> _attempts = [];
    private List<PartOfDay> _availability = [];
    private List<Constraint> _constraints = [];
    private List<CriterionAnswer> _screen = [];

    private Referral()
    {
    }

    /// <exception cref="RuleViolation">The patient has died, or an answer is missing or impossible.</exception>
    public Referral(Patient patient, ReferralCall call, StaffMember takenBy, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(patient.DeceasedOn is null, "This patient is recorded as deceased.");
        Id = Id<Referral>.New();
        PatientId = patient.Id;
        SiteId = patient.SiteId;
        TakenById = takenBy.Id;
        ReceivedAt = now;
        Describe(call, today);
    }

    public Id<Referral> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public Id<StaffMember> TakenById { get; private set; }

    /// <summary>When the call came: the clock of the first answer runs from here.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    public ReferralSource Source { get; private set; }

    public string? CallerName { get; private set; }

    public string? CallerRelationship { get; private set; }

    public string? CallerPhone { get; private set; }

    public string? Facility { get; private set; }

    public DateOnly? FacilityDischarge { get; private set; }

    [NotAudited]
    public string Concern { get; private set; } = "";

    public Urgency Urgency { get; private set; }

    public string? Payer { get; private set; }

    public string? MemberNumber { get; private set; }

    public string? PolicyHolder { get; private set; }

    /// <summary>When they could come; empty where nobody asked.</summary>
    public IReadOnlyList<PartOfDay> Availability => _availability;

    public IReadOnlyList<Constraint> Constraints => _constraints;

    [NotAudited]
    public string? ConstraintDetails { get; private set; }

    public bool MayContact { get; private set; }

    /// <summary>When they were first reached, or had an assessment booked; null while the clock runs.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>The intake assessment that was booked last; it counts unless it was cancelled.</summary>
    public Id<Session>? AssessmentId { get; private set; }

    /// <summary>The clinic date of that session, by which it is found.</summary>
    public DateOnly? AssessmentOn { get; private set; }

    /// <summary>The program whose criteria were gone through.</summary>
    public Id<Program>? ScreenedForId { get; private set; }

    [NotAudited]
    public IReadOnlyList<CriterionAnswer> Screen => _screen;

    public DateTimeOffset? WaitlistedAt { get; private set; }

    public Id<Track>? WaitsForId { get; private set; }

    public WaitPriority WaitPriority { get; private set; } = WaitPriority.Usual;

    [NotAudited]
    public string? NextAction { get; private set; }

    public DateOnly? NextActionOn { get; private set; }

    public HandOff HandOff { get; private set; } = HandOff.Nothing;

    public ReferralOutcome? Outcome { get; private set; }

    [NotAudited]
    public string? OutcomeReason { get; private set; }

    public string? ReferredTo { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public Id<StaffMember>? ClosedById { get; private set; }

    /// <summary>Tries to reach them, oldest first.</summary>
    public IReadOnlyList<ContactAttempt> Attempts => _attempts;

    public uint Version { get; private set; }

    public bool IsOpen => ClosedAt is null;

    /// <summary>Whether they could come at that part of the day; null where nobody asked.</summary>
    public bool? CanCome(PartOfDay part) => _availability.Count == 0 ? null : _availability.Contains(part);

    /// <summary>The day from which the contact of somebody who was not admitted need not be kept any longer; null for everybody else.</summary>
    public DateOnly? KeptUntil(TimeZoneInfo zone) => ClosedAt is { } closed && Outcome is not ReferralOutcome.Admitted
        ? ClinicClock.DateIn(zone, closed).AddMonths(MonthsKept)
        : null;

    /// <summary>How far it is.</summary>
    /// <param name="hasAssessment">Whether the booked assessment still stands.</param>
    public ReferralState State(bool hasAssessment) => (IsOpen, hasAssessment, WaitlistedAt) switch
    {
        (false, _, _) => ReferralState.Closed,
        (true, true, _) => ReferralState.Booked,
        (true, false, not null) => ReferralState.Waitlisted,
        _ => ReferralState.Waiting,
    };

    /// <exception cref="RuleViolation">An answer is missing or impossible.</exception>
    public void Describe(ReferralCall call, DateOnly today)
    {
        RuleViolation.Unless(Enum.IsDefined(call.Source), "Choose who sends them.", nameof(Source));
        RuleViolation.Unless(Enum.IsDefined(call.Urgency), "Choose how urgent it is.", nameof(Urgency));
        RuleViolation.Unless(call.Availability.All(Enum.IsDefined), "Choose times from the list.", nameof(Availability));
        RuleViolation.Unless(call.Constraints.All(Enum.IsDefined), "Choose constraints from the list.", nameof(Constraints));
        RuleViolation.Unless(
            call.FacilityDischarge is null || call.Source.IsStepDown(),
            "A discharge date belongs to a hospital, partial hospital or residential stay.",
            nameof(FacilityDischarge));
        RuleViolation.Unless(
            call.FacilityDischarge is null || Math.Abs(call.FacilityDischarge.Value.DayNumber - today.DayNumber) <= 366,
            "Enter a discharge date within a year of today.",
            nameof(FacilityDischarge));
        Concern = FreeText.Required(call.Concern, MaximumConcern, "Enter what brings them, in their own words where you can.", nameof(Concern));
        CallerName = FreeText.OrNull(call.CallerName, 200, nameof(CallerName));
        CallerRelationship = FreeText.OrNull(call.CallerRelationship, 100, nameof(CallerRelationship));
        CallerPhone = FreeText.OrNull(call.CallerPhone, 40, nameof(CallerPhone));
        Facility = FreeText.OrNull(call.Facility, 200, nameof(Facility));
        Payer = FreeText.OrNull(call.Payer, 200, nameof(Payer));
        MemberNumber = FreeText.OrNull(call.MemberNumber, 60, nameof(MemberNumber));
        PolicyHolder = FreeText.OrNull(call.PolicyHolder, 200, nameof(PolicyHolder));
        ConstraintDetails = FreeText.OrNull(call.ConstraintDetails, 1000, nameof(ConstraintDetails));
        (Source, Urgency, FacilityDischarge, MayContact) = (call.Source, call.Urgency, call.FacilityDischarge, call.MayContact);
        _availability = [.. call.Availability.Distinct().Order()];
        _constraints = [.. call.Constraints.Distinct().Order()];
    }

    /// <summary>Writes down a try to reach them; the first that succeeds stops the clock.</summary>
    /// <exception cref="RuleViolation">It is closed, or a choice is not on the list.</exception>
    public ContactAttempt Try(ContactWay way, ContactResult result, string? note, StaffMember by, DateTimeOffset now)
    {
        RefuseWhenClosed();
        var attempt = new ContactAttempt(this, way, result, note, by, now);
        _attempts.Add(attempt);
        if (result is ContactResult.Reached)
        {
            AnsweredAt ??= now;
        }

        return attempt;
    }

    /// <summary>Notes how a program's criteria look after the first talk.</summary>
    public void ScreenFor(Program program, IEnumerable<CriterionAnswer> answers)
    {
        RefuseWhenClosed();
        ScreenedForId = program.Id;
        _screen = [.. answers];
        RuleViolation.Unless(_screen.TrueForAll(a => Enum.IsDefined(a.Fit)), "Choose yes, no or not known yet.", nameof(Screen));
    }

    /// <summary>Puts them on the waitlist of a track, or changes their place on it.</summary>
    /// <exception cref="RuleViolation">It is closed, the track takes nobody or is of another site, or the next action lies in the past.</exception>
    public void WaitFor(
        Program program, Track track, WaitPriority priority, string? nextAction, DateOnly? nextActionOn, DateOnly today, DateTimeOffset now)
    {
        RefuseWhenClosed();
        // Each site keeps its own waitlist: on that of another one nobody here would see them.
        RuleViolation.Unless(
            program.SiteId == SiteId && track.ProgramId == program.Id && !program.IsRetired, "Choose a track of this site.", nameof(WaitsForId));
        RuleViolation.Unless(!track.IsRetired, "This track takes no new patients.", nameof(WaitsForId));
        RuleViolation.Unless(Enum.IsDefined(priority), "Choose the priority.", nameof(WaitPriority));
        var action = FreeText.OrNull(nextAction, 300, nameof(NextAction));
        // What is overdue may stay as it is while something else is changed.
        RuleViolation.Unless(
            nextActionOn is null || nextActionOn >= today || (nextActionOn == NextActionOn && action == NextAction),
            "This day is over. Enter today or a later day.",
            nameof(NextActionOn));
        NextAction = action;
        RuleViolation.Unless(nextActionOn is null || NextAction is not null, "Say what is to be done on that day.", nameof(NextAction));
        WaitlistedAt ??= now;
        (WaitsForId, WaitPriority, NextActionOn) = (track.Id, priority, nextActionOn);
    }

    /// <summary>Takes them off the waitlist again.</summary>
    public void LeaveWaitlist() => (WaitlistedAt, WaitsForId, NextAction, NextActionOn) = (null, null, null, null);

    /// <summary>The intake assessment is booked; that is an answer too.</summary>
    public void Book(IndividualSession assessment, DateTimeOffset now)
    {
        RefuseWhenClosed();
        (AssessmentId, AssessmentOn) = (assessment.Id, assessment.ClinicDate);
        AnsweredAt ??= now;
    }

    /// <summary>Notes which papers of the hand-off are here.</summary>
    /// <exception cref="RuleViolation">A day lies in the future, or papers came before they were asked for.</exception>
    public void Receive(HandOff papers, DateOnly today)
    {
        RefuseWhenClosed();
        foreach (var (field, day) in new[]
        {
            (nameof(papers.RecordsRequested), papers.RecordsRequested), (nameof(papers.RecordsReceived), papers.RecordsReceived),
            (nameof(papers.DischargeSummary), papers.DischargeSummary), (nameof(papers.MedicationList), papers.MedicationList),
        })
        {
            RuleViolation.Unless(day is null || day <= today, "This day lies in the future.", field);
        }

        RuleViolation.Unless(
            papers.RecordsRequested is null || papers.RecordsReceived is null || papers.RecordsReceived >= papers.RecordsRequested,
            "They came before they were requested.",
            nameof(papers.RecordsReceived));
        HandOff = papers;
    }

    /// <exception cref="RuleViolation">It is closed already, or the reason is missing.</exception>
    public void Close(ReferralOutcome outcome, string? reason, string? referredTo, Id<StaffMember>? by, DateTimeOffset now)
    {
        RefuseWhenClosed();
        RuleViolation.Unless(Enum.IsDefined(outcome), "Choose how it ended.", nameof(Outcome));
        ReferredTo = FreeText.OrNull(referredTo, 200, nameof(ReferredTo));
        RuleViolation.Unless(
            outcome is not ReferralOutcome.ReferredOut || ReferredTo is not null, "Enter where they were referred to.", nameof(ReferredTo));
        OutcomeReason = outcome is ReferralOutcome.Admitted
            ? FreeText.OrNull(reason, 1000, nameof(OutcomeReason))
            : FreeText.Required(reason, 1000, "Enter the reason.", nameof(OutcomeReason));
        (Outcome, ClosedAt, ClosedById) = (outcome, now, by);
        LeaveWaitlist();
    }

    /// <summary>Opens it again: they called back, or it was closed by mistake.</summary>
    /// <exception cref="RuleViolation">It is open, or ended with an admission.</exception>
    public void Reopen()
    {
        RuleViolation.Unless(!IsOpen, "This referral is open.");
        RuleViolation.Unless(Outcome is not ReferralOutcome.Admitted, "Who was admitted is referred anew.");
        (Outcome, OutcomeReason, ReferredTo, ClosedAt, ClosedById) = (null, null, null, null, null);
    }

    private void RefuseWhenClosed() => RuleViolation.Unless(IsOpen, "This referral is closed. Open it again first.");
}
