using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>What came of reminding a patient of the sessions of a day.</summary>
public enum ReminderOutcome
{
    Reached,
    LeftMessage,
    NoAnswer,
    Written,
    LetterSent,
}

/// <summary>One try to remind a patient of what is planned for them on a clinic date; never changed.</summary>
public sealed class Reminder : IBelongToPatient
{
    private Reminder()
    {
    }

    /// <exception cref="RuleViolation">It was done in a way to which the patient has not agreed.</exception>
    public Reminder(Patient patient, Id<Site> siteId, DateOnly clinicDate, ReminderOutcome outcome, Id<StaffMember> by, DateTimeOffset now)
    {
        RuleViolation.Unless(
            Offered(patient).Contains(outcome), "The patient has not agreed to be reached like that. Look at how they want to be reached.");
        Id = Id<Reminder>.New();
        PatientId = patient.Id;
        SiteId = siteId;
        ClinicDate = clinicDate;
        Outcome = outcome;
        ById = by;
        At = now;
    }

    public Id<Reminder> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    /// <summary>The day of which they are reminded.</summary>
    public DateOnly ClinicDate { get; private set; }

    public ReminderOutcome Outcome { get; private set; }

    public Id<StaffMember> ById { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Whether the patient needs no further try.</summary>
    public bool IsDone => Outcome is not ReminderOutcome.NoAnswer;

    /// <summary>What can be written down for a patient: only what comes of ways to which they agreed.</summary>
    public static IReadOnlyList<ReminderOutcome> Offered(Patient patient) =>
    [
        .. patient.AgreedWays.SelectMany(way => way switch
        {
            ContactMethod.Call when patient.MayLeaveVoicemail => [ReminderOutcome.Reached, ReminderOutcome.LeftMessage, ReminderOutcome.NoAnswer],
            ContactMethod.Call => [ReminderOutcome.Reached, ReminderOutcome.NoAnswer],
            ContactMethod.Mail => [ReminderOutcome.LetterSent],
            _ => (ReminderOutcome[])[ReminderOutcome.Written],
        }),
    ];
}
