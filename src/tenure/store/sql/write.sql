-- name: copy_sales_order
-- Adds orders.
copy sales_order (account_id, order_id, number, state, content, recorded_at, activated_by, request_id, digest)
from stdin

-- name: copy_order_directory
-- Adds order numbers to the directory.
copy order_directory (number, account_id, order_id) from stdin

-- name: copy_order_line
-- Adds order lines.
copy order_line (account_id, order_id, position, line, action, content) from stdin

-- name: copy_refusal
-- Adds the refusals of an attempt.
copy refusal (account_id, order_id, attempt, tried_at, position, line, code, sentence, tried_by, request_id) from stdin

-- name: copy_asset
-- Adds assets.
copy asset (account_id, asset_id, key, product_id, currency, kind, contract_id, order_id, position,
    origin_account_id, origin_asset_id, parent_asset_id, quantity_scale, included_in_bundle_price, bundle_quantity,
    bundle_parent_quantity, role) from stdin

-- name: copy_action
-- Adds actions; all columns, in the order of the table.
copy action from stdin

-- name: copy_action_source
-- Adds sources of actions.
copy action_source (account_id, asset_id, action, number, type, reference, system) from stdin

-- name: copy_entry
-- Adds entries; all columns, in the order of the table.
copy entry from stdin

-- name: copy_state_period
-- Adds state periods.
copy state_period (account_id, asset_id, starts_at, first_day, closes_at, end_day, quantity, yearly, mrr, amount,
    unit_price, list_price, discount, discount_amount, segment_name, segment_type, segment_identifier,
    ramp_identifier, gap, attributes) from stdin

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
    request_id = s.request_id, digest = s.digest
from unnest(%(account_ids)s::bigint[], %(order_ids)s::bigint[], %(states)s::text[], %(contents)s::text[],
    %(recorded)s::timestamptz[], %(actors)s::text[], %(requests)s::text[], %(digests)s::bytea[])
    s (account_id, order_id, state, content, recorded_at, activated_by, request_id, digest)
where o.account_id = s.account_id and o.order_id = s.order_id

-- name: remove_lines
-- Removes the lines of draft orders that are replaced.
delete from order_line l
using unnest(%(account_ids)s::bigint[], %(order_ids)s::bigint[]) r (account_id, order_id)
where l.account_id = r.account_id and l.order_id = r.order_id

-- name: mark_sold
-- Marks products as sold: from then on their selling model and terms do not change.
update product set sold = true where product_id = any(%(product_ids)s::bigint[]) and not sold
