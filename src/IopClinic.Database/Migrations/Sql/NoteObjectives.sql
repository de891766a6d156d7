-- To which objectives a note refers is part of what is signed: written with the draft, and unchangeable from the author's signature on.
-- Whoever asks may not see the note, so it is looked at with the owner's eyes.
create function note_objectives_stand() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  touched uuid := case when tg_op = 'DELETE' then old.note_id else new.note_id end;
  note record;
begin
  -- Whoever signs at this moment is waited for, and then has signed.
  select n.patient_id, n.clinic_date, n.signed_at into note from progress_notes n where n.id = touched for no key update;
  if (tg_op = 'UPDATE' and (new.note_id, new.objective_id) is distinct from (old.note_id, old.objective_id))
     or (note.signed_at is not null and (tg_op <> 'INSERT' or exists (
       select from signatures s where s.note_id = touched and s.meaning = 'Author'))) then
    raise exception 'what a signed note refers to is never changed' using errcode = 'restrict_violation', constraint = 'note_objectives_signed';
  end if;
  if tg_op <> 'DELETE' and (new.patient_id, new.clinic_date) is distinct from (note.patient_id, note.clinic_date) then
    raise exception 'a note refers to objectives of its own patient, on its own date' using errcode = 'check_violation', constraint = 'note_objectives_of_its_note';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger note_objectives_stand before insert or update or delete on note_objectives for each row execute function note_objectives_stand();
create trigger note_objectives_no_truncate before truncate on note_objectives for each statement execute function refuse_change();
