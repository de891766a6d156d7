using IopClinic.Benchmarks.Pages;

namespace IopClinic.Benchmarks.Limit;

/// <summary>One statement and its values.</summary>
internal sealed record Asked(string Sql, params object[] Values);

/// <summary>
/// What the pages that are read show, asked in one batch each. A page that shows patients writes down that they were read, as the program
/// must; nothing else of the program's rules is kept here: it is what the rows themselves cost.
/// </summary>
internal static class LimitReads
{
    private const string Sessions =
        """
        select s.id, s.clinic_date, s.starts_at, s.ends_at, s.title, s.kind, s.mode, r.name as room, g.capacity,
          (select string_agg(m.name_given || ' ' || m.name_family, ', ') from session_clinicians b join staff m on m.id = b.staff_member_id where b.session_id = s.id) as leaders,
          p.places, p.recorded, p.signed
        from sessions s left join rooms r on r.id = s.room_id left join groups g on g.id = s.group_id
        cross join lateral (select places, recorded, signed from session_progress p where p.session_id = s.id) p
        """;

    private const string Read =
        """
        insert into audit_events (at, actor_id, actor_name, actor_roles, site_id, clinic_date, action, outcome, purpose, page, object_type, patient_id, shown, times, app_version)
        values (now(), $1, 'The limit', 'Clinician', $2, $3, 'Read', 'Done', 'Treatment', 'limit', 'Page', null, $4, 1, 'limit')
        """;

    private const string Hits =
        """
        select p.id, p.name_family, p.name_given, p.preferred_name, p.birth_date, p.mrn, p.risk, e.admitted_on, e.planned_weeks, g.name as program, t.name as track, c.name_family as clinician
        from patients p left join episodes e on e.patient_id = p.id and e.discharged_on is null left join programs g on g.id = e.program_id
        left join tracks t on t.id = e.track_id left join staff c on c.id = e.primary_clinician_id
        """;

    public static Dictionary<string, Asked[]> Of(Places places)
    {
        var (me, site, today) = (places.ClinicianId, places.Site, places.Today);
        Asked Reading(Guid patient) => new(Read, me, site, today, new[] { patient });
        Asked[] Roll(Guid session, DateOnly date) =>
        [
            new($"{Sessions} where s.id = $1 and s.clinic_date = $2", session, date),
            new("select topic, material, modalities, interventions, process, homework from shared_parts where session_id = $1", session),
            new(
                """
                select p.id, p.name_given, p.name_family, p.preferred_name, p.pronouns, p.risk, p.story_strengths, p.story_preferences, e.admitted_on, e.planned_weeks, g.weekly_minutes_minimum,
                  a.status, a.arrived_at, a.left_at, a.reason, a.minutes, n.text, n.participation, n.affect, n.response, n.signed_at, w.minutes as week, l.id as last, l.clinic_date as last_on
                from roster_places r join patients p on p.id = r.patient_id left join episodes e on e.id = r.episode_id left join programs g on g.id = e.program_id
                left join attendance a on a.session_id = r.session_id and a.patient_id = r.patient_id
                left join progress_notes n on n.session_id = r.session_id and n.patient_id = r.patient_id and n.struck_at is null
                left join lateral (select sum(b.minutes)::int as minutes from attendance b
                  where b.patient_id = r.patient_id and b.clinic_date between date_trunc('week', $2::timestamp)::date and date_trunc('week', $2::timestamp)::date + 6) w on true
                left join lateral (select b.id, b.clinic_date from progress_notes b where b.patient_id = r.patient_id and b.clinic_date < $2 and b.signed_at is not null order by b.clinic_date desc limit 1) l on true
                where r.session_id = $1 order by p.name_given
                """,
                session, date),
            new("select o.patient_id, o.number, o.text, o.problem, o.status from objectives o join roster_places r on r.patient_id = o.patient_id where r.session_id = $1 and o.ended_on is null order by 1, 2", session),
            new(
                """
                insert into audit_events (at, actor_id, actor_name, actor_roles, site_id, clinic_date, action, outcome, purpose, page, object_type, shown, times, app_version)
                select now(), $1, 'The limit', 'Clinician', $2, $3, 'Read', 'Done', 'Treatment', 'limit', 'Page', array_agg(patient_id), 1, 'limit' from roster_places where session_id = $4
                """,
                me, site, today, session),
        ];
        Asked[] Found(Asked hits) => [hits, Reading(places.NewPatient)];
        Asked[] Chart(Guid patient) =>
        [
            new("select name_given, name_family, preferred_name, pronouns, mrn, birth_date, gender, phone, email, language, risk, story_strengths, story_preferences, emergency_contact_name, emergency_contact_phone from patients where id = $1", patient),
            new("select substance, reaction, criticality from allergies where patient_id = $1 and withdrawn_at is null", patient),
            new("select name, relationship, phone from support_people where patient_id = $1 and ended_at is null", patient),
            new("select code, text, status, onset from diagnoses where patient_id = $1 and valid_to is null", patient),
            new(
                """
                select e.admitted_on, e.planned_weeks, e.discharged_on, g.name as program, t.name as track, c.name_family from episodes e
                join programs g on g.id = e.program_id join tracks t on t.id = e.track_id join staff c on c.id = e.primary_clinician_id where e.patient_id = $1 order by 1 desc
                """,
                patient),
            new("select g.name from enrollments e join groups g on g.id = e.group_id where e.patient_id = $1 and (e.last_day is null or e.last_day >= $2) and g.last_day >= $2", patient, today),
            new("select a.clinic_date, s.title, a.status, a.minutes from attendance a join sessions s on s.id = a.session_id where a.patient_id = $1 and a.clinic_date > $2 order by 1 desc", patient, today.AddDays(-28)),
            new("select r.clinic_date, s.starts_at, s.title from roster_places r join sessions s on s.id = r.session_id where r.patient_id = $1 and r.clinic_date >= $2 and s.cancelled_at is null order by 2 limit 10", patient, today),
            new("select clinic_date, left(text, 120) as text, signed_at from progress_notes where patient_id = $1 and struck_at is null order by clinic_date desc limit 10", patient),
            new("select number, text, problem, status from objectives where patient_id = $1 order by 1", patient),
            Reading(patient),
        ];
        return new()
        {
            ["today"] =
            [
                new($"{Sessions} join session_clinicians me on me.session_id = s.id and me.staff_member_id = $1 where s.clinic_date = $2 order by s.starts_at", me, today),
                new("select a.id, a.instrument_code, a.severity, a.raised_at from measure_alerts a join care_team_members t on t.patient_id = a.patient_id and t.staff_member_id = $1 and t.last_day is null where a.acknowledged_at is null", me),
                new("select n.id, n.clinic_date, p.name_given, p.name_family from undocumented_leads l join progress_notes n on n.session_id = l.session_id join patients p on p.id = n.patient_id where l.staff_member_id = $1 and l.ends_at < now() and n.signed_at is null and n.struck_at is null order by 2 limit 50", me),
                new("select u.session_id, s.title, u.ends_at from undocumented_leads u join sessions s on s.id = u.session_id where u.staff_member_id = $1 and u.ends_at < now() order by 3 limit 50", me),
            ],
            ["roll-12"] = Roll(places.Twelve, places.TwelveOn),
            ["roll-40"] = Roll(places.Forty, places.FortyOn),
            ["schedule"] =
            [
                new("select name, time_zone, opening_hours::text from sites where id = $1", site),
                new("select id, name, capacity from rooms where site_id = $1 and retired_at is null order by 2", site),
                new("select id, name_given, name_family from staff where site_id = $1 and deactivated_at is null order by 3, 2", site),
                new("select t.id, t.name from tracks t join programs g on g.id = t.program_id where g.site_id = $1 order by 2", site),
            ],
            ["schedule-day-60"] = [new($"{Sessions} where s.site_id = $1 and s.clinic_date = $2 order by s.starts_at", site, places.FullDay)],
            ["schedule-week-600"] = [new($"{Sessions} where s.site_id = $1 and s.clinic_date between $2 and $3 order by s.starts_at", site, places.FullWeek, places.FullWeek.AddDays(6))],
            ["search-prefix"] = Found(Like(places.Family[..Math.Min(3, places.Family.Length)])),
            ["search-part"] = Found(Like(places.Family[^Math.Min(4, places.Family.Length)..])),
            ["search-typo"] = Found(new($"{Hits} where lower($1) <% p.search_text order by p.name_family, p.name_given limit 51", places.Family[..^2] + places.Family[^1] + places.Family[^2])),
            ["search-mrn"] = Found(Like(places.Mrn)),
            ["chart-new"] = Chart(places.NewPatient),
            ["chart-1000"] = Chart(places.OldPatient),
            ["work"] =
            [
                new(
                    """
                    select s.id, s.clinic_date, s.title, u.ends_at, (select count(*) from roster_places p where p.session_id = s.id) as places from undocumented_leads u join sessions s on s.id = u.session_id
                    where u.staff_member_id = $1 and u.ends_at < now() order by u.ends_at
                    """,
                    me),
                new("select n.id, n.clinic_date, p.name_given, p.name_family from undocumented_leads l join progress_notes n on n.session_id = l.session_id join patients p on p.id = n.patient_id where l.staff_member_id = $1 and l.ends_at < now() and n.signed_at is null and n.struck_at is null order by 2", me),
                new(
                    """
                    select p.id, p.name_given, p.name_family, e.admitted_on, (select max(t.signed_at) from treatment_plans t where t.episode_id = e.id) as plan,
                      (select max(m.clinic_date) from measure_administrations m where m.patient_id = p.id and m.completed_at is not null) as measured
                    from episodes e join patients p on p.id = e.patient_id where e.primary_clinician_id = $1 and e.discharged_on is null order by 4
                    """,
                    me),
                new("select a.id, a.instrument_code, a.severity, a.raised_at from measure_alerts a join care_team_members t on t.patient_id = a.patient_id and t.staff_member_id = $1 and t.last_day is null where a.acknowledged_at is null", me),
                new("select o.id, o.due_at, o.absences from outreach_tasks o where o.owner_id = $1 and o.closed_at is null", me),
            ],
            ["census"] =
            [
                new(
                    """
                    select p.id, p.name_given, p.name_family, p.risk, g.name as program, t.name as track, c.name_family as clinician, e.admitted_on, e.planned_weeks, g.weekly_minutes_minimum, w.minutes, w.missed
                    from episodes e join patients p on p.id = e.patient_id join programs g on g.id = e.program_id join tracks t on t.id = e.track_id join staff c on c.id = e.primary_clinician_id
                    left join lateral (select sum(a.minutes)::int as minutes, count(*) filter (where a.minutes = 0) as missed from attendance a
                      where a.patient_id = p.id and a.clinic_date between date_trunc('week', $2::timestamp)::date and date_trunc('week', $2::timestamp)::date + 6) w on true
                    where e.site_id = $1 and e.discharged_on is null order by 3, 2
                    """,
                    site, today),
            ],
            ["hours"] =
            [
                new(
                    """
                    select r.clinic_date, s.starts_at, s.ends_at, s.title, v.name, v.counts_toward_hours, a.status, a.minutes from roster_places r join sessions s on s.id = r.session_id join services v on v.id = s.service_id
                    left join attendance a on a.session_id = r.session_id and a.patient_id = r.patient_id where r.patient_id = $1 and r.clinic_date between $2 and $3 and s.cancelled_at is null order by 2
                    """,
                    places.OldPatient, today.AddDays(-26 * 7), today),
                new("select e.admitted_on, e.planned_weeks, g.weekly_minutes_minimum, g.weekly_minutes_maximum from episodes e join programs g on g.id = e.program_id where e.patient_id = $1", places.OldPatient),
                Reading(places.OldPatient),
            ],
            ["plan"] =
            [
                new("select number, kind, clinic_date, content::text, signed_at from treatment_plans where id = $1", places.Plan),
                new("select number, text, problem, status, target_date from objectives where patient_id = $1 order by 1", places.PlanOf),
                new("select signer_name, credential, signed_at, meaning from signatures where plan_id = $1", places.Plan),
                new("select name_given, name_family, mrn, birth_date, risk from patients where id = $1", places.PlanOf),
                Reading(places.PlanOf),
            ],
            ["trend"] =
            [
                new("select id, instrument_code, clinic_date, total, band, risk, answers::text from measure_administrations where patient_id = $1 and withdrawn_at is null order by instrument_code, clinic_date desc limit 240", places.MeasuredPatient),
                new("select name_given, name_family, mrn, birth_date, risk from patients where id = $1", places.MeasuredPatient),
                Reading(places.MeasuredPatient),
            ],
        };
    }

    private static Asked Like(string typed) => new($"{Hits} where p.search_text like '%' || lower($1) || '%' order by p.name_family, p.name_given limit 51", typed);
}
