-- A consent is withdrawn, and neither taken away nor made another one.

create function telehealth_consents_stand() returns trigger language plpgsql as $$
begin
  if old.withdrawn_on is not null
     or to_jsonb(new) - array['withdrawn_on', 'withdrawn_by_id'] <> to_jsonb(old) - array['withdrawn_on', 'withdrawn_by_id'] then
    raise exception 'a consent is only withdrawn' using errcode = 'restrict_violation', constraint = 'telehealth_consents_stand';
  end if;
  return new;
end $$;

create trigger telehealth_consents_stand before update on telehealth_consents for each row execute function telehealth_consents_stand();
create trigger telehealth_consents_kept before delete on telehealth_consents for each row execute function refuse_change();
create trigger telehealth_consents_no_truncate before truncate on telehealth_consents for each statement execute function refuse_change();

-- Who signed the paper before this was kept has consented in writing, unless they took it back or declined since.
insert into telehealth_consents (id, patient_id, given_on, how, recorded_by_id, recorded_at)
select gen_random_uuid(), latest.patient_id, latest."on", 'Written', latest.recorded_by_id, latest.recorded_at
from (
  select distinct on (p.patient_id) p.patient_id, p.state, p."on", p.recorded_by_id, p.recorded_at
  from admission_papers p where p.title = 'Consent to telehealth' order by p.patient_id, p.recorded_at desc, p.id desc) latest
where latest.state = 'Done';
