-- A strike also keeps what the signature covered, once.
create or replace function progress_notes_stand() returns trigger language plpgsql as $$
begin
  if old.signed_at is not null and not (
       old.struck_at is null and new.struck_at is not null
       and to_jsonb(new) - array['struck_at', 'struck_by_id', 'strike_reason', 'struck_content']
         = to_jsonb(old) - array['struck_at', 'struck_by_id', 'strike_reason', 'struck_content']) then
    raise exception 'a signed note is never changed' using errcode = 'restrict_violation', constraint = 'progress_notes_signed';
  end if;
  return new;
end $$;

-- Whoever adds waits for whoever strikes at the same moment, and then finds the note struck.
create function addenda_of_a_standing_note() returns trigger language plpgsql as $$
begin
  if not exists (select from progress_notes n where n.id = new.note_id and n.signed_at is not null and n.struck_at is null for share) then
    raise exception 'an addendum belongs to a signed note that stands'
      using errcode = 'check_violation', constraint = 'addenda_of_a_standing_note';
  end if;
  return new;
end $$;

create trigger addenda_of_a_standing_note before insert on addenda for each row execute function addenda_of_a_standing_note();
