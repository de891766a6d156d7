-- 1. What rarely changes is kept by the program (House.cs): this key changes with it, in the same transaction, and is asked for at the
-- beginning of each request. No two states of any database share a key, so a program with several databases keeps them apart.
create table house_state (version uuid not null);
insert into house_state values (gen_random_uuid());

create function renew_house_state() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$ begin
  update house_state set version = gen_random_uuid();
  return null;
end $$;

do $$
declare kept text;
begin
  foreach kept in array array['sites', 'rooms', 'services', 'programs', 'tracks', 'staff', 'skills'] loop
    execute format('create trigger %I after insert or update or delete or truncate on %I execute function renew_house_state()', kept || '_renew_house_state', kept);
    -- Also where the other triggers are switched off, as for a large load: a running node would go on with what is no more.
    execute format('alter table %I enable always trigger %I', kept, kept || '_renew_house_state');
  end loop;
end $$;

-- 2. Who is in a group now, found among all who ever were: begin_work asks it at every request.
create index ix_enrollments_group_id_until on enrollments (group_id, (coalesce(last_day, 'infinity'::date)));
