using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;

namespace IopClinic.Web.Seed;

/// <summary>
/// Logs and signs what took place before today, as it would have been done then: in the order of the days, a quarter of an hour
/// after each session. Today is left to whoever tries the clinic, and so are two sessions of the demo clinician.
/// </summary>
internal sealed class DemoHistory
{
    /// <summary>Days whose notes the supervisor has not come to.</summary>
    private const int DaysBehind = 8;

    private readonly TimeZoneInfo _zone;
    private readonly DateOnly _today;
    private readonly Random _chance;
    private readonly NoteWriter _writer;
    private readonly DemoLinks _links;
    private readonly Dictionary<Id<StaffMember>, StaffMember> _staff;
    private readonly Dictionary<Id<Service>, Service> _services;
    private readonly Dictionary<Id<Group>, Deck<Topic>> _topics;
    private readonly Dictionary<Id<Patient>, InCare> _care;
    private readonly Dictionary<(Id<Patient> Patient, DateOnly Day), DayOut> _days = [];
    private readonly Dictionary<Id<Patient>, ChainLink> _heads;
    private readonly List<Signature> _signatures = [];
    private readonly List<CoSigning> _coSignings = [];
    private readonly Dictionary<Id<Session>, Topic> _topicOf = [];
    private readonly IReadOnlyList<Session> _past;
    private readonly Session _draft;
    private readonly Session _unsigned;
    private readonly HashSet<Id<Session>> _lateWriters;
    private readonly Dictionary<string, Skill> _skills;
    private readonly List<SkillPractice> _practices = [];
    private readonly Deck<string> _excuses;
    private readonly Deck<string?> _silences;
    private readonly IReadOnlyList<TelehealthConsent> _consents;
    private readonly HashSet<(Id<Patient> Patient, DateOnly Day)> _away;

    public DemoHistory(
        DemoHouse house, DemoStaff staff, DemoAdmissions admissions, DateOnly today, Random chance, IEnumerable<Signature> before, DemoLinks links)
    {
        // Signed before the first session: the notes are chained to it.
        _heads = before.GroupBy(signature => signature.PatientId).Select(chain => chain.MaxBy(signature => signature.Sequence)!)
            .ToDictionary(signature => signature.PatientId, signature => new ChainLink(signature.Sequence, signature.Hash));
        _zone = house.Site.Zone;
        _today = today;
        _chance = chance;
        _writer = new NoteWriter(chance);
        _links = links;
        _staff = staff.All.ToDictionary(member => member.Id);
        _services = house.Services.ToDictionary(service => service.Id);
        _skills = house.Skills.ToDictionary(skill => skill.Name);
        _care = admissions.InCare.ToDictionary(care => care.Patient.Id);
        _consents = admissions.Consents;
        _topics = admissions.Groups.ToDictionary(
            group => group.Id, group => new Deck<Topic>(TopicStock.ByService.GetValueOrDefault(_services[group.ServiceId].Name, []), chance));
        _excuses = new Deck<string>(FocusStock.ExcusedReasons, chance);
        _silences = new Deck<string?>(FocusStock.UnexcusedReasons, chance);
        _past =
        [
            .. admissions.Meetings.Concat(admissions.Appointments)
                .Where(session => session.ClinicDate < today && session.Roster.Count > 0)
                .OrderBy(session => session.EndsAt)
                .ThenBy(session => session.Title, StringComparer.Ordinal)
                .ThenBy(session => _care[session.Roster[0].PatientId].Person.Family, StringComparer.Ordinal),
        ];
        var own = _past.OfType<GroupSession>().Where(session => LeaderOf(session) == staff.Clinician).ToList();
        _draft = own[^1];
        _unsigned = own.Last(session => session.ClinicDate <= today.AddDays(-4));
        // Three of the demo clinician's patients stay away without excuse: since their last day, their last two, their last three.
        _away =
        [
            .. admissions.InCare.Where(care => care.Clinician == staff.Clinician && care.Episode.IsOpen && care.Episode.AdmittedOn < today.AddDays(-14))
                .OrderBy(care => care.Person.Family, StringComparer.Ordinal).TakeLast(3)
                .SelectMany((care, index) => _past.Where(session => session.Roster.Any(place => place.PatientId == care.Patient.Id))
                    .Select(session => session.ClinicDate).Distinct().TakeLast(index + 1).Select(day => (care.Patient.Id, day))),
        ];
        // One-to-ones of the last two days that their clinicians have written and not yet signed.
        _lateWriters =
        [
            .. _past.Where(session => session is IndividualSession && session.ClinicDate >= today.AddDays(-4))
                .Where((_, index) => index % 4 == 1)
                .Select(session => session.Id),
        ];
    }

    /// <summary>Sessions that took place before today.</summary>
    public IReadOnlyList<Session> Past => _past;

    public IReadOnlyList<Signature> Signatures => _signatures;

    /// <summary>Of notes whose author is supervised, in the order in which they were signed.</summary>
    public IReadOnlyList<CoSigning> CoSignings => _coSignings;

    /// <summary>What patients said of the skills that they were taught.</summary>
    public IReadOnlyList<SkillPractice> Practices => _practices;

    /// <summary>Notes in the order in which they were written, the struck one among them.</summary>
    public IEnumerable<ProgressNote> Notes => _past.SelectMany(session => session.Notes);

    /// <summary>The roll, and the part that is written once for the whole group.</summary>
    public void TakeTheRoll()
    {
        var homework = new Dictionary<Id<Patient>, Queue<Id<Skill>>>();
        foreach (var (number, session) in _past.Index())
        {
            var by = LeaderOf(session);
            var at = session.EndsAt.AddMinutes(2);
            IReadOnlyList<Skill> taught = [];
            if (session is GroupSession group)
            {
                var topic = _topics[group.GroupId].Deal();
                _topicOf.Add(session.Id, topic);
                group.WriteShared(
                    session == _draft
                        ? SharedText.Empty with { Topic = topic.Title, Modalities = ModalitiesOf(session) }
                        : new SharedText(
                            topic.Title, topic.Material, ModalitiesOf(session), topic.Interventions, topic.Process, topic.Homework),
                    by,
                    at);
                taught = [.. SkillStock.ByTopic.GetValueOrDefault(topic.Title, []).Select(name => _skills[name])];
            }
            else if (session is IndividualSession && number % 4 == 0)
            {
                taught = [_skills[SkillStock.OneToOne[number / 4 % SkillStock.OneToOne.Count]]];
            }

            session.Teach(taught, by, at);

            foreach (var place in session.Roster)
            {
                if (!session.Record(place.PatientId, SeenOf(session, place.PatientId) with { Where = WhereIn(session) }, _zone, by, at).IsAbsence)
                {
                    FollowUp(session, place.PatientId, homework, taught, by, at);
                }
            }
        }
    }

    /// <summary>The individual notes and their signatures, the chains of the patients growing in the order of time.</summary>
    public void WriteAndSign()
    {
        foreach (var session in _past)
        {
            var by = LeaderOf(session);
            var at = session.EndsAt.AddMinutes(5);
            WriteNotes(session, by, at);
            if (session != _draft && session != _unsigned && !_lateWriters.Contains(session.Id))
            {
                Sign(session, by, session.EndsAt.AddMinutes(8));
            }
        }

        Amend();
    }

    /// <summary>Now and then a member says that something was practised since, and now and then that it was used; what is taught today is asked for later.</summary>
    private void FollowUp(
        Session session,
        Id<Patient> patient,
        Dictionary<Id<Patient>, Queue<Id<Skill>>> homework,
        IReadOnlyList<Skill> taught,
        StaffMember by,
        DateTimeOffset at)
    {
        if (!homework.TryGetValue(patient, out var open))
        {
            homework.Add(patient, open = new Queue<Id<Skill>>());
        }

        if (open.Count >= 2 && session is GroupSession)
        {
            var step = _practices.Count % 3 == 2 ? PracticeStep.Used : PracticeStep.Practised;
            _practices.Add(new SkillPractice(session, patient, open.Dequeue(), step, by, at));
            open.Dequeue();
        }

        foreach (var skill in taught.Where(skill => !open.Contains(skill.Id)))
        {
            open.Enqueue(skill.Id);
        }
    }

    private void WriteNotes(Session session, StaffMember by, DateTimeOffset at)
    {
        var members = session is GroupSession ? _writer.MembersOf(_topicOf[session.Id]) : null;
        var written = 0;
        foreach (var attendance in session.Attendances.Where(attendance => !attendance.IsAbsence))
        {
            // The unfinished draft stops after four members.
            if (session == _draft && ++written > 4)
            {
                break;
            }

            var care = _care[attendance.PatientId];
            var text = session switch
            {
                GroupSession => _writer.ForGroup(care, members!, attendance, _zone),
                FamilySession => _writer.ForFamily(care),
                _ when _services[session.ServiceId].Name == StandardServices.MedicationManagement => _writer.ForPrescriber(care),
                _ => _writer.ForIndividual(care),
            };
            if (session == _draft && written == 1)
            {
                // Begun, thought over and written anew: its earlier versions are still there.
                var sentences = text.Text!.Split(". ");
                Write(session, attendance.PatientId, text with { Text = $"{sentences[0]}.", InTheirWords = null }, by, at.AddMinutes(-9));
                Write(session, attendance.PatientId, text with { Text = $"{string.Join(". ", sentences.Take(2))}." }, by, at.AddMinutes(-5));
            }

            Write(session, attendance.PatientId, text, by, at);
        }
    }

    private void Write(Session session, Id<Patient> patient, NoteText text, StaffMember by, DateTimeOffset at) =>
        session.Write(patient, _links.Of(text, session, patient), by, at, _links.Objectives);

    private void Sign(Session session, StaffMember by, DateTimeOffset at)
    {
        var signatures = session.Sign(by, _heads, _links.Objectives, at, _consents);
        foreach (var signature in signatures)
        {
            Chain(signature);
        }

        foreach (var asked in CoSigning.For(by, signatures))
        {
            CoSign(asked, session, at.AddMinutes(40));
        }
    }

    /// <summary>The supervisor is up to date but for the last days; one of those notes went back.</summary>
    private void CoSign(CoSigning asked, Session session, DateTimeOffset at)
    {
        var note = session.Notes.Single(n => n.Id == asked.NoteId);
        var supervisor = _staff[asked.CoSignerId];
        if (session.ClinicDate < _today.AddDays(-DaysBehind))
        {
            Chain(asked.CoSign(note, session, session.Attendances.Single(a => a.PatientId == asked.PatientId), supervisor, _staff[asked.AuthorId], _heads[asked.PatientId], at));
        }
        else if (!_coSignings.Exists(other => other.ReturnedAt is not null))
        {
            asked.Return(note, "Which skill did you coach, and how did it go? The plan asks for it under its first objective.", supervisor, _staff[asked.AuthorId], at);
        }

        _coSignings.Add(asked);
    }

    private void Chain(Signature signature)
    {
        _heads[signature.PatientId] = new ChainLink(signature.Sequence, signature.Hash);
        _signatures.Add(signature);
    }

    /// <summary>Yesterday evening: an addendum to one note, and another struck because it was written for the wrong patient.</summary>
    private void Amend()
    {
        var evening = ClinicClock.InstantOf(_today.AddDays(-1), new TimeOnly(21, 30), _zone);
        var signed = _past.Where(session => session.IsSigned && session.ClinicDate < _today.AddDays(-1)).ToList();

        var oneToOne = signed.Last(session => session is IndividualSession && !session.Attendances[0].IsAbsence);
        Chain(oneToOne.Notes[0].Append(
            FocusStock.Addendum, "The appointment was written down wrongly", LeaderOf(oneToOne), HeadOf(oneToOne.Notes[0]), evening));

        var meeting = signed.Last(session => session is GroupSession && session.Attendances.Count(seen => !seen.IsAbsence) >= 4);
        var leader = LeaderOf(meeting);
        var seen = meeting.Attendances.Where(attendance => !attendance.IsAbsence).Skip(1).First();
        var other = meeting.Attendances.Where(attendance => !attendance.IsAbsence).Skip(2).First();
        var wrong = meeting.LiveNoteOf(seen.PatientId)!;
        wrong.Strike("Written for another member of the group by mistake", leader, wrong.Content(meeting, seen), other.PatientId, evening.AddMinutes(3));
        var members = _writer.MembersOf(_topicOf[meeting.Id]);
        Write(meeting, seen.PatientId, _writer.ForGroup(_care[seen.PatientId], members, seen, _zone), leader, evening.AddMinutes(6));
        Sign(meeting, leader, evening.AddMinutes(7));
    }

    private ChainLink? HeadOf(ProgressNote note) => _heads.GetValueOrDefault(note.PatientId);

    /// <summary>What was seen of a patient in a session: a day is kept or missed as a whole, lateness is for its first session.</summary>
    private Presence SeenOf(Session session, Id<Patient> patient)
    {
        var reliability = _care[patient].Person.Reliability;
        if (!_days.TryGetValue((patient, session.ClinicDate), out var day))
        {
            day = new DayOut(
                _chance.Next(100) < reliability ? null : Absence(reliability),
                IsLate: _chance.Next(100) < 9,
                LeavesEarly: _chance.Next(100) < 5);
            day = _away.Contains((patient, session.ClinicDate)) ? day with { Missed = new Presence(AttendanceStatus.UnexcusedAbsence) } : day;
            _days.Add((patient, session.ClinicDate), day);
            if (day is { Missed: null, IsLate: true })
            {
                return new Presence(AttendanceStatus.Late, Arrived: Wall(session.StartsAt.AddMinutes(_chance.Next(4, 26))));
            }
        }

        if (day.Missed is not null)
        {
            return day.Missed;
        }

        if (day.LeavesEarly && IsLastOfDay(session, patient))
        {
            return new Presence(AttendanceStatus.LeftEarly, Left: Wall(session.EndsAt.AddMinutes(-_chance.Next(5, 20))));
        }

        return new Presence(AttendanceStatus.Present);
    }

    private static string? WhereIn(Session session) =>
        session.Mode is not SessionMode.Telehealth ? null : session.ClinicDate.Day % 7 == 3 ? "At work, in the parked car" : Telehealth.AtHome;

    private Presence Absence(int reliability) => _chance.Next(100) < reliability - 15
        ? new Presence(AttendanceStatus.ExcusedAbsence, Reason: _excuses.Deal())
        : new Presence(AttendanceStatus.UnexcusedAbsence, Reason: _silences.Deal());

    private bool IsLastOfDay(Session session, Id<Patient> patient) => !_past.Any(other =>
        other.ClinicDate == session.ClinicDate && other.StartsAt > session.StartsAt
        && other.Roster.Any(place => place.PatientId == patient));

    private TimeOnly Wall(DateTimeOffset instant) => ClinicClock.TimeIn(_zone, instant);

    private IReadOnlyList<string> ModalitiesOf(Session session) => [.. _services[session.ServiceId].Modalities.Take(2)];

    private StaffMember LeaderOf(Session session) => _staff[session.Clinicians[0].StaffMemberId];

    /// <summary>How a patient's day went.</summary>
    private sealed record DayOut(Presence? Missed, bool IsLate, bool LeavesEarly);
}
