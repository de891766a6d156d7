-- So many sessions of a group of twelve, long over and without a record: each can be saved and signed once. Of the people and the group
-- named, which is led by whoever signs; what triggers keep is written as they would, the reservations of bygone hours left out.
set session_replication_role = replica;
create temp table stocked on commit drop as
  select md5('benchmark ' || :run || ' ' || n)::uuid as id, n from generate_series(1, :count) n;
-- A group meets once a day: each of these sessions has one of its own.
insert into groups select (jsonb_populate_record(null::groups, to_jsonb(g) || jsonb_build_object('id', s.id))).* from groups g, stocked s where g.id = :group;
insert into sessions (id, site_id, clinic_date, starts_at, ends_at, break_after, break_minutes, service_id, mode, room_id, title, kind, group_id, revision, changed_at, travel_after, travel_before)
  select s.id, g.site_id, :day, (:day + time '09:00') at time zone z.time_zone, (:day + time '09:45') at time zone z.time_zone, 0, 0, g.service_id, 'OnSite', g.room_id, g.name, 'Group', s.id, 0, now(), 0, 0
  from stocked s, groups g join sites z on z.id = g.site_id where g.id = :group;
insert into session_clinicians (session_id, staff_member_id) select id, :leader from stocked;
insert into roster_places (session_id, patient_id, episode_id, site_id, clinic_date)
  select s.id, e.patient_id, e.id, e.site_id, :day from stocked s, episodes e where e.id = any(:episodes);
-- Whoever leads them belongs to the care teams.
insert into care_team_members (id, patient_id, staff_member_id, part, first_day, added_at)
  select md5('benchmark ' || :leader || e.patient_id)::uuid, e.patient_id, :leader, 'Clinician', :day, now() from episodes e
  where e.id = any(:episodes) and not exists (select from care_team_members t where t.patient_id = e.patient_id and t.staff_member_id = :leader and t.last_day is null);
set session_replication_role = default;
