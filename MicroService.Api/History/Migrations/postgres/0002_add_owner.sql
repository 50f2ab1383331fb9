-- The version before inserts without an owner, as anonymous callers do.
alter table audits add column owner text not null default '';
comment on column audits.owner is 'Who made the audit: a claim of the caller''s token; empty for anonymous callers.';
create index audits_owner on audits (owner, id);
-- Removed audits become free space for new ones soon, and not only when a fifth of the table is dead.
alter table audits set (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
