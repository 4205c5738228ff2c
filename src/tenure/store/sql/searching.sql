-- Searching some accounts as somebody types; nothing of others is read. See book/searching.sql.

-- name: search_account_keys_of
-- Which of these accounts have a key that begins so?
select a.account_id, a.account_id as id, a.key
from unnest(%(texts)s::text[], %(beyond)s::text[]) t (text, beyond)
join account a on lower(a.key) >= t.text and lower(a.key) < t.beyond
where a.account_id = any(%(account_ids)s::bigint[])
order by lower(a.key), a.account_id
limit %(most)s

-- name: search_account_names_of
-- Which of these accounts have a name that begins so, and which ones a later word of theirs?
select w.account_id, w.account_id as id, w.place, w.folded
from account_word w
where w.account_id = any(%(account_ids)s::bigint[]) and w.folded >= %(name)s and w.folded < %(name_beyond)s
order by w.place > 0, w.folded, w.account_id, w.place
limit %(most)s

-- name: search_orders_of
-- Which orders of these accounts have a number that begins so?
select f.account_id, f.order_id as id, f.key
from unnest(%(account_ids)s::bigint[]) n (account_id)
cross join unnest(%(texts)s::text[], %(beyond)s::text[]) t (text, beyond)
cross join lateral (
    select o.account_id, o.order_id, o.number as key
    from sales_order o
    where o.account_id = n.account_id and lower(o.number) >= t.text and lower(o.number) < t.beyond
    order by lower(o.number)
    limit %(most)s
) f
order by lower(f.key), f.key
limit %(most)s

-- name: search_contracts_of
-- Which contracts of these accounts have a key that begins so?
select c.account_id, c.contract_id as id, c.key
from unnest(%(texts)s::text[], %(beyond)s::text[]) t (text, beyond)
join contract c on lower(c.key) >= t.text and lower(c.key) < t.beyond
where c.account_id = any(%(account_ids)s::bigint[])
order by lower(c.key), c.account_id, c.contract_id
limit %(most)s

-- name: search_asset_keys_of
-- Which assets of these accounts have a key that begins so?
select f.account_id, f.asset_id as id, f.key, f.product_id
from unnest(%(account_ids)s::bigint[]) n (account_id)
cross join unnest(%(texts)s::text[], %(beyond)s::text[]) t (text, beyond)
cross join lateral (
    select s.account_id, s.asset_id, s.key, s.product_id
    from asset s
    where s.account_id = n.account_id and lower(s.key) >= t.text and lower(s.key) < t.beyond
    order by lower(s.key), s.asset_id
    limit %(most)s
) f
order by lower(f.key), f.account_id, f.asset_id
limit %(most)s

-- name: search_asset_id_of
-- Which asset of these accounts has this id?
select s.account_id, s.asset_id as id, s.key, s.product_id
from asset s
where s.account_id = any(%(account_ids)s::bigint[]) and s.asset_id = %(id)s

-- name: search_assets_of_products_of
-- Which assets of these accounts are of one of these products, the newest of each?
select f.account_id, f.asset_id as id, f.key, p.product_id
from unnest(%(product_ids)s::bigint[]) p (product_id)
cross join lateral (
    select s.account_id, s.asset_id, s.key
    from unnest(%(account_ids)s::bigint[]) n (account_id)
    cross join lateral (
        select x.account_id, x.asset_id, x.key
        from asset x
        where x.account_id = n.account_id and x.product_id = p.product_id
        order by x.asset_id desc
        limit %(most)s
    ) s
    order by s.asset_id desc
    limit %(most)s
) f

-- name: search_product_codes
-- Which products have a code that begins so?
select f.product_id as id, f.code as key
from unnest(%(texts)s::text[], %(beyond)s::text[]) t (text, beyond)
cross join lateral (
    select p.product_id, p.code
    from product p
    where lower(p.code) >= t.text and lower(p.code) < t.beyond
    order by lower(p.code), p.code
    limit %(most)s
) f

-- name: search_product_names
-- Which products have a name that begins so, and which ones a later word of theirs?
(
    select w.product_id as id, w.place, w.folded
    from product_word w
    where w.folded >= %(name)s and w.folded < %(name_beyond)s and w.place = 0
    order by w.folded, w.product_id
    limit %(most)s
)
union all
(
    select w.product_id as id, w.place, w.folded
    from product_word w
    where w.folded >= %(name)s and w.folded < %(name_beyond)s and w.place > 0
    order by w.folded, w.product_id, w.place
    limit %(most)s
)

-- name: find_names_of_accounts
-- What are the keys and the names of these accounts?
select a.account_id, a.key, a.name from account a where a.account_id = any(%(account_ids)s::bigint[])

-- name: find_names_of_products
-- What are the codes and the names of these products?
select p.product_id, p.code, p.name from product p where p.product_id = any(%(product_ids)s::bigint[])
