-- Nothing of a plan is deleted; what was acknowledged, and a text that lost a race, stays as it was written.
create trigger treatment_plans_kept before delete on treatment_plans for each row execute function refuse_change();
create trigger treatment_plans_no_truncate before truncate on treatment_plans for each statement execute function refuse_change();
create trigger objectives_kept before delete on objectives for each row execute function refuse_change();
create trigger objectives_no_truncate before truncate on objectives for each statement execute function refuse_change();
create trigger plan_acknowledgements_permanent before update or delete on plan_acknowledgements for each row execute function refuse_change();
create trigger plan_acknowledgements_no_truncate before truncate on plan_acknowledgements for each statement execute function refuse_change();
create trigger plan_drafts_permanent before update or delete on plan_drafts for each row execute function refuse_change();
create trigger plan_drafts_no_truncate before truncate on plan_drafts for each statement execute function refuse_change();

-- A signed version stands. Once each it takes the co-signature that it awaits, a certification, and the end of its time in force.
create function treatment_plans_stand() returns trigger language plpgsql as $$
begin
  if old.signed_at is not null and (
       to_jsonb(new) - '{co_signed_at,certified_at,certified_by_id,ended_at}'::text[]
         <> to_jsonb(old) - '{co_signed_at,certified_at,certified_by_id,ended_at}'::text[]
       or (old.co_signed_at is not null and new.co_signed_at is distinct from old.co_signed_at)
       or (old.co_signer_id is null and new.co_signed_at is not null)
       or (old.certified_at is not null and (new.certified_at, new.certified_by_id) is distinct from (old.certified_at, old.certified_by_id))
       or (old.ended_at is not null and new.ended_at is distinct from old.ended_at)) then
    raise exception 'a signed plan is never changed' using errcode = 'restrict_violation', constraint = 'treatment_plans_signed';
  end if;
  return new;
end $$;

create trigger treatment_plans_stand before update on treatment_plans for each row execute function treatment_plans_stand();
