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
) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  today date;
  people uuid[];
  led uuid[];
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
      select distinct m.patient_id from care_team_members m join patients p on p.id = m.patient_id join sites home on home.id = p.site_id
      -- A membership is over when its last day is over where the patient is treated, wherever the member is.
      cross join lateral (select (p_now at time zone home.time_zone)::date as day) there
      where m.staff_member_id = any(people) and m.first_day <= there.day and (m.last_day is null or m.last_day >= there.day)
        and p.site_id = any(sites));
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
    -- The session's own day, and afterwards as long as something of it is unsigned, but not for ever.
    -- Each step is asked by key ("offset 0" keeps the steps apart): this runs at every request, also before the first ANALYZE.
    led := array(
      select distinct taken.session_id
      from unnest(people) as person
      cross join lateral (
        select r.session_id from reservations r
        where r.resource = 'clinician' and r.resource_id = person and r.released_at is null
          and tstzrange(r.starts_at, r.ends_at) && tstzrange(p_now - interval '60 days', p_now + interval '7 days')
        offset 0) taken);
    sessions := array(
      select s.id
      from unnest(led) as one
      cross join lateral (select s.id, s.site_id, s.clinic_date from sessions s where s.id = one offset 0) s
      where s.site_id = any(sites)
        and (s.clinic_date >= today or not exists (select from documented_sessions d where d.session_id = s.id)));
    rosters := array(
      select e.patient_id
      from group_facilitators f
      join groups g on g.id = f.group_id and g.site_id = any(sites)
      join enrollments e on e.group_id = f.group_id and e.first_day <= today + 7 and (e.last_day is null or e.last_day >= today)
      join patients p on p.id = e.patient_id and p.site_id = any(sites)
      where f.staff_member_id = any(people)
      union
      select p.id
      from (
        select distinct l.patient_id
        from unnest(sessions) as one
        cross join lateral (select l.patient_id from roster_places l where l.session_id = one offset 0) l) called
      join patients p on p.id = called.patient_id and p.site_id = any(sites));
  end if;
  perform set_config('app.user_id', coalesce(p_staff::text, ''), true), set_config('app.today', coalesce(today::text, ''), true),
    set_config('app.roles', array_to_string(roles, ','), true), set_config('app.sites', array_to_string(sites, ','), true),
    set_config('app.charts', array_to_string(charts, ','), true), set_config('app.rosters', array_to_string(rosters, ','), true),
    set_config('app.sessions', array_to_string(sessions, ','), true),
    set_config('app.people', array_to_string(people, ','), true),
    set_config('app.glass', array_to_string(glass, ','), true), set_config('app.private', array_to_string(private, ','), true);
end $$;

-- What the policies ask. Without begin_work there is nobody, and nobody sees nothing.
create or replace function my_id() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('app.user_id', true), '')::uuid
$$;

create or replace function my(what text) returns uuid[] language sql stable parallel safe as $$
  select coalesce(string_to_array(nullif(current_setting('app.' || what, true), ''), ',')::uuid[], '{}')
$$;

create or replace function i_am(role_names text[]) returns boolean language sql stable parallel safe as $$
  select coalesce(string_to_array(nullif(current_setting('app.roles', true), ''), ',') && role_names, false)
$$;

-- A function, so that the policy of patients is not planned and set up anew inside every other one.
create or replace function is_of_my_sites(p_patient uuid) returns boolean
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
  select exists (select from patients p where p.id = p_patient and p.site_id = any(my('sites')))
$$;

create or replace function waits_for_treatment(p_patient uuid) returns boolean
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
  select exists (select from patients p where p.id = p_patient and p.site_id = any(my('sites')))
    and not in_treatment(p_patient, nullif(current_setting('app.today', true), '')::date)
$$;

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

-- Triggers count and check rows of patients whom the writer may not see.
alter function reserve(uuid, text, uuid) security definer set search_path = public, pg_temp;
alter function sessions_keep_reservations() security definer set search_path = public, pg_temp;
alter function session_clinicians_keep_reservations() security definer set search_path = public, pg_temp;
alter function roster_places_keep_reservations() security definer set search_path = public, pg_temp;
alter function enrollments_within_capacity() security definer set search_path = public, pg_temp;
alter function attendance_within_session() security definer set search_path = public, pg_temp;
alter function has_standing_signature(uuid, uuid) security definer set search_path = public, pg_temp;
alter function keep_documented_sessions() security definer set search_path = public, pg_temp;

-- 2. The role's rights.
grant usage on schema public to clinic_app;
grant select, insert, update, delete on all tables in schema public to clinic_app;
grant usage on all sequences in schema public to clinic_app;
revoke insert, update, delete on reservations, documented_sessions, session_progress, taken_places, audit_links from clinic_app;
revoke update, delete on audit_events, signatures, addenda, note_drafts, private_note_openings from clinic_app;
revoke delete on patients, episodes, allergies, history_conditions, support_people, patient_identifiers, enrollments, sessions, attendance,
  shared_parts, progress_notes, care_team_members, glass_openings, private_notes from clinic_app;
revoke insert, update, delete on "__EFMigrationsHistory" from clinic_app;
revoke execute on function reserve(uuid, text, uuid) from public;

-- 3. The policies. Each table of a patient is walled for everybody, its owner too, who then is let through by name.
do $$
declare
  charts   constant text := 'patient_id = any((select my(''charts''))::uuid[])';
  rosters  constant text := 'patient_id = any((select my(''rosters''))::uuid[])';
  taken_in constant text := '(select i_am(''{Intake}'')) and waits_for_treatment(patient_id)';
  office   constant text := '(select i_am(''{Administrator,Auditor,PrivacyOfficer}'')) and is_of_my_sites(patient_id)';
  -- Who this is, when they come, whether they were there.
  name     constant text := format('(%s) or (%s) or (%s) or (%s)', charts, rosters, taken_in, office);
  chart    constant text := format('(%s) or (%s)', charts, taken_in);
  wall     record;
begin
  for wall in
    select * from (values
      ('patients', 'id = any((select my(''charts''))::uuid[]) or id = any((select my(''rosters''))::uuid[]) or (site_id = any((select my(''sites''))::uuid[]) and ('
        || '(select i_am(''{Administrator,Auditor,PrivacyOfficer}'')) or ((select i_am(''{Intake}'')) '
        || 'and not in_treatment(id, nullif(current_setting(''app.today'', true), '''')::date))))'),
      ('patient_identifiers', name),
      ('support_people', name),
      ('episodes', name),
      ('enrollments', name),
      ('roster_places', name),
      ('attendance', name),
      ('care_team_members', name || ' or added_by_id = (select my_id())'),
      ('reservations', 'resource <> ''patient'' or exists (select from patients p where p.id = resource_id)'),
      ('allergies', chart),
      ('history_conditions', chart),
      ('progress_notes', charts || ' or ((session_id = any((select my(''sessions''))::uuid[]) or written_by_id = any((select my(''people''))::uuid[])) and ' || rosters || ')'),
      ('note_drafts', 'exists (select from progress_notes n where n.id = note_id)'),
      ('addenda', 'exists (select from progress_notes n where n.id = note_id)'),
      -- The chain's last link is needed by whoever signs the next one; it holds no word of the note.
      ('signatures', charts || ' or ' || rosters),
      ('shared_parts', 'session_id = any((select my(''sessions''))::uuid[]) or exists (select from progress_notes n where n.session_id = shared_parts.session_id)'),
      ('family_participants', 'exists (select from support_people s where s.id = support_person_id)'),
      -- Their author's alone: a colleague of the team, a supervisor and an emergency opening come to none of them, and an author to
      -- none through an emergency opening.
      ('private_notes', 'author_id = (select my_id()) and (' || rosters || ' or (' || charts || ' and patient_id <> all((select my(''glass''))::uuid[])))'),
      ('private_note_openings', '(staff_member_id = (select my_id()) and patient_id = any((select my(''glass''))::uuid[]) and exists (select from glass_openings g '
        || 'where g.id = glass_id and g.staff_member_id = (select my_id()) and g.patient_id = private_note_openings.patient_id))'),
      ('glass_openings', 'staff_member_id = (select my_id()) or ((select i_am(''{PrivacyOfficer}'')) and exists (select from patients p where p.id = patient_id))')
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
  create policy app_opened on private_notes for select to clinic_app using (patient_id = any((select my('private'))::uuid[]));
  drop policy if exists app_reviews on private_note_openings;
  create policy app_reviews on private_note_openings for select to clinic_app using (
    (select i_am('{PrivacyOfficer}')) and exists (select from patients p where p.id = patient_id));

  -- Everybody writes history; who reads it is said here and by the pages.
  alter table audit_events enable row level security;
  alter table audit_events force row level security;
  drop policy if exists app_writes on audit_events;
  create policy app_writes on audit_events for insert to clinic_app with check (true);
  drop policy if exists app_reads on audit_events;
  create policy app_reads on audit_events for select to clinic_app using (
    actor_id = any((select my('people'))::uuid[]) or actor_id = (select my_id())
    -- What is written of somebody who failed to sign in is read back by nobody.
    or (actor_id is null and (select my_id()) is null and patient_id is null and shown is null)
    or patient_id = any((select my('charts'))::uuid[])
    or ((select i_am('{Administrator,Auditor,PrivacyOfficer}'))
        -- What was done to a patient is read where the patient is treated, wherever it was done from.
        and case when patient_id is null then site_id is null or site_id = any((select my('sites'))::uuid[])
          else exists (select from patients p where p.id = patient_id) end));
  drop policy if exists owner on audit_events;
  create policy owner on audit_events to current_user using (true) with check (true);
end $$;
