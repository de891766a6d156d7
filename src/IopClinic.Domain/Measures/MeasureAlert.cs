using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Measures;

/// <summary>
/// A critical answer that somebody must look at today. It is raised as soon as the answer is known, also from an unfinished form, and
/// stays open until a clinician writes down what was done.
/// </summary>
public sealed class MeasureAlert : IBelongToPatient
{
    private MeasureAlert()
    {
    }

    internal MeasureAlert(MeasureAdministration measure, CriticalRule rule, string? level, Id<StaffMember>? primaryClinician, DateTimeOffset now)
    {
        Id = Id<MeasureAlert>.New();
        PatientId = measure.PatientId;
        SiteId = measure.SiteId;
        MeasureId = measure.Id;
        InstrumentCode = measure.InstrumentCode;
        Rule = rule.Name;
        Level = level;
        Severity = rule.Severity;
        WhatToDo = rule.Action;
        ForId = primaryClinician;
        RaisedAt = now;
    }

    public Id<MeasureAlert> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    public Id<MeasureAdministration> MeasureId { get; private set; }

    public string InstrumentCode { get; private set; } = "";

    /// <summary>The item, or <c>risk</c> or <c>total</c> where the whole form raised it.</summary>
    public string Rule { get; private set; } = "";

    /// <summary>The level of risk that raised it; null where an answer did.</summary>
    public string? Level { get; private set; }

    public Severity Severity { get; private set; }

    /// <summary>What the instrument asks for.</summary>
    public string WhatToDo { get; private set; } = "";

    /// <summary>The primary clinician at that moment; null outside of treatment.</summary>
    public Id<StaffMember>? ForId { get; private set; }

    public DateTimeOffset RaisedAt { get; private set; }

    /// <summary>When a clinician wrote down what was done; null while it is open.</summary>
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    public Id<StaffMember>? AcknowledgedById { get; private set; }

    /// <summary>What was done.</summary>
    public string? Outcome { get; private set; }

    public uint Version { get; private set; }

    /// <summary>What the banner shows until a clinician judges the risk; null where the answer says nothing about harm.</summary>
    public RiskLevel? Risk => Severity is not Severity.High ? null : Level == "moderate" ? RiskLevel.Moderate : RiskLevel.High;

    /// <exception cref="RuleViolation">It is closed already, somebody else than a clinician closes it, or nothing is said.</exception>
    public void Acknowledge(string? outcome, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(AcknowledgedAt is null, "Somebody has written down already what was done.");
        RuleViolation.Unless(by is { IsActive: true, IsClinician: true }, "Only a clinician closes an alert.");
        Outcome = FreeText.Required(outcome, 1000, "Write down what was done.", nameof(Outcome));
        RuleViolation.Unless(Outcome.Length >= 10, "Say in a few more words what was done.", nameof(Outcome));
        (AcknowledgedAt, AcknowledgedById) = (now, by.Id);
    }
}
