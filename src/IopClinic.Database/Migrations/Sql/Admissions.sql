-- How many patients each clinician is the primary one of, for people who may not see who these are.
create view caseloads as
select s.id as staff_member_id,
  (select count(distinct e.patient_id) from episodes e where e.primary_clinician_id = s.id and e.discharged_on is null)::int as patients
from staff s;

-- A consent or notice is added to, never changed: a later entry says what changed.
create trigger admission_papers_stand before update or delete on admission_papers for each row execute function refuse_change();
create trigger admission_papers_no_truncate before truncate on admission_papers for each statement execute function refuse_change();

-- What a supervisor decided stays decided.
create function admission_waivers_stand() returns trigger language plpgsql as $$
begin
  if old.decided_at is not null
     or to_jsonb(new) - array['is_granted', 'reason', 'decided_at'] <> to_jsonb(old) - array['is_granted', 'reason', 'decided_at'] then
    raise exception 'a decision about an admission is never changed' using errcode = 'restrict_violation', constraint = 'admission_waivers_stand';
  end if;
  return new;
end $$;

create trigger admission_waivers_stand before update on admission_waivers for each row execute function admission_waivers_stand();
create trigger admission_waivers_kept before delete on admission_waivers for each row execute function refuse_change();
create trigger admission_waivers_no_truncate before truncate on admission_waivers for each statement execute function refuse_change();
