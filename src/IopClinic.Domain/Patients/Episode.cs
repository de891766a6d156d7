using IopClinic.Domain.Admissions;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Patients;

/// <summary>Why an episode ended (SAMHSA TEDS discharge reasons).</summary>
public enum DischargeReason
{
    Completed = 1,
    DroppedOut = 2,
    TerminatedByFacility = 3,
    Transferred = 4,
    Incarcerated = 5,
    Death = 6,
    Other = 7,
}

/// <summary>An episode of care: from admission to a program until discharge from it.</summary>
public sealed class Episode : IBelongToPatient
{
    private readonly List<TrackPlace> _trackPlaces = [];

    private Episode()
    {
    }

    private Episode(
        Patient patient, Program program, Track track, StaffMember primaryClinician, DateOnly admittedOn, int plannedWeeks, AdmissionGrounds grounds)
    {
        Id = Id<Episode>.New();
        PatientId = patient.Id;
        ProgramId = program.Id;
        SiteId = program.SiteId;
        TrackId = track.Id;
        PrimaryClinicianId = primaryClinician.Id;
        AdmittedOn = admittedOn;
        PlannedWeeks = plannedWeeks;
        (AssessmentId, WaiverId) = (grounds.AssessmentId, grounds.WaiverId);
        _trackPlaces.Add(new TrackPlace(this, track, admittedOn, []));
    }

    public Id<Episode> Id { get; private set; }

    public Id<Patient> PatientId { get; private set; }

    public Id<Program> ProgramId { get; private set; }

    public Id<Site> SiteId { get; private set; }

    /// <summary>The track the patient is in, or is to be moved to on a day that is set.</summary>
    public Id<Track> TrackId { get; private set; }

    /// <summary>The tracks the patient was in, is in and will be in, each with its days.</summary>
    public IReadOnlyList<TrackPlace> TrackPlaces => _trackPlaces;

    public Id<StaffMember> PrimaryClinicianId { get; private set; }

    /// <summary>The clinic date the patient was accepted into the program.</summary>
    public DateOnly AdmittedOn { get; private set; }

    /// <summary>The signed assessment that the admission rests on; null where it rests on none.</summary>
    public Id<Assessment>? AssessmentId { get; private set; }

    /// <summary>The supervisor's decision that the assessment may follow; null where there was none.</summary>
    public Id<AdmissionWaiver>? WaiverId { get; private set; }

    /// <summary>Weeks planned at admission.</summary>
    public int PlannedWeeks { get; private set; }

    /// <summary>The clinic date of discharge; null while the episode is open.</summary>
    public DateOnly? DischargedOn { get; private set; }

    public DischargeReason? DischargeReason { get; private set; }

    public string? DischargeNote { get; private set; }

    public Id<StaffMember>? DischargedById { get; private set; }

    public uint Version { get; private set; }

    public bool IsOpen => DischargedOn is null;

    /// <summary>The day on which the planned weeks are over.</summary>
    public DateOnly PlannedDischarge => AdmittedOn.AddDays(7 * PlannedWeeks);

    /// <summary>Admits a patient to a track of a program.</summary>
    /// <exception cref="RuleViolation">
    /// The patient has died, the program or track is retired or does not belong together, the clinician is not one, or a date is impossible
    /// or not one for which the grounds count.
    /// </exception>
    public static Episode Admit(
        Patient patient, Program program, Track track, StaffMember primaryClinician, DateOnly on, int plannedWeeks, AdmissionGrounds grounds, DateOnly today)
    {
        RuleViolation.Unless(patient.DeceasedOn is null, "This patient is recorded as deceased and cannot be admitted.");
        RuleViolation.Unless(track.ProgramId == program.Id, "Choose a track of this program.", nameof(TrackId));
        RuleViolation.Unless(!program.IsRetired, "This program admits nobody any more.", nameof(ProgramId));
        RuleViolation.Unless(!track.IsRetired, "This track takes no new patients.", nameof(TrackId));
        RuleViolation.Unless(
            primaryClinician is { IsActive: true, IsClinician: true }, "Choose an active clinician.", nameof(PrimaryClinicianId));
        RuleViolation.Unless(on >= patient.BirthDate, "The admission lies before the birth date.", nameof(AdmittedOn));
        RuleViolation.Unless(on <= today.AddDays(60), "Admit at most 60 days ahead.", nameof(AdmittedOn));
        var untimely = grounds.Refusal(on);
        RuleViolation.Unless(untimely is null, untimely ?? "", nameof(AdmittedOn));
        RuleViolation.Unless(plannedWeeks is >= 1 and <= 104, "Plan 1 to 104 weeks.", nameof(PlannedWeeks));
        patient.ComeUnder(program.SiteId);
        return new Episode(patient, program, track, primaryClinician, on, plannedWeeks, grounds);
    }

    /// <summary>Moves the patient to a track, or to other weekdays of the same, from a day on; what was planned for later gives way.</summary>
    /// <param name="track">Of the same program.</param>
    /// <param name="from">First day there.</param>
    /// <param name="weekdays">On which they come; none for all of the track.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">Who moves them.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RuleViolation">The episode is closed, the track is of another program or retired, or the day lies before the admission.</exception>
    public TrackPlace MoveTo(Track track, DateOnly from, IReadOnlyCollection<DayOfWeek> weekdays, string reason, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(IsOpen, "This episode is closed.");
        RuleViolation.Unless(track.ProgramId == ProgramId, "Choose a track of the patient’s program. For another program, discharge and admit.", nameof(TrackId));
        RuleViolation.Unless(!track.IsRetired || track.Id == TrackId, "This track takes no new patients.", nameof(TrackId));
        RuleViolation.Unless(from >= AdmittedOn, "The patient is admitted later than that.", nameof(TrackPlace.From));
        var place = new TrackPlace(this, track, from, weekdays);
        place.BecauseOf(FreeText.Required(reason, 300, "Say why.", nameof(TrackPlace.Reason)), by, now);
        foreach (var earlier in _trackPlaces.Where(p => !p.NeverBegan && (p.Until is null || p.Until >= from)))
        {
            earlier.EndBefore(from);
        }

        _trackPlaces.Add(place);
        TrackId = track.Id;
        return place;
    }

    /// <summary>Which week of the program a date falls into: 1 in the first seven days.</summary>
    public int WeekOn(DateOnly date) => WeekOn(AdmittedOn, date);

    /// <summary>Which week of the program a date falls into for someone admitted on <paramref name="admittedOn"/>.</summary>
    public static int WeekOn(DateOnly admittedOn, DateOnly date) =>
        date < admittedOn ? 0 : ((date.DayNumber - admittedOn.DayNumber) / 7) + 1;

    /// <exception cref="RuleViolation">The episode is closed already, or the date is impossible.</exception>
    public void Discharge(DateOnly on, DischargeReason reason, string? note, StaffMember by, DateOnly today)
    {
        RuleViolation.Unless(IsOpen, "This episode is already closed.");
        RuleViolation.Unless(Enum.IsDefined(reason), "Choose the reason of discharge.", nameof(DischargeReason));
        RuleViolation.Unless(on >= AdmittedOn, "The discharge lies before the admission.", nameof(DischargedOn));
        RuleViolation.Unless(on <= today, "The discharge lies in the future.", nameof(DischargedOn));
        DischargedOn = on;
        DischargeReason = reason;
        DischargeNote = FreeText.OrNull(note, 4000, nameof(DischargeNote));
        DischargedById = by.Id;
    }
}
