-- A house of its own for what is measured, the same on every day and every machine: its dates are counted from today. Site, staff, program, plan
-- and answers to a questionnaire are copies of those of the demo clinic. Twelve patients whose group is signed again and again, forty in the groups, one new, one with a thousand encounters.
-- Triggers are passed by: what they keep is written here as they would.
set session_replication_role = replica;
create function pg_temp.id(name text) returns uuid language sql immutable as $$ select md5('benchmark ' || name)::uuid $$;
create temp table demo as select s.* from staff s where s.email = 'clinician@demo.example';
insert into sites select (jsonb_populate_record(null::sites, to_jsonb(z) || jsonb_build_object('id', pg_temp.id('site'), 'name', 'Benchmark house', 'time_zone', 'America/New_York', 'on_call_ids', '[]'::jsonb))).*
  from sites z join demo on demo.site_id = z.id;
create temp table size as select pg_temp.id('site') as site, 'America/New_York' as zone, (now() at time zone 'America/New_York')::date as today,
  pg_temp.id('clinician') as clinician, pg_temp.id('supervisor') as supervisor, pg_temp.id('program') as program, pg_temp.id('track') as track,
  (select id from services where name = 'Group therapy') as service, (select id from services where name = 'Individual therapy') as alone;
insert into staff select (jsonb_populate_record(null::staff, to_jsonb(d) || jsonb_build_object('id', size.supervisor, 'email', 'supervisor@benchmark.example', 'site_id', site,
    'other_site_ids', '[]'::jsonb, 'roles', '["Supervisor"]'::jsonb, 'supervisor_id', null, 'name_given', 'Signe', 'name_family', 'Benchmark'))).* from staff d join demo using (id), size;
insert into staff select (jsonb_populate_record(null::staff, to_jsonb(d) || jsonb_build_object('id', size.clinician, 'email', 'clinician@benchmark.example', 'site_id', site,
    'other_site_ids', '[]'::jsonb, 'supervisor_id', size.supervisor, 'name_given', 'Clara', 'name_family', 'Benchmark'))).* from staff d join demo using (id), size;
insert into staff_accounts select (jsonb_populate_record(null::staff_accounts, to_jsonb(a) || jsonb_build_object('id', pg_temp.id(who), 'user_name', who || '@benchmark.example', 'normalized_user_name', upper(who || '@benchmark.example'),
    'email', who || '@benchmark.example', 'normalized_email', upper(who || '@benchmark.example')))).* from staff_accounts a join demo using (id), unnest(array['clinician', 'supervisor']) who;
insert into rooms (id, site_id, name, capacity) select pg_temp.id('room ' || n), site, 'Room ' || n, 60 from size, generate_series(1, 12) n;
insert into programs select (jsonb_populate_record(null::programs, to_jsonb(p) || jsonb_build_object('id', size.program, 'site_id', site, 'name', 'Measured program', 'planned_weeks', 10,
    'weekly_minutes_minimum', 540, 'weekly_minutes_maximum', 1140))).* from (select p.* from programs p join demo using (site_id) where p.name = 'Adult Dual Diagnosis IOP') p, size;
insert into tracks (id, program_id, name, part_of_day, capacity) select track, program, 'Measured track', 'Morning', 80 from size;
-- 1 to 12 sign, 13 to 52 sit in the groups, 53 is new, 54 has been here for years.
create temp table people as select n, pg_temp.id('patient ' || n) as id, pg_temp.id('episode ' || n) as episode,
    today - case when n <= 12 then 210 when n <= 52 then 28 when n = 53 then 0 else 1400 end as admitted,
    (array['Ada', 'Bo', 'Cleo', 'Dario', 'Elif', 'Femi', 'Greta', 'Hugo', 'Inez', 'Jonas', 'Kira', 'Luca', 'Mina'])[1 + n % 13] as given,
    (array['Abbott', 'Berg', 'Castillo', 'Dubois', 'Eriksen', 'Fontaine', 'Grünewald'])[1 + n % 7] || (array['', '-Lane', 'son', 's'])[1 + n / 7 % 4] as family
  from size, generate_series(1, 54) n;
insert into patients (id, site_id, mrn, birth_date, gender, birth_sex, races, ethnicity, needs_interpreter, preferred_contact, may_leave_voicemail, risk, is_generated, registered_at,
    name_family, name_given, phone, story_strengths, story_preferences)
  select id, site, 'BENCH' || lpad(n::text, 5, '0'), '1990-01-01'::date + n, 'Female', 'Female', '{White}', 'NotHispanicOrLatino', false, 'NoPreference', false, 'Low', true,
    (admitted + time '08:00') at time zone zone, family, given, '(804) 555-01' || lpad(n::text, 2, '0'), 'Asks for help before it is late.', 'Short mornings, clear plans.'
  from people, size;
insert into episodes (id, patient_id, program_id, site_id, track_id, primary_clinician_id, admitted_on, planned_weeks)
  select episode, id, program, site, track, case when n <= 12 then supervisor else clinician end, admitted, case when n = 54 then 210 when n <= 12 then 40 else 10 end from people, size;
insert into care_team_members (id, patient_id, staff_member_id, part, first_day, added_at)
  select pg_temp.id('team ' || n), id, case when n <= 12 then supervisor else clinician end, 'PrimaryClinician', admitted, now() from people, size;
insert into track_places (id, patient_id, episode_id, track_id, first_day, weekdays) select pg_temp.id('place ' || n), id, episode, track, admitted, '{}' from people, size;
insert into objectives (id, patient_id, site_id, episode_id, set_on, number, text, problem, side, status)
  select pg_temp.id('objective ' || n || ' ' || o), id, site, episode, admitted, o,
    (array['Names two early signs of a craving before noon, on five days a week.', 'Uses one way to settle before answering at home, and says how it went.'])[o],
    (array['Cravings in the morning', 'Arguments at home'])[o], 'MentalHealth', 'Active'
  from people, size, generate_series(1, 2) o where n <= 52;
-- Two groups meet every day, also at weekends, so that every week looks alike: one of twelve and one of forty.
create temp table kinds as select * from (values (12, 13, 24, 0), (40, 13, 52, 1), (1, 1, 12, 2)) k (size, first, last, hour);
insert into groups (id, site_id, track_id, service_id, room_id, name, mode, weekdays, starts_at, minutes, break_after, break_minutes, first_day, last_day, capacity, closed_days)
  select pg_temp.id('group ' || k.size), site, track, service, pg_temp.id('room ' || 1 + hour), case k.size when 1 then 'Group that is signed' else 'Group of ' || k.size end, 'OnSite',
    array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'], make_time(hour, 10, 0), 45, 0, 0, today - 210, today + 30, 60,
    'Meet'
  from kinds k, size;
insert into group_facilitators (group_id, staff_member_id, position) select pg_temp.id('group ' || k.size), case k.size when 1 then supervisor else clinician end, 0 from kinds k, size;
insert into enrollments (id, group_id, patient_id, episode_id, first_day, weekdays)
  select pg_temp.id('enrollment ' || k.size || ' ' || n), pg_temp.id('group ' || k.size), id, episode, admitted, '{}' from kinds k join people on n between first and last;
create temp table met as select pg_temp.id('session ' || k.size || ' ' || day) as id, pg_temp.id('group ' || k.size) as group_id, k.size as members, k.first, k.last, null::int as patient, hour, (today + day)::date as day,
    case when k.size = 40 then 'Group of 40' else 'Group of 12' end as title, 1 + hour as room
  from kinds k, size, generate_series(-28, 7) day where k.size <> 1;
-- Two years of sessions alone for one patient, and a thousand encounters in all.
insert into met select pg_temp.id('alone ' || n), null, 1, 54, 54, 54, n % 2, today - 1 - n, 'Individual', 4 from size, generate_series(1, 1000) n;
insert into sessions (id, site_id, clinic_date, starts_at, ends_at, break_after, break_minutes, service_id, mode, room_id, title, kind, group_id, revision, changed_at, travel_after, travel_before)
  select m.id, site, day, (day + make_time(hour, 10, 0)) at time zone zone, (day + make_time(hour, 55, 0)) at time zone zone, 0, 0, case when group_id is null then alone else service end,
    'OnSite', pg_temp.id('room ' || room), title, case when group_id is null then 'Individual' else 'Group' end, group_id, 0, now(), 0, 0 from met m, size;
insert into session_clinicians (session_id, staff_member_id) select id, clinician from met, size;
insert into roster_places (session_id, patient_id, episode_id, site_id, clinic_date)
  select m.id, p.id, p.episode, site, day from met m join people p on p.n between first and last, size;
insert into attendance (session_id, patient_id, site_id, clinic_date, status, reason, minutes, recorded_by_id, recorded_at)
  select session_id, patient_id, p.site_id, clinic_date, case n when 0 then 'ExcusedAbsence' else 'Present' end, case n when 0 then 'Ill' end, case n when 0 then 0 else 45 end, clinician, (clinic_date + time '12:00') at time zone zone
  from size, roster_places p, lateral (select abs(hashtext(p.session_id::text || p.patient_id::text)) % 9 as n) h where p.site_id = site and clinic_date < today;
insert into progress_notes (id, session_id, patient_id, site_id, clinic_date, text, written_by_id, written_at, signed_at, is_late_entry)
  select pg_temp.id('note ' || session_id || ' ' || patient_id), session_id, patient_id, p.site_id, clinic_date,
    'Data: spoke about the week, what had been hard on ' || to_char(clinic_date, 'FMMonth FMDD') || ' and what had helped; described one moment in which the old answer came first and another one second. '
    || 'Assessment: sees the early signs sooner than a month ago, and says so before anybody asks; the evening at home stays the hardest part. '
    || 'Plan: one page of the diary before the next group, a call on the way home, and the objective is looked at again on Friday.', clinician, (clinic_date + time '12:00') at time zone zone, (clinic_date + time '13:00') at time zone zone, false
  from roster_places p, size where p.site_id = site and clinic_date < today;
insert into undocumented_sessions select s.id, s.ends_at from sessions s, size where s.site_id = site and s.clinic_date >= today;
insert into reservations (resource, resource_id, session_id, starts_at, ends_at) select 'clinician', clinician, s.id, s.starts_at, s.ends_at from sessions s, size where s.site_id = site and s.clinic_date >= today on conflict do nothing;
select keep_undocumented_leads(s.id) from sessions s, size where s.site_id = site and s.clinic_date >= today;
-- The schedule of a large house: sixty sessions on one day, and in the week after it six hundred. Ten leaders, who meet nobody of ours.
insert into staff select (jsonb_populate_record(null::staff, to_jsonb(d) || jsonb_build_object('id', pg_temp.id('leader ' || n), 'email', 'leader' || n || '@benchmark.example', 'site_id', site,
    'other_site_ids', '[]'::jsonb, 'supervisor_id', null, 'name_given', 'Leader', 'name_family', 'Number ' || n))).* from staff d join demo using (id), size, generate_series(1, 10) n;
insert into groups select (jsonb_populate_record(null::groups, to_jsonb(g) || jsonb_build_object('id', pg_temp.id('planned group ' || n), 'name', 'Group ' || n))).*
  from groups g, generate_series(0, 119) n where g.id = pg_temp.id('group 12');
create temp table planned as select pg_temp.id('planned group ' || n) as group_id, pg_temp.id('planned ' || day || ' ' || n) as id, n % 10 + 1 as leader, n / 10 as hour, (today - extract(isodow from today)::int + 1 + 35 + day)::date as day
  from size, generate_series(0, 11) day, generate_series(0, 119) n where (day = 0 and n < 60) or day > 6;
insert into sessions (id, site_id, clinic_date, starts_at, ends_at, break_after, break_minutes, service_id, mode, room_id, title, kind, group_id, revision, changed_at, travel_after, travel_before)
  select p.id, site, day, (day + make_time(8 + hour, 0, 0)) at time zone zone, (day + make_time(8 + hour, 50, 0)) at time zone zone, 0, 0, service, 'OnSite', pg_temp.id('room ' || leader), 'Group ' || leader || '.' || hour, 'Group',
    p.group_id, 0, now(), 0, 0 from planned p, size;
insert into session_clinicians (session_id, staff_member_id) select p.id, pg_temp.id('leader ' || leader) from planned p;
-- A plan in force, and a year of one questionnaire.
insert into treatment_plans select (jsonb_populate_record(null::treatment_plans, to_jsonb(t) || jsonb_build_object('id', pg_temp.id('plan'), 'patient_id', p.id, 'site_id', site, 'episode_id', p.episode, 'number', 1, 'previous_id', null,
    'started_by_id', size.clinician, 'written_by_id', size.clinician, 'clinic_date', today - 30, 'started_at', now() - interval '30 days', 'written_at', now() - interval '30 days', 'signed_at', now() - interval '30 days',
    'signed_by_id', size.clinician, 'co_signer_id', null, 'co_signed_at', null, 'certified_at', null, 'certified_by_id', null, 'ended_at', null))).*
  from (select * from treatment_plans where signed_at is not null and review is null order by length(content::text) desc, id limit 1) t, people p, size where p.n = 54;
insert into measure_administrations select (jsonb_populate_record(null::measure_administrations, to_jsonb(a) || jsonb_build_object('id', pg_temp.id('measure ' || week), 'patient_id', p.id, 'site_id', site, 'episode_id', p.episode, 'started_by_id', size.clinician, 'completed_by_id', size.clinician,
    'clinic_date', today - 7 * week, 'started_at', now() - week * interval '7 days', 'answered_at', now() - week * interval '7 days', 'completed_at', now() - week * interval '7 days'))).*
  from (select * from measure_administrations where instrument_code = 'PHQ-9' and completed_at is not null and withdrawn_at is null order by abs(total - 12), clinic_date, id limit 1) a, people p, size, generate_series(0, 51) week where p.n = 54;
set session_replication_role = default;
analyze;
