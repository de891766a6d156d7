using IopClinic.Domain.Admissions;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Tests.Treatment;

/// <summary>A patient in treatment, and what plans are made of.</summary>
internal sealed class PlanWorld
{
    public static readonly DateOnly Admitted = new(2026, 3, 2);
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);
    public static readonly Site House = new("House", "America/New_York");
    public static readonly Program Iop = new(House.Id, "IOP", LevelOfCare.IntensiveOutpatient);
    public static readonly Track Morning = Iop.AddTrack("Morning", PartOfDay.Morning);
    public static readonly StaffMember Ana = Person("Ana", Role.Clinician);
    public static readonly StaffMember Sue = Person("Sue", Role.Supervisor);
    public static readonly StaffMember Doc = Person("Doc", Role.Prescriber);
    public static readonly Service Skills = new("DBT skills", SessionKind.Group, 60, countsTowardHours: true);

    public Patient Patient { get; } = new(
        House.Id,
        new Demographics
        {
            Name = new PersonName("Pat", "Ient"),
            BirthDate = new DateOnly(1990, 1, 1),
        },
        new ContactDetails(),
        Admitted,
        DateTimeOffset.UnixEpoch);

    public PlanWorld() => Episode = Episode.Admit(Patient, Iop, Morning, Ana, Admitted, 10, AdmissionGrounds.NotAskedFor, Admitted);

    public Episode Episode { get; }

    public ChainLink? Head { get; set; }

    public static StaffMember Person(string name, Role role) =>
        new(new PersonName(name, "Ruiz"), $"{name}@house.example", House.Id, [role]);

    public static PlanLine Line(PlanLevel level, string text) => new()
    {
        Key = Guid.CreateVersion7(),
        Level = level,
        Text = text,
    };

    /// <summary>A plan that lacks nothing.</summary>
    public static PlanContent Whole() => new()
    {
        Strengths = "Keeps going.",
        Lines =
        [
            Line(PlanLevel.Problem, "Low mood") with
            {
                Side = PlanSide.MentalHealth,
                RestsOn = new PlanProvenance(PlanSource.Diagnosis, "F33.1", "F33.1 Major depressive disorder"),
            },
            Line(PlanLevel.Goal, "I want to get up again."),
            Line(PlanLevel.Objective, "Depressive symptoms come down to the mild range.") with
            {
                Instrument = "PHQ-9",
                AtMost = 9,
                Baseline = "17",
                TargetDate = Admitted.AddDays(56),
            },
            Line(PlanLevel.Intervention, "Practice in the group.") with
            {
                ServiceId = Skills.Id,
                Times = 3,
                EveryWeeks = 1,
                Minutes = 60,
                ResponsibleId = Ana.Id,
            },
        ],
    };

    public TreatmentPlan Draft(TreatmentPlan? previous = null, PlanKind? kind = null, PlanContent? content = null)
    {
        var plan = TreatmentPlan.Begin(
            Episode, previous, kind ?? (previous is null ? PlanKind.Initial : PlanKind.Amendment), "It changed.",
            kind is PlanKind.Review ? new PlanReview() : null, Ana, Admitted, Now);
        plan.Write(content ?? previous?.Content ?? Whole(), new HashSet<Guid>(), null, Ana, Now);
        return plan;
    }

    public PlanSigning Signing(TreatmentPlan? inForce = null, StaffMember? signer = null) => new(
        Episode,
        inForce,
        signer ?? Ana,
        new[] { Ana, Sue, Doc }.ToDictionary(one => one.Id, one => one.Name.Full),
        new HashSet<Guid>(),
        [new Acknowledging(AcknowledgedBy.Patient, "Pat Ient", null, null)],
        NeedsGuardian: false,
        PlanRules.Usual,
        CoSigner: null,
        Head,
        Admitted);

    /// <summary>Signs it and keeps the chain.</summary>
    public IReadOnlyList<Signature> Sign(TreatmentPlan plan, TreatmentPlan? inForce = null)
    {
        var signatures = plan.Sign(Signing(inForce), Now);
        Head = new ChainLink(signatures[^1].Sequence, signatures[^1].Hash);
        return signatures;
    }
}
