-- Who was asked stands; what was said with a return is never taken back; and once it is co-signed nothing changes any more.
create function co_signings_stand() returns trigger language plpgsql as $$
begin
  if old.co_signed_at is not null
     or to_jsonb(new) - '{co_signed_at,returned_at,returns}'::text[] <> to_jsonb(old) - '{co_signed_at,returned_at,returns}'::text[]
     or (old.returned_at is not null and (new.returned_at is null or new.returned_at < old.returned_at))
     or exists (select from jsonb_array_elements(old.returns) with ordinality as said(words, at) where new.returns -> (said.at::int - 1) is distinct from said.words) then
    raise exception 'a co-signature stands' using errcode = 'restrict_violation', constraint = 'co_signings_stand';
  end if;
  return new;
end $$;

create trigger co_signings_stand before update on co_signings for each row execute function co_signings_stand();
create trigger co_signings_kept before delete on co_signings for each row execute function refuse_change();
create trigger co_signings_no_truncate before truncate on co_signings for each statement execute function refuse_change();
