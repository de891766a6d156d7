-- The drive to a patient's home and back belongs to the clinician's time, so that nothing else is booked into it.

create or replace function reserve(p_session uuid, p_resource text, p_resource_id uuid) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into reservations (session_id, resource, resource_id, starts_at, ends_at, released_at)
  select s.id, p_resource, p_resource_id,
    s.starts_at - case when p_resource = 'clinician' then make_interval(mins => s.travel_before) else interval '0' end,
    s.ends_at + case when p_resource = 'clinician' then make_interval(mins => s.travel_after) else interval '0' end,
    s.cancelled_at
  from sessions s where s.id = p_session
$$;

create or replace function sessions_keep_reservations() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
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
  if (new.starts_at, new.ends_at, new.cancelled_at, new.travel_before, new.travel_after)
     is distinct from (old.starts_at, old.ends_at, old.cancelled_at, old.travel_before, old.travel_after) then
    update reservations set
      starts_at = new.starts_at - case when resource = 'clinician' then make_interval(mins => new.travel_before) else interval '0' end,
      ends_at = new.ends_at + case when resource = 'clinician' then make_interval(mins => new.travel_after) else interval '0' end,
      released_at = new.cancelled_at
    where session_id = new.id;
  end if;
  return new;
end $$;

-- What was recorded of a visit stands, and what is signed with it too.
create function visit_stamps_stand() returns trigger language plpgsql as $$
begin
  perform await_signing(new.session_id);
  if has_standing_signature(new.session_id, new.patient_id) then
    raise exception 'the visit is signed' using errcode = 'restrict_violation', constraint = 'visit_stamps_signed';
  end if;
  return new;
end $$;

create trigger visit_stamps_stand before insert on visit_stamps for each row execute function visit_stamps_stand();
create trigger visit_stamps_permanent before update or delete on visit_stamps for each row execute function refuse_change();
create trigger visit_stamps_no_truncate before truncate on visit_stamps for each statement execute function refuse_change();
create trigger home_visits_kept before delete on home_visits for each row execute function refuse_change();
create trigger home_visits_no_truncate before truncate on home_visits for each statement execute function refuse_change();
