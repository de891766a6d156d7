-- A session moves with its roster, and not once something is recorded in it.

-- 1. Places follow their session to its date, also those of patients whom the mover may not see; who was told of a cancellation
--    was told of nothing once it is taken back.
create function sessions_take_roster_along() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.clinic_date <> old.clinic_date then
    update roster_places set clinic_date = new.clinic_date where session_id = new.id and clinic_date <> new.clinic_date;
  end if;
  if new.cancelled_at is distinct from old.cancelled_at then
    update roster_places set told_at = null, told_by_id = null where session_id = new.id and told_at is not null;
    update session_clinicians set told_at = null, told_by_id = null where session_id = new.id and told_at is not null;
  end if;
  return null;
end $$;

create trigger sessions_take_roster_along after update on sessions for each row execute function sessions_take_roster_along();

-- 2. What is recorded carries the date of its session, and so the session stays. Whoever records holds the session's row: either the
--    record stands and refuses the move, or it is told that the session is elsewhere.
create function sessions_stand_recorded() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if ((new.starts_at, new.ends_at, new.clinic_date, new.site_id) is distinct from (old.starts_at, old.ends_at, old.clinic_date, old.site_id)
      or (new.cancelled_at is not null and old.cancelled_at is null))
     and (exists (select from attendance a where a.session_id = old.id)
       or exists (select from progress_notes n where n.session_id = old.id)
       or exists (select from skill_practices p where p.session_id = old.id)
       or exists (select from shared_parts h where h.session_id = old.id)) then
    raise exception 'something is recorded in the session' using errcode = 'restrict_violation', constraint = 'sessions_recorded';
  end if;
  return new;
end $$;

-- Named so that it comes after sessions_stand: of a signed session that is said first.
create trigger sessions_stand_recorded before update on sessions for each row execute function sessions_stand_recorded();

create or replace function attendance_within_session() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  s sessions%rowtype;
begin
  select * into s from sessions where id = new.session_id for share;
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

create function progress_notes_of_their_session() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from sessions s where s.id = new.session_id and s.clinic_date = new.clinic_date for share) then
    raise exception 'a note belongs to the date of its session' using errcode = 'check_violation', constraint = 'progress_notes_of_their_session';
  end if;
  return new;
end $$;

create trigger progress_notes_of_their_session before insert on progress_notes for each row execute function progress_notes_of_their_session();

-- 3. That somebody was told of a cancellation is no beginning to lead.
drop trigger session_clinicians_credentialed on session_clinicians;
create trigger session_clinicians_credentialed before insert or update of session_id, staff_member_id on session_clinicians
  for each row execute function session_clinicians_credentialed();
