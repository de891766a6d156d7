-- Who leads which of the undocumented sessions, and when: what reservations and undocumented_sessions say together, so that begin_work finds what
-- somebody has open in one short range instead of asking it of each session that they led in sixty days.
create table undocumented_leads (
  session_id uuid not null references sessions (id) on delete cascade,
  staff_member_id uuid not null,
  site_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  primary key (session_id, staff_member_id)
)
-- A row comes when a session is booked and goes when its last note is signed: swept often, it is answered from the index alone.
with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index ix_undocumented_leads_staff_member_id_ends_at_starts_at on undocumented_leads (staff_member_id, ends_at, starts_at) include (session_id, site_id);

create function keep_undocumented_leads(p_session uuid) returns void language sql security definer set search_path = public, pg_temp as $$
  delete from undocumented_leads where session_id = p_session;
  insert into undocumented_leads (session_id, staff_member_id, site_id, starts_at, ends_at)
  select s.id, r.resource_id, s.site_id, r.starts_at, r.ends_at
  from undocumented_sessions u
  join sessions s on s.id = u.session_id
  join reservations r on r.session_id = u.session_id and r.resource = 'clinician' and r.released_at is null
  where u.session_id = p_session;
$$;
revoke execute on function keep_undocumented_leads(uuid) from public;

-- Whoever signs or strikes holds the session's row, and so does whoever changes who leads it: of two, the second reads what the first wrote.
create function reservations_keep_leads() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  touched uuid := case when tg_op = 'DELETE' then old.session_id else new.session_id end;
begin
  perform 1 from sessions where id = touched for no key update;
  perform keep_undocumented_leads(touched);
  return null;
end $$;
create trigger reservations_keep_leads after insert or update on reservations
  for each row when (new.resource = 'clinician' and new.session_id is not null) execute function reservations_keep_leads();
create trigger reservations_keep_other_leads after delete on reservations
  for each row when (old.resource = 'clinician' and old.session_id is not null) execute function reservations_keep_leads();

create function undocumented_sessions_keep_leads() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform keep_undocumented_leads(case when tg_op = 'DELETE' then old.session_id else new.session_id end);
  return null;
end $$;
create trigger undocumented_sessions_keep_leads after insert or delete on undocumented_sessions
  for each row execute function undocumented_sessions_keep_leads();

create function sessions_keep_leads() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform keep_undocumented_leads(new.id);
  return null;
end $$;
create trigger sessions_keep_leads after update of site_id on sessions
  for each row when (new.site_id is distinct from old.site_id) execute function sessions_keep_leads();

insert into undocumented_leads (session_id, staff_member_id, site_id, starts_at, ends_at)
select s.id, r.resource_id, s.site_id, r.starts_at, r.ends_at
from undocumented_sessions u
join sessions s on s.id = u.session_id
join reservations r on r.session_id = u.session_id and r.resource = 'clinician' and r.released_at is null;

-- Begin_work reads the days to come of these from an index alone, as far as their pages are swept. Their sweep is a day's new pages and not the table.
alter table roster_places set (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 2000);
alter table patients set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
alter table enrollments set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
