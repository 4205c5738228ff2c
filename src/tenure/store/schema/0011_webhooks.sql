-- Who is told, over HTTP, of what the feed tells. The place (position, outbox_id, nth) is the last that was looked at for
-- a webhook; what it is to be told of stands as deliveries from then on.
create table webhook (
    webhook_id bigint primary key,
    url text not null,
    types text[] not null,
    secret text not null,
    owner text collate "C" not null,
    created_at timestamptz not null,
    position bigint not null,
    outbox_id bigint not null,
    nth bigint not null,
    stopped text
);

-- A fact of the outbox that a webhook is to be told of. It is due until it is told, or given up.
create table delivery (
    webhook_id bigint not null references webhook (webhook_id) on delete cascade,
    position bigint not null,
    outbox_id bigint not null,
    nth bigint not null,
    due_at timestamptz,
    attempts integer not null default 0,
    tried_at timestamptz,
    delivered_at timestamptz,
    status integer,
    problem text,
    primary key (webhook_id, outbox_id, nth),
    constraint what_is_told_is_not_due check (delivered_at is null or due_at is null)
);

create index delivery_by_due on delivery (webhook_id, due_at) where due_at is not null;
create index delivery_by_told on delivery (delivered_at) where delivered_at is not null;

do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert, update, delete on webhook, delivery to tenure_app;
    end if;
end
$$;
