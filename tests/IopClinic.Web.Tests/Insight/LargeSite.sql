-- A site with 400 patients in treatment at any time, for as many years as :years says: 33 tracks of twelve with nine groups a week each,
-- a session alone every week, thirty clinicians of whom five supervisors answer for six each. What triggers keep is written as they would.
-- Keys are of the hour at which the program would have made them: a patient's when they came, a session's when it was planned.
set session_replication_role = replica;
create temp table size as select home.id as site, home.time_zone as zone,
  (select p.id from programs p where p.site_id = home.id order by p.id limit 1) as program, (select id from services where name = 'Group therapy' limit 1) as service,
  (select id from services where kind = 'Individual' and counts_toward_hours order by id limit 1) as alone,
  (now() at time zone home.time_zone)::date as today
  from sites home where home.id = (select site_id from staff where email = 'clinician@demo.example');
create temp table made_staff as select n, gen_random_uuid() as id from generate_series(0, 29) n;
-- The first is the clinician of the demo clinic.
update made_staff set id = (select id from staff where email = 'clinician@demo.example') where n = 0;
create temp table made_supervisors as select n, gen_random_uuid() as id from generate_series(0, 4) n;
update made_supervisors set id = (select id from staff where email = 'supervisor@demo.example') where n = 0;
insert into staff (id, email, site_id, roles, credentials, needs_co_signature, name_family, name_given)
  select m.id, 'lead' || n || '@demo.example', site, '{Supervisor}', '[]', false, 'Lead' || n, 'Supervisor' from made_supervisors m, size where n > 0;
insert into staff (id, email, site_id, roles, credentials, supervisor_id, needs_co_signature, name_family, name_given)
  select m.id, 'made' || m.n || '@demo.example', site, '{Clinician}', '[]', s.id, false, 'Made' || m.n, 'Clinician'
  from made_staff m join made_supervisors s on s.n = m.n / 6, size where m.n > 0;
create temp table made_tracks as select n, gen_random_uuid() as id from generate_series(0, 32) n;
insert into tracks (id, program_id, name, part_of_day, capacity) select t.id, program, 'Track ' || n, 'Morning', 13 from made_tracks t, size;
-- Every track meets on three days for three groups of an hour.
create temp table made_groups as select t.n as track, t.id as track_id, day, hour, gen_random_uuid() as id
  from made_tracks t, unnest(array[1, 3, 4]) day, generate_series(0, 2) hour;
insert into groups (id, site_id, track_id, service_id, name, mode, weekdays, starts_at, minutes, break_after, break_minutes, first_day, last_day, capacity)
  select g.id, site, track_id, service, 'Group ' || track || '.' || day || '.' || hour, 'OnSite',
    array[(array['Monday', 'Tuesday', 'Wednesday', 'Thursday'])[day]], make_time(9 + hour, 0, 0), 60, 0, 0, today - 365 * :years, today + 90, 16
  from made_groups g, size;
insert into group_facilitators (group_id, staff_member_id, position) select g.id, s.id, 0 from made_groups g join made_staff s on s.n = g.track % 30;
-- Generations of ten weeks, twelve patients to a track, their beginnings a few days apart.
create temp table made_patients as
  select row_number() over () as n, uuidv7(first_day::timestamptz - now()) as id, gen_random_uuid() as episode, t.n as track, t.id as track_id, s.id as clinician, first_day as admitted,
    case when first_day + 69 < today then first_day + 69 end as discharged
  from size, made_tracks t join made_staff s on s.n = t.n % 30, generate_series(0, 11) seat, generate_series(0, (365 * :years) / 70) age,
    lateral (select size.today - age * 70 - (t.n * 7 + seat * 5) % 70 as first_day) f;
insert into patients (id, site_id, mrn, birth_date, gender, birth_sex, races, ethnicity, needs_interpreter, preferred_contact, may_leave_voicemail, risk, is_generated, registered_at, name_family, name_given)
  select p.id, site, 'MADE' || n, '1990-01-01', 'Female', 'Female', '{White}', 'NotHispanicOrLatino', false, 'NoPreference', false, 'Low', true, now(), 'Family' || n, 'Given' || n
  from made_patients p, size order by p.id;
insert into episodes (id, patient_id, program_id, site_id, track_id, primary_clinician_id, admitted_on, planned_weeks, discharged_on, discharge_reason)
  select episode, p.id, program, site, track_id, clinician, admitted, 10, discharged, case when discharged is not null then 'Completed' end from made_patients p, size;
insert into care_team_members (id, patient_id, staff_member_id, part, first_day, last_day, added_at)
  select gen_random_uuid(), id, clinician, 'PrimaryClinician', admitted, discharged, now() from made_patients;
insert into track_places (id, patient_id, episode_id, track_id, first_day, last_day, weekdays)
  select gen_random_uuid(), id, episode, track_id, admitted, discharged, '{}' from made_patients;
insert into enrollments (id, group_id, patient_id, episode_id, first_day, last_day)
  select gen_random_uuid(), g.id, p.id, p.episode, admitted, discharged from made_patients p join made_groups g using (track);
create temp table made_sessions as
  select uuidv7(on_day - interval '21 days' - now()) as id, g.track, null::uuid as patient, null::uuid as episode, g.id as group_id, s.id as clinician, g.hour, on_day::date as day
  from size, made_groups g join made_staff s on s.n = g.track % 30, generate_series(today - 365 * :years, today + 14, interval '1 day') on_day
  where extract(isodow from on_day) = g.day;
insert into made_sessions
  select uuidv7(on_day - interval '21 days' - now()), p.track, p.id, p.episode, null, p.clinician, p.n % 8, on_day::date
  from size, made_patients p, generate_series(admitted, least(coalesce(discharged, today + 14), today + 14), interval '7 days') on_day;
insert into sessions (id, site_id, clinic_date, starts_at, ends_at, break_after, break_minutes, service_id, mode, title, kind, group_id)
  select m.id, site, day, (day + make_time(9 + hour, 0, 0)) at time zone zone, (day + make_time(10 + hour, 0, 0)) at time zone zone, 0, 0,
    case when patient is null then service else alone end, 'OnSite', case when patient is null then 'Group therapy' else 'Individual' end,
    case when patient is null then 'Group' else 'Individual' end, group_id
  from made_sessions m, size order by m.id;
insert into session_clinicians (session_id, staff_member_id) select id, clinician from made_sessions;
create temp table made_places as
  select s.id as session, p.id as patient, p.episode, s.day, s.clinician, (day + make_time(10 + hour, 0, 0)) at time zone zone as ended
  from size, made_sessions s join made_patients p on p.track = s.track and s.patient is null and s.day between p.admitted and coalesce(p.discharged, '2999-01-01')
  union all
  select s.id, s.patient, s.episode, s.day, s.clinician, (day + make_time(10 + hour, 0, 0)) at time zone zone from size, made_sessions s where s.patient is not null;
insert into roster_places (session_id, patient_id, episode_id, site_id, clinic_date) select session, patient, episode, site, day from made_places, size order by session;
insert into attendance (session_id, patient_id, site_id, clinic_date, status, reason, minutes, recorded_by_id, recorded_at)
  select session, patient, site, day, status, case when status = 'ExcusedAbsence' then 'Ill' end, case when status = 'Present' then 60 else 0 end, clinician, ended
  from size, made_places, lateral (select case when hashtext(session::text || patient::text) % 10 = 0 then 'UnexcusedAbsence' when hashtext(session::text || patient::text) % 10 = 5 then 'ExcusedAbsence' else 'Present' end as status) a
  where ended < now() - interval '2 days';
insert into progress_notes (id, session_id, patient_id, site_id, clinic_date, text, written_by_id, written_at, signed_at)
  select gen_random_uuid(), session, patient, site, day, 'Worked on the plan for the week and said what had been hard about it.', clinician, ended, ended + interval '2 hours'
  from size, made_places where ended < now() - interval '2 days';
delete from undocumented_leads;
delete from undocumented_sessions;
insert into undocumented_sessions select s.id, s.ends_at from sessions s where not exists (select from roster_places p where p.session_id = s.id)
  or exists (select from roster_places p where p.session_id = s.id and not exists (
    select from progress_notes n where n.session_id = s.id and n.patient_id = p.patient_id and n.signed_at is not null and n.struck_at is null));
insert into reservations (resource, resource_id, session_id, starts_at, ends_at)
  select 'clinician', clinician, id, s.starts_at, s.ends_at from made_sessions m join sessions s using (id), size where day > today - 62 on conflict do nothing;
select keep_undocumented_leads(session_id) from undocumented_sessions;
set session_replication_role = default;
analyze;
