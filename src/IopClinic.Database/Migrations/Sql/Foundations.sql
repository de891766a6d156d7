-- What the tables themselves need: extensions, the number series of the medical record number, the search text of a patient.

create extension if not exists btree_gist;
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists fuzzystrmatch;

create sequence patient_mrn;

create function next_mrn() returns text language sql volatile as $$
  select 'IC' || lpad(nextval('patient_mrn')::text, 6, '0')
$$;

-- unaccent with its dictionary named is as constant as the dictionary; PostgreSQL only cannot know that.
create function searchable(value text) returns text language sql immutable parallel safe as $$
  select lower(public.unaccent('public.unaccent'::regdictionary, coalesce(value, '')))
$$;

create function digits(value text) returns text language sql immutable parallel safe as $$
  select regexp_replace(coalesce(value, ''), '\D', '', 'g')
$$;

-- One text that holds every way a patient is looked for: names in both orders, preferred name, MRN, telephone digits, and the
-- birth date as 2001-02-28 and 2/28/2001.
create function patient_search_text(
  given text, middle text, family text, preferred text, mrn text, phone text, other_phone text, birth_date date
) returns text language sql immutable parallel safe as $$
  select concat_ws(' ',
    public.searchable(given), public.searchable(middle), public.searchable(family), public.searchable(given),
    public.searchable(preferred), public.searchable(family), lower(mrn), public.digits(phone), public.digits(other_phone),
    lpad(extract(year from birth_date)::int::text, 4, '0') || '-' || lpad(extract(month from birth_date)::int::text, 2, '0')
      || '-' || lpad(extract(day from birth_date)::int::text, 2, '0'),
    extract(month from birth_date)::int || '/' || extract(day from birth_date)::int || '/' || extract(year from birth_date)::int)
$$;
