-- name: find_managed
-- What does this account have at an instant, as known now, or what of it is under a contract? What all of it, and what
-- of it is asked for, comes to in each currency; which products it is of; under a contract, what ends at which instant;
-- and which assets are asked for, with their bundles and what they are sorted by, in the order of their sale.
--
-- `asked` is a list of fields by name, with what each has to be; the one to sort by says so (`sorts`). Only what is
-- asked of an asset is looked up. Where nothing is picked (`picked`), neither assets nor products are told. A status is
-- that of kernel/statuses.py.
with held as materialized (
    select s.asset_id, s.parent_asset_id, s.key, s.order_id, s.product_id, p.code, p.name, s.currency, l.starts_at,
        case when l.starts_at is not null then nullif(l.ends_at, 'infinity') end as ends_at, l.total_amount,
        coalesce(h.quantity, 0) as quantity, coalesce(h.mrr, 0) as mrr, coalesce(h.attributes ->> 'contract', c.key) as contract,
        case
            when l.ended is not null and (l.starts_at is null or l.ends_at <= %(on)s) then 'Terminated'
            when l.starts_at is null or l.starts_at > %(on)s then 'Scheduled'
            when l.ends_at <= %(on)s then case p.selling_model when 'one_time' then 'Completed' else 'Expired' end
            when h.gap then 'Expired'
            when h.quantity > 0 then 'Active'
            else 'Suspended'
        end as status
    from asset s
    join product p on p.product_id = s.product_id
    join lateral (
        select x.starts_at, x.ends_at, x.ended, x.total_amount
        from action x
        where x.account_id = s.account_id and x.asset_id = s.asset_id
        order by x.number desc
        limit 1
    ) l on true
    left join lateral (
        select x.quantity, x.mrr, x.gap, x.closes_at, x.attributes
        from state_period x
        where x.account_id = s.account_id and x.asset_id = s.asset_id and x.starts_at <= %(on)s
        order by x.starts_at desc
        limit 1
    ) h on coalesce(h.closes_at, 'infinity') > %(on)s
    left join lateral (
        select x.key from contract x where x.account_id = s.account_id and x.contract_id = s.contract_id limit 1
    ) c on true
    where s.account_id = %(account_id)s
        and (%(contract)s::text is null or coalesce(h.attributes ->> 'contract', c.key) = %(contract)s)
),
judged as materialized (
    select h.*, h.status in ('Active', 'Suspended') as in_force,
        (%(everything)s or h.status in ('Active', 'Suspended')) and coalesce(a.fits, true) as is_found, a.sorted_by
    from held h
    left join (
        select v.asset_id, max(coalesce(v.said, v.number::text, v.at::text)) filter (where v.sorts) as sorted_by,
            bool_and(coalesce(
                (v.empty is null or (coalesce(v.said, v.number::text, v.at::text) is null) = v.empty)
                and (v."any" is null or v.said = any(v."any"))
                and (v."none" is null or coalesce(v.said <> all(v."none"), true))
                and (v.starts is null or starts_with(v.said, v.starts))
                and (v.least_number is null or v.number >= v.least_number)
                and (v.below_number is null or v.number < v.below_number)
                and (v.least_at is null or v.at >= v.least_at)
                and (v.below_at is null or v.at < v.below_at),
                false
            )) as fits
        from (
            select w.*, h.asset_id,
                case w.name
                    when 'asset' then coalesce(h.key, h.asset_id::text)
                    when 'id' then h.asset_id::text
                    when 'product' then h.code
                    when 'product_name' then h.name
                    when 'status' then h.status
                    when 'currency' then h.currency
                    when 'contract' then h.contract
                    when 'order' then coalesce(
                        (
                            select o.number
                            from sales_order o
                            where o.account_id = %(account_id)s and o.order_id = h.order_id
                        ),
                        (
                            select o.number
                            from action c
                            join sales_order o on o.account_id = c.order_account_id and o.order_id = c.order_id
                            where c.account_id = %(account_id)s and c.asset_id = h.asset_id and c.number = 1
                        )
                    )
                    when 'parent' then coalesce(
                        (
                            select r.key
                            from asset r
                            where r.account_id = %(account_id)s and r.asset_id = h.parent_asset_id
                        ),
                        h.parent_asset_id::text
                    )
                end as said,
                case w.name
                    when 'quantity' then h.quantity
                    when 'mrr' then h.mrr
                    when 'total_lifecycle_amount' then h.total_amount
                end as number,
                case w.name
                    when 'start_date' then h.starts_at
                    when 'end_date' then h.ends_at - interval '1 microsecond'
                end as at
            from jsonb_to_recordset(%(asked)s::jsonb) w(
                name text, sorts boolean, empty boolean, "any" text[], "none" text[], starts text,
                least_number numeric, below_number numeric, least_at timestamptz, below_at timestamptz
            )
            cross join held h
            offset 0
        ) v
        group by v.asset_id
    ) a on a.asset_id = h.asset_id
)
select
    (
        select json_agg(t)
        from (
            select j.currency, count(*) as known, count(*) filter (where j.in_force) as assets,
                coalesce(sum(j.mrr) filter (where j.in_force), 0) as mrr,
                coalesce(sum(j.quantity) filter (where j.in_force), 0) as quantity, sum(j.total_amount) as total_amount,
                count(*) filter (where j.is_found) as found,
                count(*) filter (where j.in_force and j.is_found) as found_assets,
                coalesce(sum(j.mrr) filter (where j.in_force and j.is_found), 0) as found_mrr,
                coalesce(sum(j.quantity) filter (where j.in_force and j.is_found), 0) as found_quantity,
                coalesce(sum(j.total_amount) filter (where j.is_found), 0) as found_total_amount
            from judged j
            group by j.currency
        ) t
    )::text as totals,
    case when %(picked)s then (
        select json_agg(json_build_array(p.code, p.name))
        from product p
        where p.product_id in (select j.product_id from judged j)
    ) end::text as products,
    case when %(contract)s::text is not null then (
        select json_agg(e)
        from (
            select j.ends_at, count(*) as count, (array_agg(j.asset_id order by j.asset_id))[:%(named)s] as assets
            from judged j
            where j.in_force or j.status = 'Scheduled'
            group by j.ends_at
        ) e
    ) end::text as endings,
    f.ids, f.parents, f.sorted_by
from (
    select array_agg(j.asset_id) as ids, array_agg(j.parent_asset_id) as parents, array_agg(j.sorted_by) as sorted_by
    from (select j.asset_id, j.parent_asset_id, j.sorted_by from judged j where j.is_found and %(picked)s order by j.asset_id) j
) f

-- name: find_renewal_terms
-- What says for how long these assets of the account of a key are renewed, as was known by an instant? Of each that
-- can be renewed: the term of its product, the key of the contract that it was sold under, and all that its actions
-- wrote, where one of them wrote a term or a contract.
select s.asset_id, p.renewal_term, p.renewal_term_unit, c.key as contract,
    case when exists (
        select from action n
        where n.account_id = s.account_id and n.asset_id = s.asset_id and n.attributes is not null
            and n.recorded_at <= %(known_at)s
            and (n.attributes ->> 'renewal_term' is not null or n.attributes ->> 'contract' is not null)
    ) then (
        select json_agg(n order by n.number)
        from (
            select x.number, x.category, x.subtype, x.effective_at, x.starts_at, x.attributes, x.rolled_back_action
            from action x
            where x.account_id = s.account_id and x.asset_id = s.asset_id and x.recorded_at <= %(known_at)s
        ) n
    ) end::text as writings
from account_directory d
join asset s on s.account_id = d.account_id and s.asset_id = any(%(asset_ids)s::bigint[])
join product p on p.product_id = s.product_id
left join lateral (
    select x.key from contract x where x.account_id = s.account_id and x.contract_id = s.contract_id limit 1
) c on true
where d.key = %(account)s and p.selling_model = 'term'
order by s.asset_id

-- name: find_contract_terms
-- For how long is what stands under each contract of the account of a key renewed, where it says so?
select c.key, c.renewal_term, c.renewal_term_unit
from account_directory d
join contract c on c.account_id = d.account_id
where d.key = %(account)s and c.renewal_term is not null
order by c.key
