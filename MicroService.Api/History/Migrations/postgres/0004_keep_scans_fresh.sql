-- The version before inserts without it.
alter table scans add column watch text not null default '';
comment on column scans.watch is 'JSON: where the watches that keep the scan fresh were, and what they need to go on; empty without.';
-- Audits of one name.
create index audits_source on audits (owner, source, id);
