-- What somebody vouched for stands as it was signed off.
create trigger week_sign_offs_permanent before update or delete on week_sign_offs for each row execute function refuse_change();
create trigger week_sign_offs_no_truncate before truncate on week_sign_offs for each statement execute function refuse_change();
create trigger signed_hours_permanent before update or delete on signed_hours for each row execute function refuse_change();
create trigger signed_hours_no_truncate before truncate on signed_hours for each statement execute function refuse_change();
