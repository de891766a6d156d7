-- 1. Who signs a note while somebody else gives a place in the session cannot see that place yet, and would take the session for documented.
-- A place is given under a shared lock of the session's row (session_parts_stand). Who signs waits for it here, or the place for who signs:
-- then the note that comes second reads the place, or the place is refused, because the session is signed.
create or replace function keep_undocumented_sessions() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  touched uuid := case when tg_op = 'DELETE' then old.session_id else new.session_id end;
begin
  -- Of two who sign, the second reads what the first signed. Whoever only writes takes no such lock: two of them may hold the session
  -- shared already, for an attendance (await_signing), and would wait for each other.
  if tg_table_name = 'progress_notes' and tg_op <> 'DELETE' then
    if new.signed_at is not null then
      perform from sessions where id = touched for no key update;
    end if;
  end if;
  if exists (select from roster_places p where p.session_id = touched)
     and not exists (
       select from roster_places p where p.session_id = touched and not exists (
         select from progress_notes n where n.session_id = touched and n.patient_id = p.patient_id
           and n.signed_at is not null and n.struck_at is null)) then
    delete from undocumented_sessions where session_id = touched;
  else
    -- A session that is being deleted takes its roster along, and needs nothing any more.
    insert into undocumented_sessions select s.id, s.ends_at from sessions s where s.id = touched on conflict do nothing;
  end if;
  return null;
end $$;

-- 2. A place locks its session's row, and whoever gives places in many sessions locks many, in any order. Two of them would wait for each
-- other for ever: so they stand in the queue of those who book at the site (Reserve.cs has its number) before the first row is locked.
create function queue_for_places() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(71204, hashtext(new.site_id::text));
  return new;
end $$;

-- Triggers fire by name: before roster_places_stand and roster_within_capacity, which lock.
create trigger roster_places_queue before insert on roster_places for each row execute function queue_for_places();

-- What was lost before.
insert into undocumented_sessions
select s.id, s.ends_at from sessions s
where exists (
    select from roster_places p where p.session_id = s.id and not exists (
      select from progress_notes n where n.session_id = s.id and n.patient_id = p.patient_id and n.signed_at is not null and n.struck_at is null))
on conflict do nothing;
