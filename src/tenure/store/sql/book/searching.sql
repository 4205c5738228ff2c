-- Searching the whole book as somebody types: what begins with one of these folded texts, from it up to what lies beyond
-- it, in the order of an index and no more of it than is asked for. Those who have some of the accounts are answered by
-- the statements of ../searching.sql, which have the same names and parameters.

-- name: search_account_keys
-- Which accounts have a key that begins so?
select f.account_id, f.account_id as id, f.key
from unnest(%(texts)s::text[], %(beyond)s::text[]) t (text, beyond)
cross join lateral (
    select d.account_id, d.key
    from account_directory d
    where lower(d.key) >= t.text and lower(d.key) < t.beyond
    order by lower(d.key), d.account_id
    limit %(most)s
) f

-- name: search_account_names
-- Which accounts have a name that begins so, and which ones a later word of theirs?
(
    select w.account_id, w.account_id as id, w.place, w.folded
    from account_word w
    where w.folded >= %(name)s and w.folded < %(name_beyond)s and w.place = 0
    order by w.folded, w.account_id
    limit %(most)s
)
union all
(
    select w.account_id, w.account_id as id, w.place, w.folded
    from account_word w
    where w.folded >= %(name)s and w.folded < %(name_beyond)s and w.place > 0
    order by w.folded, w.account_id, w.place
    limit %(most)s
)

-- name: search_orders
-- Which orders have a number that begins so?
select f.account_id, f.order_id as id, f.key
from unnest(%(texts)s::text[], %(beyond)s::text[]) t (text, beyond)
cross join lateral (
    select d.account_id, d.order_id, d.number as key
    from order_directory d
    where lower(d.number) >= t.text and lower(d.number) < t.beyond
    order by lower(d.number), d.number
    limit %(most)s
) f

-- name: search_contracts
-- Which contracts have a key that begins so?
select f.account_id, f.contract_id as id, f.key
from unnest(%(texts)s::text[], %(beyond)s::text[]) t (text, beyond)
cross join lateral (
    select c.account_id, c.contract_id, c.key
    from contract c
    where lower(c.key) >= t.text and lower(c.key) < t.beyond
    order by lower(c.key), c.account_id, c.contract_id
    limit %(most)s
) f

-- name: search_asset_keys
-- Which assets have a key that begins so?
select f.account_id, f.asset_id as id, f.key, f.product_id
from unnest(%(texts)s::text[], %(beyond)s::text[]) t (text, beyond)
cross join lateral (
    select s.account_id, s.asset_id, s.key, s.product_id
    from asset s
    where lower(s.key) >= t.text and lower(s.key) < t.beyond
    order by lower(s.key), s.account_id, s.asset_id
    limit %(most)s
) f

-- name: search_asset_id
-- Which asset has this id?
select s.account_id, s.asset_id as id, s.key, s.product_id from asset s where s.asset_id = %(id)s

-- name: search_assets_of_products
-- Which assets are of one of these products, the newest of each?
select f.account_id, f.asset_id as id, f.key, p.product_id
from unnest(%(product_ids)s::bigint[]) p (product_id)
cross join lateral (
    select s.account_id, s.asset_id, s.key
    from asset s
    where s.product_id = p.product_id
    order by s.asset_id desc
    limit %(most)s
) f
