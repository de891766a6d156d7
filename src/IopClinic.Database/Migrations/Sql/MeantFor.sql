-- A strike also says whom the note was meant for, once.
create or replace function progress_notes_stand() returns trigger language plpgsql as $$
begin
  if old.signed_at is not null and not (
       old.struck_at is null and new.struck_at is not null
       and to_jsonb(new) - array['struck_at', 'struck_by_id', 'strike_reason', 'struck_content', 'meant_for_id']
         = to_jsonb(old) - array['struck_at', 'struck_by_id', 'strike_reason', 'struck_content', 'meant_for_id']) then
    raise exception 'a signed note is never changed' using errcode = 'restrict_violation', constraint = 'progress_notes_signed';
  end if;
  return new;
end $$;
