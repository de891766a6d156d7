-- What raised an alert stands; all that happens to it is that somebody writes down, once, what was done.
create function measure_alerts_stand() returns trigger language plpgsql as $$
begin
  if old.acknowledged_at is not null
     or to_jsonb(new) - array['acknowledged_at', 'acknowledged_by_id', 'outcome'] <> to_jsonb(old) - array['acknowledged_at', 'acknowledged_by_id', 'outcome'] then
    raise exception 'an alert is never changed' using errcode = 'restrict_violation', constraint = 'measure_alerts_stand';
  end if;
  return new;
end $$;

create trigger measure_alerts_stand before update on measure_alerts for each row execute function measure_alerts_stand();
create trigger measure_alerts_kept before delete on measure_alerts for each row execute function refuse_change();
create trigger measure_alerts_no_truncate before truncate on measure_alerts for each statement execute function refuse_change();
