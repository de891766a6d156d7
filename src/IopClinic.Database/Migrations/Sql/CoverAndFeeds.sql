-- 1. What became of a session during a leave, and who was reminded: added to, never changed.
create trigger leave_covers_stand before update or delete on leave_covers for each row execute function refuse_change();
create trigger reminders_stand before update or delete on reminders for each row execute function refuse_change();
create trigger reminders_no_truncate before truncate on reminders for each statement execute function refuse_change();

-- 2. How often what a calendar shows of a session has changed, and when: calendars that read a feed go by it.
alter table sessions add column revision int not null default 0;
alter table sessions add column changed_at timestamptz not null default now();

create function sessions_count_revisions() returns trigger language plpgsql as $$
begin
  if (new.starts_at, new.ends_at, new.title, new.room_id, new.mode, new.cancelled_at)
       is distinct from (old.starts_at, old.ends_at, old.title, old.room_id, old.mode, old.cancelled_at) then
    new.revision := old.revision + 1;
    new.changed_at := now();
  end if;
  return new;
end $$;

create trigger sessions_count_revisions before update on sessions for each row execute function sessions_count_revisions();
