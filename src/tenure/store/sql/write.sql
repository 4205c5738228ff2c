-- Rows are added with all columns, in the order of their table: many by COPY, a few as an array of its row type.

-- name: copy_sales_order
-- Adds many orders.
copy sales_order from stdin

-- name: copy_order_directory
-- Adds many order numbers to the directory.
copy order_directory from stdin

-- name: copy_order_line
-- Adds many order lines.
copy order_line from stdin

-- name: copy_refusal
-- Adds many refusals.
copy refusal from stdin

-- name: copy_asset
-- Adds many assets.
copy asset from stdin

-- name: copy_action
-- Adds many actions.
copy action from stdin

-- name: copy_action_source
-- Adds many sources of actions.
copy action_source from stdin

-- name: copy_entry
-- Adds many entries.
copy entry from stdin

-- name: copy_state_period
-- Adds many state periods.
copy state_period from stdin

-- name: copy_recorded_change
-- Adds many changes.
copy recorded_change from stdin

-- name: insert_sales_order
-- Adds a few orders.
insert into sales_order select r.* from unnest(%(rows)s::sales_order[]) r

-- name: insert_order_directory
-- Adds a few order numbers to the directory.
insert into order_directory select r.* from unnest(%(rows)s::order_directory[]) r

-- name: insert_order_line
-- Adds a few order lines.
insert into order_line select r.* from unnest(%(rows)s::order_line[]) r

-- name: insert_refusal
-- Adds a few refusals.
insert into refusal select r.* from unnest(%(rows)s::refusal[]) r

-- name: insert_asset
-- Adds a few assets.
insert into asset select r.* from unnest(%(rows)s::asset[]) r

-- name: insert_action
-- Adds a few actions.
insert into action select r.* from unnest(%(rows)s::action[]) r

-- name: insert_action_source
-- Adds a few sources of actions.
insert into action_source select r.* from unnest(%(rows)s::action_source[]) r

-- name: insert_entry
-- Adds a few entries.
insert into entry select r.* from unnest(%(rows)s::entry[]) r

-- name: insert_state_period
-- Adds a few state periods.
insert into state_period select r.* from unnest(%(rows)s::state_period[]) r

-- name: insert_recorded_change
-- Adds a few changes.
insert into recorded_change select r.* from unnest(%(rows)s::recorded_change[]) r

-- name: remove_periods
-- Removes the state periods of these assets that start at these instants.
delete from state_period p
using unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[], %(starts)s::timestamptz[])
    r (account_id, asset_id, starts_at)
where p.account_id = r.account_id and p.asset_id = r.asset_id and p.starts_at = r.starts_at

-- name: move_chains
-- Moves the heads of these accounts' chains, and the last instant recorded in them.
update account a
set last_recorded_at = m.recorded_at, chain_length = m.length, chain_head = m.head
from unnest(%(account_ids)s::bigint[], %(recorded)s::timestamptz[], %(lengths)s::bigint[], %(heads)s::bytea[])
    m (account_id, recorded_at, length, head)
where a.account_id = m.account_id

-- name: settle_orders
-- Gives these orders, that the book has as drafts, what became of them.
update sales_order o
set state = s.state, content = s.content::json, recorded_at = s.recorded_at, activated_by = s.activated_by,
    request_id = s.request_id, digest = s.digest, activated_from = s.source
from unnest(%(account_ids)s::bigint[], %(order_ids)s::bigint[], %(states)s::text[], %(contents)s::text[],
    %(recorded)s::timestamptz[], %(actors)s::text[], %(requests)s::text[], %(digests)s::bytea[],
    %(sources)s::text[])
    s (account_id, order_id, state, content, recorded_at, activated_by, request_id, digest, source)
where o.account_id = s.account_id and o.order_id = s.order_id

-- name: remove_lines
-- Removes the lines of draft orders that are replaced.
delete from order_line l
using unnest(%(account_ids)s::bigint[], %(order_ids)s::bigint[]) r (account_id, order_id)
where l.account_id = r.account_id and l.order_id = r.order_id

-- name: mark_sold
-- Marks products as sold: from then on their selling model and terms do not change.
update product set sold = true where product_id = any(%(product_ids)s::bigint[]) and not sold

-- name: put_in_outbox
-- Notes for others what this transaction recorded in these accounts.
insert into outbox (account_id, outbox_id, position, kind, subjects, numbers)
select r.account_id, r.outbox_id, pg_current_xact_id()::text::bigint + f.shift, r.kind, r.subjects::bigint[],
    r.numbers::bigint[]
from unnest(%(account_ids)s::bigint[], %(outbox_ids)s::bigint[], %(kinds)s::text[], %(subjects)s::text[],
    %(numbers)s::text[]) r (account_id, outbox_id, kind, subjects, numbers)
cross join feed f
