-- The version before inserts without them. fields has what was written of the objects, for comparisons: lines of JSON in UTF-8, compressed with Brotli, and
-- empty if it is not kept. term is the transitions of the Lease whose holder last kept a scan fresh: one with fewer has lost it, and may not write any more.
alter table scan_namespaces add column fields_length integer not null default 0;
alter table scan_namespaces add column fields_hash text not null default '';
alter table scan_namespaces add column fields blob not null default x'';
alter table scans add column term integer not null default 0;
