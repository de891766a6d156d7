-- Who has the roll of a session open just now, and in whose row they are at work: for all nodes, and worth nothing half a minute later.
-- It is no part of the record, and so is not written to the log of the database: a crash empties it, which is right.
create unlogged table roll_writers (
  session_id uuid not null references sessions (id) on delete cascade,
  staff_member_id uuid not null references staff (id) on delete cascade,
  patient_id uuid references patients (id) on delete cascade,
  seen_at timestamptz not null,
  primary key (session_id, staff_member_id)
);
