-- Twenty thousand patients of years ago at the site of the demo clinician, what was asked of them once, and a day of forms, sessions and history, so that
-- whatever reads a table from its beginning to its end shows. What triggers keep is left out: nobody opens these charts.
set session_replication_role = replica;
create temp table gone as
  select n, gen_random_uuid() as id, gen_random_uuid() as episode, home.id as site, p.id as program, t.id as track, doctor.id as clinician, current_date - 500 - n % 3000 as admitted
  from generate_series(1, 20000) n, (select s.* from staff s where s.email = 'clinician@demo.example') doctor join sites home on home.id = doctor.site_id
    cross join lateral (select id from programs where site_id = home.id order by id limit 1) p cross join lateral (select id from tracks where program_id = p.id order by id limit 1) t;
insert into patients (id, site_id, mrn, birth_date, gender, birth_sex, races, ethnicity, needs_interpreter, preferred_contact, may_leave_voicemail, risk, is_generated, registered_at, name_family, name_given, phone)
  select id, site, 'GONE' || n, '1950-01-01'::date + n % 18000, 'Female', 'Female', '{White}', 'NotHispanicOrLatino', false, 'NoPreference', false, 'Low', true, now(),
    initcap(translate(to_hex(n * 7919), '0123456789', 'aeioulnrst')), initcap(translate(to_hex(n * 104729), '0123456789', 'aeioulnrst')), '(804) 55' || n % 10 || '-' || lpad((n % 10000)::text, 4, '0')
  from gone;
insert into episodes (id, patient_id, program_id, site_id, track_id, primary_clinician_id, admitted_on, planned_weeks, discharged_on, discharge_reason)
  select episode, id, program, site, track, clinician, admitted, 10, admitted + 70, 'Completed' from gone;
insert into care_team_members (id, patient_id, staff_member_id, part, first_day, last_day, added_at)
  select gen_random_uuid(), id, clinician, 'PrimaryClinician', admitted, admitted + 70, now() from gone;
insert into track_places (id, patient_id, episode_id, track_id, first_day, last_day, weekdays) select gen_random_uuid(), id, episode, track, admitted, admitted + 70, '{}' from gone;
insert into measure_administrations select (jsonb_populate_record(null::measure_administrations, to_jsonb(a) || jsonb_build_object('id', gen_random_uuid(), 'patient_id', g.id, 'site_id', g.site, 'episode_id', g.episode,
    'clinic_date', g.admitted, 'started_at', g.admitted, 'answered_at', g.admitted, 'completed_at', g.admitted))).*
  from gone g, (select * from measure_administrations where instrument_code = 'PHQ-9' and completed_at is not null and withdrawn_at is null order by id limit 1) a;
insert into audit_events (at, actor_id, actor_name, actor_roles, site_id, clinic_date, action, page, object_type, object_id, patient_id)
  select admitted, clinician, 'Somebody', 'Clinician', site, admitted, 'Read', '/Patients/{id}', 'Patient', id, id from gone;
insert into sign_in_tickets (id, key_hash, staff_id, stamp, roles, site_id, method, started_at, last_seen_at, confirmed_at, expires_at, address, browser)
  select gen_random_uuid(), sha256(n::text::bytea), (select array_agg(id) from staff_accounts)[1 + n % (select count(*) from staff_accounts)], '', '{}', site, 'Password', now() - interval '2 days', now() - interval '2 days', now() - interval '2 days', now() - interval '1 day', '', '' from gone;
insert into form_keys (key, content, staff_member_id, page, at, location) select md5(n::text), sha256(n::text::bytea), clinician, '/Sessions', now() - n * interval '4 seconds', '/Sessions' from gone;
set session_replication_role = default;
analyze;
