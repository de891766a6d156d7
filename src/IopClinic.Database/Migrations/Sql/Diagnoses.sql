create trigger diagnoses_kept before delete on diagnoses for each row execute function refuse_change();
create trigger diagnoses_no_truncate before truncate on diagnoses for each statement execute function refuse_change();
