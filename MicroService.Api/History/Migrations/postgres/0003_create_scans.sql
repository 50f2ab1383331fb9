create table scans
(
    id          uuid        primary key,
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    owner       text        not null,
    origin      text        not null,
    cluster     text        not null,
    scope       text        not null,
    status      text        not null,
    parts       integer     not null,
    parts_done  integer     not null,
    score       integer     not null,
    grade       text        not null,
    workloads   integer     not null,
    dangers     integer     not null,
    warnings    integer     not null,
    advices     integer     not null,
    suppressed  integer     not null,
    failure     text        not null,
    not_read    text        not null,
    bytes       bigint      not null
);
comment on column scans.id is 'UUID version 7: sorts by time, so the primary key serves paging and retention.';
comment on column scans.origin is 'request or schedule; those of the schedule are everybody''s.';
comment on column scans.scope is 'The namespaces, one a line; empty for all of the cluster.';
comment on column scans.updated_at is 'A replica that works on a scan renews it: one that was not for minutes has lost its replica.';
create index scans_owner on scans (owner, id);
create table scan_namespaces
(
    scan_id       uuid             not null,
    namespace     text collate "C" not null,
    score         integer          not null,
    grade         text             not null,
    workloads     integer          not null,
    objects       integer          not null,
    dangers       integer          not null,
    warnings      integer          not null,
    advices       integer          not null,
    suppressed    integer          not null,
    report_length integer          not null,
    report_hash   text             not null,
    report        bytea            not null,
    primary key (scan_id, namespace)
);
comment on column scan_namespaces.namespace is 'Empty for what belongs to none.';
comment on column scan_namespaces.report is 'The report of the namespace: JSON in UTF-8, compressed with Brotli; empty if it was too long to keep.';
alter table scan_namespaces alter column report set storage external;
create index scan_namespaces_trend on scan_namespaces (namespace, scan_id);
create table scan_workloads
(
    scan_id    uuid             not null,
    namespace  text collate "C" not null,
    kind       text collate "C" not null,
    api_group  text collate "C" not null,
    name       text collate "C" not null,
    replicas   bigint,
    ready      bigint,
    selector   text             not null,
    owners     text             not null,
    score      integer          not null,
    grade      text             not null,
    dangers    integer          not null,
    warnings   integer          not null,
    advices    integer          not null,
    suppressed integer          not null,
    primary key (scan_id, namespace, kind, api_group, name)
);
comment on column scan_workloads.owners is 'Who controls it, one a line, the nearest first: Kind/name.';
create index scan_workloads_trend on scan_workloads (namespace, kind, name, scan_id);
alter table scan_namespaces set (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
alter table scan_workloads set (autovacuum_vacuum_scale_factor = 0.02);
