using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Admissions;

/// <summary>How it stands with a consent or notice.</summary>
public enum PaperState
{
    /// <summary>Signed, or handed over, as the paper asks for.</summary>
    Done,

    /// <summary>The patient did not want to, and the record says why.</summary>
    Declined,

    /// <summary>What was written before was wrong, or was revoked.</summary>
    TakenBack,
}

/// <summary>What a patient did with a consent or notice on some day. It is added to, never changed: the latest entry of a title counts.</summary>
public sealed class AdmissionPaper : IBelongToPatient
{
    /// <summary>The most characters of a title.</summary>
    public const int LongestTitle = 200;

    /// <summary>Title of the notice that every patient of a program under 42 CFR Part 2 gets at admission (2.22).</summary>
    public const string Part2Notice = "Notice on the confidentiality of substance-use records (42 CFR Part 2)";

    private AdmissionPaper()
    {
    }

    /// <exception cref="RuleViolation">A part is missing, or the day lies in the future or before the birth.</exception>
    public AdmissionPaper(
        Patient patient, string title, PaperState state, DateOnly on, string? note, StaffMember by, DateOnly today, DateTimeOffset now)
    {
        RuleViolation.Unless(Enum.IsDefined(state), "Choose how it stands.", nameof(State));
        RuleViolation.Unless(on <= today, "This day lies in the future.", nameof(On));
        RuleViolation.Unless(on >= patient.BirthDate, "This day lies before the birth date.", nameof(On));
        Id = Id<AdmissionPaper>.New();
        PatientId = patient.Id;
        Title = FreeText.Required(title, LongestTitle, "Name the paper.", nameof(Title));
        State = state;
        On = on;
        Note = state is PaperState.Done
            ? FreeText.OrNull(note, 500, nameof(Note))
            : FreeText.Required(note, 500, "Say why.", nameof(Note));
        RecordedById = by.Id;
        RecordedAt = now;
    }

    public Id<AdmissionPaper> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    /// <summary>What it is, as the checklist called it on that day.</summary>
    public string Title { get; private set; } = "";

    public PaperState State { get; private set; }

    /// <summary>The clinic date it was signed, handed over or declined.</summary>
    public DateOnly On { get; private set; }

    /// <summary>Who signed in the patient's place, or why it was declined or taken back.</summary>
    [NotAudited]
    public string? Note { get; private set; }

    public Id<StaffMember> RecordedById { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }
}
