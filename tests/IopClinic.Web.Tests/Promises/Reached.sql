-- Whom and what everybody reaches at an instant ($1), said as plainly as it can be: how many people that are, how much it is together, and who of
-- them hears something else from begin_work.
with person as (
  select s.id, s.email, array[s.site_id] || s.other_site_ids as sites, ($1 at time zone home.time_zone)::date as today,
    s.id || case when 'Supervisor' = any(s.roles) then array(select one.id from staff one where one.supervisor_id = s.id) else '{}' end as people
  from staff s join sites home on home.id = s.site_id
  where s.deactivated_at is null and s.roles && array['Clinician', 'Supervisor', 'Prescriber']),
patient as (
  select p.id, p.site_id, home.on_call_ids, ($1 at time zone home.time_zone)::date as today from patients p join sites home on home.id = p.site_id),
chart as (
  select one.id as person, p.id from person one join care_team_members m on m.staff_member_id = any(one.people) join patient p on p.id = m.patient_id
    where p.site_id = any(one.sites) and p.today between m.first_day and coalesce(m.last_day, 'infinity')
  union select one.id, p.id from person one join assessments a on a.co_signer_id = one.id and a.co_signed_at is null join patient p on p.id = a.patient_id
    where p.site_id = any(one.sites)
  union select one.id, p.id from person one join co_signings c on c.co_signer_id = one.id and c.co_signed_at is null
      join progress_notes n on n.id = c.note_id and n.struck_at is null join patient p on p.id = c.patient_id
    where p.site_id = any(one.sites)
  union select one.id, p.id from person one join treatment_plans t on t.co_signer_id = one.id and t.co_signed_at is null join patient p on p.id = t.patient_id
    where p.site_id = any(one.sites)
  union select one.id, p.id from person one join patient p on one.id = any(p.on_call_ids) join measure_alerts a on a.patient_id = p.id and a.acknowledged_at is null
    where p.site_id = any(one.sites)
  union select one.id, p.id from person one join admission_waivers w on w.supervisor_id = one.id and w.decided_at is null join patient p on p.id = w.patient_id
    where p.site_id = any(one.sites)
  union select one.id, p.id from person one join glass_openings g on g.staff_member_id = one.id and g.closed_at is null and g.expires_at > $1 join patient p on p.id = g.patient_id
    where p.site_id = any(one.sites)),
led as (
  select distinct one.id as person, s.id
  from person one
  join reservations r on r.resource = 'clinician' and r.resource_id = any(one.people) and r.released_at is null
    and tstzrange(r.starts_at, r.ends_at) && tstzrange($1 - interval '60 days', $1 + interval '7 days')
  join sessions s on s.id = r.session_id and s.site_id = any(one.sites)
  where exists (select from undocumented_sessions u where u.session_id = s.id)
    or (s.clinic_date >= one.today and tstzrange(r.starts_at, r.ends_at) && tstzrange($1 - interval '2 days', $1 + interval '7 days'))),
called as (
  select one.id as person, p.id
    from person one
    join group_facilitators f on f.staff_member_id = any(one.people)
    join groups g on g.id = f.group_id and g.site_id = any(one.sites)
    join enrollments e on e.group_id = g.id and e.first_day <= one.today + 7 and coalesce(e.last_day, 'infinity') >= one.today
    join patient p on p.id = e.patient_id and p.site_id = any(one.sites)
  union
  select one.id, p.id
    from person one join led on led.person = one.id join roster_places l on l.session_id = led.id
    join patient p on p.id = l.patient_id and p.site_id = any(one.sites)),
told as (
  select s.id as person, b.charts, b.sessions, b.rosters from staff s cross join lateral begin_work(s.id, $1) b),
compared as (
  select told.person,
    array(select distinct one from unnest(told.charts) one order by 1) is distinct from array(select id from chart where chart.person = told.person order by 1)
    or array(select distinct one from unnest(told.sessions) one order by 1) is distinct from array(select id from led where led.person = told.person order by 1)
    or array(select distinct one from unnest(told.rosters) one order by 1) is distinct from array(select id from called where called.person = told.person order by 1) as differs
  from told)
select (select count(*)::int from person), (select count(*)::int from chart), (select count(*)::int from led), (select count(*)::int from called),
  array(select s.email::text from compared c join staff s on s.id = c.person where c.differs order by 1)
