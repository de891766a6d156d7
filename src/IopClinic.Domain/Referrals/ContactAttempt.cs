using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Referrals;

/// <summary>One try to reach somebody who was referred.</summary>
public sealed class ContactAttempt : IBelongToPatient
{
    private ContactAttempt()
    {
    }

    internal ContactAttempt(Referral referral, ContactWay way, ContactResult result, string? note, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(Enum.IsDefined(way), "Choose how they were tried to be reached.", nameof(Way));
        RuleViolation.Unless(Enum.IsDefined(result), "Choose what came of it.", nameof(Result));
        Id = Id<ContactAttempt>.New();
        ReferralId = referral.Id;
        PatientId = referral.PatientId;
        Way = way;
        Result = result;
        Note = FreeText.OrNull(note, 500, nameof(Note));
        ById = by.Id;
        At = now;
    }

    public Id<ContactAttempt> Id { get; private set; }

    public Id<Referral> ReferralId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public ContactWay Way { get; private set; }

    public ContactResult Result { get; private set; }

    [NotAudited]
    public string? Note { get; private set; }

    public Id<StaffMember> ById { get; private set; }

    public DateTimeOffset At { get; private set; }
}
