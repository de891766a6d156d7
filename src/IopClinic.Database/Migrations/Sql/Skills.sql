-- What a signature of the session covers stands with it: the skills that were taught, and what the patient said of theirs.
create trigger session_skills_stand before insert or update or delete on session_skills for each row execute function session_parts_stand();

create function skill_practices_stand() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform await_signing(new.session_id);
  if has_standing_signature(new.session_id, new.patient_id) then
    raise exception 'the note of the session is signed' using errcode = 'restrict_violation', constraint = 'skill_practices_signed';
  end if;
  if tg_op = 'UPDATE' and (new.id, new.patient_id, new.session_id, new.skill_id, new.site_id, new.clinic_date)
       is distinct from (old.id, old.patient_id, old.session_id, old.skill_id, old.site_id, old.clinic_date) then
    raise exception 'what was followed up, and where, stands' using errcode = 'restrict_violation', constraint = 'skill_practices_signed';
  end if;
  return new;
end $$;

create trigger skill_practices_stand before insert or update on skill_practices for each row execute function skill_practices_stand();
create trigger skill_practices_kept before delete on skill_practices for each row execute function refuse_change();
create trigger skill_practices_no_truncate before truncate on skill_practices for each statement execute function refuse_change();
create trigger session_skills_no_truncate before truncate on session_skills for each statement execute function refuse_change();
