create trigger private_notes_kept before delete on private_notes for each row execute function refuse_change();
create trigger private_notes_no_truncate before truncate on private_notes for each statement execute function refuse_change();
create trigger private_note_openings_permanent before update or delete on private_note_openings for each row execute function refuse_change();
create trigger private_note_openings_no_truncate before truncate on private_note_openings for each statement execute function refuse_change();

-- Whose note it is, about whom and from when never changes; a discarded one stays discarded.
create function private_notes_stand() returns trigger language plpgsql as $$
begin
  if (new.id, new.patient_id, new.site_id, new.author_id, new.clinic_date, new.written_at)
       is distinct from (old.id, old.patient_id, old.site_id, old.author_id, old.clinic_date, old.written_at)
     or old.discarded_at is not null then
    raise exception 'a private note stays its author''s' using errcode = 'restrict_violation', constraint = 'private_notes_permanent';
  end if;
  return new;
end $$;

create trigger private_notes_stand before update on private_notes for each row execute function private_notes_stand();
