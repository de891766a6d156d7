-- 1. Places are taken by weekday: two who come on different days of the week may share one.
create or replace function enrollments_within_capacity() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
    cross join unnest(case when cardinality(new.weekdays) > 0 then new.weekdays
      else array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] end) as weekday
    join enrollments e on e.group_id = new.group_id and e.id <> new.id and e.first_day <= days.day
      and (e.last_day is null or e.last_day >= days.day)
      and (cardinality(e.weekdays) = 0 or weekday = any(e.weekdays))
    group by days.day, weekday) per_day;
  if taken >= places then
    raise exception 'the group is full' using errcode = 'check_violation', constraint = 'enrollments_capacity';
  end if;
  return new;
end $$;

create or replace view taken_places as
select group_id, first_day, last_day, weekdays from enrollments where last_day is null or last_day >= first_day;

-- 2. A session of a group never holds more patients than the group has places, whoever was given the last one: the session's row is the queue.
create function roster_within_capacity() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  places int;
begin
  select g.capacity into places from sessions s join groups g on g.id = s.group_id where s.id = new.session_id for no key update of s;
  if (select count(*) from roster_places p where p.session_id = new.session_id) >= places then
    raise exception 'the session is full' using errcode = 'check_violation', constraint = 'roster_capacity';
  end if;
  return new;
end $$;

create trigger roster_within_capacity before insert on roster_places for each row execute function roster_within_capacity();

-- 3. A group's session never meets in a room that holds fewer than it has places.
create function sessions_fit_their_room() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.group_id is not null and new.cancelled_at is null
     and (select r.capacity from rooms r where r.id = new.room_id) < (select g.capacity from groups g where g.id = new.group_id) then
    raise exception 'the room is too small' using errcode = 'check_violation', constraint = 'sessions_room_holds';
  end if;
  return new;
end $$;

create trigger sessions_fit_their_room before insert or update of room_id on sessions for each row execute function sessions_fit_their_room();

-- 4. One track at a time. Whoever is in treatment has had the track of their episode since they were admitted.
insert into track_places (id, patient_id, episode_id, track_id, first_day, last_day, weekdays)
select gen_random_uuid(), patient_id, id, track_id, admitted_on, null, '{}' from episodes;

alter table track_places add constraint track_places_days check (last_day is null or last_day >= first_day - 1);
alter table track_places add constraint track_places_once
  exclude using gist (episode_id with =, daterange(first_day, last_day, '[]') with &&)
  where (last_day is null or last_day >= first_day);
create trigger track_places_kept before delete on track_places for each row execute function refuse_change();
create trigger track_places_no_truncate before truncate on track_places for each statement execute function refuse_change();
create trigger patient_constraints_kept before delete on patient_constraints for each row execute function refuse_change();
create trigger patient_constraints_no_truncate before truncate on patient_constraints for each statement execute function refuse_change();
create trigger clash_waivers_kept before update or delete on clash_waivers for each row execute function refuse_change();
create trigger clash_waivers_no_truncate before truncate on clash_waivers for each statement execute function refuse_change();

-- Whoever leaves a track on a coming day keeps their seat until then, and has the new one from the day it was promised.
create function track_taken(p_track uuid, p_but uuid) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int from episodes e
  where e.discharged_on is null and e.id is distinct from p_but
    and (e.track_id = p_track or exists (
      select from track_places p where p.episode_id = e.id and p.track_id = p_track and p.last_day >= p.first_day and p.last_day >= current_date))
$$;

create or replace view track_seats as
select t.id as track_id, t.capacity, track_taken(t.id, null) as taken from tracks t;

create or replace function episodes_within_capacity() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  seats int;
begin
  if tg_op = 'UPDATE' and new.track_id = old.track_id and (new.discharged_on is not null or old.discharged_on is null) then
    return new;
  end if;
  select capacity into seats from tracks where id = new.track_id for no key update;
  if new.discharged_on is null and track_taken(new.track_id, new.id) >= seats then
    raise exception 'the track is full' using errcode = 'check_violation', constraint = 'episodes_capacity';
  end if;
  return new;
end $$;
