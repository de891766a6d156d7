using System.Globalization;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Sessions;
using Program = IopClinic.Domain.Programs.Program;

namespace IopClinic.Web.Seed;

/// <summary>A patient in care, now or until lately: who they are, their episode and who answers for it.</summary>
internal sealed record InCare(Patient Patient, DemoPerson Person, Episode Episode, StaffMember Clinician);

/// <summary>Registers the demo clinic's patients, admits them over the last eight weeks and gives them their seats.</summary>
internal sealed class DemoAdmissions(DemoHouse house, DemoStaff staff, DemoPlace place, DateOnly today, Random chance)
{
    private static readonly string[] Streets =
        ["Anchor Street", "Bayview Road", "Cooper's Lane", "Dock Street", "Elm Court", "Fairwind Avenue", "Granby Street", "Holly Row"];

    private readonly List<InCare> _inCare = [];
    private readonly List<Patient> _patients = [];
    private readonly List<CareTeamMember> _teams = [];
    private readonly List<Session> _oneToOnes = [];
    private readonly Diary _diary = new();
    private IReadOnlyList<Group> _groups = [];
    private Dictionary<Id<Group>, IReadOnlyList<GroupSession>> _meetings = [];
    private int _registered;
    private IReadOnlyList<TelehealthConsent>? _consents;

    public IReadOnlyList<Patient> Patients => _patients;

    public IReadOnlyList<InCare> InCare => _inCare;

    public IReadOnlyList<CareTeamMember> Teams => _teams;

    /// <summary>Registered, and not admitted yet; in the order of <see cref="DemoPeople.Waiting"/>.</summary>
    public IReadOnlyList<Patient> Waiting { get; private set; } = [];

    /// <summary>Who was referred lately, in the order of <see cref="DemoPeople.Callers"/>.</summary>
    public IReadOnlyList<Patient> Callers { get; private set; } = [];

    public IReadOnlyList<Group> Groups => _groups;

    public IReadOnlyList<GroupSession> Meetings => [.. _meetings.Values.SelectMany(sessions => sessions)];

    /// <summary>Weekly one-to-ones, family and medication sessions.</summary>
    public IReadOnlyList<Session> Appointments => _oneToOnes;

    /// <summary>Where tomorrow's visit at home is.</summary>
    public HomeVisit? Visit { get; private set; }

    /// <summary>The two newest of the demo clinician's, whose papers are not complete yet.</summary>
    public IReadOnlyList<InCare> Newest =>
        [.. _inCare.Where(care => care.Clinician == staff.Clinician && care.Episode.IsOpen).OrderByDescending(care => care.Episode.AdmittedOn).Take(2)];

    /// <summary>The paper on telehealth is a consent to it; whoever is seen so without having signed it has said yes.</summary>
    public IReadOnlyList<TelehealthConsent> Consents => _consents ??=
    [
        .. from care in _inCare
           where care.Episode.AdmittedOn <= today
           let isSigned = !Newest.Contains(care)
           where isSigned || _oneToOnes.Exists(session => session.Mode is SessionMode.Telehealth && session.Roster[0].PatientId == care.Patient.Id)
           select new TelehealthConsent(
               care.Patient, care.Episode.AdmittedOn, isSigned ? ConsentForm.Written : ConsentForm.Verbal, staff.Intake, today,
               ClinicClock.InstantOf(care.Episode.AdmittedOn, new TimeOnly(0, 20), house.Site.Zone)),
    ];

    /// <summary>Plans groups, fills the tracks and books the one-to-ones.</summary>
    /// <param name="imported">Adults who came in through the importer and live: four of them take seats like everybody else.</param>
    public void Fill(IReadOnlyList<Patient> imported)
    {
        _groups = house.PlanGroups(staff, today.AddDays(-8 * 7), today.AddDays(8 * 7));
        _meetings = _groups.ToDictionary(group => group.Id, group => group.PlanSessions(house.Site));
        foreach (var group in _groups)
        {
            _diary.Block(group);
        }

        foreach (var (person, left) in DemoPeople.Discharged)
        {
            var track = house.DualDiagnosis.Tracks.Single(candidate => candidate.Name == left.Track);
            var admittedOn = OnWorkday(today.AddDays(-left.AdmittedDaysAgo));
            var care = Admit(Register(person, today.DayNumber - admittedOn.DayNumber), person, house.DualDiagnosis, track, admittedOn);
            var lastDay = today.AddDays(-left.DischargedDaysAgo);
            Seat(care, lastDay);
            BookWeekly(care, lastDay);
            care.Episode.Discharge(lastDay, left.Reason, left.Note, care.Clinician, today);
            foreach (var member in _teams.Where(member => member.PatientId == care.Patient.Id))
            {
                member.EndWithDischarge(lastDay);
            }
        }

        var known = imported.Zip(DemoPeople.Imported, (patient, like) => (patient, PersonOf(patient, like))).ToList();
        FillTrack(house.DualDiagnosis, house.Morning, DemoPeople.Morning, [.. known.Take(2)]);
        FillTrack(house.DualDiagnosis, house.Evening, DemoPeople.Evening, [.. known.Skip(2)]);
        FillTrack(house.DualDiagnosis, house.WeekendTrack, DemoPeople.Weekend, []);
        FillTrack(house.YoungAdult, house.Afternoon, DemoPeople.YoungAdults, []);
        WelcomeAlumni();
        BookFamiliesAndPrescriber();
        MeetToday();
        VisitTomorrow();
        CallOff();
        Waiting = [.. DemoPeople.Waiting.Select(person => Register(person, registeredDaysAgo: chance.Next(1, 4)))];

        Callers = [.. DemoPeople.Callers.Select(person => Register(person, registeredDaysAgo: 7))];
    }

    /// <summary>Two who completed the program come on as alumni; one of them to two groups. The groups hold their places.</summary>
    private void WelcomeAlumni()
    {
        foreach (var care in _inCare.Where(care => care.Episode.DischargeReason is DischargeReason.Completed))
        {
            var first = care.Episode.DischargedOn!.Value.AddDays(1);
            var isOfMorning = care.Episode.TrackId == house.Morning.Id;
            foreach (var group in _groups.Where(group => group.Name == DemoHouse.RecoveryCircle || (group.Name == DemoHouse.MindAndBrain && isOfMorning)))
            {
                group.Welcome(
                    care.Patient, [care.Episode], $"{care.Patient.Name.Given} {care.Patient.Name.Family[..1]}.", new DateRange(first, null), staff.Administrator,
                    ClinicClock.InstantOf(first.AddDays(-1), new TimeOnly(11, 40), house.Site.Zone));
            }
        }
    }

    /// <summary>Of the sessions so far, those to which alumni came: to two of three.</summary>
    public IEnumerable<AlumniPresence> AlumniCame(DateTimeOffset now) =>
        from @group in _groups
        from place in @group.Alumni
        from one in _meetings[@group.Id]
            .Where(session => session.CancelledAt is null && session.EndsAt < now && place.Days.Covers(session.ClinicDate)).Select((session, at) => (Session: session, At: at))
        where one.At % 3 != 1
        select new AlumniPresence(one.Session, place, staff.All.First(member => member.Id == one.Session.Clinicians[0].StaffMemberId), one.Session.EndsAt);

    /// <summary>Why some of the evening come in the evening.</summary>
    public IEnumerable<PatientConstraint> Constraints(StaffMember saidTo, DateTimeOffset now) =>
        from one in _inCare.Where(care => care.Episode is { IsOpen: true } && care.Episode.TrackId == house.Evening.Id).Select((care, at) => (Care: care, At: at)).Take(6)
        let isWork = one.At % 3 != 2
        select new PatientConstraint(
            one.Care.Patient.Id, isWork ? ConstraintKind.Work : ConstraintKind.Childcare,
            [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
            isWork ? new TimeOnly(8, 30) : new TimeOnly(7, 0), isWork ? new TimeOnly(16, 45) : new TimeOnly(15, 0),
            new DateRange(one.Care.Episode.AdmittedOn, null), saidTo, now);

    /// <summary>What the clinic has learned about somebody whose record came from elsewhere.</summary>
    private static DemoPerson PersonOf(Patient patient, DemoPerson like)
    {
        patient.Tell(new PersonalStory(like.Strengths, like.Preferences, like.Culture));
        return like with
        {
            Given = patient.Name.Given,
            Family = patient.Name.Family,
            Pronouns = patient.Gender is Gender.Female ? "she/her" : "he/him",
        };
    }

    private void FillTrack(
        Program program, Track track, IReadOnlyList<DemoPerson> people, IReadOnlyList<(Patient Patient, DemoPerson Person)> imported)
    {
        var count = people.Count + imported.Count;
        // From this week's newcomer to somebody in week 9 of 10, evenly, in no order of names.
        var daysAgo = Enumerable.Range(0, count).Select(index => 1 + (index * 58 / (count - 1))).ToArray();
        // Those who were imported just now are the newcomers.
        chance.Shuffle(daysAgo.AsSpan(imported.Count));
        for (var i = 0; i < count; i++)
        {
            var admittedOn = OnWorkday(today.AddDays(-daysAgo[i]));
            var care = i < imported.Count
                ? Admit(imported[i].Patient, imported[i].Person, program, track, admittedOn)
                : AdmitNew(people[i - imported.Count]);
            Seat(care, lastDay: null);
            BookWeekly(care, lastDay: null);

            InCare AdmitNew(DemoPerson person) => Admit(
                Register(person, today.DayNumber - admittedOn.DayNumber + chance.Next(1, 6)), person, program, track, admittedOn);
        }
    }

    /// <summary>Records that were opened in an emergency: one that was looked at since, and one that waits for it.</summary>
    public IEnumerable<GlassOpening> OpenGlasses(StaffMember reviewer)
    {
        var patient = _inCare.First(care => care.Episode.ProgramId == house.YoungAdult.Id && care.Episode.IsOpen).Patient;
        var looked = new GlassOpening(
            patient.Id, staff.Prescriber, GlassReason.MedicalEmergency,
            "Emergency department called: found drowsy at home, asked for current medication and allergies.",
            ClinicClock.InstantOf(today.AddDays(-9), new TimeOnly(21, 12), house.Site.Zone));
        looked.Review(
            GlassVerdict.Justified, "Call documented by the emergency department the same evening.", reviewer,
            ClinicClock.InstantOf(today.AddDays(-8), new TimeOnly(9, 30), house.Site.Zone));
        yield return looked;
        yield return new GlassOpening(
            patient.Id, staff.Prescriber, GlassReason.PatientAsksForHelp,
            "Patient called the front desk in distress while the primary clinician was in a group.",
            ClinicClock.InstantOf(today.AddDays(-1), new TimeOnly(14, 5), house.Site.Zone));
    }

    /// <summary>What the demo clinician keeps for herself about two of her patients.</summary>
    public IEnumerable<PrivateNote> KeepPrivateNotes(SealPrivateNote seal)
    {
        string[] texts =
        [
            "My own impression, not for the record: the silence after I asked about the summer felt like shame rather than refusal. "
                + "I notice I hurry to fill it. Wait longer next time; bring it to supervision.",
            "The dream about the locked house came up again. My hypothesis is grief, not guilt. Hold it lightly until they name it themselves.",
        ];
        var hers = _inCare.Where(care => care.Clinician == staff.Clinician && care.Episode.IsOpen && care.Episode.AdmittedOn < today).Take(texts.Length);
        return hers.Zip(texts, (care, text) =>
        {
            var day = today.AddDays(-1);
            var at = ClinicClock.InstantOf(day, new TimeOnly(17, 40), house.Site.Zone);
            return new PrivateNote(care.Patient.Id, house.Site.Id, staff.Clinician, day, text, seal, at);
        });
    }

    private Patient Register(DemoPerson person, int registeredDaysAgo)
    {
        var day = today.AddDays(-registeredDaysAgo);
        var registeredAt = ClinicClock.InstantOf(day, new TimeOnly(9 + chance.Next(7), chance.Next(60)), house.Site.Zone);
        var index = _registered++;
        var gender = person.Gender ?? (person.Pronouns == "she/her" ? Gender.Female : Gender.Male);
        var patient = new Patient(
            house.Site.Id,
            new Demographics
            {
                Name = new PersonName(person.Given, person.Family, person.Middle),
                BirthDate = DateOnly.ParseExact(person.Born, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                PreferredName = person.Called,
                Pronouns = person.Pronouns,
                Gender = gender,
                BirthSex = person.BirthSex ?? (gender is Gender.Female ? BirthSex.Female : BirthSex.Male),
                Races = [person.Race],
                Ethnicity = person.Hispanic ? Ethnicity.HispanicOrLatino : Ethnicity.NotHispanicOrLatino,
                Language = person.Language,
                NeedsInterpreter = person.NeedsInterpreter,
            },
            new ContactDetails
            {
                Phone = place.Phone(10 + index),
                Address = place.Address(
                    $"{100 + chance.Next(900)} {Streets[chance.Next(Streets.Length)]}", chance.Next(4) == 0 ? "Apt 3" : null),
                Preferred = (ContactMethod)chance.Next(4),
                MayLeaveVoicemail = chance.Next(3) > 0,
                Wishes = person.Wishes,
            },
            today,
            registeredAt);
        patient.MarkGenerated();
        patient.Tell(new PersonalStory(person.Strengths, person.Preferences, person.Culture));
        if (person.Supporter is { } supporter)
        {
            var phone = place.Phone(60 + (index % 40));
            patient.AddSupporter(supporter.Name, supporter.Relationship, phone, supporter.Joins);
            patient.InEmergencyCall(new EmergencyContact(supporter.Name, supporter.Relationship, phone));
        }

        if (person.Allergy is { } allergy)
        {
            patient.AddAllergy(allergy.Substance, allergy.Reaction, allergy.Criticality, registeredAt);
        }

        _patients.Add(patient);
        return patient;
    }

    private InCare Admit(Patient patient, DemoPerson person, Program program, Track track, DateOnly on)
    {
        var clinician = staff.Therapists[_inCare.Count % staff.Therapists.Count];
        var episode = Episode.Admit(patient, program, track, clinician, on, program.PlannedWeeks, AdmissionGrounds.NotAskedFor, today);
        if (person.Risk is not RiskLevel.NotAssessed)
        {
            // The resident's patients had their risk judged by the supervisor.
            var judge = clinician.NeedsCoSignature ? staff.Supervisor : clinician;
            patient.JudgeRisk(person.Risk, judge, ClinicClock.InstantOf(on, new TimeOnly(8, 40), house.Site.Zone));
        }

        var care = new InCare(patient, person, episode, clinician);
        _inCare.Add(care);
        FormTeam(care);
        return care;
    }

    /// <summary>The primary clinician, the prescriber where two conditions are treated as one, and now and then a colleague who stands in.</summary>
    private void FormTeam(InCare care)
    {
        var on = care.Episode.AdmittedOn;
        var at = ClinicClock.InstantOf(on, new TimeOnly(8, 30), house.Site.Zone);
        _teams.Add(new CareTeamMember(care.Patient, care.Clinician, CareTeamPart.PrimaryClinician, on, null, null, at));
        if (care.Episode.ProgramId == house.DualDiagnosis.Id)
        {
            _teams.Add(new CareTeamMember(care.Patient, staff.Prescriber, CareTeamPart.Prescriber, on, null, null, at));
        }

        if (care.Clinician == staff.Rahman)
        {
            // Aisha Rahman is away for two weeks.
            _teams.Add(new CareTeamMember(
                care.Patient, staff.Morita, CareTeamPart.Covering, today.AddDays(-4), today.AddDays(9), staff.Supervisor.Id,
                ClinicClock.InstantOf(today.AddDays(-5), new TimeOnly(16, 20), house.Site.Zone)));
        }
    }

    /// <summary>Seats the patient in every group of the track until the planned end, or the day of discharge.</summary>
    private void Seat(InCare care, DateOnly? lastDay)
    {
        var plannedEnd = care.Episode.AdmittedOn.AddDays((care.Episode.PlannedWeeks * 7) - 1);
        foreach (var group in _groups.Where(group => group.TrackId == care.Episode.TrackId))
        {
            var from = care.Episode.AdmittedOn < group.From ? group.From : care.Episode.AdmittedOn;
            var until = lastDay ?? (plannedEnd < group.Until ? plannedEnd : (DateOnly?)null);
            // The families' group has begun only now, and is for those who bring somebody.
            if (until < from || (group.ServiceId == house.Service(StandardServices.MultiFamily).Id && !care.Patient.Supporters.Any(s => s.MayJoinFamilySessions)))
            {
                continue;
            }

            _diary.Block(group, care.Patient.Id);
            var enrollment = group.Enroll(care.Episode, from, until);
            foreach (var session in _meetings[group.Id].Where(session => enrollment.Days.Covers(session.ClinicDate)))
            {
                session.Seat(care.Episode);
            }
        }
    }

    /// <summary>A weekly hour with the primary clinician; the weekend track has it by telehealth.</summary>
    private void BookWeekly(InCare care, DateOnly? lastDay)
    {
        var isRemote = care.Episode.TrackId == house.WeekendTrack.Id;
        var service = house.Service(isRemote ? StandardServices.Telehealth : StandardServices.Individual);
        var weekly = _diary.Find(care.Patient.Id, care.Clinician, service.DefaultMinutes, isRemote ? [] : house.SmallRooms);
        foreach (var date in WeeklyDates(weekly.Day, care.Episode.AdmittedOn, lastDay ?? today.AddDays(13)))
        {
            var booking = new Booking(
                house.Site,
                service,
                date,
                weekly.StartsAt,
                weekly.Minutes,
                care.Clinician,
                weekly.Room,
                isRemote ? SessionMode.Telehealth : SessionMode.OnSite);
            _oneToOnes.Add(new IndividualSession(booking, care.Episode));
        }
    }

    /// <summary>Every fourth week or so: a family session where somebody may join, and a visit with the prescriber.</summary>
    private void BookFamiliesAndPrescriber()
    {
        var current = _inCare.Where(care => care.Episode.IsOpen).ToList();
        var families = current
            .Where(care => care.Patient.Supporters.Any(supporter => supporter.MayJoinFamilySessions))
            .Where((_, i) => i % 2 == 0);
        foreach (var care in families)
        {
            var service = house.Service(StandardServices.Family);
            var time = _diary.Find(care.Patient.Id, care.Clinician, service.DefaultMinutes, house.SmallRooms);
            foreach (var date in EveryFourthWeek(time.Day, care))
            {
                var booking = new Booking(
                    house.Site, service, date, time.StartsAt, time.Minutes, care.Clinician, time.Room, SessionMode.OnSite);
                _oneToOnes.Add(
                    new FamilySession(booking, care.Episode, care.Patient.Supporters.Where(supporter => supporter.MayJoinFamilySessions)));
            }
        }

        foreach (var care in current.Where((_, i) => i % 3 == 0))
        {
            var service = house.Service(StandardServices.MedicationManagement);
            var time = _diary.Find(care.Patient.Id, staff.Prescriber, service.DefaultMinutes, house.SmallRooms);
            foreach (var date in EveryFourthWeek(time.Day, care))
            {
                var booking = new Booking(
                    house.Site, service, date, time.StartsAt, time.Minutes, staff.Prescriber, time.Room, SessionMode.OnSite);
                _oneToOnes.Add(new IndividualSession(booking, care.Episode));
            }
        }
    }

    /// <summary>Today one of the demo clinician's patients is seen by telehealth.</summary>
    private void MeetToday()
    {
        var care = HersNow.First();
        var remote = house.Service(StandardServices.Telehealth);
        var time = _diary.Find(care.Patient.Id, care.Clinician, remote.DefaultMinutes, [], today.DayOfWeek);
        _oneToOnes.Add(new IndividualSession(
            new Booking(house.Site, remote, today, time.StartsAt, time.Minutes, care.Clinician, null, SessionMode.Telehealth), care.Episode));
    }

    /// <summary>Tomorrow the demo clinician sees another one at home, twenty minutes away.</summary>
    private void VisitTomorrow()
    {
        const int Drive = 20;
        var care = HersNow.Skip(1).First();
        var (service, tomorrow) = (house.Service(StandardServices.InHome), today.AddDays(1));
        var time = _diary.Find(care.Patient.Id, care.Clinician, Drive + service.DefaultMinutes + Drive, [], tomorrow.DayOfWeek);
        var session = new IndividualSession(
            new Booking(house.Site, service, tomorrow, time.StartsAt.AddMinutes(Drive), service.DefaultMinutes, care.Clinician, null, SessionMode.InHome), care.Episode);
        session.DriveFor(Drive, Drive);
        _oneToOnes.Add(session);
        Visit = new HomeVisit(session, Visits.InOneLine(care.Patient.Address) ?? "12 Quayside Street");
    }

    /// <summary>Whom the demo clinician treats now, those first who came first.</summary>
    private IEnumerable<InCare> HersNow => _inCare
        .Where(care => care.Clinician == staff.Clinician && care.Episode.IsOpen && care.Episode.AdmittedOn < today)
        .OrderBy(care => care.Episode.AdmittedOn).ThenBy(care => care.Person.Family, StringComparer.Ordinal);

    /// <summary>Next week is as weeks are: a leader is away, and two patients cannot come. Some of them were told this morning.</summary>
    private void CallOff()
    {
        var morning = ClinicClock.InstantOf(today, new TimeOnly(7, 45), house.Site.Zone);
        var group = _meetings.Values.SelectMany(sessions => sessions)
            .Where(session => session.ClinicDate > today.AddDays(4) && session.Roster.Count > 3)
            .OrderBy(session => session.StartsAt).ThenBy(session => session.Title, StringComparer.Ordinal).First();
        group.Cancel(new Cancellation(CancelledBy.Clinic, CancelCause.LeaderAway, "The leader is at a training"), staff.Clinician, morning);
        foreach (var place in group.Roster.Take(2))
        {
            place.Told(staff.Clinician, morning.AddMinutes(20));
        }

        var alone = _oneToOnes.Where(session => session is IndividualSession && session.ClinicDate > today.AddDays(3)).OrderBy(session => session.StartsAt).ToList();
        alone[2].Cancel(new Cancellation(CancelledBy.PatientInTime, CancelCause.WorkOrFamily, "A day at court"), staff.Clinician, morning);
        alone[5].Cancel(new Cancellation(CancelledBy.PatientInTime, CancelCause.NoTransport, "The car is at the garage"), staff.Clinician, morning);
    }

    private IEnumerable<DateOnly> EveryFourthWeek(DayOfWeek day, InCare care) =>
        WeeklyDates(day, care.Episode.AdmittedOn, today.AddDays(13)).Where((_, week) => week % 4 == 1);

    private static IEnumerable<DateOnly> WeeklyDates(DayOfWeek day, DateOnly from, DateOnly until)
    {
        for (var date = from.AddDays(((int)day - (int)from.DayOfWeek + 7) % 7); date <= until; date = date.AddDays(7))
        {
            yield return date;
        }
    }

    /// <summary>Admissions happen on workdays: a weekend moves back to its Friday.</summary>
    private static DateOnly OnWorkday(DateOnly date) => date.DayOfWeek switch
    {
        DayOfWeek.Saturday => date.AddDays(-1),
        DayOfWeek.Sunday => date.AddDays(-2),
        _ => date,
    };
}
