-- Who may come near whose rows. It is run after every migration, by the owner of the database, and says the same however often it
-- is run. The role clinic_app serves pages: it owns nothing, and sees of the patients' tables only what begin_work found.

do $$ begin
  if not exists (select from pg_roles where rolname = 'clinic_app') then
    raise exception 'the role clinic_app is missing'
      using hint = 'Create it as a superuser: create role clinic_app login password ''...'';';
  end if;
end $$;

-- 1. Whom somebody has to do with, worked out once at the beginning of each request's transaction and forgotten with it.
--    The result also says it to the program, which decides by the same sets.
create or replace function begin_work(
  p_staff uuid, p_now timestamptz,
  out roles text[], out sites uuid[], out charts uuid[], out rosters uuid[], out sessions uuid[], out glass uuid[], out supervisees uuid[]
) language plpgsql security definer set search_path = public, pg_temp
-- It is run for every request: planning it for each person's own lists would take longer than what that saves.
set plan_cache_mode = force_generic_plan as $$
declare
  today date;
  people uuid[];
  open uuid[];
  done uuid[];
  led uuid[];
  called uuid[];
  private uuid[] := '{}';
begin
  select s.roles, array[s.site_id] || s.other_site_ids, (p_now at time zone site.time_zone)::date
    into roles, sites, today
    from staff s join sites site on site.id = s.site_id
    where s.id = p_staff and s.deactivated_at is null;
  roles := coalesce(roles, '{}');
  sites := coalesce(sites, '{}');
  charts := '{}'; rosters := '{}'; sessions := '{}'; glass := '{}'; supervisees := '{}';
  if roles && array['Clinician', 'Supervisor', 'Prescriber'] then
    if 'Supervisor' = any(roles) then
      supervisees := array(select s.id from staff s where s.supervisor_id = p_staff);
    end if;
    people := p_staff || supervisees;
    charts := array(
      with member as materialized (
        select m.patient_id, m.first_day, m.last_day from care_team_members m
        where m.staff_member_id = any(people) and (m.last_day is null or m.last_day >= (p_now at time zone 'UTC')::date - 1)
          -- Nothing of the years before is looked up further.
          and m.first_day <= (p_now at time zone 'UTC')::date + 1),
      -- Each patient once, and all of them in one go through the index.
      patient as materialized (
        select p.id, p.site_id from patients p where p.id = any(array(select member.patient_id from member)) and p.site_id = any(sites))
      select distinct m.patient_id from member m join patient p on p.id = m.patient_id join sites home on home.id = p.site_id
      -- A membership is over when its last day is over where the patient is treated, wherever the member is.
      cross join lateral (select (p_now at time zone home.time_zone)::date as day) there
      where m.first_day <= there.day and (m.last_day is null or m.last_day >= there.day));
    -- Whose co-signature an assessment awaits, reads what they answer for.
    charts := charts || array(
      select distinct a.patient_id from assessments a join patients p on p.id = a.patient_id
      where a.co_signer_id = p_staff and a.co_signed_at is null and p.site_id = any(sites) and a.patient_id <> all(charts));
    -- The same for a note
    charts := charts || array(
      select distinct c.patient_id from co_signings c join patients p on p.id = c.patient_id
      join progress_notes n on n.id = c.note_id and n.struck_at is null
      where c.co_signer_id = p_staff and c.co_signed_at is null and p.site_id = any(sites) and c.patient_id <> all(charts));
    -- and for a treatment plan.
    charts := charts || array(
      select distinct t.patient_id from treatment_plans t join patients p on p.id = t.patient_id
      where t.co_signer_id = p_staff and t.co_signed_at is null and p.site_id = any(sites) and t.patient_id <> all(charts));
    -- A critical answer must reach somebody who can act on it, also when the team is at home: whoever is on call where the patient is
    -- treated has the chart as the team has it, from the answer on until somebody has written down what was done, and no longer.
    charts := charts || array(
      select distinct a.patient_id from measure_alerts a join patients p on p.id = a.patient_id join sites home on home.id = p.site_id
      where a.acknowledged_at is null and p_staff = any(home.on_call_ids) and p.site_id = any(sites) and a.patient_id <> all(charts));
    -- Whom a supervisor is asked about, before the assessment is signed.
    charts := charts || array(
      select distinct w.patient_id from admission_waivers w join patients p on p.id = w.patient_id
      where w.supervisor_id = p_staff and w.decided_at is null and p.site_id = any(sites) and w.patient_id <> all(charts));
    glass := array(
      select distinct g.patient_id from glass_openings g join patients p on p.id = g.patient_id
      where g.staff_member_id = p_staff and g.closed_at is null and g.expires_at > p_now
        and p.site_id = any(sites) and g.patient_id <> all(charts));
    charts := charts || glass;
    if cardinality(glass) > 0 then
      -- Of those, whose private notes were opened as well, for a reason of their own.
      private := array(
        select distinct o.patient_id from private_note_openings o join glass_openings g on g.id = o.glass_id
        where g.staff_member_id = p_staff and g.closed_at is null and g.expires_at > p_now and o.patient_id = any(glass));
    end if;
    -- The session's own day, and afterwards as long as something of it is unsigned, but not for ever. What is unsigned is kept apart,
    open := array(
      select distinct l.session_id from undocumented_leads l
      where l.staff_member_id = any(people) and l.ends_at > p_now - interval '60 days' and l.starts_at < p_now + interval '7 days' and l.site_id = any(sites));
    -- and of all the rest nothing is asked that ended before this day began, wherever on earth that was.
    done := array(
      -- Asked by key, one person after the other ("offset 0" keeps the steps apart): this runs at every request, also before the first ANALYZE.
      select taken.session_id from unnest(people) as person
      cross join lateral (
        select r.session_id from reservations r
        where r.resource = 'clinician' and r.resource_id = person and r.released_at is null and r.session_id is not null
          and tstzrange(r.starts_at, r.ends_at)
            && tstzrange(greatest(p_now - interval '2 days', (today - 1)::timestamp at time zone 'UTC'), p_now + interval '7 days')
        offset 0) taken
      except select unnest(open));
    sessions := open || array(select s.id from sessions s where s.id = any(done) and s.site_id = any(sites) and s.clinic_date >= today);
    led := array(
      select f.group_id from group_facilitators f join groups g on g.id = f.group_id where f.staff_member_id = any(people) and g.site_id = any(sites));
    called := array(
      -- As the index has it: whoever was in the group in the years before is not looked up.
      select e.patient_id from enrollments e where e.group_id = any(led) and e.last_day is null and e.first_day <= today + 7
      union select e.patient_id from enrollments e where e.group_id = any(led) and e.last_day >= today and e.first_day <= today + 7
      union select l.patient_id from roster_places l where l.session_id = any(sessions));
    rosters := array(select p.id from patients p where p.id = any(called) and p.site_id = any(sites));
  end if;
  perform set_config('app.user_id', coalesce(p_staff::text, ''), true), set_config('app.today', coalesce(today::text, ''), true),
    set_config('app.roles', array_to_string(roles, ','), true), set_config('app.sites', sites::text, true),
    set_config('app.charts', charts::text, true), set_config('app.rosters', rosters::text, true), set_config('app.sessions', sessions::text, true),
    set_config('app.named', (charts || rosters)::text, true), set_config('app.known', (charts || rosters)::text, true),
    set_config('app.people', coalesce(people, '{}')::text, true), set_config('app.glass', glass::text, true), set_config('app.private', private::text, true),
    set_config('app.kiosk', '{}', true), set_config('app.kiosk_patient', '{}', true);
end $$;

-- A patient's browser, in which nobody is signed in: the hash is that of a link's secret which nobody used yet, or of the secret in
-- the browser that did. It opens the one form, its link and alerts, and of the patient what the alerts need. Anything else opens nothing.
create or replace function begin_kiosk(p_hash text, p_now timestamptz, out measure uuid, out patient uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform begin_work(null, p_now);
  select l.measure_id, l.patient_id into measure, patient
    from kiosk_links l join measure_administrations m on m.id = l.measure_id
    where (l.browser_hash = p_hash or (l.secret_hash = p_hash and l.opened_at is null))
      and l.ended_at is null and l.expires_at > p_now and m.completed_at is null and m.withdrawn_at is null
    -- One request of a patient's browser after the other, and of two browsers that begin the first alone.
    for update of l;
  if measure is not null then
    perform set_config('app.kiosk', array[measure]::text, true), set_config('app.kiosk_patient', array[patient]::text, true),
      set_config('app.known', array[patient]::text, true);
  end if;
end $$;

-- What the policies ask. Without begin_work there is nobody, and nobody sees nothing.
create or replace function my_id() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('app.user_id', true), '')::uuid
$$;

create or replace function my(what text) returns uuid[] language sql stable parallel safe as $$
  select nullif(current_setting('app.' || what, true), '')::uuid[]
$$;

-- The same of one key, found in the setting as it stands: no list is taken apart.
create or replace function is_among(p_key uuid, what text) returns boolean language sql stable parallel safe as $$
  select strpos(current_setting('app.' || what, true), p_key::text) > 0
$$;

create or replace function i_am(role_names text[]) returns boolean language sql stable parallel safe as $$
  select coalesce(string_to_array(nullif(current_setting('app.roles', true), ''), ',') && role_names, false)
$$;

-- A function, so that the policy of patients is not planned and set up anew inside every other one.
-- It is asked of thousands of rows: what it names is bound when it is made, and so needs no search path, which takes as long as the rest.
create or replace function is_of_my_sites(p_patient uuid) returns boolean
language sql stable parallel safe security definer
return exists (select from patients p where p.id = p_patient and p.site_id = any(my('sites')));

create or replace function waits_for_treatment(p_patient uuid) returns boolean
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
  select exists (select from patients p where p.id = p_patient and p.site_id = any(my('sites')))
    and not in_treatment(p_patient, nullif(current_setting('app.today', true), '')::date)
$$;

create or replace function waits_for_admission(p_patient uuid) returns boolean
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
  select exists (select from patients p where p.id = p_patient and p.site_id = any(my('sites')))
    and is_expected(p_patient, nullif(current_setting('app.today', true), '')::date)
$$;

-- Whoever admits somebody still gives them their groups, though from the first day of treatment on the patient is no longer intake's:
-- asked before the episode is written, for the rest of that transaction.
create or replace function admitting(p_patient uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not (i_am('{Intake}') and waits_for_treatment(p_patient)) then
    raise exception 'this patient is not to be admitted' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('app.' || what, (my(what) || p_patient)::text, true) from unnest('{rosters,named,known}'::text[]) what;
end $$;

-- What the office and intake see beside what care gives them, of the patients of their sites: asked where care does not answer.
create or replace function works_with(p_patient uuid) returns boolean
language plpgsql stable parallel safe security definer set search_path = public, pg_temp as $$ begin
  return (i_am('{Administrator,Auditor,PrivacyOfficer}') and is_of_my_sites(p_patient)) or takes_in(p_patient);
end $$;

-- The same of a row that is only being written.
create or replace function works_at(p_site uuid, p_patient uuid) returns boolean
language plpgsql stable parallel safe security definer set search_path = public, pg_temp as $$ begin
  return p_site = any(my('sites')) and (i_am('{Administrator,Auditor,PrivacyOfficer}')
    or (i_am('{Intake}') and not in_treatment(p_patient, nullif(current_setting('app.today', true), '')::date)));
end $$;

-- The search for patients. Where a policy holds, no index answers LIKE or likeness: an operator that could tell of a row must not see it before the
-- policy has, and so each row of the table was looked at. Here the index is asked first, and the policy's own question decides what leaves. Whoever knows
-- their patients one by one is looked for among those: a short word stands in thousands of names of a large operator.
create or replace function patients_mentioning(p_pattern text, p_also text) returns table (patient_id uuid)
language sql stable security definer rows 50 set search_path = public, pg_temp as $$
  -- A number stands in few records.
  select p.id from patients p
  where p_pattern !~ '[0-9]' and p.id = any((select my('known'))::uuid[]) and (p.search_text like p_pattern or p.search_text like p_also)
  union
  select p.id from patients p
  where (p_pattern ~ '[0-9]' or (select i_am('{Administrator,Auditor,PrivacyOfficer,Intake}'))) and (p.search_text like p_pattern or p.search_text like p_also)
    and (p.id = any((select my('known'))::uuid[]) or works_at(p.site_id, p.id))
$$;

create or replace function patients_looking_like(p_word text) returns table (patient_id uuid)
language sql stable security definer rows 50 set search_path = public, pg_temp as $$
  select p.id from patients p where p.id = any((select my('known'))::uuid[]) and p_word <% p.search_text
  union
  select p.id from patients p
  where (select i_am('{Administrator,Auditor,PrivacyOfficer,Intake}')) and p_word <% p.search_text and works_at(p.site_id, p.id)
$$;

-- The history of one patient, alone or in a list. The keys in a list are asked by an operator that may see no row before the policy has, so that each row of the
-- history was looked at, the newest first (8 seconds with 460,000 of them, now 0.04). What leaves is numbers and days, and the policy is asked once more by whoever
-- reads the rows.
create or replace function history_of(p_patient uuid) returns table (sequence bigint, clinic_date date)
language sql stable security definer rows 500 set search_path = public, pg_temp as $$
  select e.sequence, e.clinic_date from audit_events e
  where e.patient_id = p_patient and (is_among(p_patient, 'charts') or e.actor_id = my_id() or is_among(e.actor_id, 'people')
    or (i_am('{Administrator,Auditor,PrivacyOfficer}') and is_of_my_sites(p_patient)))
  union
  select e.sequence, e.clinic_date from audit_events e
  where e.shown @> array[p_patient] and (is_among(p_patient, 'charts') or e.actor_id = my_id() or is_among(e.actor_id, 'people')
    or (i_am('{Administrator,Auditor,PrivacyOfficer}') and is_of_my_sites(p_patient))
    or (i_am('{Administrator,Auditor,PrivacyOfficer}') and e.patient_id is null and (e.site_id is null or e.site_id = any(my('sites')))))
$$;

create or replace function takes_in(p_patient uuid) returns boolean
language plpgsql stable parallel safe security definer set search_path = public, pg_temp as $$ begin
  return i_am('{Intake}') and waits_for_treatment(p_patient);
end $$;

create or replace function admits(p_patient uuid) returns boolean
language plpgsql stable parallel safe security definer set search_path = public, pg_temp as $$ begin
  return i_am('{Intake}') and waits_for_admission(p_patient);
end $$;

-- Of what depends on another row: the policy of that row is asked where it must be, and not set up inside every statement.
create or replace function sees_patient(p_patient uuid) returns boolean language plpgsql stable parallel safe as $$ begin
  return exists (select from patients p where p.id = p_patient);
end $$;

create or replace function sees_note(p_note uuid) returns boolean language plpgsql stable parallel safe as $$ begin
  return exists (select from progress_notes n where n.id = p_note);
end $$;

create or replace function sees_note_of_session(p_session uuid) returns boolean language plpgsql stable parallel safe as $$ begin
  return exists (select from progress_notes n where n.session_id = p_session);
end $$;

create or replace function sees_assessment(p_assessment uuid) returns boolean language plpgsql stable parallel safe as $$ begin
  return exists (select from assessments a where a.id = p_assessment);
end $$;

create or replace function sees_supporter(p_supporter uuid) returns boolean language plpgsql stable parallel safe as $$ begin
  return exists (select from support_people s where s.id = p_supporter);
end $$;

-- Whoever leads a group, or one of its sessions, knows by name which alumni come to it.
create or replace function hosts_alumni(p_group uuid) returns boolean
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
  select exists (
    select from groups g
    where g.id = p_group and g.site_id = any(my('sites'))
      and (exists (select from group_facilitators f where f.group_id = g.id and f.staff_member_id = any(my('people')))
        or exists (select from sessions s where s.group_id = g.id and s.id = any(my('sessions')))))
$$;

create or replace function sees_alumni(p_place uuid) returns boolean language plpgsql stable parallel safe as $$ begin
  return exists (select from alumni_places a where a.id = p_place);
end $$;

-- Who could be opened in an emergency: anybody at the asker's sites who is not theirs already, by name, number or birth date.
-- It tells who people are, to those alone who may open a record so; the opening itself is what brings the rest.
create or replace function glass_candidates(p_words text[], p_patient uuid)
returns table (id uuid, given text, family text, preferred_name text, birth_date date, mrn text)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.name_given, p.name_family, p.preferred_name, p.birth_date, p.mrn
  from patients p
  where i_am('{Clinician,Supervisor,Prescriber}') and p.site_id = any(my('sites')) and p.id <> all(my('charts'))
    and (p.id = p_patient or (p_patient is null and cardinality(p_words) > 0
      and not exists (select from unnest(p_words) word where p.search_text not like '%' || replace(replace(replace(searchable(word), '\', '\\'), '%', '\%'), '_', '\_') || '%')))
  order by p.name_family, p.name_given, p.id limit 11
$$;

-- Whoever registers somebody must hear that the clinic knows them, also when they may not see the record: then the answer says no
-- more than what was asked with. Names that merely sound alike are told of those alone who can be seen.
create or replace function possible_duplicates(p_given text, p_family text, p_birth_date date, p_first text, p_second text)
returns table (id uuid, given text, family text, preferred_name text, birth_date date, mrn text, same_name boolean, same_phone boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.name_given, p.name_family, p.preferred_name, p.birth_date, p.mrn,
    p.birth_date = p_birth_date and searchable(p.name_family) = searchable(p_family)
      and searchable(p_given) in (searchable(p.name_given), searchable(p.preferred_name)),
    coalesce(p.search_text like p_first, false) or coalesce(p.search_text like p_second, false)
  from patients p
  where i_am('{Intake}') and p.id in (
    select c.id from patients c where c.birth_date = p_birth_date and searchable(c.name_family) = searchable(p_family)
      and searchable(p_given) in (searchable(c.name_given), searchable(c.preferred_name))
    union
    select c.id from patients c where dmetaphone(c.name_family) = dmetaphone(p_family) and dmetaphone(c.name_given) = dmetaphone(p_given)
      and dmetaphone(p_family) <> '' and dmetaphone(p_given) <> ''
      and c.birth_date between make_date(extract(year from p_birth_date)::int, 1, 1) and make_date(extract(year from p_birth_date)::int, 12, 31)
    union
    select c.id from patients c where c.search_text like p_first
    union
    select c.id from patients c where c.search_text like p_second)
$$;

-- The importer must know that somebody is here already, also when a program treats them and the sender may not see the record.
create or replace function held_identifiers(p_systems text[], p_values text[]) returns table (system text, value text)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.system, i.value from patient_identifiers i
  join unnest(p_systems, p_values) as asked (system, value) on asked.system = i.system and asked.value = i.value
  where i_am('{Intake}')
$$;

-- What signed plans prescribe of sessions that are booked one by one: service, how often and how long, as the schedule needs it.
--    Why stays in the plan. To the patient's team, and at their sites to the office, which books.
create or replace function prescribed_services(p_site uuid)
returns table (patient_id uuid, episode_id uuid, service_id uuid, times int, every_weeks int, minutes int, responsible_id uuid, since date)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct on (t.id, line.service) t.patient_id, t.episode_id, line.service, line.times, line.every_weeks, line.minutes,
    coalesce(line.responsible, e.primary_clinician_id), t.clinic_date
  from treatment_plans t
  join episodes e on e.id = t.episode_id and e.discharged_on is null
  cross join lateral (
    select (one.value->>'serviceId')::uuid as service, (one.value->>'times')::int as times, (one.value->>'everyWeeks')::int as every_weeks,
      (one.value->>'minutes')::int as minutes, (one.value->>'responsibleId')::uuid as responsible
    from jsonb_array_elements(t.content->'lines') with ordinality one (value, at)
    -- What an intervention stands under is the nearest line before it that is none.
    cross join lateral (
      select o.value from jsonb_array_elements(t.content->'lines') with ordinality o (value, at)
      where o.at < one.at and o.value->>'level' <> 'Intervention' order by o.at desc limit 1) above
    where one.value->>'level' = 'Intervention' and above.value->>'level' = 'Objective' and above.value->>'status' = 'Active') line
  join services s on s.id = line.service and s.kind in ('Individual', 'Family') and s.retired_at is null
  where t.site_id = p_site and t.signed_at is not null and t.ended_at is null
    and line.times > 0 and line.every_weeks > 0 and line.minutes > 0
    and (t.patient_id = any(my('charts')) or (i_am('{Administrator}') and is_of_my_sites(t.patient_id)))
  order by t.id, line.service, line.times * line.minutes::numeric / line.every_weeks desc
$$;

-- What is billed stands on the record: whether a note is signed and by whom, and the code of the principal diagnosis on the day. To those alone
-- who bill, of the sites where they work, of sessions that are over: no word of a note, no other diagnosis, no reason of an absence.
create or replace function billable_sessions(p_from date, p_until date, p_now timestamptz)
returns table (session_id uuid, patient_id uuid, episode_id uuid, clinic_date date, starts_at timestamptz, service_id uuid, mode text, booked int, status text, attended int,
  family_came boolean, is_signed boolean, awaits_co_signature boolean, clinician_id uuid, diagnosis text)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, l.patient_id, l.episode_id, s.clinic_date, s.starts_at, s.service_id, s.mode,
    (extract(epoch from s.ends_at - s.starts_at) / 60)::int - s.break_minutes, a.status, coalesce(a.minutes, 0),
    -- Who is expected of the family stands there beforehand: that they came without the patient, somebody has to have written.
    exists (select from family_participants f where f.session_id = s.id and f.patient_id = l.patient_id)
      and (a.status not in ('ExcusedAbsence', 'UnexcusedAbsence') or n.text is not null),
    n.signed_at is not null,
    exists (select from co_signings c where c.note_id = n.id and c.co_signed_at is null),
    coalesce((select g.signer_id from signatures g where g.note_id = n.id and g.meaning = 'Author'), n.written_by_id, (select min(c.staff_member_id::text)::uuid from session_clinicians c where c.session_id = s.id)),
    (select d.code from diagnoses d
      where d.patient_id = l.patient_id and d.valid_from <= s.clinic_date and (d.valid_to is null or d.valid_to >= s.clinic_date) and (d.status <> 'RuledOut' or d.valid_to > s.clinic_date)
      order by d."order", d.valid_from desc, d.id limit 1)
  from sessions s
  join roster_places l on l.session_id = s.id
  join patients p on p.id = l.patient_id and p.site_id = any(my('sites'))
  left join attendance a on a.session_id = s.id and a.patient_id = l.patient_id
  left join progress_notes n on n.session_id = s.id and n.patient_id = l.patient_id and n.struck_at is null
  where i_am('{Administrator}') and s.site_id = any(my('sites'))
    and s.clinic_date between p_from and p_until and s.cancelled_at is null and s.ends_at <= p_now
$$;

-- When the plans of whom these sessions are about were signed, in force and certified, to the same people: no word of a plan.
create or replace function billable_plans(p_from date, p_until date)
returns table (episode_id uuid, signed_on date, ended_on date, certified_on date)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.episode_id, t.clinic_date, (t.ended_at at time zone o.time_zone)::date, (t.certified_at at time zone o.time_zone)::date
  from treatment_plans t
  join sites o on o.id = t.site_id
  where i_am('{Administrator}') and t.site_id = any(my('sites')) and t.signed_at is not null and t.clinic_date <= p_until
    -- Until a supervisor stands by it, it is as little a plan as such a note is a note.
    and (t.co_signer_id is null or t.co_signed_at is not null)
    and exists (select from roster_places l where l.patient_id = t.patient_id and l.episode_id = t.episode_id and l.clinic_date between p_from and p_until)
$$;

-- Where patients had a place on a roll, and whether they came: of those whom the asker sees by name, told as the stay and the day alone.
-- A week of a site is thousands of rows, of which the policies would ask one by one.
create or replace function days_on_rolls(p_site uuid, p_from date, p_until date) returns table (episode_id uuid, clinic_date date, came boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.episode_id, l.clinic_date, coalesce(bool_or(a.status in ('Present', 'Late', 'LeftEarly')), false)
  from roster_places l
  join sessions s on s.id = l.session_id and s.cancelled_at is null
  left join attendance a on a.session_id = l.session_id and a.patient_id = l.patient_id
  where l.site_id = p_site and l.site_id = any(my('sites')) and l.clinic_date between p_from and p_until and l.episode_id is not null
    -- A subquery is looked up by hash; a list of hundreds would be gone through for each of thousands of rows.
    and (l.patient_id in (select unnest(my('named')))
      -- Asked of those on the roll by key: joined, all who were ever treated would be gone through.
      or ((select i_am('{Administrator,Auditor,PrivacyOfficer}')) and (select p.site_id from patients p where p.id = l.patient_id) = any((select my('sites'))::uuid[])))
  group by l.episode_id, l.clinic_date
$$;

-- How many patients a program treated in a week: those too who have come to another site since, where their record is.
create or replace function treated_in_week(p_program uuid, p_monday date) returns integer language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int from episodes e
  where e.program_id = p_program and e.site_id = any(my('sites')) and i_am('{Administrator}')
    and e.admitted_on <= p_monday + 6 and (e.discharged_on is null or e.discharged_on >= p_monday)
$$;

-- Triggers count and check rows of patients whom the writer may not see.
alter function reserve(uuid, text, uuid) security definer set search_path = public, pg_temp;
alter function sessions_keep_reservations() security definer set search_path = public, pg_temp;
alter function session_clinicians_keep_reservations() security definer set search_path = public, pg_temp;
alter function roster_places_keep_reservations() security definer set search_path = public, pg_temp;
alter function leaves_keep_reservations() security definer set search_path = public, pg_temp;
alter function attendance_within_session() security definer set search_path = public, pg_temp;
alter function has_standing_signature(uuid, uuid) security definer set search_path = public, pg_temp;
alter function keep_undocumented_sessions() security definer set search_path = public, pg_temp;
alter function sessions_undocumented() security definer set search_path = public, pg_temp;

-- 2. The role's rights.
grant usage on schema public to clinic_app;
grant select, insert, update, delete on all tables in schema public to clinic_app;
grant usage on all sequences in schema public to clinic_app;
revoke insert, update, delete on house_state, reservations, undocumented_sessions, undocumented_leads, session_progress, taken_places, track_seats, caseloads, audit_links from clinic_app;
revoke update, delete on audit_events, signatures, addenda, contact_attempts, note_drafts, private_note_openings, assessment_drafts, safety_plans, admission_papers,
  plan_acknowledgements, plan_drafts, clash_waivers, reminders, leave_covers, visit_stamps, outreach_attempts, work_snoozes, work_hand_overs, week_sign_offs, signed_hours
  from clinic_app;
revoke delete on leaves, payer_authorizations, alumni_places, schedule_feeds, patients, episodes, allergies, diagnoses, history_conditions, support_people, patient_identifiers, enrollments, sessions, attendance,
  shared_parts, progress_notes, referrals, contact_attempts, care_team_members, glass_openings, private_notes, assessments, assessment_sections,
  measure_administrations, measure_alerts, kiosk_links, admission_papers, admission_waivers, skill_practices, treatment_plans, objectives, track_places, patient_constraints, telehealth_consents, home_visits, outreach_tasks, co_signings from clinic_app;
revoke insert, update, delete on "__EFMigrationsHistory" from clinic_app;
revoke execute on function reserve(uuid, text, uuid) from public;
grant execute on function keep_months_ahead() to clinic_app;

-- What looks behind the walls is for the role that serves pages, and for nobody else who may connect. A function that was closed to everybody stays so.
do $$
declare open_to_all record;
begin
  for open_to_all in
    select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef and pg_has_role(p.proowner, 'usage')
      and (p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0))
  loop
    execute format('revoke execute on function %s from public', open_to_all.signature);
    execute format('grant execute on function %s to clinic_app', open_to_all.signature);
  end loop;
end $$;

-- 3. The policies. A list in a "(select ...)" is taken apart anew for every table of every statement, needed or not, and then each
--    row is quick: for the tables that are read by the hundred. Elsewhere a key is looked for in the setting as it stands.
--    Each table of a patient is walled for everybody, its owner too, who then is let through by name.
do $$
declare
  charts   constant text := 'is_among(patient_id, ''charts'')';
  rosters  constant text := 'is_among(patient_id, ''rosters'')';
  -- Who this is, when they come, whether they were there.
  name     constant text := 'is_among(patient_id, ''named'') or works_with(patient_id)';
  -- The same for tables that are read by the hundred: who somebody is, is asked once and not of each row.
  names    constant text := 'patient_id = any((select my(''named''))::uuid[]) '
    || 'or ((select i_am(''{Administrator,Auditor,PrivacyOfficer}'')) and is_of_my_sites(patient_id)) '
    || 'or ((select i_am(''{Intake}'')) and waits_for_treatment(patient_id))';
  -- How they come in.
  way_in   constant text := charts || ' or takes_in(patient_id)';
  -- What care has written: to intake, of those alone who are to be taken in.
  chart    constant text := charts || ' or admits(patient_id)';
  wall     record;
begin
  for wall in
    select * from (values
      ('patients', 'id = any((select my(''known''))::uuid[]) or works_at(site_id, id)'),
      ('patient_identifiers', name),
      ('support_people', name),
      ('episodes', names || ' or is_among(patient_id, ''kiosk_patient'')'),
      ('enrollments', names),
      ('track_places', names),
      ('payer_authorizations', name),
      ('alumni_places', name),
      ('alumni_presences', name || ' or sees_alumni(place_id)'),
      ('patient_constraints', name),
      ('telehealth_consents', name),
      ('home_visits', name),
      ('visit_stamps', name),
      ('roster_places', names),
      ('attendance', names),
      ('signed_hours', names),
      ('reminders', name),
      ('care_team_members', name || ' or added_by_id = my_id()'),
      ('reservations', 'resource <> ''patient'' or sees_patient(resource_id)'),
      ('referrals', way_in),
      ('contact_attempts', way_in),
      ('admission_papers', way_in),
      ('admission_waivers', way_in),
      ('allergies', chart),
      ('history_conditions', chart),
      ('diagnoses', chart),
      ('assessments', chart),
      ('assessment_sections', chart),
      ('assessment_drafts', chart),
      ('progress_notes', 'patient_id = any((select my(''charts''))::uuid[]) or (patient_id = any((select my(''rosters''))::uuid[]) '
        || 'and (session_id = any((select my(''sessions''))::uuid[]) or written_by_id = any((select my(''people''))::uuid[])))'),
      ('note_objectives', charts || ' or sees_note(note_id)'),
      ('co_signings', charts || ' or sees_note(note_id)'),
      ('safety_plans', chart),
      -- What treatment is planned by is for whoever treats; a group's leader sees what to work on, and nothing else of the plan.
      ('treatment_plans', charts),
      ('plan_acknowledgements', charts),
      ('plan_drafts', charts),
      ('objectives', 'patient_id = any((select my(''charts''))::uuid[])'),
      -- Scored questionnaires: to whoever treats, to the patient the one that is in their hands, and to nobody else.
      ('measure_administrations', charts || ' or is_among(id, ''kiosk'')'),
      ('measure_alerts', charts || ' or (is_among(measure_id, ''kiosk'') and is_among(patient_id, ''kiosk_patient''))'),
      ('kiosk_links', charts || ' or is_among(measure_id, ''kiosk'')'),
      -- Whoever takes the roll opens an outreach; who tried and what came of it is for whoever treats.
      ('outreach_tasks', 'is_among(patient_id, ''named'')'),
      ('outreach_attempts', charts),
      ('note_drafts', 'sees_note(note_id)'),
      ('addenda', 'sees_note(note_id) or sees_assessment(assessment_id)'),
      -- The chain's last link is needed by whoever signs the next one; it holds no word of the note.
      ('signatures', 'is_among(patient_id, ''named'') or admits(patient_id)'),
      ('shared_parts', 'is_among(session_id, ''sessions'') or sees_note_of_session(session_id)'),
      -- What a session taught says nothing of anybody: whom it taught is told by its roll.
      ('session_skills', '(select i_am(''{Clinician,Supervisor,Prescriber}''))'),
      ('skill_practices', 'is_among(patient_id, ''named'')'),
      -- Who is at work on a roll: to whoever may write there. In nobody's row, it says nothing of anybody.
      ('roll_writers', 'staff_member_id = my_id() or case when patient_id is null then i_am(''{Clinician,Supervisor,Prescriber}'') '
        || 'else is_among(patient_id, ''named'') end'),
      ('family_participants', 'sees_supporter(support_person_id)'),
      -- Their author's alone: a colleague of the team, a supervisor and an emergency opening come to none of them, and an author to
      -- none through an emergency opening.
      ('private_notes', 'author_id = my_id() and (' || rosters || ' or (' || charts || ' and not is_among(patient_id, ''glass'')))'),
      ('private_note_openings', '(staff_member_id = my_id() and is_among(patient_id, ''glass'') and exists (select from glass_openings g '
        || 'where g.id = glass_id and g.staff_member_id = my_id() and g.patient_id = private_note_openings.patient_id))'),
      ('glass_openings', 'staff_member_id = my_id() or (i_am(''{PrivacyOfficer}'') and sees_patient(patient_id))')
    ) as walls (of_table, for_whom)
  loop
    execute format('alter table %I enable row level security', wall.of_table);
    execute format('alter table %I force row level security', wall.of_table);
    execute format('drop policy if exists app on %I', wall.of_table);
    execute format('create policy app on %I to clinic_app using (%s) with check (%s)', wall.of_table, wall.for_whom, wall.for_whom);
    execute format('drop policy if exists owner on %I', wall.of_table);
    execute format('create policy owner on %I to current_user using (true) with check (true)', wall.of_table);
  end loop;

  -- What was opened for a reason of its own is read, and not written; whoever reviews the opening sees that, and not the notes.
  drop policy if exists app_opened on private_notes;
  create policy app_opened on private_notes for select to clinic_app using (is_among(patient_id, 'private'));
  drop policy if exists app_reviews on private_note_openings;
  create policy app_reviews on private_note_openings for select to clinic_app using (
    i_am('{PrivacyOfficer}') and sees_patient(patient_id));

  -- A crisis may come up in a group: whoever leads it reads the plan by which to help, and does not write it.
  drop policy if exists app_on_roll on safety_plans;
  create policy app_on_roll on safety_plans for select to clinic_app using (is_among(patient_id, 'rosters'));

  drop policy if exists app_on_roll on objectives;
  create policy app_on_roll on objectives for select to clinic_app using (patient_id = any((select my('rosters'))::uuid[]));

  drop policy if exists app_hosts on alumni_places;
  create policy app_hosts on alumni_places for select to clinic_app using (hosts_alumni(group_id));

  -- What is vouched for is of one site, and vouched for in nobody else's name.
  alter table week_sign_offs enable row level security;
  alter table week_sign_offs force row level security;
  drop policy if exists app_reads on week_sign_offs;
  create policy app_reads on week_sign_offs for select to clinic_app using (site_id = any(my('sites')));
  drop policy if exists app_signs on week_sign_offs;
  create policy app_signs on week_sign_offs for insert to clinic_app with check (i_am('{Administrator}') and site_id = any(my('sites')) and signer_id = my_id());
  drop policy if exists owner on week_sign_offs;
  create policy owner on week_sign_offs to current_user using (true) with check (true);

  -- Everybody writes history; who reads it is said here and by the pages.
  alter table audit_events enable row level security;
  alter table audit_events force row level security;
  drop policy if exists app_writes on audit_events;
  create policy app_writes on audit_events for insert to clinic_app with check (true);
  drop policy if exists app_reads on audit_events;
  create policy app_reads on audit_events for select to clinic_app using (
    is_among(actor_id, 'people') or actor_id = my_id()
    -- What is written of somebody who failed to sign in is read back by nobody.
    or (actor_id is null and my_id() is null and patient_id is null and shown is null)
    or is_among(patient_id, 'charts')
    -- What a patient does with a form in their hands is written in nobody's name, and a row that is written is read back.
    or (actor_id is null and actor_name = 'The patient' and is_among(patient_id, 'kiosk_patient'))
    or (i_am('{Administrator,Auditor,PrivacyOfficer}')
        -- What was done to a patient is read where the patient is treated, wherever it was done from.
        and case when patient_id is null then site_id is null or site_id = any(my('sites')) else sees_patient(patient_id) end));
  drop policy if exists owner on audit_events;
  create policy owner on audit_events to current_user using (true) with check (true);
end $$;
