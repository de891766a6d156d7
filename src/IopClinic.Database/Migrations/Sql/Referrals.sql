-- To be taken in: whoever was never admitted, or was referred again since the last discharge.
create or replace function is_expected(p_patient uuid, p_day date) returns boolean
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
  select not exists (select from episodes e where e.patient_id = p_patient and e.admitted_on <= p_day)
    or (exists (select from referrals r where r.patient_id = p_patient and r.closed_at is null) and not in_treatment(p_patient, p_day))
$$;

-- A track never holds more patients than it has seats, however many are admitted at once: the track's row is the queue.
create function episodes_within_capacity() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  seats int;
begin
  if tg_op = 'UPDATE' and new.track_id = old.track_id and (new.discharged_on is not null or old.discharged_on is null) then
    return new;
  end if;
  select capacity into seats from tracks where id = new.track_id for no key update;
  if new.discharged_on is null
     and (select count(*) from episodes e where e.track_id = new.track_id and e.discharged_on is null and e.id <> new.id) >= seats then
    raise exception 'the track is full' using errcode = 'check_violation', constraint = 'episodes_capacity';
  end if;
  return new;
end $$;

create trigger episodes_within_capacity before insert or update of track_id, discharged_on on episodes
  for each row execute function episodes_within_capacity();

-- How full each track is, for people who may not see whose seats these are.
create view track_seats as
select t.id as track_id, t.capacity, (select count(*) from episodes e where e.track_id = t.id and e.discharged_on is null)::int as taken
from tracks t;

-- Free times for an intake assessment: of the weekly times, those of the coming days that nobody has taken. Wall-clock times that a
-- change of the clock leaves out are no times.
create function free_assessment_times(p_site uuid, p_now timestamptz, p_days int)
returns table (time_id uuid, staff_member_id uuid, room_id uuid, clinic_date date, starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.id, a.staff_member_id, a.room_id, days.day, at.starts_at, at.starts_at + make_interval(mins => a.minutes)
  from assessment_times a
  join sites s on s.id = a.site_id
  join staff c on c.id = a.staff_member_id and c.deactivated_at is null
  cross join lateral (
    select (p_now at time zone s.time_zone)::date + n as day from generate_series(0, p_days) n) days
  cross join lateral (select (days.day + a.starts_at) at time zone s.time_zone as starts_at) at
  where a.site_id = p_site
    and trim(to_char(days.day, 'Day')) = a.day
    and at.starts_at > p_now
    and (at.starts_at at time zone s.time_zone) = days.day + a.starts_at
    and not exists (
      select from reservations r
      where r.released_at is null and tstzrange(r.starts_at, r.ends_at) && tstzrange(at.starts_at, at.starts_at + make_interval(mins => a.minutes))
        and ((r.resource = 'clinician' and r.resource_id = a.staff_member_id) or (r.resource = 'room' and r.resource_id = a.room_id)))
  order by at.starts_at, a.id
$$;
