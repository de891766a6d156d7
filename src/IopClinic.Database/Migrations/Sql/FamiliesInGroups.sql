-- Whose supporter took part stands beside who: in a group there are several patients. What was signed is not touched by it.
alter table family_participants disable trigger family_participants_stand;
update family_participants p set patient_id = s.patient_id from support_people s where s.id = p.support_person_id;
alter table family_participants enable trigger family_participants_stand;
alter table family_participants alter column patient_id set not null;

-- A supporter is that of the patient named beside them.
create function family_participants_of_their_patient() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from support_people s where s.id = new.support_person_id and s.patient_id = new.patient_id) then
    raise exception 'a supporter takes part for their own patient' using errcode = 'check_violation', constraint = 'family_participants_of_their_patient';
  end if;
  return new;
end $$;

create trigger family_participants_of_their_patient before insert or update on family_participants
  for each row execute function family_participants_of_their_patient();
