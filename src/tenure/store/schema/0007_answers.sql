-- Answers to requests that bring a key of their own, kept for a time: the same request again gets the same answer, and
-- does nothing. A row is claimed before anything is done, and committed together with what was done.
create table kept_answer (
    asker text collate "C" not null,
    key text collate "C" not null,
    digest bytea not null,
    kept_at timestamptz not null,
    status integer,
    content_type text,
    body bytea,
    primary key (asker, key)
);

create index kept_answer_by_age on kept_answer (kept_at);

do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert, update, delete on kept_answer to tenure_app;
    end if;
end
$$;
