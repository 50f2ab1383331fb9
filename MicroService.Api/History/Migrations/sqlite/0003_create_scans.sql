-- Ids are UUIDs version 7 in upper case: they sort by time, so the primary keys serve paging and retention. origin is request or schedule; scans of
-- the schedule are everybody's. scope has the namespaces, one a line, and is empty for all of the cluster. A replica that works on a scan renews
-- updated_at. Of scan_namespaces, the namespace is empty for what belongs to none; the report is JSON in UTF-8, compressed with Brotli, and empty
-- if it was too long to keep. owners has who controls a workload, one a line, the nearest first: Kind/name.
create table scans
(
    id            text    not null primary key,
    created_at    text    not null,
    updated_at    text    not null,
    owner         text    not null,
    origin        text    not null,
    cluster       text    not null,
    scope         text    not null,
    status        text    not null,
    parts         integer not null,
    parts_done    integer not null,
    score         integer not null,
    grade         text    not null,
    workloads     integer not null,
    dangers       integer not null,
    warnings      integer not null,
    advices       integer not null,
    suppressed    integer not null,
    failure       text    not null,
    not_read      text    not null,
    bytes         integer not null
);
create index scans_owner on scans (owner, id);
create table scan_namespaces
(
    scan_id       text    not null,
    namespace     text    not null,
    score         integer not null,
    grade         text    not null,
    workloads     integer not null,
    objects       integer not null,
    dangers       integer not null,
    warnings      integer not null,
    advices       integer not null,
    suppressed    integer not null,
    report_length integer not null,
    report_hash   text    not null,
    report        blob    not null,
    primary key (scan_id, namespace)
);
create index scan_namespaces_trend on scan_namespaces (namespace, scan_id);
create table scan_workloads
(
    scan_id       text    not null,
    namespace     text    not null,
    kind          text    not null,
    api_group     text    not null,
    name          text    not null,
    replicas      integer,
    ready         integer,
    selector      text    not null,
    owners        text    not null,
    score         integer not null,
    grade         text    not null,
    dangers       integer not null,
    warnings      integer not null,
    advices       integer not null,
    suppressed    integer not null,
    primary key (scan_id, namespace, kind, api_group, name)
);
create index scan_workloads_trend on scan_workloads (namespace, kind, name, scan_id);
