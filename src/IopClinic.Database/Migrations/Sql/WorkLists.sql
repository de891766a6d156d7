-- What somebody said when they put work off or handed it over stands as it was said.
create trigger work_snoozes_permanent before update or delete on work_snoozes for each row execute function refuse_change();
create trigger work_snoozes_no_truncate before truncate on work_snoozes for each statement execute function refuse_change();
create trigger work_hand_overs_permanent before update or delete on work_hand_overs for each row execute function refuse_change();
create trigger work_hand_overs_no_truncate before truncate on work_hand_overs for each statement execute function refuse_change();
