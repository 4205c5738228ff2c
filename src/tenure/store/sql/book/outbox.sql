-- name: raise_feed
-- Lets positions go on rising where the book has been restored on a server with lower transaction numbers.
update feed f
set shift = o.position + 1 - h.next
from (select max(o.position) as position from outbox o) o
cross join (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next) h
where o.position >= h.next + f.shift

-- name: find_told
-- Which facts come behind a place, as far as no transaction is still at work that could come before them?
select o.position, o.outbox_id, o.account_id, o.kind, n.subject, n.number, n.nth
from outbox o
cross join feed f
cross join unnest(o.subjects, o.numbers) with ordinality n (subject, number, nth)
where (o.position, o.outbox_id) >= (%(position)s, %(outbox_id)s)
    and (o.position, o.outbox_id, n.nth) > (%(position)s, %(outbox_id)s, %(nth)s)
    and o.position < pg_snapshot_xmin(pg_current_snapshot())::text::bigint + f.shift
order by o.position, o.outbox_id, n.nth
limit %(most)s

-- name: find_horizon
-- Which position lies behind all that can be told by now?
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + f.shift as position from feed f

-- name: find_actions_told
-- What did these actions do, to which assets, by which order lines?
select x.account_id, x.asset_id, x.number, x.recorded_at, x.effective_at, x.type, x.category, x.subtype,
    x.quantity_change, x.mrr_change, x.amount, x.total_quantity, x.total_mrr, x.total_amount, x.rolled_back_action,
    x.attributes::text, x.actor, x.request_id, x.message, x.counterpart_account_id, x.counterpart_action,
    o.number as order_number, n.line, a.key as account, coalesce(s.key, s.asset_id::text) as asset, s.currency,
    p.code as product,
    (select b.key from account b where b.account_id = x.counterpart_account_id) as counterpart_account,
    (
        select coalesce(b.key, b.asset_id::text)
        from asset b
        where b.account_id = x.counterpart_account_id and b.asset_id = x.counterpart_asset_id
    ) as counterpart,
    (
        select json_agg(json_build_array(r.type, r.reference, r.system) order by r.number)
        from action_source r
        where r.account_id = x.account_id and r.asset_id = x.asset_id and r.action = x.number
    )::text as sources
from unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[], %(numbers)s::bigint[])
    t (account_id, asset_id, number)
join action x on x.account_id = t.account_id and x.asset_id = t.asset_id and x.number = t.number
join account a on a.account_id = x.account_id
join asset s on s.account_id = x.account_id and s.asset_id = x.asset_id
join product p on p.product_id = s.product_id
join sales_order o on o.account_id = coalesce(x.order_account_id, x.account_id) and o.order_id = x.order_id
join order_line n on n.account_id = o.account_id and n.order_id = x.order_id and n.position = x.position

-- name: find_activations_told
-- Which orders were activated, by whom?
select o.account_id, o.order_id, o.number, o.recorded_at, o.activated_by, o.request_id, a.key as account
from unnest(%(account_ids)s::bigint[], %(order_ids)s::bigint[]) t (account_id, order_id)
join sales_order o on o.account_id = t.account_id and o.order_id = t.order_id
join account a on a.account_id = o.account_id

-- name: find_failures_told
-- Why did these attempts to activate an order fail?
select o.account_id, o.order_id, o.number, a.key as account, r.attempt, r.tried_at, r.tried_by, r.request_id, r.line,
    r.code, r.sentence
from unnest(%(account_ids)s::bigint[], %(order_ids)s::bigint[], %(attempts)s::bigint[])
    t (account_id, order_id, attempt)
join sales_order o on o.account_id = t.account_id and o.order_id = t.order_id
join account a on a.account_id = o.account_id
join refusal r on r.account_id = t.account_id and r.order_id = t.order_id and r.attempt = t.attempt
order by r.attempt, r.position
