-- What a payer approved is taken back, never deleted.
create trigger payer_authorizations_kept before delete on payer_authorizations for each row execute function refuse_change();
create trigger payer_authorizations_no_truncate before truncate on payer_authorizations for each statement execute function refuse_change();
