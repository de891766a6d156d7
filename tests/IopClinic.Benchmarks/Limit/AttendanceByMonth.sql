-- Attendance by month, as it was tried: see docs/scaling.md. On a database of `seed --load`, as its owner, with psql; `drop schema lab cascade` ends it.
create schema lab;
create table lab.att (like public.attendance including defaults including constraints) partition by range (clinic_date);
alter table lab.att add primary key (session_id, patient_id, clinic_date);
create index on lab.att (patient_id, clinic_date desc, session_id desc) include (minutes, status);
do $$ declare m date; begin
 for m in select generate_series('2020-01-01'::date, '2026-12-01', '1 month') loop
  execute format('create table lab.att_%s partition of lab.att for values from (%L) to (%L)', to_char(m,'YYYY_MM'), m, (m+interval '1 month')::date);
 end loop; end $$;
create table lab.att_rest partition of lab.att default;
insert into lab.att select * from public.attendance where clinic_date >= '2024-12-01';
-- fill older months with copies, so that they are not empty
insert into lab.att select gen_random_uuid(), patient_id, site_id, (clinic_date - interval '2 years')::date, status, arrived_at, left_at, reason, minutes, recorded_by_id, recorded_at, patient_was from public.attendance where clinic_date >= '2024-12-01' and clinic_date < '2026-12-01';
insert into lab.att select gen_random_uuid(), patient_id, site_id, (clinic_date - interval '4 years')::date, status, arrived_at, left_at, reason, minutes, recorded_by_id, recorded_at, patient_was from public.attendance where clinic_date >= '2024-12-01' and clinic_date < '2026-12-01';
create table lab.whole (like public.attendance including defaults including constraints);
alter table lab.whole add primary key (session_id, patient_id);
create index on lab.whole (patient_id, clinic_date desc, session_id desc) include (minutes, status);
insert into lab.whole select * from lab.att;
analyze lab.att; analyze lab.whole;

select session_id as s, patient_id as p from public.attendance where clinic_date='2026-11-20' limit 1 \gset
select array_agg(id) as week from (select id from sessions where clinic_date between '2026-11-16' and '2026-11-22' limit 600) x \gset
prepare a1(uuid) as select * from lab.att where session_id=$1;
prepare a2(uuid) as select * from lab.whole where session_id=$1;
prepare b1(uuid, date) as select * from lab.att where session_id=$1 and clinic_date=$2;
prepare c1(uuid, date) as select sum(minutes) from lab.att where patient_id=$1 and clinic_date>=$2 and clinic_date < $2+7;
prepare c2(uuid, date) as select sum(minutes) from lab.whole where patient_id=$1 and clinic_date>=$2 and clinic_date<$2+7;
prepare d1(uuid) as select * from lab.att where patient_id=$1 order by clinic_date desc, session_id desc limit 10;
prepare d2(uuid) as select * from lab.whole where patient_id=$1 order by clinic_date desc, session_id desc limit 10;
prepare e1(uuid[]) as select s.id, (select count(*) from lab.att a where a.session_id=s.id) from sessions s where s.id=any($1);
prepare e2(uuid[]) as select s.id, (select count(*) from lab.whole a where a.session_id=s.id) from sessions s where s.id=any($1);
prepare e3(uuid[]) as select s.id, (select count(*) from lab.att a where a.session_id=s.id and a.clinic_date=s.clinic_date) from sessions s where s.id=any($1);
prepare f1(uuid) as select count(*) from lab.att where patient_id=$1;
prepare f2(uuid) as select count(*) from lab.whole where patient_id=$1;
explain (analyze, buffers, timing off) execute a1(:'s');
explain (analyze, buffers, timing off) execute a2(:'s');
explain (analyze, buffers, timing off) execute b1(:'s','2026-11-20');
explain (analyze, buffers, timing off) execute c1(:'p','2026-11-16');
explain (analyze, buffers, timing off) execute c2(:'p','2026-11-16');
explain (analyze, buffers, timing off) execute d1(:'p');
explain (analyze, buffers, timing off) execute d2(:'p');
explain (analyze, buffers, timing off) execute e1(:'week');
explain (analyze, buffers, timing off) execute e2(:'week');
explain (analyze, buffers, timing off) execute e3(:'week');
explain (analyze, buffers, timing off) execute f1(:'p');
explain (analyze, buffers, timing off) execute f2(:'p');
