-- Nothing of an assessment is deleted, and a text that lost a race stays as it was written.
create trigger assessments_kept before delete on assessments for each row execute function refuse_change();
create trigger assessment_sections_kept before delete on assessment_sections for each row execute function refuse_change();
create trigger assessment_drafts_permanent before update or delete on assessment_drafts for each row execute function refuse_change();
create trigger assessments_no_truncate before truncate on assessments for each statement execute function refuse_change();
create trigger assessment_sections_no_truncate before truncate on assessment_sections for each statement execute function refuse_change();
create trigger assessment_drafts_no_truncate before truncate on assessment_drafts for each statement execute function refuse_change();

-- A signed assessment stands: it only takes the co-signature that it awaits, and addenda.
create function assessments_stand() returns trigger language plpgsql as $$
begin
  if old.signed_at is not null and not (
       old.co_signed_at is null and new.co_signed_at is not null and old.co_signer_id is not null
       and to_jsonb(new) - 'co_signed_at' = to_jsonb(old) - 'co_signed_at') then
    raise exception 'a signed assessment is never changed' using errcode = 'restrict_violation', constraint = 'assessments_signed';
  end if;
  return new;
end $$;

create trigger assessments_stand before update on assessments for each row execute function assessments_stand();

-- Whoever writes a section waits for whoever signs at the same moment, and then finds the assessment signed.
create function assessment_sections_stand() returns trigger language plpgsql as $$
begin
  perform 1 from assessments a where a.id = new.assessment_id for share;
  if exists (select from assessments a where a.id = new.assessment_id and a.signed_at is not null) then
    raise exception 'the assessment is signed' using errcode = 'restrict_violation', constraint = 'assessments_signed';
  end if;
  return new;
end $$;

create trigger assessment_sections_stand before update on assessment_sections for each row execute function assessment_sections_stand();

create or replace function addenda_of_a_standing_note() returns trigger language plpgsql as $$
begin
  if new.note_id is not null
     and not exists (select from progress_notes n where n.id = new.note_id and n.signed_at is not null and n.struck_at is null for share) then
    raise exception 'an addendum belongs to a signed note that stands'
      using errcode = 'check_violation', constraint = 'addenda_of_a_standing_note';
  end if;
  if new.assessment_id is not null and not exists (select from assessments a where a.id = new.assessment_id and a.signed_at is not null) then
    raise exception 'an addendum belongs to a signed assessment' using errcode = 'check_violation', constraint = 'addenda_of_a_standing_note';
  end if;
  return new;
end $$;
