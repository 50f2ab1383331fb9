-- id is a UUID version 7 in upper case: it sorts by time, so the primary key serves paging and retention.
-- report is the whole report: JSON in UTF-8, compressed with Brotli. It comes last, so that listing
-- the other columns need not walk its overflow pages.
create table audits
(
    id           text    not null primary key,
    created_at   text    not null,
    source       text    not null,
    content_hash text    not null,
    score        integer not null,
    grade        text    not null,
    workloads    integer not null,
    dangers      integer not null,
    warnings     integer not null,
    advices      integer not null,
    suppressed   integer not null,
    report       blob    not null
);
