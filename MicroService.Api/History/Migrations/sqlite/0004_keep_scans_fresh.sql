-- The version before inserts without it. JSON: where the watches that keep a scan fresh were, and what they need to go on.
alter table scans add column watch text not null default '';
-- Audits of one name.
create index audits_source on audits (owner, source, id);
