-- Intake reads and writes until somebody is admitted. Like in_treatment it looks behind the policies.
create function is_expected(p_patient uuid, p_day date) returns boolean
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
  select not exists (select from episodes e where e.patient_id = p_patient and e.admitted_on <= p_day)
$$;
