-- The version before inserts without them.
alter table scan_namespaces
    add column fields_length integer not null default 0,
    add column fields_hash   text    not null default '',
    add column fields        bytea   not null default '';
comment on column scan_namespaces.fields is 'What was written of the objects, for comparisons: lines of JSON in UTF-8, compressed with Brotli; empty if it is not kept.';
alter table scan_namespaces alter column fields set storage external;
alter table scans add column term bigint not null default 0;
comment on column scans.term is 'The transitions of the Lease whose holder last kept the scan fresh: one with fewer has lost it, and may not write any more.';
