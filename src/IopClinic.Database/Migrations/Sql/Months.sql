-- The history is kept by month of its clinic date: a month that is over is never written again, is vacuumed once, and leaves for the archive as a
-- whole. The parts stand in a schema in which the role that serves pages has no rights: it comes to them through audit_events alone, whose
-- policies hold there.
create schema parts;
create schema archive;

-- A guard of a partitioned table is carried over to its parts, and speaks of the table all the same.
create or replace function refuse_change() returns trigger language plpgsql as $$
declare
  guarded text := coalesce(tg_argv[0], tg_table_name);
begin
  raise exception '% rows are never changed or deleted', guarded
    using errcode = 'restrict_violation', constraint = guarded || '_permanent';
end $$;

-- What no trigger and no setting of the whole table does for its parts.
create function parts.guard(part text) returns void language plpgsql as $$
begin
  execute format('create or replace trigger no_truncate before truncate on parts.%I for each statement execute function public.refuse_change(''audit_events'')', part);
  -- Whoever should get at a part by mistake sees nothing in it.
  execute format('alter table parts.%I enable row level security', part);
  -- Rows are added and never changed: a part is frozen while it grows, a fiftieth at a time, and not all at once years later; and the newest
  -- day, which is asked for most, is never far from what the planner has counted.
  execute format('alter table parts.%I set (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)', part);
end $$;

-- The whole table before, as the part of everything until the end of this month or of the last one with a row: no row is copied.
do $$
declare
  text_of_link constant text := pg_get_functiondef('append_audit_link(audit_events)'::regprocedure);
  next  constant bigint := nextval(pg_get_serial_sequence('audit_events', 'sequence'));
  last  constant date := (select max(clinic_date) from audit_events);
  until constant date := date_trunc('month', greatest(last, current_date) + interval '1 month');
  whole constant text := 'audit_events_before_' || to_char(until, 'YYYY_MM');
  policy record;
begin
  -- Nodes of the version before write on until they are started anew, also between this and the walls.
  create temp table policies_before on commit drop as select * from pg_policies where schemaname = 'public' and tablename = 'audit_events';
  drop trigger audit_events_linked on audit_events;
  drop trigger audit_events_permanent on audit_events;
  drop trigger audit_events_no_truncate on audit_events;
  drop function append_audit_link(audit_events);
  for policy in select polname from pg_policy where polrelid = 'audit_events'::regclass loop
    execute format('drop policy %I on audit_events', policy.polname);
  end loop;
  alter table audit_events no force row level security;
  if exists (select from pg_roles where rolname = 'clinic_app') then
    revoke all on audit_events from clinic_app;
  end if;
  alter table audit_events alter column sequence drop identity;
  alter table audit_events set schema parts;
  execute format('alter table parts.audit_events rename to %I', whole);

  execute format('create table audit_events (like parts.%I including defaults including constraints including storage) partition by range (clinic_date)', whole);
  create index ix_audit_events_shown on audit_events using gin (shown);
  create index ix_audit_events_actor_id_sequence on audit_events (actor_id, sequence);
  create index ix_audit_events_patient_id_sequence on audit_events (patient_id, sequence);
  create index ix_audit_events_clinic_date_sequence on audit_events (clinic_date, sequence);
  if current_setting('server_version_num')::int >= 170000 then
    execute format('alter table audit_events alter column sequence add generated always as identity (sequence name audit_events_sequence_seq start with %s)', next);
  else
    execute format('create sequence audit_events_sequence_seq start with %s owned by audit_events.sequence', next);
    alter table audit_events alter column sequence set default nextval('audit_events_sequence_seq');
  end if;
  if last is null then
    execute format('drop table parts.%I', whole);
  else
    execute format('alter table audit_events attach partition parts.%I for values from (minvalue) to (%L)', whole, until);
    perform parts.guard(whole);
  end if;
  alter table audit_events enable row level security;
  alter table audit_events force row level security;
  for policy in select * from policies_before loop
    execute format('create policy %I on audit_events for %s to %s', policy.policyname, policy.cmd, (select string_agg(quote_ident(role), ', ') from unnest(policy.roles) role))
      || coalesce(' using (' || policy.qual || ')', '') || coalesce(' with check (' || policy.with_check || ')', '');
  end loop;
  if exists (select from policies_before) then
    grant select, insert on audit_events to clinic_app;
  end if;
  -- The text that is hashed, now of the table that came in place of the old one.
  execute text_of_link;
end $$;

revoke all on function append_audit_link(audit_events) from public;

create constraint trigger audit_events_linked after insert on audit_events
  deferrable initially deferred for each row execute function link_audit_event();
create trigger audit_events_permanent before update or delete on audit_events for each row execute function refuse_change('audit_events');
create trigger audit_events_no_truncate before truncate on audit_events for each statement execute function refuse_change();

-- An insert never fails for want of a month: what fits nowhere else is kept here.
create table parts.audit_events_rest partition of audit_events default;
alter table parts.audit_events_rest add primary key (sequence);
select parts.guard('audit_events_rest');

-- Which parts there are; no days stand for the rest.
create view parts.months as
select p.relname::text as of_table, c.relname::text as part,
  case when bound.said[1] = 'MINVALUE' then '-infinity' else trim(both '''' from bound.said[1])::date end as first_day,
  trim(both '''' from bound.said[2])::date as until
from pg_inherits i
join pg_class p on p.oid = i.inhparent and p.relkind = 'p' and p.relnamespace = 'public'::regnamespace
join pg_class c on c.oid = i.inhrelid
cross join lateral (select regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \((.*)\) TO \((.*)\)')) bound (said);

-- The months from one day to another, as far as they are missing; how many that were. Each is made apart and attached, for which the rest is locked
-- for a moment, and with it whoever reads the whole history. The number of a row is unique in its part here, and in the whole history by its link.
create function parts.create_months(p_first date, p_last date) returns int language plpgsql security definer set search_path = public, pg_temp as $$
declare
  month date;
  part  text;
  taken boolean;
  made  int := 0;
begin
  perform pg_advisory_xact_lock(720512);
  for month in select generate_series(date_trunc('month', p_first), p_last, interval '1 month') loop
    continue when exists (select from parts.months m where m.of_table = 'audit_events' and m.first_day <= month and m.until > month);
    -- A month that has rows in the rest already stays there.
    select exists (select from parts.audit_events_rest e where e.clinic_date >= month and e.clinic_date < month + interval '1 month') into taken;
    continue when taken;
    part := 'audit_events_' || to_char(month, 'YYYY_MM');
    execute format('create table parts.%I (like audit_events including defaults including constraints including storage)', part);
    execute format('alter table parts.%I add primary key (sequence)', part);
    execute format('alter table audit_events attach partition parts.%I for values from (%L) to (%L)', part, month, (month + interval '1 month')::date);
    perform parts.guard(part);
    made := made + 1;
  end loop;
  return made;
end $$;

-- The program keeps months ahead while it runs, and may make these and no others.
-- From yesterday on: where the clinic is, the month may not be over yet. While a long report is read there are others to try in.
create function keep_months_ahead() returns int language sql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
  select parts.create_months(current_date - 1, (current_date + interval '3 months')::date)
$$;

revoke all on function parts.guard(text), parts.create_months(date, date), keep_months_ahead() from public;

-- What has left for the archive: the numbers of its rows, whose links stay, so that the chains are proved over the gap and every row that is brought
-- back is proved by its link. The row of the history that tells of it holds the SHA-256 of what stands here.
create table archive.months (
  part        text not null,
  first_day   date not null,
  until       date not null,
  rows        bigint not null,
  sequences   int8multirange not null,
  told_by     bigint not null,
  archived_at timestamptz not null default now(),
  primary key (part, archived_at)
);
create trigger months_permanent before update or delete on archive.months for each row execute function refuse_change();
create trigger months_no_truncate before truncate on archive.months for each statement execute function refuse_change();

create function parts.detach(p_part text) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('alter table audit_events detach partition parts.%I', p_part);
  execute format('alter table parts.%I set schema archive', p_part);
  execute format('create trigger permanent before update or delete on archive.%I for each row execute function refuse_change(''audit_events'')', p_part);
end $$;

create function parts.attach(p_part text, p_first date, p_until date) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('drop trigger if exists permanent on archive.%I', p_part);
  -- The restore of a single table brings neither indexes nor keys.
  if not exists (select from pg_constraint c where c.conrelid = format('archive.%I', p_part)::regclass and c.contype = 'p') then
    execute format('alter table archive.%I add primary key (sequence)', p_part);
  end if;
  execute format('alter table archive.%I set schema parts', p_part);
  perform parts.guard(p_part);
  execute format('alter table audit_events attach partition parts.%I for values from (%s) to (%L)', p_part,
    case when p_first = '-infinity' then 'minvalue' else quote_literal(p_first) end, p_until);
end $$;

revoke all on function parts.detach(text), parts.attach(text, date, date) from public;

-- Sweeping and counting of the large tables. PostgreSQL waits for a fifth of a table to change before it sweeps it, and for a tenth before it counts it for
-- the planner: of ten million rows that is months of work, in which the newest days, which everybody asks for, are unknown to it.
do $$
declare
  kept record;
begin
  for kept in
    select * from (values
      -- Only added to. What is swept soon is answered from the index alone and is not frozen all at once years later.
      ('audit_links',            0.02, 0.05, 100),
      ('signatures',             0.02, 0.02, 100),
      ('note_objectives',        0.02, 0.02, 100),
      ('note_drafts',            0.02, 0.05, 100),
      -- Added to by the week ahead, and changed when a session is moved or called off.
      ('roster_places',          0.02, 0.02, 100),
      ('reservations',           0.02, 0.02, 100),
      -- Changed some times on its day, in columns that no index has: with room on the page the new row stands beside the old one and no index is touched.
      ('attendance',             0.02, 0.02, 90),
      ('sessions',               0.02, 0.02, 90),
      ('shared_parts',           0.02, 0.05, 80),
      ('measure_administrations', 0.02, 0.05, 90),
      -- Written over every few seconds until it is signed.
      ('progress_notes',         0.02, 0.02, 80),
      -- One row for each person who is signed in or at a roll, written over at each request: half a page is kept free for that.
      ('sign_in_tickets',        0.05, 0.05, 50),
      ('roll_writers',           0.05, 0.05, 50),
      -- A day's forms come and go every day.
      ('form_keys',              0.05, 0.10, 100)
    ) as settings (of_table, swept, counted, filled)
  loop
    execute format('alter table %I set (autovacuum_vacuum_scale_factor = %s, autovacuum_vacuum_insert_scale_factor = %s, autovacuum_analyze_scale_factor = %s, fillfactor = %s)',
      kept.of_table, kept.swept, kept.swept, kept.counted, kept.filled);
  end loop;
  -- How many sessions and patients there are grows with the table, which the planner cannot tell from its sample: of 70,000 sessions it found 38,000, and
  -- of millions it would find no more. Then it takes the rows of one session for hundreds and reads a table whole for them.
  for kept in select unnest('{attendance,roster_places,progress_notes}'::text[]) as of_table loop
    execute format('alter table %I alter column session_id set (n_distinct = -0.15), alter column patient_id set (n_distinct = -0.01)', kept.of_table);
  end loop;
end $$;
