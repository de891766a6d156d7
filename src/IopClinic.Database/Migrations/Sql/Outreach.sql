-- A try to reach somebody stands as it was written, and what came of an outreach stands once it is closed.
create function outreach_tasks_stand() returns trigger language plpgsql as $$
begin
  if old.closed_at is not null then
    raise exception 'a closed outreach is never changed' using errcode = 'restrict_violation', constraint = 'outreach_tasks_stand';
  end if;
  return new;
end $$;

create trigger outreach_tasks_stand before update on outreach_tasks for each row execute function outreach_tasks_stand();
create trigger outreach_tasks_kept before delete on outreach_tasks for each row execute function refuse_change();
create trigger outreach_tasks_no_truncate before truncate on outreach_tasks for each statement execute function refuse_change();

-- Of the patient whose task it is, and only while somebody is to be reached.
create function outreach_attempts_of_an_open_task() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from outreach_tasks t where t.id = new.task_id and t.patient_id = new.patient_id and t.closed_at is null for no key update;
  if not found then
    raise exception 'this outreach is closed' using errcode = 'restrict_violation', constraint = 'outreach_attempts_of_an_open_task';
  end if;
  return new;
end $$;

create trigger outreach_attempts_of_an_open_task before insert on outreach_attempts
  for each row execute function outreach_attempts_of_an_open_task();
create trigger outreach_attempts_permanent before update or delete on outreach_attempts for each row execute function refuse_change();
create trigger outreach_attempts_no_truncate before truncate on outreach_attempts for each statement execute function refuse_change();
