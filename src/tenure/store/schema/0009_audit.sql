-- Who did what beside the ledger, which says so of itself: settings, users, roles, tokens, products and prices, accounts
-- and contracts, and what becomes of orders without being activated. Rows are only ever added, in the transaction of
-- what they tell of. account_id is 0 where something concerns all accounts. fields has for each field what it was and what
-- it is: {"name": ["Acme", "Acme Ltd"]}.
create table recorded_change (
    account_id bigint not null,
    change_id bigint not null,
    changed_at timestamptz not null,
    actor text not null,
    source text not null,
    request_id text not null,
    message text,
    object text not null check (object in ('setting', 'user', 'role', 'token', 'product', 'price_policy', 'index_rate',
        'account', 'contract', 'order', 'webhook')),
    key text collate "C" not null,
    deed text not null check (deed in ('added', 'changed', 'removed', 'imported')),
    fields json not null,
    primary key (account_id, change_id)
);

-- From where an order was activated, and from where that was tried; null for what was recorded before this was kept.
alter table sales_order add column activated_from text;
alter table refusal add column tried_from text;

-- For questions about the whole book, newest first.
create index recorded_change_by_instant on recorded_change (changed_at);
create index action_by_instant on action (recorded_at);
create index sales_order_by_instant on sales_order (recorded_at) where recorded_at is not null;
create index refusal_by_instant on refusal (tried_at);

do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert on recorded_change to tenure_app;
    end if;
end
$$;
