-- 1. Alumni have places of their own beside those of patients: the most that are taken on any one day of a range.
create function alumni_taken(p_group uuid, p_days daterange, p_but uuid) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(max(n), 0)::int from (
    select count(*) as n
    from (select greatest(a.first_day, lower(p_days)) as day from alumni_places a
          where a.group_id = p_group and a.id is distinct from p_but and (a.last_day is null or a.last_day >= lower(p_days)) and (upper_inf(p_days) or a.first_day < upper(p_days))) days
    join alumni_places a on a.group_id = p_group and a.id is distinct from p_but
      and a.first_day <= days.day and (a.last_day is null or a.last_day >= days.day)
    group by days.day) per_day
$$;
revoke execute on function alumni_taken(uuid, daterange, uuid) from public;

alter table alumni_places add constraint alumni_places_days check (last_day is null or last_day >= first_day - 1);
alter table alumni_places add constraint alumni_places_once
  exclude using gist (group_id with =, patient_id with =, daterange(first_day, last_day, '[]') with &&)
  where (last_day is null or last_day >= first_day);

-- 2. The last one is given once: the group's row is the queue, also for whoever changes how many there are.
create function alumni_within_capacity() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  places int;
begin
  select alumni_capacity into places from groups where id = new.group_id for update;
  if alumni_taken(new.group_id, daterange(new.first_day, new.last_day, '[]'), new.id) >= places then
    raise exception 'no place for alumni is left' using errcode = 'check_violation', constraint = 'alumni_capacity';
  end if;
  return new;
end $$;
create trigger alumni_within_capacity before insert on alumni_places for each row execute function alumni_within_capacity();

create function groups_keep_their_alumni() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if alumni_taken(new.id, daterange(current_date, null, '[]'), null) > new.alumni_capacity then
    raise exception 'more alumni have a place' using errcode = 'check_violation', constraint = 'alumni_capacity';
  end if;
  return new;
end $$;
create trigger groups_keep_their_alumni before update of alumni_capacity on groups for each row
  when (new.alumni_capacity < old.alumni_capacity) execute function groups_keep_their_alumni();

create trigger alumni_places_kept before delete on alumni_places for each row execute function refuse_change();
create trigger alumni_places_no_truncate before truncate on alumni_places for each statement execute function refuse_change();

-- 3. A room holds both.
create or replace function sessions_fit_their_room() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.group_id is not null and new.cancelled_at is null
     and (select r.capacity from rooms r where r.id = new.room_id) < (select g.capacity + g.alumni_capacity from groups g where g.id = new.group_id) then
    raise exception 'the room is too small' using errcode = 'check_violation', constraint = 'sessions_room_holds';
  end if;
  return new;
end $$;

-- 4. A session to which alumni came stays where it is, and takes place.
create or replace function sessions_stand_recorded() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if ((new.starts_at, new.ends_at, new.clinic_date, new.site_id) is distinct from (old.starts_at, old.ends_at, old.clinic_date, old.site_id)
      or (new.cancelled_at is not null and old.cancelled_at is null))
     and (exists (select from attendance a where a.session_id = old.id)
       or exists (select from progress_notes n where n.session_id = old.id)
       or exists (select from skill_practices p where p.session_id = old.id)
       or exists (select from shared_parts h where h.session_id = old.id)
       or exists (select from alumni_presences a where a.session_id = old.id)) then
    raise exception 'something is recorded in the session' using errcode = 'restrict_violation', constraint = 'sessions_recorded';
  end if;
  return new;
end $$;
