-- What no code may undo.

-- 1. No overlapping bookings. Every session, clinician and roster place keeps its own reservation; the three exclusion
--    constraints decide races between people who book at the same moment.
create table reservations (
  session_id  uuid not null references sessions (id) on delete cascade,
  resource    text not null check (resource in ('room', 'clinician', 'patient')),
  resource_id uuid not null,
  starts_at   timestamptz not null,
  ends_at     timestamptz not null,
  released_at timestamptz,
  primary key (session_id, resource, resource_id),
  constraint reservations_room_free exclude using gist (resource_id with =, tstzrange(starts_at, ends_at) with &&)
    where (released_at is null and resource = 'room'),
  constraint reservations_clinician_free exclude using gist (resource_id with =, tstzrange(starts_at, ends_at) with &&)
    where (released_at is null and resource = 'clinician'),
  constraint reservations_patient_free exclude using gist (resource_id with =, tstzrange(starts_at, ends_at) with &&)
    where (released_at is null and resource = 'patient')
);

create function reserve(p_session uuid, p_resource text, p_resource_id uuid) returns void language sql as $$
  insert into reservations (session_id, resource, resource_id, starts_at, ends_at, released_at)
  select s.id, p_resource, p_resource_id, s.starts_at, s.ends_at, s.cancelled_at from sessions s where s.id = p_session
$$;

create function sessions_keep_reservations() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.room_id is not null then
      perform reserve(new.id, 'room', new.room_id);
    end if;
    return new;
  end if;
  if new.room_id is distinct from old.room_id then
    delete from reservations where session_id = new.id and resource = 'room';
    if new.room_id is not null then
      perform reserve(new.id, 'room', new.room_id);
    end if;
  end if;
  if (new.starts_at, new.ends_at, new.cancelled_at) is distinct from (old.starts_at, old.ends_at, old.cancelled_at) then
    update reservations set starts_at = new.starts_at, ends_at = new.ends_at, released_at = new.cancelled_at where session_id = new.id;
  end if;
  return new;
end $$;

create trigger sessions_keep_reservations after insert or update on sessions
  for each row execute function sessions_keep_reservations();

create function session_clinicians_keep_reservations() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform reserve(new.session_id, 'clinician', new.staff_member_id);
    return new;
  end if;
  delete from reservations where session_id = old.session_id and resource = 'clinician' and resource_id = old.staff_member_id;
  return old;
end $$;

create trigger session_clinicians_keep_reservations after insert or delete on session_clinicians
  for each row execute function session_clinicians_keep_reservations();

create function roster_places_keep_reservations() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform reserve(new.session_id, 'patient', new.patient_id);
    return new;
  end if;
  delete from reservations where session_id = old.session_id and resource = 'patient' and resource_id = old.patient_id;
  return old;
end $$;

create trigger roster_places_keep_reservations after insert or delete on roster_places
  for each row execute function roster_places_keep_reservations();

-- 2. A group never holds more patients on a day than it has places, however many enroll at once: the group's row is the queue.
create function enrollments_within_capacity() returns trigger language plpgsql as $$
declare
  places int;
  taken  int;
begin
  select capacity into places from groups where id = new.group_id for update;
  select coalesce(max(n), 0) into taken from (
    select count(*) as n
    from (select greatest(first_day, new.first_day) as day from enrollments
          where group_id = new.group_id and id <> new.id
            and daterange(first_day, last_day, '[]') && daterange(new.first_day, new.last_day, '[]')
          union select new.first_day) days
    join enrollments e on e.group_id = new.group_id and e.id <> new.id and e.first_day <= days.day
      and (e.last_day is null or e.last_day >= days.day)
    group by days.day) per_day;
  if taken >= places then
    raise exception 'the group is full' using errcode = 'check_violation', constraint = 'enrollments_capacity';
  end if;
  return new;
end $$;

create trigger enrollments_within_capacity before insert on enrollments
  for each row execute function enrollments_within_capacity();

-- A last day before the first one means that the enrollment never began.
alter table enrollments add constraint enrollments_days check (last_day is null or last_day >= first_day - 1);
alter table enrollments add constraint enrollments_once
  exclude using gist (group_id with =, patient_id with =, daterange(first_day, last_day, '[]') with &&)
  where (last_day is null or last_day >= first_day);

-- 3. Attendance carries the date and site of its session, and minutes within it.
create function attendance_within_session() returns trigger language plpgsql as $$
declare
  s sessions%rowtype;
begin
  select * into s from sessions where id = new.session_id;
  if new.site_id <> s.site_id or new.clinic_date <> s.clinic_date then
    raise exception 'attendance belongs to the date and site of its session'
      using errcode = 'check_violation', constraint = 'attendance_of_its_session';
  end if;
  if new.minutes < 0 or new.minutes > extract(epoch from s.ends_at - s.starts_at) / 60 - s.break_minutes
     or new.arrived_at < s.starts_at or new.arrived_at > s.ends_at
     or new.left_at < s.starts_at or new.left_at > s.ends_at or new.left_at <= new.arrived_at
     or (new.status in ('ExcusedAbsence', 'UnexcusedAbsence') and new.minutes <> 0) then
    raise exception 'minutes lie outside the session'
      using errcode = 'check_violation', constraint = 'attendance_within_session';
  end if;
  return new;
end $$;

create trigger attendance_within_session before insert or update on attendance
  for each row execute function attendance_within_session();

-- 4. What is signed stands. A signed note may only be struck; what its signature covers may not change while it stands.
create function has_standing_signature(p_session uuid, p_patient uuid) returns boolean language sql stable as $$
  select exists (
    select from progress_notes n
    where n.session_id = p_session and (p_patient is null or n.patient_id = p_patient)
      and n.signed_at is not null and n.struck_at is null)
$$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never changed or deleted', tg_table_name
    using errcode = 'restrict_violation', constraint = tg_table_name || '_permanent';
end $$;

create function progress_notes_stand() returns trigger language plpgsql as $$
begin
  if old.signed_at is not null and not (
       old.struck_at is null and new.struck_at is not null
       and to_jsonb(new) - array['struck_at', 'struck_by_id', 'strike_reason']
         = to_jsonb(old) - array['struck_at', 'struck_by_id', 'strike_reason']) then
    raise exception 'a signed note is never changed' using errcode = 'restrict_violation', constraint = 'progress_notes_signed';
  end if;
  return new;
end $$;

create trigger progress_notes_stand before update on progress_notes for each row execute function progress_notes_stand();

-- Whoever signs holds the session's row. A change of what the signature covers waits here until it is decided who came first:
-- then either the signature stands and refuses the change, or the signer reads the change.
create function await_signing(p_session uuid) returns void language sql as $$
  select 1 from sessions where id = p_session for share
$$;

create function attendance_stands() returns trigger language plpgsql as $$
begin
  perform await_signing(old.session_id);
  if has_standing_signature(old.session_id, old.patient_id) then
    raise exception 'signed attendance is never changed' using errcode = 'restrict_violation', constraint = 'attendance_signed';
  end if;
  return new;
end $$;

create trigger attendance_stands before update on attendance for each row execute function attendance_stands();

create function session_parts_stand() returns trigger language plpgsql as $$
declare
  touched uuid := case when tg_op = 'DELETE' then old.session_id else new.session_id end;
begin
  perform await_signing(touched);
  if has_standing_signature(touched, null) then
    raise exception 'the session is signed' using errcode = 'restrict_violation', constraint = 'sessions_signed';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger shared_parts_stand before insert or update or delete on shared_parts for each row execute function session_parts_stand();
create trigger family_participants_stand before insert or update or delete on family_participants
  for each row execute function session_parts_stand();
create trigger roster_places_stand before insert or update or delete on roster_places for each row execute function session_parts_stand();

create function sessions_stand() returns trigger language plpgsql as $$
begin
  if (new.starts_at, new.ends_at, new.break_after, new.break_minutes, new.service_id, new.clinic_date, new.site_id, new.cancelled_at)
       is distinct from
     (old.starts_at, old.ends_at, old.break_after, old.break_minutes, old.service_id, old.clinic_date, old.site_id, old.cancelled_at)
     and has_standing_signature(old.id, null) then
    raise exception 'the session is signed' using errcode = 'restrict_violation', constraint = 'sessions_signed';
  end if;
  return new;
end $$;

create trigger sessions_stand before update on sessions for each row execute function sessions_stand();

create trigger signatures_permanent before update or delete on signatures for each row execute function refuse_change();
create trigger addenda_permanent before update or delete on addenda for each row execute function refuse_change();
create trigger note_drafts_permanent before update or delete on note_drafts for each row execute function refuse_change();
create trigger audit_events_permanent before update or delete on audit_events for each row execute function refuse_change();

-- 5. Nothing clinical is deleted, one by one or all at once.
create trigger patients_kept before delete on patients for each row execute function refuse_change();
create trigger episodes_kept before delete on episodes for each row execute function refuse_change();
create trigger allergies_kept before delete on allergies for each row execute function refuse_change();
create trigger history_conditions_kept before delete on history_conditions for each row execute function refuse_change();
create trigger support_people_kept before delete on support_people for each row execute function refuse_change();
create trigger sessions_kept before delete on sessions for each row execute function refuse_change();
create trigger enrollments_kept before delete on enrollments for each row execute function refuse_change();
create trigger attendance_kept before delete on attendance for each row execute function refuse_change();
create trigger shared_parts_kept before delete on shared_parts for each row execute function refuse_change();
create trigger progress_notes_kept before delete on progress_notes for each row execute function refuse_change();

do $$
declare
  kept text;
begin
  foreach kept in array array['patients', 'episodes', 'allergies', 'history_conditions', 'support_people', 'enrollments', 'sessions',
    'roster_places', 'attendance', 'shared_parts', 'progress_notes', 'note_drafts', 'addenda', 'signatures', 'audit_events'] loop
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', kept || '_no_truncate', kept);
  end loop;
end $$;

-- 6. Search: any part of the search text, and words that merely sound or look like it.
create index ix_patients_search on patients using gin (search_text gin_trgm_ops);
create index ix_patients_sounds_like on patients (dmetaphone(name_family), dmetaphone(name_given));
create index ix_patients_phone on patients (digits(phone));
