-- Every audit row is a link of a chain: its hash covers the row and the hash before it, so that a row changed, removed or moved
-- later does not fit any more, whoever did it. There are sixteen chains, picked by actor: people do not wait for each other.
create table audit_links (
  chain     smallint not null check (chain between 0 and 15),
  link      bigint not null check (link > 0),
  sequence  bigint not null unique,
  prev_hash bytea not null,
  hash      bytea not null,
  primary key (chain, link)
);

-- The text that is hashed is the same whatever the session's settings of time zone, date style or language are, and no two rows
-- spell the same: each field is quoted. It is written out in one expression because a function per field costs ten times as much.
create function append_audit_link(e audit_events) returns void language plpgsql as $$
declare
  c    smallint := case when e.actor_id is null then 0 else 1 + get_byte(uuid_send(e.actor_id), 15) % 15 end;
  head audit_links%rowtype;
  said text;
begin
  -- The end of a chain belongs to one transaction at a time.
  perform pg_advisory_xact_lock(720511, c);
  select * into head from audit_links where chain = c order by link desc limit 1;
  head.link := coalesce(head.link, 0) + 1;
  head.prev_hash := coalesce(head.hash, decode(repeat('00', 32), 'hex'));
  said := concat_ws(',', c::text, head.link::text, e.sequence::text,
    quote_nullable(to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), quote_nullable(e.actor_id::text),
    quote_nullable(e.actor_name), quote_nullable(e.actor_roles), quote_nullable(e.session_ref), quote_nullable(e.client_address),
    quote_nullable(e.request_id), quote_nullable(e.action), quote_nullable(e.outcome), quote_nullable(e.purpose),
    quote_nullable(e.reason), quote_nullable(e.glass_id::text), quote_nullable(e.site_id::text),
    quote_nullable(to_char(e.clinic_date::timestamp, 'YYYY-MM-DD')), quote_nullable(e.patient_id::text), quote_nullable(e.page),
    quote_nullable(e.object_type), quote_nullable(e.object_id), quote_nullable(e.changes::text),
    quote_nullable(array_to_string(e.shown, ',')), quote_nullable(e.times::text), quote_nullable(e.app_version));
  insert into audit_links (chain, link, sequence, prev_hash, hash)
  values (c, head.link, e.sequence, head.prev_hash, sha256(head.prev_hash || convert_to(said, 'UTF8')));
end $$;

-- The role that serves pages may add events and touch no link: the trigger works with the rights of the owner.
create function link_audit_event() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform append_audit_link(new);
  return null;
end $$;

revoke all on audit_links from public;
revoke all on function append_audit_link(audit_events), link_audit_event() from public;

create function only_linked_events() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    raise exception 'audit_links are written by the event they belong to'
      using errcode = 'restrict_violation', constraint = 'audit_links_permanent';
  end if;
  return new;
end $$;

-- What was written before there were chains is linked now, in the order of writing.
do $$
declare
  e audit_events%rowtype;
begin
  for e in select * from audit_events order by sequence loop
    perform append_audit_link(e);
  end loop;
end $$;

-- Linked when the transaction commits: a link written earlier would hold up everybody on the same chain until then, and two
-- people who wait for each other's rows and for the chain would wait for ever.
create constraint trigger audit_events_linked after insert on audit_events
  deferrable initially deferred for each row execute function link_audit_event();

create trigger audit_links_only_of_events before insert on audit_links for each row execute function only_linked_events();
create trigger audit_links_permanent before update or delete on audit_links for each row execute function refuse_change();
create trigger audit_links_no_truncate before truncate on audit_links for each statement execute function refuse_change();
