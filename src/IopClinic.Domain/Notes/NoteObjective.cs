using IopClinic.Domain.Patients;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Notes;

/// <summary>How far a patient came with an objective in one session, from 1 (setback) to 5 (achieved).</summary>
public enum ObjectiveProgress
{
    Setback = 1,
    NoChange = 2,
    SomeProgress = 3,
    GoodProgress = 4,
    Achieved = 5,
}

/// <summary>Why a note refers to no objective, although the patient has some.</summary>
public enum NoObjectiveReason
{
    Crisis,

    /// <summary>Orientation, logistics, papers.</summary>
    Administrative,

    /// <summary>Something that the plan does not name yet.</summary>
    NewConcern,

    ReferralOrMedical,
    Other,
}

/// <summary>An objective that a note refers to, and how far the patient came with it; null where nobody rated it.</summary>
public sealed record ObjectiveLink(Id<Objective> ObjectiveId, ObjectiveProgress? Progress);

/// <summary>That a note refers to an objective of the patient's plan: written with the draft, and fixed by its signature.</summary>
public sealed class NoteObjective : IBelongToPatient
{
    private NoteObjective()
    {
    }

    internal NoteObjective(ProgressNote note, ObjectiveLink link)
    {
        NoteId = note.Id;
        ObjectiveId = link.ObjectiveId;
        PatientId = note.PatientId;
        ClinicDate = note.ClinicDate;
        Progress = link.Progress;
    }

    public Id<ProgressNote> NoteId { get; private set; }

    public Id<Objective> ObjectiveId { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>That of the note.</summary>
    public DateOnly ClinicDate { get; private set; }

    public ObjectiveProgress? Progress { get; private set; }

    public ObjectiveLink Link => new(ObjectiveId, Progress);

    internal void Rate(ObjectiveProgress? progress) => Progress = progress;
}
