-- What the home page asks of the whole book as one types and looks: searching, what ends soon, what changed lately.

-- Keys are collated "C", by which lower() folds the letters a to z and no others, on every server. An index led by the
-- account beside one that is not lets those who have some of the accounts search these, and read nothing of others.
create index account_by_folded_key on account_directory (lower(key), account_id);
create index order_by_folded_number on order_directory (lower(number));
create index order_of_account_by_folded_number on sales_order (account_id, lower(number));
create index contract_by_folded_key on contract (lower(key), account_id, contract_id);
create index product_by_folded_code on product (lower(code));
create index asset_by_folded_key on asset (lower(key), account_id, asset_id) where key is not null;
create index asset_of_account_by_folded_key on asset (account_id, lower(key), asset_id) where key is not null;
create index asset_by_product on asset (product_id, asset_id);
create index asset_of_account_by_product on asset (account_id, product_id, asset_id);
drop index asset_by_key;

-- By what names are found: `folded` is the name from its word `place` on, counted from 0, as Python folds it.
create table account_word (
    account_id bigint not null,
    place integer not null,
    folded text collate "C" not null,
    primary key (account_id, place)
);
create index account_by_name on account_word (folded, account_id) where place = 0;
create index account_by_later_word on account_word (folded, account_id, place) where place > 0;

create table product_word (
    product_id bigint not null,
    place integer not null,
    folded text collate "C" not null,
    primary key (product_id, place)
);
create index product_by_name on product_word (folded, product_id) where place = 0;
create index product_by_later_word on product_word (folded, product_id, place) where place > 0;

-- An end is given on the last period of an asset alone.
create index asset_by_end on state_period (closes_at, account_id, asset_id) where closes_at < 'infinity';
create index asset_of_account_by_end on state_period (account_id, closes_at, asset_id) where closes_at < 'infinity';

do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert, update, delete on account_word, product_word to tenure_app;
    end if;
end
$$;
