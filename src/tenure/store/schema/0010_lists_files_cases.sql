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
