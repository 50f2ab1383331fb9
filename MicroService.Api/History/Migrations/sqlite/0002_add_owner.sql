-- The version before inserts without an owner, as anonymous callers do.
alter table audits add column owner text not null default '';
-- It holds all that finding an owner's page needs: the column itself comes after the report, behind its overflow pages.
create index audits_owner on audits (owner, id);
