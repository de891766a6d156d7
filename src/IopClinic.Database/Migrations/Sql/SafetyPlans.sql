-- A version of a safety plan is what somebody was given in a crisis: it never changes, and no version is lost.
create trigger safety_plans_permanent before update or delete on safety_plans for each row execute function refuse_change();
create trigger safety_plans_no_truncate before truncate on safety_plans for each statement execute function refuse_change();

-- Since when the risk is as it is, as far as the record tells.
update patients set risk_rose_at = risk_assessed_at where risk in ('Moderate', 'High');

-- What every site begins with.
update sites set crisis_contacts = '[{"Name":"Suicide and crisis line, day and night","Phone":"988 (call or text)"},'
  '{"Name":"Crisis text line","Phone":"text HOME to 741741"},{"Name":"Emergency","Phone":"911"}]';
