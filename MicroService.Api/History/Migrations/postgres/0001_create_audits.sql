create table audits
(
    id           uuid primary key,
    created_at   timestamptz      not null,
    source       text             not null,
    content_hash text             not null,
    score        integer          not null,
    grade        text             not null,
    workloads    integer          not null,
    dangers      integer          not null,
    warnings     integer          not null,
    advices      integer          not null,
    suppressed   integer          not null,
    report       bytea            not null
);
comment on column audits.id is 'UUID version 7: sorts by time, so the primary key serves paging and retention.';
comment on column audits.report is 'The whole report: JSON in UTF-8, compressed with Brotli.';
-- The report is compressed already; do not try again.
alter table audits alter column report set storage external;
