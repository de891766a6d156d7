-- Sessions with something on the roll that no signed note speaks of, or with nobody on it yet: the small part of all there ever were, in
-- which what is to be written is found. It takes the place of the list of all the others.
create table undocumented_sessions (
  session_id uuid primary key references sessions (id) on delete cascade,
  ends_at timestamptz not null
);
create index ix_undocumented_sessions_ends_at on undocumented_sessions (ends_at);

insert into undocumented_sessions
select s.id, s.ends_at from sessions s where not exists (select from documented_sessions d where d.session_id = s.id);

drop trigger progress_notes_document on progress_notes;
drop trigger roster_places_document on roster_places;
drop function keep_documented_sessions();
drop table documented_sessions;

create function keep_undocumented_sessions() returns trigger language plpgsql as $$
declare
  touched uuid := case when tg_op = 'DELETE' then old.session_id else new.session_id end;
begin
  if exists (select from roster_places p where p.session_id = touched)
     and not exists (
       select from roster_places p where p.session_id = touched and not exists (
         select from progress_notes n where n.session_id = touched and n.patient_id = p.patient_id
           and n.signed_at is not null and n.struck_at is null)) then
    delete from undocumented_sessions where session_id = touched;
  else
    -- A session that is being deleted takes its roster along, and needs nothing any more.
    insert into undocumented_sessions select s.id, s.ends_at from sessions s where s.id = touched on conflict do nothing;
  end if;
  return null;
end $$;

create function sessions_undocumented() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into undocumented_sessions values (new.id, new.ends_at);
  else
    update undocumented_sessions set ends_at = new.ends_at where session_id = new.id;
  end if;
  return null;
end $$;

create trigger sessions_document after insert or update of ends_at on sessions for each row execute function sessions_undocumented();
create trigger progress_notes_document after insert or update of signed_at, struck_at on progress_notes
  for each row execute function keep_undocumented_sessions();
create trigger roster_places_document after insert or delete on roster_places
  for each row execute function keep_undocumented_sessions();
