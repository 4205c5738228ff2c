-- name: find_asset_facts
-- What is this asset, as it was sold or came: by which order line, from whom, as what part of a bundle?
select s.account_id, s.key, s.kind, s.role, s.quantity_scale, s.included_in_bundle_price, s.bundle_quantity,
    s.bundle_parent_quantity, s.parent_asset_id, s.origin_account_id, a.name as account_name, a.owner, p.selling_model,
    p.renewal_term, p.renewal_term_unit, o.number as order_number, n.line,
    (select b.key from account b where b.account_id = s.origin_account_id) as origin_account,
    (
        select coalesce(r.key, r.asset_id::text)
        from asset r
        where r.account_id = s.origin_account_id and r.asset_id = s.origin_asset_id
    ) as origin
from account_directory d
join account a on a.account_id = d.account_id
join asset s on s.account_id = d.account_id
join product p on p.product_id = s.product_id
left join sales_order o on o.account_id = s.account_id and o.order_id = s.order_id
left join order_line n on n.account_id = s.account_id and n.order_id = s.order_id and n.position = s.position
where d.key = %(account)s and s.asset_id = %(asset_id)s

-- name: find_bundle
-- Which assets are the parent and the components of this one, and of which products?
select s.asset_id, coalesce(s.key, s.asset_id::text) as name, s.role, p.code as product, p.name as product_name
from asset s
join product p on p.product_id = s.product_id
where s.account_id = %(account_id)s
    and (s.parent_asset_id = %(asset_id)s or s.asset_id = %(parent_asset_id)s)
order by s.asset_id
