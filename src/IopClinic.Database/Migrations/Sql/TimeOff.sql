-- 1. A leave takes the time of its person as a session takes that of whoever leads it: the same constraint keeps the two apart.
alter table reservations drop constraint reservations_pkey;
alter table reservations alter column session_id drop not null;
alter table reservations add column leave_id uuid references leaves (id);
alter table reservations add constraint reservations_of_one check (num_nonnulls(session_id, leave_id) = 1);
alter table reservations add constraint reservations_once unique (session_id, resource, resource_id);
alter table reservations add constraint reservations_of_leave unique (leave_id);

create function leaves_keep_reservations() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    -- What was written down when it was over takes nothing.
    if new.takes_from < new.ends_at then
      insert into reservations (leave_id, resource, resource_id, starts_at, ends_at, released_at)
      values (new.id, 'clinician', new.staff_member_id, new.takes_from, new.ends_at, new.withdrawn_at);
    end if;
    return new;
  end if;
  if to_jsonb(new) - array['withdrawn_at', 'withdrawn_by_id'] <> to_jsonb(old) - array['withdrawn_at', 'withdrawn_by_id']
     or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at) then
    raise exception 'a leave is withdrawn, and never changed' using errcode = 'restrict_violation', constraint = 'leaves_stand';
  end if;
  update reservations set released_at = new.withdrawn_at where leave_id = new.id;
  return new;
end $$;

create trigger leaves_keep_reservations after insert or update on leaves for each row execute function leaves_keep_reservations();
create trigger leaves_kept before delete on leaves for each row execute function refuse_change();

-- 2. Whoever is to lead a session holds one of the credentials that its service demands, on the day of the session. What has begun
--    stays as it happened.
create function session_clinicians_credentialed() returns trigger language plpgsql as $$
declare
  demanded text[];
  day date;
begin
  select v.demanded_credentials, s.clinic_date into demanded, day
    from sessions s join services v on v.id = s.service_id
    where s.id = new.session_id and s.starts_at > now();
  if cardinality(demanded) > 0 and not exists (
       select from staff p cross join lateral jsonb_array_elements(p.credentials) held
       where p.id = new.staff_member_id and (held ->> 'From')::date <= day and coalesce((held ->> 'Until')::date, day) >= day
         and upper(held ->> 'Code') in (select upper(code) from unnest(demanded) code)) then
    raise exception 'the service demands a credential' using errcode = 'check_violation', constraint = 'session_clinicians_credentialed';
  end if;
  return new;
end $$;

create trigger session_clinicians_credentialed before insert or update on session_clinicians
  for each row execute function session_clinicians_credentialed();

-- 3. Free times for an intake assessment leave out the days on which the site is closed.
create or replace function free_assessment_times(p_site uuid, p_now timestamptz, p_days int)
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
    and not exists (select from closures c where c.site_id = p_site and days.day between c.first_day and c.last_day)
    and not exists (
      select from reservations r
      where r.released_at is null and tstzrange(r.starts_at, r.ends_at) && tstzrange(at.starts_at, at.starts_at + make_interval(mins => a.minutes))
        and ((r.resource = 'clinician' and r.resource_id = a.staff_member_id) or (r.resource = 'room' and r.resource_id = a.room_id)))
  order by at.starts_at, a.id
$$;
