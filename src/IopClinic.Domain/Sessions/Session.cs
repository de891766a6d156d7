using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Sessions;

/// <summary>One meeting: at a site, on a clinic date, with clinicians and a roster of patients, logged and signed afterwards.</summary>
public abstract class Session
{
    private readonly List<SessionClinician> _clinicians = [];
    private readonly List<RosterPlace> _roster = [];
    private readonly List<Attendance> _attendances = [];
    private readonly List<ProgressNote> _notes = [];

    private protected Session()
    {
    }

    private protected Session(
        Id<Site> siteId, Id<Service> serviceId, string title, DateOnly clinicDate, TimeOnly startsAt, int minutes, TimeZoneInfo zone)
    {
        Id = Id<Session>.New();
        SiteId = siteId;
        ServiceId = serviceId;
        Title = title;
        ClinicDate = clinicDate;
        StartsAt = ClinicClock.InstantOf(clinicDate, startsAt, zone);
        EndsAt = StartsAt.AddMinutes(minutes);
    }

    public Id<Session> Id { get; private set; }

    public Id<Site> SiteId { get; private set; }

    /// <summary>The date at the site; every lookup gives it beside the key.</summary>
    public DateOnly ClinicDate { get; private set; }

    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Minutes after the start at which the break begins.</summary>
    public int BreakAfter { get; private protected set; }

    public int BreakMinutes { get; private protected set; }

    public Id<Service> ServiceId { get; private set; }

    public SessionMode Mode { get; private protected set; }

    public Id<Room>? RoomId { get; private protected set; }

    /// <summary>What the session is called on lists; never a patient's name.</summary>
    public string Title { get; private set; } = "";

    public DateTimeOffset? CancelledAt { get; private set; }

    public Id<StaffMember>? CancelledById { get; private set; }

    public string? CancelReason { get; private set; }

    public IReadOnlyList<SessionClinician> Clinicians => _clinicians;

    public IReadOnlyList<RosterPlace> Roster => _roster;

    public IReadOnlyList<Attendance> Attendances => _attendances;

    public IReadOnlyList<ProgressNote> Notes => _notes;

    public uint Version { get; private set; }

    /// <summary>Minutes of treatment from start to end, the break taken out.</summary>
    public int ClinicalMinutes => ClinicalMinutesBetween(StartsAt, EndsAt);

    /// <summary>Whether any note of it stands signed, which fixes the shared part, the roster and the times.</summary>
    public bool IsSigned => _notes.Exists(n => n is { IsSigned: true, IsStruck: false });

    /// <summary>Minutes of treatment between two instants, the break taken out.</summary>
    public int ClinicalMinutesBetween(DateTimeOffset from, DateTimeOffset until) =>
        (int)((until - from).TotalMinutes - BreakOverlap(from, until).TotalMinutes);

    /// <summary>Gives the patient of an open episode a place on the roster.</summary>
    /// <exception cref="RuleViolation">The session is signed or cancelled, or the episode does not cover its date.</exception>
    public RosterPlace Seat(Episode episode)
    {
        RuleViolation.Unless(!IsSigned, "This session is already signed; its roster stands.");
        RuleViolation.Unless(CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(
            ClinicDate >= episode.AdmittedOn && (episode.DischargedOn is null || ClinicDate <= episode.DischargedOn),
            "The patient is not admitted on that date.");
        if (_roster.Find(p => p.PatientId == episode.PatientId) is { } seated)
        {
            return seated;
        }

        var place = new RosterPlace(this, episode);
        _roster.Add(place);
        return place;
    }

    /// <summary>Takes a patient off the roster.</summary>
    /// <exception cref="RuleViolation">Attendance or a note exists already.</exception>
    public void Release(Id<Patient> patientId)
    {
        RuleViolation.Unless(
            !_attendances.Exists(a => a.PatientId == patientId) && !_notes.Exists(n => n.PatientId == patientId),
            "This session already has a record of the patient.");
        _roster.RemoveAll(p => p.PatientId == patientId);
    }

    /// <exception cref="RuleViolation">The session has a record already.</exception>
    public void Cancel(string reason, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(CancelledAt is null, "This session is already cancelled.");
        RuleViolation.Unless(
            _attendances.Count == 0 && _notes.Count == 0, "This session already has a record; it can no longer be cancelled.");
        CancelReason = FreeText.Required(reason, 300, "Say why the session is cancelled.", nameof(CancelReason));
        CancelledAt = now;
        CancelledById = by.Id;
    }

    /// <summary>Records what was seen of a patient's attendance; a later record replaces an earlier one until it is signed.</summary>
    /// <exception cref="RuleViolation">The patient is not on the roster, the note is signed, or a time lies outside the session.</exception>
    public Attendance Record(Id<Patient> patientId, Presence seen, TimeZoneInfo zone, StaffMember by, DateTimeOffset now)
    {
        var place = PlaceOf(patientId);
        RefuseWhenSigned(patientId);
        var attendance = _attendances.Find(a => a.PatientId == patientId);
        if (attendance is null)
        {
            attendance = new Attendance(place);
            attendance.Set(this, seen, zone, by.Id, now);
            _attendances.Add(attendance);
        }
        else
        {
            attendance.Set(this, seen, zone, by.Id, now);
        }

        return attendance;
    }

    /// <summary>Writes the draft of a patient's individual note.</summary>
    /// <exception cref="RuleViolation">The patient is not on the roster, or the note is signed.</exception>
    public ProgressNote Write(Id<Patient> patientId, NoteText text, StaffMember by, DateTimeOffset now)
    {
        var place = PlaceOf(patientId);
        RefuseWhenSigned(patientId);
        var note = LiveNoteOf(patientId);
        if (note is null)
        {
            note = new ProgressNote(place);
            note.Write(text, by.Id, now);
            _notes.Add(note);
        }
        else
        {
            note.Write(text, by.Id, now);
        }

        return note;
    }

    /// <summary>What must still be entered before the session can be signed, patient by patient.</summary>
    public IReadOnlyList<MissingEntry> Missing()
    {
        var missing = new List<MissingEntry>();
        foreach (var patientId in Unsigned())
        {
            var attendance = _attendances.Find(a => a.PatientId == patientId);
            var note = LiveNoteOf(patientId);
            if (attendance is null)
            {
                missing.Add(new MissingEntry(patientId, "attendance"));
            }
            else if (attendance.Status is AttendanceStatus.ExcusedAbsence && attendance.Reason is null)
            {
                missing.Add(new MissingEntry(patientId, "reason of the excused absence"));
            }
            else if (!attendance.IsAbsence && note?.Text is null)
            {
                missing.Add(new MissingEntry(patientId, "individual note"));
            }
        }

        return missing;
    }

    /// <summary>Signs every unsigned row of the roster at once; all of them or none.</summary>
    /// <param name="signer">The author.</param>
    /// <param name="heads">The last signature of each patient's chain; a patient without one begins a chain.</param>
    /// <param name="now">The instant of signing.</param>
    /// <exception cref="RuleViolation">Something is missing, the session has not begun, or nothing is left to sign.</exception>
    public IReadOnlyList<Signature> Sign(StaffMember signer, IReadOnlyDictionary<Id<Patient>, ChainLink> heads, DateTimeOffset now)
    {
        RuleViolation.Unless(signer is { IsActive: true, IsClinician: true }, "Only an active clinician signs notes.");
        RuleViolation.Unless(CancelledAt is null, "This session is cancelled; there is nothing to sign.");
        RuleViolation.Unless(now >= StartsAt, "This session has not begun; sign it once it has taken place.");
        var unsigned = Unsigned().ToList();
        RuleViolation.Unless(unsigned.Count > 0, "Everything in this session is already signed.");
        RuleViolation.Unless(Missing().Count == 0, "Some rows are not complete yet: they are named below.");
        RefuseWhenSharedPartMissing();

        var signatures = new List<Signature>();
        foreach (var patientId in unsigned)
        {
            var note = LiveNoteOf(patientId);
            if (note is null)
            {
                note = new ProgressNote(PlaceOf(patientId));
                note.Write(NoteText.Empty, signer.Id, now);
                _notes.Add(note);
            }

            signatures.Add(note.Sign(this, _attendances.Find(a => a.PatientId == patientId)!, signer, heads.GetValueOrDefault(patientId), now));
        }

        return signatures;
    }

    /// <summary>The patient's note that stands: neither struck nor absent.</summary>
    public ProgressNote? LiveNoteOf(Id<Patient> patientId) => _notes.Find(n => n.PatientId == patientId && !n.IsStruck);

    /// <summary>What the signatures of this session cover beside the single note.</summary>
    internal virtual IEnumerable<string?> SharedContent() => [];

    /// <exception cref="RuleViolation">The session demands a shared part that is not written yet.</exception>
    private protected virtual void RefuseWhenSharedPartMissing()
    {
    }

    private protected void BookClinicians(IEnumerable<Id<StaffMember>> clinicianIds) =>
        _clinicians.AddRange(clinicianIds.Distinct().Select(id => new SessionClinician(this, id)));

    /// <summary>Books these clinicians in the place of those who were booked before.</summary>
    private protected void LedBy(IEnumerable<Id<StaffMember>> clinicianIds)
    {
        var booked = clinicianIds.ToHashSet();
        _clinicians.RemoveAll(c => !booked.Contains(c.StaffMemberId));
        BookClinicians(booked.Where(id => !_clinicians.Exists(c => c.StaffMemberId == id)));
    }

    private IEnumerable<Id<Patient>> Unsigned() =>
        _roster.Select(p => p.PatientId).Where(id => LiveNoteOf(id) is not { IsSigned: true });

    private RosterPlace PlaceOf(Id<Patient> patientId) =>
        _roster.Find(p => p.PatientId == patientId) ?? throw new RuleViolation("This patient is not on the roster of the session.");

    private void RefuseWhenSigned(Id<Patient> patientId)
    {
        RuleViolation.Unless(CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(LiveNoteOf(patientId) is not { IsSigned: true }, "This note is signed. Add an addendum instead.");
    }

    private TimeSpan BreakOverlap(DateTimeOffset from, DateTimeOffset until)
    {
        if (BreakMinutes == 0)
        {
            return TimeSpan.Zero;
        }

        var breakStart = StartsAt.AddMinutes(BreakAfter);
        var breakEnd = breakStart.AddMinutes(BreakMinutes);
        var overlap = (until < breakEnd ? until : breakEnd) - (from > breakStart ? from : breakStart);
        return overlap > TimeSpan.Zero ? overlap : TimeSpan.Zero;
    }
}

/// <summary>Something a patient's row still lacks before it can be signed, named as the user reads it.</summary>
public readonly record struct MissingEntry(Id<Patient> PatientId, string What);
