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

-- One field of the text that is hashed: its length in bytes and itself, so that no two rows spell the same; ~ for null.
create function audit_field(value text) returns text language sql immutable parallel safe as $$
  select coalesce(octet_length(value) || ':' || value, '~')
$$;

-- The text of a row, the same whatever the session's settings of time zone, date style or language are.
create function audit_text(chain smallint, link bigint, e audit_events) returns text language sql stable parallel safe as $$
  select public.audit_field(chain::text) || public.audit_field(link::text) || public.audit_field(e.sequence::text)
    || public.audit_field(to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || public.audit_field(e.actor_id::text) || public.audit_field(e.actor_name) || public.audit_field(e.actor_roles)
    || public.audit_field(e.session_ref) || public.audit_field(e.client_address) || public.audit_field(e.request_id)
    || public.audit_field(e.action) || public.audit_field(e.outcome) || public.audit_field(e.purpose) || public.audit_field(e.reason)
    || public.audit_field(e.glass_id::text) || public.audit_field(e.site_id::text)
    || public.audit_field(to_char(e.clinic_date, 'YYYY-MM-DD')) || public.audit_field(e.patient_id::text)
    || public.audit_field(e.page) || public.audit_field(e.object_type) || public.audit_field(e.object_id)
    || public.audit_field(e.changes::text) || public.audit_field(array_to_string(e.shown, ',')) || public.audit_field(e.times::text)
    || public.audit_field(e.app_version)
$$;

create function audit_chain_of(actor uuid) returns smallint language sql immutable parallel safe as $$
  select (case when actor is null then 0 else 1 + get_byte(uuid_send(actor), 15) % 15 end)::smallint
$$;

create function append_audit_link(e audit_events) returns void language plpgsql as $$
declare
  c    smallint := audit_chain_of(e.actor_id);
  head audit_links%rowtype;
begin
  -- The end of a chain belongs to one transaction at a time.
  perform pg_advisory_xact_lock(720511, c);
  select * into head from audit_links where chain = c order by link desc limit 1;
  head.link := coalesce(head.link, 0) + 1;
  head.prev_hash := coalesce(head.hash, decode(repeat('00', 32), 'hex'));
  insert into audit_links (chain, link, sequence, prev_hash, hash)
  values (c, head.link, e.sequence, head.prev_hash,
    sha256(head.prev_hash || convert_to(audit_text(c, head.link, e), 'UTF8')));
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
