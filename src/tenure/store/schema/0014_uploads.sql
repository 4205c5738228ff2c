-- Files of records that users gave, to be taken in by a process beside the server: who gave each, with which permissions,
-- and how far it is. Of the records of a file the first so many are counted here as the book has them or as refused; of
-- the lines that cannot be read the first so many are skipped. Both are written with the batch that they tell of.
create table upload (
    upload_id bigint primary key,
    name text not null,
    size bigint not null,
    activates boolean not null,
    given_by text collate "C" not null,
    given_at timestamptz not null,
    source text not null,
    request_id text not null,
    permissions jsonb not null,
    state text not null check (state in ('waiting', 'working', 'done', 'stopped')),
    why text,
    started_at timestamptz,
    finished_at timestamptz,
    starts bigint not null,
    bytes_read bigint not null,
    records bigint not null,
    refused bigint not null,
    activated bigint not null,
    unchanged bigint not null,
    stored bigint not null,
    failed bigint not null,
    rejected bigint not null,
    skipped bigint not null,
    problem_count bigint not null,
    constraint what_has_ended_says_when check ((finished_at is not null) = (state in ('done', 'stopped'))),
    constraint what_was_stopped_says_why check ((why is not null) = (state = 'stopped'))
);

create index upload_by_giver on upload (given_by, upload_id);
create index upload_to_be_done on upload (upload_id) where finished_at is null;

-- What is in a file, piece by piece, until it is done or stopped.
create table upload_piece (
    upload_id bigint not null references upload (upload_id),
    nth bigint not null,
    content bytea not null,
    primary key (upload_id, nth)
);

-- Pieces are there for minutes; compressing them would take longer than all else that is done with them.
alter table upload_piece alter column content set storage external;

-- What is wrong with records of a file, the first so many. The account is that of an order which stands in the book.
create table upload_problem (
    upload_id bigint not null references upload (upload_id),
    nth bigint not null,
    outcome text not null check (outcome in ('unreadable', 'rejected', 'failed')),
    line bigint not null,
    number text,
    order_line text,
    key text,
    code text not null,
    sentence text not null,
    account text collate "C",
    primary key (upload_id, nth)
);

do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert on upload, upload_piece, upload_problem to tenure_app;
        grant update (state, why, started_at, finished_at, starts, bytes_read, records, refused, activated, unchanged,
            stored, failed, rejected, skipped, problem_count) on upload to tenure_app;
        grant delete on upload_piece to tenure_app;
    end if;
end
$$;
