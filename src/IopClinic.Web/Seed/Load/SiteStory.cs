using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;

namespace IopClinic.Web.Seed.Load;

/// <summary>
/// What happened at one site, day by day, by the same methods of the domain that the pages use. Only who is in treatment is remembered:
/// everything else goes into the batch and is forgotten.
/// </summary>
internal sealed class SiteStory(LoadHouse house, LoadSize size, int number, IReadOnlyList<LoadStay> stays, LoadPlans plans, LoadMeasures measures, KeySeries keys, LoadHistory history, DateOnly today)
{
    /// <summary>Days ahead that are planned.</summary>
    public const int DaysAhead = 14;

    private static readonly string[] Enrollments = ["id", "group_id", "patient_id", "episode_id", "first_day", "last_day", "weekdays"];

    private readonly Dictionary<int, Treated> _bySeat = [];
    private readonly ILookup<DateOnly, LoadStay> _coming = stays.ToLookup(stay => stay.From);
    private readonly LoadNotes _notes = new(Chance.Of(size.Seed, number, -4), house.Site.Zone);
    private readonly TimeZoneInfo _zone = house.Site.Zone;
    private readonly Dictionary<LoadTrack, DateOnly> _lastDays = house.Tracks.ToDictionary(track => track, track => Enumerable.Range(1, 7).Select(ago => today.AddDays(-ago)).First(day => track.Days.Contains(day.DayOfWeek)));

    /// <summary>The first day of it.</summary>
    public DateOnly From { get; } = stays[0].From;

    /// <summary>The last day of it.</summary>
    public DateOnly Until { get; } = today.AddDays(DaysAhead - 1);

    /// <summary>Tells one day.</summary>
    public void Tell(DateOnly day, CopyBatch to)
    {
        foreach (var stay in _coming[day])
        {
            Admit(stay, day, to);
        }

        foreach (var track in house.Tracks.Where(track => track.Days.Contains(day.DayOfWeek)))
        {
            var members = Enumerable.Range(0, LoadTrack.Seats)
                .Select(seat => _bySeat.GetValueOrDefault((track.Number * LoadTrack.Seats) + seat))
                .OfType<Treated>().ToList();
            if (members.Count > 0)
            {
                Meet(track, members, day, to);
            }
        }

        foreach (var treated in _bySeat.Values.Where(treated => treated.Stay.Until == day).ToList())
        {
            Discharge(treated, day, to);
        }
    }

    /// <summary>Writes down those who are still in treatment.</summary>
    public void Close(CopyBatch to)
    {
        foreach (var treated in _bySeat.Values)
        {
            Keep(treated, to);
        }

        _bySeat.Clear();
    }

    private void Admit(LoadStay stay, DateOnly day, CopyBatch to)
    {
        var chance = Chance.Of(size.Seed, number, stay.Number);
        var person = stay.IsLong
            ? LoadPeople.Of(chance, day.Year) with { Given = "Thea", Family = "Tausend-O’Hara", Pronouns = "she/her", Gender = Gender.Female, Language = "en", Reliability = 97, Focus = Focus.Depression }
            : LoadPeople.Of(chance, day.Year);
        var registered = day.AddDays(-1 - chance.Next(9));
        keys.At(At(registered, 10, 0));
        var patient = LoadPeople.Register(person, house.Place, house.Site.Id, chance, registered, At(registered, 9 + chance.Next(7), chance.Next(60)));
        Mrns.Give(patient, size.PatientsBefore(number) + stay.Number + 1);
        keys.At(At(day, 8, 0));
        var track = house.Tracks[stay.Track];
        var episode = Episode.Admit(patient, house.Program, track.Track, track.Clinician, day, stay.Weeks, AdmissionGrounds.NotAskedFor, day);
        patient.JudgeRisk(person.Risk, track.Clinician, At(day, 8, 5));
        foreach (var code in DemoAssessments.DiagnosesOf(person.Focus).Select(text => text.Split(' ', 2)))
        {
            patient.Diagnose(new DiagnosisFinding(code[0], code[1], DiagnosisStatus.Confirmed, null), track.Clinician, day, At(day, 8, 6));
        }

        var treated = new Treated(stay, new InCare(patient, person, episode, track.Clinician), chance);
        treated.Team.Add(new CareTeamMember(patient, track.Clinician, CareTeamPart.PrimaryClinician, day, null, null, At(day, 8, 2)));
        if (chance.Next(3) == 0)
        {
            treated.Team.Add(new CareTeamMember(patient, house.Prescriber, CareTeamPart.Prescriber, day, null, null, At(day, 8, 2)));
        }

        plans.Begin(treated, day, to);
        _bySeat[stay.Seat] = treated;
        Act(AuditAction.Create, track, At(day, 8, 2), day, "/Admissions/Admit", nameof(Episode), episode.Id.ToString(), to, patient.Id);
    }

    private void Meet(LoadTrack track, List<Treated> members, DateOnly day, CopyBatch to)
    {
        foreach (var treated in members)
        {
            treated.Today = null;
            if (day < today)
            {
                Prepare(treated, track, day, to);
            }
        }

        var alone = members.Where(treated => track.DayAlone(treated.Stay.SeatInTrack) == day.DayOfWeek).ToList();
        if (track.AloneAt[0] < track.Groups[0].StartsAt)
        {
            SeeAlone(track, alone, day, to);
        }

        foreach (var (at, group) in track.Groups.Index())
        {
            MeetGroup(track, members, group, at, day, to);
        }

        if (track.AloneAt[0] > track.Groups[0].StartsAt)
        {
            SeeAlone(track, alone, day, to);
        }

        if (day < today)
        {
            members.ForEach(treated => treated.Remember(treated.Today?.Missed is null));
        }
    }

    /// <summary>What comes before the sessions of a day: the questionnaires of the week, a review that is due, and how the day will go.</summary>
    private void Prepare(Treated treated, LoadTrack track, DateOnly day, CopyBatch to)
    {
        keys.At(At(day, 8, 20));
        var week = treated.Episode.WeekOn(day) - 1;
        if (treated.Plan is { } plan && plan.ClinicDate.AddDays(LoadPlans.ReviewDays) <= day)
        {
            plans.Review(treated, day, to);
        }

        var comes = ShowRates.Of(day.DayOfWeek, day.DayNumber - treated.Episode.AdmittedOn.DayNumber, treated.Care.Person.Reliability, treated.Missed) > treated.Chance.NextDouble();
        treated.Today = new DayOut(
            comes ? null : ShowRates.Absence(treated.Chance, treated.Care.Person.Reliability),
            treated.Chance.Next(100) < 8 ? treated.Chance.Next(4, 26) : 0,
            treated.Chance.Next(100) < 4 ? treated.Chance.Next(5, 20) : 0);
        if (comes && day.DayOfWeek == track.Days[0])
        {
            measures.Give(treated, day, week, to);
        }
    }

    private void MeetGroup(LoadTrack track, List<Treated> members, Group group, int at, DateOnly day, CopyBatch to)
    {
        keys.At(ClinicClock.InstantOf(day, group.StartsAt, _zone));
        var session = group.Plan(group.Propose(null, [day]), house.Site)[0];
        foreach (var treated in members)
        {
            session.Seat(treated.Episode);
        }

        // One was left at the end of the last day, and of another only the drafts are there.
        var isOpen = day >= today || (day == _lastDays[track] && track.Number == 0 && at == track.Groups.Count - 1);
        var isDraft = day == _lastDays[track] && track.Number % 6 == 1 && at == track.Groups.Count - 1;
        if (!isOpen)
        {
            var service = house.Service(group.ServiceId);
            var topic = _notes.TopicOf(service);
            session.WriteShared(LoadNotes.Shared(topic, service), track.Clinician, session.EndsAt.AddMinutes(2));
            var cards = _notes.MembersOf(topic);
            foreach (var treated in members)
            {
                var attendance = session.Record(treated.Patient.Id, Seen(treated.Today!, session, at, track.Groups.Count), _zone, track.Clinician, session.EndsAt.AddMinutes(2));
                if (!attendance.IsAbsence)
                {
                    session.Write(treated.Patient.Id, _notes.ForGroup(treated, cards, session, attendance), track.Clinician, session.EndsAt.AddMinutes(4), treated.Objectives);
                }
            }

            if (!isDraft)
            {
                Sign(session, track, members, to);
            }
        }

        Bookings.Add(to, session);
        if (!isOpen)
        {
            Told(session, track, members, day, isDraft, to);
        }
    }

    private void SeeAlone(LoadTrack track, List<Treated> members, DateOnly day, CopyBatch to)
    {
        var service = house.Services.First(one => one.Name == StandardServices.Individual);
        foreach (var treated in members)
        {
            var starts = track.AloneAt[treated.Stay.SeatInTrack / track.Days.Count];
            var began = ClinicClock.InstantOf(day, starts, _zone);
            keys.At(began);
            var session = new IndividualSession(
                new Booking(house.Site, service, day, starts, LoadHouse.MinutesAlone, track.Clinician, track.Office, SessionMode.OnSite), treated.Episode);
            // Agreed on some days before: the longer ago, the less likely they come.
            var lead = 1 + treated.Chance.Next(14);
            if (treated.Chance.Next(100) < 3)
            {
                session.Cancel(new Cancellation(CancelledBy.PatientInTime, CancelCause.WorkOrFamily, "Had to work"), track.Clinician, Min(began.AddDays(-1), At(today.AddDays(-1), 16, 0)));
            }
            else if (day < today && !(day == _lastDays[track] && treated.Stay.SeatInTrack == members[^1].Stay.SeatInTrack && track.Number % 3 == 0))
            {
                var comes = treated.Today!.Missed is null && ShowRates.Of(day.DayOfWeek, lead, 100, treated.Missed) > treated.Chance.NextDouble();
                var seen = comes ? new Presence(AttendanceStatus.Present) : treated.Today.Missed ?? ShowRates.Absence(treated.Chance, treated.Care.Person.Reliability);
                session.Record(treated.Patient.Id, seen, _zone, track.Clinician, session.EndsAt.AddMinutes(1));
                if (comes)
                {
                    session.Write(treated.Patient.Id, _notes.Alone(treated, session), track.Clinician, session.EndsAt.AddMinutes(4), treated.Objectives);
                }

                Sign(session, track, [treated], to);
                Told(session, track, [treated], day, isDraft: false, to);
            }

            Bookings.Add(to, session);
        }
    }

    private Presence Seen(DayOut out_, Session session, int at, int groups)
    {
        if (out_.Missed is not null)
        {
            return out_.Missed;
        }

        return at == 0 && out_.LateBy > 0 ? new Presence(AttendanceStatus.Late, Arrived: ClinicClock.TimeIn(_zone, session.StartsAt.AddMinutes(out_.LateBy)))
            : at == groups - 1 && out_.EarlyBy > 0 ? new Presence(AttendanceStatus.LeftEarly, Left: ClinicClock.TimeIn(_zone, session.EndsAt.AddMinutes(-out_.EarlyBy)))
            : new Presence(AttendanceStatus.Present);
    }

    private static void Sign(Session session, LoadTrack track, List<Treated> members, CopyBatch to)
    {
        var heads = members.Where(treated => treated.Head is not null).ToDictionary(treated => treated.Patient.Id, treated => treated.Head!);
        var objectives = members.SelectMany(treated => treated.Objectives).ToList();
        foreach (var signature in session.Sign(track.Clinician, heads, objectives, session.EndsAt.AddMinutes(8)))
        {
            to.Add(members.Find(treated => treated.Patient.Id == signature.PatientId)!.Chain(signature));
        }
    }

    /// <summary>Who opened the roll and whom they saw there, and the notes that were written.</summary>
    private void Told(Session session, LoadTrack track, List<Treated> members, DateOnly day, bool isDraft, CopyBatch to)
    {
        history.Add(to, new LoadAct(track.Clinician, session.EndsAt, house.Site.Id, day, AuditAction.Read, "/Sessions/Log", nameof(Session), session.Id.ToString())
        {
            Shown = [.. members.Select(treated => treated.Patient.Id.Value)],
        });
        foreach (var note in session.Notes)
        {
            Act(isDraft ? AuditAction.Create : AuditAction.Change, track, session.EndsAt.AddMinutes(isDraft ? 4 : 8), day, "/Sessions/Log", nameof(ProgressNote), note.Id.ToString(), to, note.PatientId);
        }
    }

    private void Discharge(Treated treated, DateOnly day, CopyBatch to)
    {
        keys.At(At(day, 20, 45));
        var isEarly = day.DayNumber - treated.Episode.AdmittedOn.DayNumber < (7 * LoadStays.PlannedWeeks) - 10;
        var reason = !isEarly ? DischargeReason.Completed : treated.Chance.Next(4) == 0 ? DischargeReason.Transferred : DischargeReason.DroppedOut;
        treated.Episode.Discharge(day, reason, null, treated.Care.Clinician, day);
        treated.Team.ForEach(member => member.EndWithDischarge(day));
        treated.Plan?.EndWithEpisode(At(day, 20, 50));
        var track = house.Tracks[treated.Stay.Track];
        Act(AuditAction.Change, track, At(day, 20, 50), day, "/Patients/Discharge", nameof(Episode), treated.Episode.Id.ToString(), to, treated.Patient.Id);
        Keep(treated, to);
        _bySeat.Remove(treated.Stay.Seat);
        _notes.Forget(treated);
    }

    /// <summary>Everything of somebody that went on changing until now.</summary>
    private void Keep(Treated treated, CopyBatch to)
    {
        to.Add(treated.Patient);
        to.AddRange(treated.Patient.Diagnoses);
        to.Add(treated.Episode);
        to.AddRange(treated.Episode.TrackPlaces);
        to.AddRange(treated.Team);
        to.AddRange(treated.Objectives);
        if (treated.Plan is { } plan)
        {
            LoadPlans.Keep(plan, to);
        }

        // Group.Enroll looks at everybody who ever was in the group, which is right for one and too slow for all.
        keys.At(At(treated.Episode.AdmittedOn, 8, 15));
        var rows = to.Of("enrollments", Enrollments);
        foreach (var group in house.Tracks[treated.Stay.Track].Groups)
        {
            rows.BeginRow(Enrollments.Length);
            rows.Uuid(keys.Next());
            rows.Uuid(group.Id.Value);
            rows.Uuid(treated.Patient.Id.Value);
            rows.Uuid(treated.Episode.Id.Value);
            rows.Date(treated.Episode.AdmittedOn);
            if (treated.Episode.DischargedOn is { } last)
            {
                rows.Date(last);
            }
            else
            {
                rows.Null();
            }

            rows.Texts([], CopyTypes.Text);
        }
    }

    private void Act(AuditAction action, LoadTrack track, DateTimeOffset at, DateOnly day, string page, string what, string key, CopyBatch to, Id<Patient> patient) =>
        history.Add(to, new LoadAct(track.Clinician, at, house.Site.Id, day, action, page, what, key)
        {
            Patient = patient,
        });

    private DateTimeOffset At(DateOnly day, int hour, int minute) => ClinicClock.InstantOf(day, new TimeOnly(hour, minute), _zone);

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
