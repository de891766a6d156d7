using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;

namespace IopClinic.Domain.Sessions;

/// <summary>One meeting: at a site, on a clinic date, with clinicians and a roster of patients, logged and signed afterwards.</summary>
public abstract class Session
{
    /// <summary>The most skills that one session teaches.</summary>
    public const int MostSkills = 12;

    /// <summary>The most minutes of a drive to a patient's home, or back.</summary>
    public const int LongestTravel = 180;

    /// <summary>Why a session with a record stays when it was.</summary>
    public const string HasRecord = "Something is recorded in this session already, so it stays when it was. Correct the record instead.";

    /// <summary>Why attendance by telehealth is not signed without the patient's consent.</summary>
    public const string NoConsent = "Somebody attended by telehealth without a consent that was valid on that day. Record the consent, or correct the attendance.";

    /// <summary>Stands before the skills in what is signed. Nothing that is typed can begin with it.</summary>
    internal const string SkillsMark = "\u001eskills/1";

    private readonly List<SessionClinician> _clinicians = [];
    private readonly List<RosterPlace> _roster = [];
    private readonly List<Attendance> _attendances = [];
    private readonly List<ProgressNote> _notes = [];
    private readonly List<SessionSkill> _skills = [];
    private readonly List<FamilyParticipant> _participants = [];

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

    /// <summary>Its own link for telehealth; null where the standing one of whoever leads it is used.</summary>
    public string? MeetingLink { get; private protected set; }

    /// <summary>Minutes of the drive to a patient's home; its clinicians are taken for them too.</summary>
    public int TravelBefore { get; private protected set; }

    /// <summary>Minutes of the drive back.</summary>
    public int TravelAfter { get; private protected set; }

    /// <summary>Whether it is a visit at one patient's home.</summary>
    public bool IsVisit => Mode is SessionMode.InHome && this is not GroupSession && _roster.Count == 1;

    /// <summary>What the session is called on lists; never a patient's name.</summary>
    public string Title { get; private set; } = "";

    public DateTimeOffset? CancelledAt { get; private set; }

    public Id<StaffMember>? CancelledById { get; private set; }

    public string? CancelReason { get; private set; }

    /// <summary>Who called it off; null while it stands.</summary>
    public CancelledBy? CancelKind { get; private set; }

    public CancelCause? CancelCause { get; private set; }

    /// <summary>The date it was planned for, where it was moved to another one.</summary>
    public DateOnly? MovedFrom { get; private set; }

    public IReadOnlyList<SessionClinician> Clinicians => _clinicians;

    public IReadOnlyList<RosterPlace> Roster => _roster;

    public IReadOnlyList<Attendance> Attendances => _attendances;

    public IReadOnlyList<ProgressNote> Notes => _notes;

    /// <summary>The skills that are taught in it.</summary>
    public IReadOnlyList<SessionSkill> Skills => _skills;

    /// <summary>The supporters of its patients who take part.</summary>
    public IReadOnlyList<FamilyParticipant> Participants => _participants;

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

        return Place(episode.PatientId, episode.Id);
    }

    /// <summary>Gives a place to somebody, in an episode or before there is one.</summary>
    private protected RosterPlace Place(Id<Patient> patientId, Id<Episode>? episodeId)
    {
        var place = new RosterPlace(this, patientId, episodeId);
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
        _participants.RemoveAll(p => p.PatientId == patientId);
    }

    /// <summary>The clinic calls it off, for a reason that is not among the usual ones.</summary>
    /// <exception cref="RuleViolation">The session has a record already, or no reason is given.</exception>
    public void Cancel(string reason, StaffMember by, DateTimeOffset now) =>
        Cancel(new Cancellation(CancelledBy.Clinic, Sessions.CancelCause.Other, reason), by, now);

    /// <exception cref="RuleViolation">The session has a record already, no reason is given, or a group is called off by a patient.</exception>
    public void Cancel(Cancellation why, StaffMember by, DateTimeOffset now)
    {
        RuleViolation.Unless(CancelledAt is null, "This session is already cancelled.");
        RuleViolation.Unless(
            _attendances.Count == 0 && _notes.Count == 0, "This session already has a record; it can no longer be cancelled.");
        RuleViolation.Unless(
            why.By is CancelledBy.Clinic || this is not GroupSession,
            "A group is cancelled by the clinic. Record the absence of a patient who cannot come.",
            nameof(CancelKind));
        CancelReason = FreeText.Required(why.Reason, 300, "Say why the session is cancelled.", nameof(CancelReason));
        CancelKind = why.By;
        CancelCause = why.Cause;
        CancelledAt = now;
        CancelledById = by.Id;
    }

    /// <summary>Takes a cancellation back; who was told of it must be told again.</summary>
    /// <exception cref="RuleViolation">It is not cancelled, its patient cancelled late, or its time has passed.</exception>
    public void Reinstate(DateTimeOffset now)
    {
        RuleViolation.Unless(CancelledAt is not null, "This session is not cancelled.");
        RuleViolation.Unless(
            CancelKind is not CancelledBy.PatientLate, "The patient cancelled late, and that stands. Book another session.");
        RuleViolation.Unless(StartsAt > now, "The time of this session has passed. Move it to a later time.");
        TakeBack();
    }

    /// <summary>Moves it, or a cancelled one that is to take place after all.</summary>
    /// <param name="date">The clinic date.</param>
    /// <param name="startsAt">Wall-clock time of the site.</param>
    /// <param name="minutes">From start to end, the break included: 5 to 480.</param>
    /// <param name="zone">The site's.</param>
    /// <param name="today">The date at the site.</param>
    /// <param name="episodes">The episodes of those on its roster.</param>
    /// <returns>Who is on a group's roster no longer, as they are not in treatment on the new date.</returns>
    /// <exception cref="RuleViolation">
    /// It has a record, the time is impossible, the date lies in the past, or the patient is not admitted then.
    /// </exception>
    public IReadOnlyList<Id<Patient>> MoveTo(
        DateOnly date, TimeOnly startsAt, int minutes, TimeZoneInfo zone, DateOnly today, IReadOnlyCollection<Episode> episodes)
    {
        RefuseWhenRecorded();
        new WeeklyTime([date.DayOfWeek], startsAt, minutes, BreakAfter, BreakMinutes).Check();
        RuleViolation.Unless(date == ClinicDate || date >= today, "A session is not moved into the past. Choose today or a later day.", "Date");
        RuleViolation.Unless(
            CancelKind is not CancelledBy.PatientLate, "The patient cancelled late, and that stands. Book another session.");
        var gone = _roster
            .FindAll(place => place.EpisodeId is { } id && episodes.FirstOrDefault(e => e.Id == id) is { } episode && !IsIn(episode, date))
            .ConvertAll(place => place.PatientId);
        RuleViolation.Unless(gone.Count == 0 || this is GroupSession, "The patient is not admitted on that date.", "Date");
        _roster.RemoveAll(place => gone.Contains(place.PatientId));
        if (date != ClinicDate)
        {
            var planned = MovedFrom ?? ClinicDate;
            MovedFrom = planned == date ? null : planned;
            ClinicDate = date;
            _roster.ForEach(place => place.MoveTo(date));
        }

        StartsAt = ClinicClock.InstantOf(date, startsAt, zone);
        EndsAt = StartsAt.AddMinutes(minutes);
        if (CancelledAt is not null)
        {
            TakeBack();
        }

        return gone;
    }

    /// <summary>Moves it to another room, or without one to where it then takes place.</summary>
    /// <exception cref="RuleViolation">It is signed, or the room is retired, elsewhere or too small.</exception>
    public void MeetIn(Room? room, SessionMode mode)
    {
        RuleViolation.Unless(!IsSigned, "This session is signed; where it met and who led it stands.");
        RuleViolation.Unless(Enum.IsDefined(mode), "Choose where it takes place.", nameof(Mode));
        RuleViolation.Unless(room is not null || mode is not SessionMode.OnSite, "Choose a room for a session on site.", nameof(RoomId));
        RuleViolation.Unless(room is null || room.SiteId == SiteId, "Choose a room of this site.", nameof(RoomId));
        RuleViolation.Unless(room is null || !room.IsRetired || room.Id == RoomId, "This room is no longer in use.", nameof(RoomId));
        RuleViolation.Unless(
            room is null || room.Id == RoomId || room.Capacity >= _roster.Count,
            $"{room?.Name} holds {room?.Capacity} people, fewer than are on the roster.",
            nameof(RoomId));
        RoomId = room?.Id;
        Mode = mode;
        MeetingLink = mode is SessionMode.Telehealth ? MeetingLink : null;
        (TravelBefore, TravelAfter) = mode is SessionMode.InHome ? (TravelBefore, TravelAfter) : (0, 0);
    }

    /// <summary>Reserves the drive to a visit and back.</summary>
    /// <param name="before">Minutes there.</param>
    /// <param name="after">Minutes back.</param>
    /// <exception cref="RuleViolation">It is no visit, or a drive is too long.</exception>
    public void DriveFor(int before, int after)
    {
        RuleViolation.Unless(before is >= 0 and <= LongestTravel, $"A drive takes 0 to {LongestTravel} minutes.", nameof(TravelBefore));
        RuleViolation.Unless(after is >= 0 and <= LongestTravel, $"A drive takes 0 to {LongestTravel} minutes.", nameof(TravelAfter));
        RuleViolation.Unless(Mode is SessionMode.InHome || (before, after) == (0, 0), "Only to a visit at home is there a drive.", nameof(TravelBefore));
        (TravelBefore, TravelAfter) = (before, after);
    }

    /// <summary>Gives it a link of its own; without one it is held under the standing link of whoever leads it.</summary>
    /// <exception cref="RuleViolation">It is not held by telehealth, or this is no https address.</exception>
    public void JoinAt(string? link)
    {
        var checkedLink = Schedule.MeetingLink.OrNull(link, nameof(MeetingLink));
        RuleViolation.Unless(checkedLink is null || Mode is SessionMode.Telehealth, "Only a session by telehealth has a link.", nameof(MeetingLink));
        MeetingLink = checkedLink;
    }

    /// <summary>Frees those who no longer lead it. Whoever takes over is named with <see cref="HandTo"/>.</summary>
    public void FreeAllBut(IReadOnlyCollection<Id<StaffMember>> leaders) => _clinicians.RemoveAll(c => !leaders.Contains(c.StaffMemberId));

    /// <summary>Gives it to these clinicians.</summary>
    /// <param name="leaders">All who lead it.</param>
    /// <param name="service">Its service, which may demand a credential of those who begin to lead it.</param>
    /// <exception cref="RuleViolation">It is signed, nobody is named, or somebody new is not an active clinician or lacks the credential.</exception>
    public void HandTo(IReadOnlyCollection<StaffMember> leaders, Service service)
    {
        RuleViolation.Unless(!IsSigned, "This session is signed; where it met and who led it stands.");
        RuleViolation.Unless(leaders.Count > 0, "Choose who leads it.", "Leaders");
        foreach (var leader in leaders.Where(leader => !_clinicians.Exists(c => c.StaffMemberId == leader.Id)))
        {
            RuleViolation.Unless(leader is { IsActive: true, IsClinician: true }, $"{leader.Name.Full} is not an active clinician.", "Leaders");
            service.RefuseUnlessLedBy(leader, [ClinicDate], "Leaders");
        }

        LedBy(leaders.Select(leader => leader.Id));
    }

    private void TakeBack()
    {
        CancelledAt = null;
        CancelledById = null;
        CancelKind = null;
        CancelCause = null;
        CancelReason = null;
        _roster.ForEach(place => place.ForgetTold());
        _clinicians.ForEach(clinician => clinician.ForgetTold());
    }

    /// <summary>What was recorded in it says when it was: from then on it stays there.</summary>
    private void RefuseWhenRecorded() => RuleViolation.Unless(
        _attendances.Count == 0 && _notes.Count == 0 && (this as GroupSession)?.Shared is null, HasRecord);

    private static bool IsIn(Episode episode, DateOnly date) =>
        date >= episode.AdmittedOn && (episode.DischargedOn is null || date <= episode.DischargedOn);

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
    /// <param name="patientId">Whose.</param>
    /// <param name="text">All of it.</param>
    /// <param name="by">Who writes.</param>
    /// <param name="now">When.</param>
    /// <param name="objectives">Objectives among which those may be linked that the patient works on, beside those that are linked already.</param>
    /// <exception cref="RuleViolation">The patient is not on the roster, the note is signed, or an objective is not one of theirs.</exception>
    public ProgressNote Write(Id<Patient> patientId, NoteText text, StaffMember by, DateTimeOffset now, IEnumerable<Objective>? objectives = null)
    {
        var place = PlaceOf(patientId);
        RefuseWhenSigned(patientId);
        var workedOn = (objectives ?? []).Where(objective => IsWorkedOn(objective, place)).ToList();
        var note = LiveNoteOf(patientId);
        if (note is null)
        {
            note = new ProgressNote(place);
            note.Write(text, by.Id, now, workedOn);
            _notes.Add(note);
        }
        else
        {
            note.Write(text, by.Id, now, workedOn);
        }

        return note;
    }

    /// <summary>Puts an earlier version of a patient's note in the place of what stands there.</summary>
    /// <exception cref="RuleViolation">The note is signed, there is none, or it has no such version.</exception>
    public ProgressNote Restore(Id<Patient> patientId, NoteDraft version, StaffMember by, DateTimeOffset now)
    {
        RefuseWhenSigned(patientId);
        var note = LiveNoteOf(patientId) ?? throw new RuleViolation("There is no such version of this note.", nameof(ProgressNote.Text));
        note.Restore(version, by.Id, now);
        return note;
    }

    /// <summary>Says which skills are taught, in the place of those that stood there.</summary>
    /// <exception cref="RuleViolation">A note of the session is signed, the session is cancelled, there are too many, or a new one is no longer offered.</exception>
    public void Teach(IEnumerable<Skill> skills, StaffMember by, DateTimeOffset now)
    {
        var taught = skills.DistinctBy(skill => skill.Id).ToList();
        if (taught.Count == _skills.Count && taught.TrueForAll(skill => _skills.Exists(known => known.SkillId == skill.Id)))
        {
            return;
        }

        RuleViolation.Unless(CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(!IsSigned, "This session is signed; the skills that were taught stand.");
        RuleViolation.Unless(taught.Count <= MostSkills, $"A session teaches at most {MostSkills} skills.");
        var added = taught.FindAll(skill => !_skills.Exists(known => known.SkillId == skill.Id));
        foreach (var skill in added)
        {
            RuleViolation.Unless(!skill.IsRetired, $"{skill.Name} is no longer offered.");
        }

        _skills.RemoveAll(known => !taught.Exists(skill => skill.Id == known.SkillId));
        _skills.AddRange(added.Select(skill => new SessionSkill(this, skill, by, now)));
    }

    /// <summary>What must still be entered before the session can be signed, patient by patient.</summary>
    /// <param name="objectives">The objectives of the patients: who works on one, says which the note is about, or why none.</param>
    /// <param name="consents">The consents to telehealth; none are taken for given.</param>
    public IReadOnlyList<MissingEntry> Missing(IReadOnlyCollection<Objective> objectives, IReadOnlyCollection<TelehealthConsent>? consents = null)
    {
        var missing = new List<MissingEntry>();
        foreach (var patientId in Unsigned())
        {
            var attendance = _attendances.Find(a => a.PatientId == patientId);
            var note = LiveNoteOf(patientId);
            var isAnswered = note is { Objectives.Count: > 0 } or { WithoutObjective: not null };
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

            if (attendance is { IsAbsence: false } && !isAnswered && objectives.Any(objective => IsWorkedOn(objective, PlaceOf(patientId))))
            {
                missing.Add(new MissingEntry(patientId, "objective, or why none"));
            }

            if (Mode is SessionMode.Telehealth && attendance is { IsAbsence: false, Where: null })
            {
                missing.Add(new MissingEntry(patientId, "where the patient was"));
            }

            if (LacksConsent(patientId, consents))
            {
                missing.Add(new MissingEntry(patientId, "consent to telehealth"));
            }
        }

        return missing;
    }

    /// <summary>Signs every unsigned row of the roster at once; all of them or none.</summary>
    /// <param name="signer">The author.</param>
    /// <param name="heads">The last signature of each patient's chain; a patient without one begins a chain.</param>
    /// <param name="objectives">The objectives of the patients.</param>
    /// <param name="now">The instant of signing.</param>
    /// <param name="consents">The consents to telehealth of the patients; none are taken for given.</param>
    /// <param name="found">What was found in each patient's note, with the reasons why it is signed all the same; null where nothing was looked for.</param>
    /// <exception cref="RuleViolation">Something is missing, the session has not begun, or nothing is left to sign.</exception>
    public IReadOnlyList<Signature> Sign(
        StaffMember signer,
        IReadOnlyDictionary<Id<Patient>, ChainLink> heads,
        IReadOnlyCollection<Objective> objectives,
        DateTimeOffset now,
        IReadOnlyCollection<TelehealthConsent>? consents = null,
        IReadOnlyDictionary<Id<Patient>, NoteFindings>? found = null)
    {
        RuleViolation.Unless(signer is { IsActive: true, IsClinician: true }, "Only an active clinician signs notes.");
        RuleViolation.Unless(CancelledAt is null, "This session is cancelled; there is nothing to sign.");
        RuleViolation.Unless(now >= StartsAt, "This session has not begun; sign it once it has taken place.");
        var unsigned = Unsigned().ToList();
        RuleViolation.Unless(unsigned.Count > 0, "Everything in this session is already signed.");
        RuleViolation.Unless(!unsigned.Exists(id => LacksConsent(id, consents)), NoConsent);
        RuleViolation.Unless(Missing(objectives, consents).Count == 0, "Some rows are not complete yet: they are named below.");
        RefuseWhenSharedPartMissing();
        var findings = unsigned.ToDictionary(id => id, id => (found?.GetValueOrDefault(id) ?? NoteFindings.None).Checked());

        var signatures = new List<Signature>();
        foreach (var patientId in unsigned)
        {
            var note = LiveNoteOf(patientId);
            if (note is null)
            {
                note = new ProgressNote(PlaceOf(patientId));
                note.Write(NoteText.Empty, signer.Id, now, workedOn: []);
                _notes.Add(note);
            }

            signatures.Add(note.Sign(this, _attendances.Find(a => a.PatientId == patientId)!, signer, heads.GetValueOrDefault(patientId), now, findings[patientId]));
        }

        return signatures;
    }

    /// <summary>The patient's note that stands: neither struck nor absent.</summary>
    public ProgressNote? LiveNoteOf(Id<Patient> patientId) => _notes.Find(n => n.PatientId == patientId && !n.IsStruck);

    /// <summary>What the signatures of this session cover beside the single note.</summary>
    internal IEnumerable<string?> SharedContent() => _skills.Count == 0
        // As before there were skills: what was signed then keeps its hash.
        ? OwnContent()
        : [.. OwnContent(), SkillsMark, .. _skills.Select(skill => skill.SkillId.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>What the signature of one patient's note covers of their family, in a session of several.</summary>
    internal virtual IEnumerable<string?> FamilyContent(Id<Patient> patientId) => [];

    /// <summary>Names who takes part, replacing who stood there before.</summary>
    private protected void Join(IEnumerable<SupportPerson> supporters)
    {
        var present = supporters.DistinctBy(s => s.Id).ToList();
        if (present.Count == _participants.Count && present.TrueForAll(s => _participants.Exists(p => p.SupportPersonId == s.Id)))
        {
            return;
        }

        RuleViolation.Unless(!IsSigned, "This session is signed; who took part stands.");
        foreach (var supporter in present.Where(s => !_participants.Exists(p => p.SupportPersonId == s.Id)))
        {
            RuleViolation.Unless(_roster.Exists(place => place.PatientId == supporter.PatientId), "Choose people from this patient's network.", "Supporters");
            RuleViolation.Unless(
                supporter is { MayJoinFamilySessions: true, EndedAt: null },
                $"The patient has not agreed that {supporter.Name} joins family sessions.",
                "Supporters");
        }

        _participants.RemoveAll(p => present.TrueForAll(s => s.Id != p.SupportPersonId));
        _participants.AddRange(present
            .Where(s => _participants.TrueForAll(p => p.SupportPersonId != s.Id))
            .Select(s => new FamilyParticipant(this, s)));
    }

    /// <summary>What this kind of session adds to the content of its signatures.</summary>
    private protected virtual IEnumerable<string?> OwnContent() => [];

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

    /// <summary>Gives the session from one clinician to another, for this once; its other leaders stay.</summary>
    /// <param name="from">Who leads it no longer; null where only somebody is added.</param>
    /// <param name="to">Who leads it from now on; null where nobody takes that place.</param>
    /// <param name="service">The service of the session, which may demand a credential.</param>
    /// <param name="now">This moment.</param>
    /// <exception cref="RuleViolation">It has begun, is signed or cancelled, or the other may not lead it.</exception>
    public void HandOver(Id<StaffMember>? from, StaffMember? to, Service service, DateTimeOffset now)
    {
        RuleViolation.Unless(service.Id == ServiceId, "This is not the service of the session.");
        RuleViolation.Unless(CancelledAt is null, "This session is cancelled.");
        RuleViolation.Unless(!IsSigned && now < StartsAt, $"{Title} has begun; who leads it stands.");
        if (to is not null && !_clinicians.Exists(c => c.StaffMemberId == to.Id))
        {
            RuleViolation.Unless(to is { IsActive: true, IsClinician: true }, $"{to.Name.Full} is not an active clinician.");
            service.RefuseUnlessLedBy(to, [ClinicDate], "Covers");
            BookClinicians([to.Id]);
        }

        _clinicians.RemoveAll(c => c.StaffMemberId == from && c.StaffMemberId != to?.Id);
    }

    /// <summary>Whether the patient of this place works on the objective, and did so on the day of the session.</summary>
    public bool IsWorkedOn(Objective objective, RosterPlace place) =>
        objective.IsActive && objective.PatientId == place.PatientId && objective.EpisodeId == place.EpisodeId && objective.SetOn <= ClinicDate;

    /// <summary>Whether the patient attended by telehealth, and no consent to it was valid on that day.</summary>
    private bool LacksConsent(Id<Patient> patientId, IReadOnlyCollection<TelehealthConsent>? consents) =>
        Mode is SessionMode.Telehealth
        && _attendances.Exists(a => a.PatientId == patientId && !a.IsAbsence)
        && consents?.Any(consent => consent.PatientId == patientId && consent.IsValidOn(ClinicDate)) != true;

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
