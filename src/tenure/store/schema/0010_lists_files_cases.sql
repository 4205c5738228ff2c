-- Lists over the whole book, and what is kept beside assets: files and references to cases.

-- What cursors are sealed with: 244 bits of chance, once for a book.
insert into setting (name, value)
values ('cursor_key', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''))
on conflict (name) do nothing;

-- Lists of orders walk these in the order that is asked for; what is empty comes first.
create index order_by_number on sales_order (number);
create index order_by_state on sales_order (state, number);
create index order_by_recorded on sales_order ((coalesce(recorded_at, '-infinity')), number);
create index order_by_effective_date
    on sales_order ((coalesce(content ->> 'effective_date', '') collate "C"), number);

-- Scopes go down the tree of accounts, and find those of an owner.
create index account_by_parent on account (parent_id) where parent_id is not null;
create index account_by_owner on account (owner) where owner is not null;

-- Files of an asset. A file that is removed keeps its row, without its content.
create table asset_file (
    account_id bigint not null,
    asset_id bigint not null,
    file_id bigint not null,
    name text not null,
    media_type text not null,
    size bigint not null,
    digest bytea not null,
    content bytea,
    added_at timestamptz not null,
    added_by text not null,
    request_id text not null,
    removed_at timestamptz,
    removed_by text,
    primary key (account_id, asset_id, file_id),
    foreign key (account_id, asset_id) references asset (account_id, asset_id),
    constraint a_file_has_its_content_until_it_is_removed check (num_nonnulls(removed_at, removed_by) in (0, 2)
        and (removed_at is null) = (content is not null))
);

-- Cases in other systems that are about an asset. One that is removed keeps its row.
create table asset_case (
    account_id bigint not null,
    asset_id bigint not null,
    case_id bigint not null,
    reference text not null,
    system text,
    title text,
    url text check (starts_with(url, 'https://')),
    state text,
    added_at timestamptz not null,
    added_by text not null,
    request_id text not null,
    removed_at timestamptz,
    removed_by text,
    primary key (account_id, asset_id, case_id),
    foreign key (account_id, asset_id) references asset (account_id, asset_id),
    constraint a_removal_has_its_author check (num_nonnulls(removed_at, removed_by) in (0, 2))
);

do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert, update on asset_file, asset_case to tenure_app;
    end if;
end
$$;
