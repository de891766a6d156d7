using System.Globalization;
using System.Runtime.CompilerServices;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Admissions;
using IopClinic.Domain.Assessments;
using IopClinic.Domain.Diagnoses;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Safety;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Staff;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Commands;
using IopClinic.Web.Measures;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Tests.Treatment;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Promises;

/// <summary>What the demo clinic's people have to do with a patient.</summary>
internal enum Relation
{
    /// <summary>On the care team.</summary>
    Own,

    /// <summary>Somebody whom the supervisor supervises is on the care team.</summary>
    Supervised,

    /// <summary>They lead a session with the patient today and are not on the team; the record is that of this session.</summary>
    Roster,

    /// <summary>The same patient; the record is that of a session of somebody else.</summary>
    RosterElse,

    /// <summary>They were on the team until some days ago (two: it is not the same day everywhere).</summary>
    Former,

    /// <summary>They opened the record in an emergency.</summary>
    Glass,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>On the care team, and opened in an emergency, but of a site where they do not work.</summary>
    OtherSite,
}

/// <summary>How far a patient's treatment is.</summary>
internal enum Stage
{
    Waiting,
    InTreatment,
    Discharged,
}

/// <summary>A patient, and something of everything that a record can hold.</summary>
internal sealed record Acquaintance(Relation Relation, Stage Stage, Patient Patient, IReadOnlyDictionary<string, string> Keys, Guid[] TodaysSessions)
{
    public string Family => Patient.Name.Family;
}

/// <summary>Patients in every relation to the demo clinic's people and in every stage, each with a full record written by a clinician of their own.</summary>
internal sealed class Acquaintances
{
    private static readonly ConditionalWeakTable<ClinicHost, Task<Acquaintances>> Made = [];

    private readonly List<Acquaintance> _all = [];

    private Acquaintances(ClinicHost clinic) => Clinic = clinic;

    public ClinicHost Clinic { get; }

    public IReadOnlyList<Acquaintance> All => _all;

    public House Here { get; private set; } = null!;

    public House Elsewhere { get; private set; } = null!;

    public IReadOnlyDictionary<Role, StaffMember> People { get; private set; } = null!;

    public Acquaintance Of(Relation relation, Stage stage = Stage.InTreatment) => _all.Single(a => a.Relation == relation && a.Stage == stage);

    /// <summary>Those of this clinic: they are made once.</summary>
    public static Task<Acquaintances> OfAsync(ClinicHost clinic) => Made.GetValue(clinic, MakeAsync);

    private static async Task<Acquaintances> MakeAsync(ClinicHost clinic)
    {
        var made = new Acquaintances(clinic) { Here = await House.OpenAsync(clinic), Elsewhere = await House.OpenAsync(clinic) };
        await clinic.InDatabaseAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"update staff set other_site_ids = array_remove(other_site_ids, {made.Elsewhere.Site.Id.Value}) where email like '%@demo.example'");
            var staff = await db.Staff.AsNoTracking().ToListAsync();
            made.People = DemoSignIns.All.ToDictionary(p => p.Role, p => staff.Single(s => s.Email == p.Email));
        });
        var cleo = new StaffMember(new PersonName("Cleo", "Marsh"), $"cleo{Guid.CreateVersion7():N}@house.example", made.Here.Site.Id, [Role.Clinician]);
        cleo.WorkUnder(made.People[Role.Supervisor].Id, needsCoSignature: false);
        await clinic.InDatabaseAsync(async db =>
        {
            db.Staff.Add(cleo);
            await db.SaveChangesAsync();
        });
        foreach (var relation in Enum.GetValues<Relation>().Where(r => r is not Relation.RosterElse))
        {
            foreach (var stage in Enum.GetValues<Stage>())
            {
                if (relation is Relation.Roster ? stage is not Stage.InTreatment : relation is Relation.Former && stage is Stage.Waiting)
                {
                    continue;
                }

                await made.AddAsync(relation, stage, cleo);
            }
        }

        // Somebody with whom nobody has to do any more comes to a group that the demo clinic's people lead.
        var former = made.Of(Relation.None, Stage.Discharged);
        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            insert into alumni_places (id, group_id, patient_id, called, first_day, added_by_id, added_at)
            values ({Guid.CreateVersion7()}, {Guid.Parse(made.Of(Relation.Roster).Keys["group"])}, {former.Patient.Id.Value}, 'Secret name', {made.Here.Today}, {cleo.Id.Value}, {clinic.Time.GetUtcNow()})
            """));
        return made;
    }

    private async Task AddAsync(Relation relation, Stage stage, StaffMember cleo)
    {
        var house = relation is Relation.OtherSite ? Elsewhere : Here;
        var (today, now) = (house.Today, Clinic.Services.GetRequiredService<ClinicClock>().Now);
        StaffMember[] mine = [People[Role.Clinician], People[Role.Supervisor], People[Role.Prescriber]];
        var leader = new StaffMember(
            new PersonName("Leader", $"Of{relation}{stage}"), $"leader{Guid.CreateVersion7():N}@house.example", house.Site.Id, [Role.Clinician]);
        leader.Hold([new Credential("LPC", "1", today.AddYears(-1), null)]);
        var patient = new Patient(
            house.Site.Id,
            new Demographics { Name = new PersonName("Quill", $"Zz{relation}{stage}"), BirthDate = new DateOnly(1988, 3, 1).AddDays(_all.Count) },
            new ContactDetails { Phone = "555 010 0199" },
            today,
            now);
        patient.AddAllergy("Penicillin", "Rash", Criticality.High, now);
        patient.AddHistory(new ConditionHistory("icd-10", "F10.2", "Alcohol dependence", null, null, "active", null), now);
        patient.Diagnose(new DiagnosisFinding("F10.20", "Alcohol dependence, uncomplicated", DiagnosisStatus.Confirmed, "2019"), leader, today, now);
        var supporter = patient.AddSupporter("Robin", "Sibling", null, mayJoinFamilySessions: true);
        patient.AddIdentifier("urn:card", $"{patient.Id}", null);
        var keys = new Dictionary<string, string>
        {
            ["patient"] = $"{patient.Id}",
            ["allergy"] = $"{patient.Allergies[0].Id}",
            ["diagnosis"] = $"{patient.Diagnoses[0].Id}",
            ["supporter"] = $"{supporter.Id}",
        };
        var phq9 = Clinic.Services.GetRequiredService<InstrumentLibrary>().Find("PHQ-9")!;
        var measure = new MeasureAdministration(patient, null, phq9, MeasureMode.Clinician, leader, today, now);
        measure.Answer(phq9, [KeyValuePair.Create("phq9-9", (int?)1)], now);
        keys["measure"] = $"{measure.Id}";
        var referral = new Referral(
            patient,
            new ReferralCall { Source = ReferralSource.Family, Concern = $"Secret concern of {patient.Name.Family}." },
            People[Role.Intake], today, now);
        referral.Try(ContactWay.Phone, ContactResult.Reached, null, People[Role.Intake], now);
        if (stage is not Stage.Waiting)
        {
            referral.Close(ReferralOutcome.Admitted, null, null, People[Role.Intake].Id, now);
        }

        keys["referral"] = $"{referral.Id}";
        var glass = new GlassOpening(patient.Id, leader, GlassReason.Other, "Said over the telephone at night.", now);
        keys["glass"] = $"{glass.Id}";
        var assessment = Assessment.Begin(patient, null, [], leader, today, now);
        var problem = assessment.Sections[0];
        assessment.KeepDraft(problem, new Dictionary<string, string?> { ["problem"] = "Lost words." }, leader, now);
        keys["assessment"] = $"{assessment.Id}";
        var plan = new SafetyPlan(patient, null, [new SafetyLine(SafetyStep.Signs, $"Secret sign of {patient.Name.Family}.", null)], leader, today, now);
        await Clinic.InDatabaseAsync(async db =>
        {
            db.Staff.Add(leader);
            db.Patients.Add(patient);
            db.SafetyPlans.Add(plan);
            db.GlassOpenings.Add(glass);
            db.Measures.Add(measure);
            db.KioskLinks.Add(new KioskLink(measure, $"{Guid.CreateVersion7():N}{Guid.CreateVersion7():N}", leader, now));
            db.MeasureAlerts.AddRange(measure.Raise(phq9, MeasureSex.OtherOrUnknown, [], null, now));
            db.Referrals.Add(referral);
            db.PatientConstraints.Add(new PatientConstraint(
                patient.Id, ConstraintKind.Work, [DayOfWeek.Sunday], new TimeOnly(22, 0), new TimeOnly(23, 0), new DateRange(today, null), leader, now));
            db.TelehealthConsents.Add(new TelehealthConsent(patient, today, ConsentForm.Verbal, leader, today, now));
            db.AdmissionPapers.Add(new AdmissionPaper(patient, "Consent to treatment", PaperState.Done, today, null, leader, today, now));
            var waiver = new AdmissionWaiver(patient, People[Role.Supervisor], "Cannot wait.", leader, now);
            if (relation is not (Relation.Own or Relation.Supervised))
            {
                // An undecided one opens the chart to whoever is asked.
                waiver.Decide(true, "Cannot wait.", People[Role.Supervisor], now);
            }

            db.AdmissionWaivers.Add(waiver);
            db.Assessments.Add(assessment);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into reminders (id, patient_id, site_id, clinic_date, outcome, by_id, at)
                values ({Guid.CreateVersion7()}, {patient.Id.Value}, {patient.SiteId.Value}, {today}, 'NoAnswer', {leader.Id.Value}, {now})
                """);
            var team = new CareTeamMember(patient, leader, CareTeamPart.PrimaryClinician, today.AddDays(-28), null, null, now);
            db.CareTeams.Add(team);
            keys["member"] = $"{team.Id}";
            foreach (var (person, part) in mine.Zip([CareTeamPart.Clinician, CareTeamPart.Clinician, CareTeamPart.Prescriber]))
            {
                if (relation is Relation.Own or Relation.OtherSite or Relation.Former)
                {
                    db.CareTeams.Add(new CareTeamMember(
                        patient, person, part, today.AddDays(-28), relation is Relation.Former ? today.AddDays(-2) : null, null, now));
                }

                if (relation is Relation.Glass or Relation.OtherSite)
                {
                    db.GlassOpenings.Add(new GlassOpening(patient.Id, person, GlassReason.MedicalEmergency, "Collapsed in the waiting room.", now));
                }
            }

            if (relation is Relation.Supervised)
            {
                db.CareTeams.Add(new CareTeamMember(patient, cleo, CareTeamPart.Clinician, today.AddDays(-28), null, null, now));
            }

            await db.SaveChangesAsync();
            // A private note of the demo clinician, sealed with nobody's key, and private notes opened through every glass.
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into private_notes (id, patient_id, site_id, author_id, clinic_date, written_at, sealed_text)
                values ({Guid.CreateVersion7()}, {patient.Id.Value}, {house.Site.Id.Value}, {People[Role.Clinician].Id.Value}, {today}, {now}, {new byte[] { 1, 2, 3 }})
                """);
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into private_note_openings (id, glass_id, patient_id, staff_member_id, reason, explanation, opened_at)
                select gen_random_uuid(), g.id, g.patient_id, g.staff_member_id, 'DutyToWarn', 'Said over the telephone at night.', g.opened_at
                from glass_openings g where g.patient_id = {patient.Id.Value}
                """);
        });
        if (stage is not Stage.Waiting)
        {
            await TreatAsync(house, patient, supporter, leader, keys, isOver: stage is Stage.Discharged);
        }

        var todays = relation is Relation.Roster ? await MeetTodayAsync(house, patient, mine, leader, keys) : null;
        _all.Add(new Acquaintance(relation, stage, patient, todays ?? keys, todays is null ? [] : [Guid.Parse(todays["session"])]));
        if (todays is not null)
        {
            _all.Add(new Acquaintance(Relation.RosterElse, stage, patient, keys, []));
        }
    }

    /// <summary>An episode with a group session that is signed and has an addendum, a one-to-one session and a family session.</summary>
    private async Task TreatAsync(
        House house, Patient patient, SupportPerson supporter, StaffMember leader, Dictionary<string, string> keys, bool isOver)
    {
        var (today, now) = (house.Today, Clinic.Services.GetRequiredService<ClinicClock>().Now);
        var day = today.AddDays(-7);
        var episode = Episode.Admit(patient, house.Program, house.Track, leader, today.AddDays(-28), 10, AdmissionGrounds.NotAskedFor, today);
        var group = new Group(
            house.Site, house.Track, house.Skills, $"Skills {_all.Count}", new WeeklyTime([day.DayOfWeek], new TimeOnly(9, 0), 75), day, day.AddDays(20), 8, alumniCapacity: 1);
        group.MeetIn(null, SessionMode.InHome);
        group.LedBy([leader], house.Skills);
        var enrollment = group.Enroll(episode, day);
        var sessions = group.PlanSessions(house.Site);
        var first = sessions[0];
        Session oneToOne = new IndividualSession(
            new Booking(house.Site, house.OneToOne, today.AddDays(-6), new TimeOnly(11, 0), 50, leader, null, SessionMode.InHome), episode);
        Session family = new FamilySession(
            new Booking(house.Site, house.Family, today.AddDays(-5), new TimeOnly(11, 0), 60, leader, null, SessionMode.Telehealth), episode, [supporter]);
        first.Seat(episode);
        var visit = new HomeVisit(oneToOne, "12 Elm Street");
        visit.Stamp(oneToOne, VisitMoment.Arrived, oneToOne.StartsAt, house.Site.Zone, leader, now);
        var plan = Planned.Plan(episode, leader, now, Planned.Objective($"Secret objective of {patient.Name.Family}."));
        plan.KeepDraft(PlanContent.Empty, leader, now);
        var objectives = plan.SetObjectives([], episode.AdmittedOn);
        foreach (var session in new[] { first, oneToOne, family })
        {
            session.Record(patient.Id, new Presence(AttendanceStatus.Present), house.Site.Zone, leader, session.EndsAt);
            var text = new NoteText($"Secret words of {patient.Name.Family}.", Participation.Active)
            {
                Objectives = [new ObjectiveLink(objectives[0].Id, ObjectiveProgress.SomeProgress)],
            };
            session.Write(patient.Id, text, leader, session.EndsAt, objectives)
                .KeepDraft("Lost words.", leader.Id, session.EndsAt);
        }

        var skill = await Clinic.InDatabaseAsync(db => db.Skills.OrderBy(s => s.Name).FirstAsync());
        var practice = new SkillPractice(first, patient.Id, skill.Id, PracticeStep.Practised, leader, first.EndsAt);
        first.Teach([skill], leader, first.EndsAt);
        first.WriteShared(SharedText.Empty with { Topic = "Saying no", Process = "In pairs." }, leader, first.EndsAt);
        await Clinic.InDatabaseAsync(async db =>
        {
            db.Episodes.Add(episode);
            db.TreatmentPlans.Add(plan);
            db.Objectives.AddRange(objectives);
            db.Groups.Add(group);
            db.Sessions.AddRange([.. sessions, oneToOne, family]);
            db.HomeVisits.Add(visit);
            db.SkillPractices.Add(practice);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync(
                $"insert into roll_writers (session_id, staff_member_id, patient_id, seen_at) values ({first.Id.Value}, {leader.Id.Value}, {patient.Id.Value}, {now})");
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into plan_acknowledgements (id, plan_id, patient_id, by, name, witness_id, at)
                values (gen_random_uuid(), {plan.Id.Value}, {patient.Id.Value}, 'Patient', 'Secret name', {leader.Id.Value}, {now})
                """);
            // The rows alone, whatever stage the patient is in.
            var place = Guid.CreateVersion7();
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into alumni_places (id, group_id, patient_id, called, first_day, added_by_id, added_at)
                values ({place}, {group.Id.Value}, {patient.Id.Value}, 'Secret name', {day}, {leader.Id.Value}, {now})
                """);
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into alumni_presences (session_id, place_id, patient_id, recorded_by_id, recorded_at)
                values ({first.Id.Value}, {place}, {patient.Id.Value}, {leader.Id.Value}, {now})
                """);
            keys["alumnus"] = $"{place}";
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into payer_authorizations (id, patient_id, episode_id, payer, number, code, unit, units, minutes_of_day, first_day, last_day, recorded_by_id, recorded_at)
                values (gen_random_uuid(), {patient.Id.Value}, {episode.Id.Value}, 'Secret payer', '1', 'S9480', 'Days', 9, 180, {day}, {day}, {leader.Id.Value}, {now})
                """);
            var signOff = Guid.CreateVersion7();
            var monday = ClinicWeek.Of(day).Monday;
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into week_sign_offs (id, site_id, program_id, monday, number, minimum, maximum, patients, elsewhere, signer_id, signer_name, credential, signed_at, previous_hash, hash)
                select {signOff}, {house.Site.Id.Value}, {house.Program.Id.Value}, {monday}, count(*) + 1, 540, 1140, 1, 0, {leader.Id.Value}, 'Secret signer', '', {now}, case when count(*) > 0 then 'x' end, 'x'
                from week_sign_offs where program_id = {house.Program.Id.Value} and monday = {monday}
                """);
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into signed_hours (sign_off_id, episode_id, patient_id, site_id, monday, is_whole, rows)
                values ({signOff}, {episode.Id.Value}, {patient.Id.Value}, {house.Site.Id.Value}, {monday}, true, '[]')
                """);
            var outreach = Guid.CreateVersion7();
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into outreach_tasks (id, patient_id, site_id, episode_id, session_id, clinic_date, absent_at, absences, opened_at, due_at, owner_id, tries, last_tried_at)
                values ({outreach}, {patient.Id.Value}, {house.Site.Id.Value}, {episode.Id.Value}, {first.Id.Value}, {day}, {first.StartsAt}, 1, {now}, {now}, {leader.Id.Value}, 1, {now})
                """);
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into outreach_attempts (id, task_id, patient_id, way, result, at, by_id, written_at)
                values ({Guid.CreateVersion7()}, {outreach}, {patient.Id.Value}, 'Telephone', 'NoAnswer', {now}, {leader.Id.Value}, {now})
                """);
            keys["outreach"] = $"{outreach}";
            var signature = first.Sign(leader, new Dictionary<Id<Patient>, ChainLink>(), [], now).Single();
            db.Signatures.Add(signature);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into co_signings (note_id, patient_id, clinic_date, author_id, co_signer_id, asked_at, returns)
                select {first.Notes[0].Id.Value}, {patient.Id.Value}, {day}, {leader.Id.Value}, s.id, {now}, '[]' from staff s where s.id <> {leader.Id.Value} and s.deactivated_at is null and s.email not like '%@demo.example' limit 1
                """);
            db.Signatures.Add(first.Notes[0].Append("One more word.", "Forgotten", leader, new ChainLink(signature.Sequence, signature.Hash), now));
            await db.SaveChangesAsync();
            if (isOver)
            {
                enrollment.End(today.AddDays(-1));
                episode.Discharge(today.AddDays(-1), DischargeReason.Completed, null, leader, today);
                await db.SaveChangesAsync();
            }
        });
        keys["episode"] = $"{episode.Id}";
        keys["plan"] = $"{plan.Id}";
        keys["objective"] = $"{objectives[0].Id}";
        keys["group"] = $"{group.Id}";
        keys["enrollment"] = $"{enrollment.Id}";
        Take(keys, first, patient);
    }

    /// <summary>A group session of today that the demo clinic's clinicians lead, with a draft of the patient's note.</summary>
    private async Task<Dictionary<string, string>> MeetTodayAsync(
        House house, Patient patient, StaffMember[] leaders, StaffMember writer, Dictionary<string, string> keys)
    {
        var mine = new Dictionary<string, string>(keys);
        await Clinic.InDatabaseAsync(async db =>
        {
            var episode = await db.Episodes.SingleAsync(e => e.PatientId == patient.Id);
            // The demo clinic's own day lies at another hour for every hour of ours: they meet when all of them are free.
            var ids = leaders.Select(leader => leader.Id.Value).ToArray();
            var taken = await db.Database.SqlQuery<Taken>(
                $"""
                select starts_at as "From", ends_at as "Until" from reservations
                where resource = 'clinician' and resource_id = any({ids}) and released_at is null
                """).ToListAsync();
            var hour = Enumerable.Range(0, 23).Select(hour => new TimeOnly(hour, 0)).First(hour =>
                ClinicClock.InstantOf(house.Today, hour, house.Site.Zone) is var start
                && taken.TrueForAll(t => t.Until <= start || t.From >= start.AddHours(1)));
            var group = new Group(
                house.Site, house.Track, house.Skills, "Group of today", new WeeklyTime([house.Today.DayOfWeek], hour, 60), house.Today, house.Today, 8, alumniCapacity: 1);
            group.MeetIn(null, SessionMode.InHome);
            group.LedBy(leaders, house.Skills);
            var enrollment = group.Enroll(episode, house.Today);
            var session = group.PlanSessions(house.Site).Single();
            session.Seat(episode);
            session.Record(patient.Id, new Presence(AttendanceStatus.Present), house.Site.Zone, writer, session.EndsAt);
            var objectives = await db.Objectives.Where(o => o.PatientId == patient.Id).ToListAsync();
            var text = new NoteText("Words of today.", Participation.Active)
            {
                Objectives = [new ObjectiveLink(objectives[0].Id, ObjectiveProgress.GoodProgress)],
            };
            session.Write(patient.Id, text, writer, session.EndsAt, objectives).KeepDraft("Lost.", writer.Id, session.EndsAt);
            session.WriteShared(SharedText.Empty with { Topic = "Today" }, writer, session.EndsAt);
            db.Groups.Add(group);
            db.Sessions.Add(session);
            await db.SaveChangesAsync();
            mine["group"] = $"{group.Id}";
            mine["enrollment"] = $"{enrollment.Id}";
            Take(mine, session, patient);
        });
        return mine;
    }

    private sealed record Taken(DateTimeOffset From, DateTimeOffset Until);

    private static void Take(Dictionary<string, string> keys, Session session, Patient patient)
    {
        keys["session"] = $"{session.Id}";
        keys["note"] = $"{session.LiveNoteOf(patient.Id)!.Id}";
        keys["date"] = session.ClinicDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
