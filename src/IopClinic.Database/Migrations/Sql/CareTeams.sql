-- Two memberships of one person at the same time would make it unclear when the access ends.
alter table care_team_members add constraint care_team_members_once
  exclude using gist (patient_id with =, staff_member_id with =, daterange(first_day, last_day, '[]') with &&)
  where (last_day is null or last_day >= first_day);
-- A last day before the first one means that the membership never began.
alter table care_team_members add constraint care_team_members_days check (last_day is null or last_day >= first_day - 1);

-- One primary clinician at a time.
alter table care_team_members add constraint care_team_members_one_primary
  exclude using gist (patient_id with =, daterange(first_day, last_day, '[]') with &&)
  where (part = 'PrimaryClinician' and (last_day is null or last_day >= first_day));

-- Whoever was the primary clinician of an episode before there were care teams belongs to the team.
insert into care_team_members (id, patient_id, staff_member_id, part, first_day, last_day, added_at)
select distinct on (e.patient_id) gen_random_uuid(), e.patient_id, e.primary_clinician_id, 'PrimaryClinician', e.admitted_on, e.discharged_on + 30, now()
from episodes e order by e.patient_id, e.admitted_on desc;

create trigger care_team_members_kept before delete on care_team_members for each row execute function refuse_change();
create trigger glass_openings_kept before delete on glass_openings for each row execute function refuse_change();

-- An opening says for good who opened what, when and why; it may only be closed earlier and be reviewed once.
create function glass_openings_stand() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - array['closed_at', 'verdict', 'verdict_note', 'reviewed_by_id', 'reviewed_at']
       <> to_jsonb(old) - array['closed_at', 'verdict', 'verdict_note', 'reviewed_by_id', 'reviewed_at']
     or (old.closed_at is not null and new.closed_at is distinct from old.closed_at)
     or (old.verdict is not null and (new.verdict, new.verdict_note, new.reviewed_by_id, new.reviewed_at)
       is distinct from (old.verdict, old.verdict_note, old.reviewed_by_id, old.reviewed_at)) then
    raise exception 'an opening is never changed' using errcode = 'restrict_violation', constraint = 'glass_openings_permanent';
  end if;
  return new;
end $$;

create trigger glass_openings_stand before update on glass_openings for each row execute function glass_openings_stand();

-- Sessions whose every place on the roll has a signed note that stands: whoever led one needs nothing of it any more.
create table documented_sessions (
  session_id uuid primary key references sessions (id) on delete cascade
);

create function keep_documented_sessions() returns trigger language plpgsql as $$
declare
  touched uuid := case when tg_op = 'DELETE' then old.session_id else new.session_id end;
begin
  if exists (select from roster_places p where p.session_id = touched)
     and not exists (
       select from roster_places p where p.session_id = touched and not exists (
         select from progress_notes n where n.session_id = touched and n.patient_id = p.patient_id
           and n.signed_at is not null and n.struck_at is null)) then
    insert into documented_sessions values (touched) on conflict do nothing;
  else
    delete from documented_sessions where session_id = touched;
  end if;
  return null;
end $$;

create trigger progress_notes_document after insert or update of signed_at, struck_at on progress_notes
  for each row execute function keep_documented_sessions();
create trigger roster_places_document after insert or delete on roster_places
  for each row execute function keep_documented_sessions();

insert into documented_sessions
select s.id from sessions s
where exists (select from roster_places p where p.session_id = s.id)
  and not exists (
    select from roster_places p where p.session_id = s.id and not exists (
      select from progress_notes n where n.session_id = s.id and n.patient_id = p.patient_id
        and n.signed_at is not null and n.struck_at is null));

-- How far a session's record is, in numbers: the schedule shows them to people who may not see whose they are.
create view session_progress as
select s.id as session_id,
  (select count(*) from roster_places p where p.session_id = s.id)::int as places,
  (select count(*) from attendance a where a.session_id = s.id)::int
    + (select count(*) from progress_notes n where n.session_id = s.id and n.struck_at is null)::int
    + (select count(*) from shared_parts h where h.session_id = s.id)::int as recorded,
  (select count(*) from progress_notes n where n.session_id = s.id and n.signed_at is not null and n.struck_at is null)::int as signed
from sessions s;

-- The days of a group's places, for the same people.
create view taken_places as select group_id, first_day, last_day from enrollments where last_day is null or last_day >= first_day;

-- A program treats them on that day. It looks behind the policies: whoever asks for people who wait may not see the others.
create function in_treatment(p_patient uuid, p_day date) returns boolean
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
  select exists (select from episodes e where e.patient_id = p_patient and e.discharged_on is null and e.admitted_on <= p_day)
$$;
