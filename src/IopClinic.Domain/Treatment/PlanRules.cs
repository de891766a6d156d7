namespace IopClinic.Domain.Treatment;

/// <summary>What a program demands of the plans of its patients, and when.</summary>
/// <param name="InitialHours">Hours after admission within which the initial plan is signed (12VAC35-105-660: 24).</param>
/// <param name="ComprehensiveDays">Days after admission within which the comprehensive plan is signed (12VAC35-105-660: 30).</param>
/// <param name="ReviewDays">Days from one review to the next (Kansas: 30; Virginia: at least every 3 months).</param>
/// <param name="NeedsSupervisor">Whether a supervisor signs every plan, whoever wrote it.</param>
/// <param name="CertificationDays">Days from one physician's certification to the next (Medicare: 60); null where none is demanded.</param>
public sealed record PlanRules(int InitialHours, int ComprehensiveDays, int ReviewDays, bool NeedsSupervisor, int? CertificationDays)
{
    private const int HoursOfDay = 24;

    public static readonly PlanRules Usual = new(InitialHours: 24, ComprehensiveDays: 30, ReviewDays: 30, NeedsSupervisor: false, CertificationDays: null);

    /// <summary>The last clinic date on which the first plan is signed in time.</summary>
    public DateOnly InitialPlanBy(DateOnly admittedOn) => admittedOn.AddDays((InitialHours + HoursOfDay - 1) / HoursOfDay);

    /// <exception cref="RuleViolation">A number is out of range.</exception>
    public PlanRules Checked()
    {
        RuleViolation.Unless(InitialHours is >= 1 and <= 336, "Enter 1 to 336 hours.", nameof(InitialHours));
        RuleViolation.Unless(ComprehensiveDays is >= 1 and <= 120, "Enter 1 to 120 days.", nameof(ComprehensiveDays));
        RuleViolation.Unless(ReviewDays is >= 7 and <= 120, "Enter 7 to 120 days.", nameof(ReviewDays));
        RuleViolation.Unless(CertificationDays is null or (>= 7 and <= 120), "Enter 7 to 120 days, or leave it empty.", nameof(CertificationDays));
        return this;
    }
}
