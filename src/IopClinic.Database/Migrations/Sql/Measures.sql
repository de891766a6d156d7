-- A finished or withdrawn form stands: all that can still happen to it is that a finished one is withdrawn.
create function measure_administrations_stand() returns trigger language plpgsql as $$
begin
  if old.withdrawn_at is not null or (old.completed_at is not null and not (
       new.withdrawn_at is not null
       and to_jsonb(new) - array['withdrawn_at', 'withdrawn_by_id', 'withdrawal_reason']
         = to_jsonb(old) - array['withdrawn_at', 'withdrawn_by_id', 'withdrawal_reason'])) then
    raise exception 'a finished form is never changed' using errcode = 'restrict_violation', constraint = 'measure_administrations_stand';
  end if;
  return new;
end $$;

create trigger measure_administrations_stand before update on measure_administrations
  for each row execute function measure_administrations_stand();
create trigger measure_administrations_kept before delete on measure_administrations for each row execute function refuse_change();
create trigger measure_administrations_no_truncate before truncate on measure_administrations for each statement execute function refuse_change();
