using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Schedule;

/// <summary>Why a patient cannot come at some time.</summary>
public enum ConstraintKind
{
    Work,
    School,
    Childcare,
    Transport,
    Other,
}

/// <summary>A time of the week at which a patient has said they cannot come.</summary>
public sealed class PatientConstraint : IBelongToPatient
{
    private List<DayOfWeek> _weekdays = [];

    private PatientConstraint()
    {
    }

    /// <exception cref="RuleViolation">A part is missing or impossible.</exception>
    public PatientConstraint(
        Id<Patient> patient, ConstraintKind kind, IReadOnlyCollection<DayOfWeek> weekdays, TimeOnly from, TimeOnly until, DateRange days, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(Enum.IsDefined(kind), "Choose what keeps them.", nameof(Kind));
        RuleViolation.Unless(weekdays.Count > 0, "Choose at least one weekday.", nameof(Weekdays));
        RuleViolation.Unless(from < until, "The end must be after the beginning.", nameof(Ends));
        RuleViolation.Unless(days.Until is null || days.From <= days.Until, "The last day lies before the first.", nameof(Until));
        Id = Id<PatientConstraint>.New();
        PatientId = patient;
        Kind = kind;
        _weekdays = [.. weekdays.Distinct().Order()];
        Starts = from;
        Ends = until;
        From = days.From;
        Until = days.Until;
        SaidToId = by.Id;
        SaidAt = now;
    }

    public Id<PatientConstraint> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public ConstraintKind Kind { get; private set; }

    public IReadOnlyList<DayOfWeek> Weekdays => _weekdays;

    /// <summary>Wall-clock time of the site.</summary>
    public TimeOnly Starts { get; private set; }

    public TimeOnly Ends { get; private set; }

    public DateOnly From { get; private set; }

    /// <summary>Last day it holds; null while no end is known.</summary>
    public DateOnly? Until { get; private set; }

    public Id<StaffMember> SaidToId { get; private set; }

    public DateTimeOffset SaidAt { get; private set; }

    public DateRange Days => new(From, Until);

    /// <summary>Whether it keeps the patient from coming at that time; touching it is no clash.</summary>
    public bool Keeps(DateOnly date, TimeOnly starts, TimeOnly ends) =>
        Days.Covers(date) && _weekdays.Contains(date.DayOfWeek) && Starts < ends && starts < Ends;

    /// <summary>Ends it with a last day; one before the first means it never held.</summary>
    public void End(DateOnly lastDay) => Until = lastDay < From ? From.AddDays(-1) : lastDay;
}
