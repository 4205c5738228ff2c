-- name: verify_actions
-- Which actions of these accounts do not follow from the action before them and from the entries they made?
--
-- What an asset comes to after an action is what the entries known by then hold just before its end known by then.
-- Nothing is expected of the totals of an action whose predecessor is missing.
with money as materialized (
    select m.currency, m.places
    from unnest(%(currencies)s::text[], %(places)s::integer[]) m (currency, places)
),
told as materialized (
    select c.account_id, c.asset_id, c.number, c.order_id, c.starts_at, c.ends_at, c.ended, c.category,
        c.quantity_change, c.mrr_change, c.amount, c.total_quantity, c.total_mrr, c.total_amount,
        c.total_initial_sale_amount, c.total_upsells_amount, c.total_downsells_amount, c.total_cross_sells_amount,
        c.total_cancellations_amount, c.total_renewals_amount, c.total_transfers_amount,
        c.total_terms_changes_amount, c.total_other_amount, c.total_swaps_amount, c.total_upgrades_amount,
        c.total_downgrades_amount
    from action c
    where c.account_id between %(first)s and %(last)s
),
standing as (
    select t.account_id, t.asset_id, t.number, sum(e.amount) filter (where e.action = t.number) as amount,
        sum(e.quantity) filter (where e.starts_at < t.ends_at and e.ends_at >= t.ends_at) as quantity,
        sum(e.yearly) filter (where e.starts_at < t.ends_at and e.ends_at >= t.ends_at) as yearly
    from told t
    join entry e on e.account_id = t.account_id and e.asset_id = t.asset_id and e.action <= t.number
        and (e.action = t.number or e.starts_at < t.ends_at and e.ends_at >= t.ends_at)
        and e.account_id between %(first)s and %(last)s
    group by t.account_id, t.asset_id, t.number
),
judged as (
    select t.*, b.number is not null or t.number = 1 as follows, coalesce(s.amount, 0) as posted, m.places,
        case when t.ended is null and t.starts_at is not null then coalesce(s.quantity, 0) else 0 end
            as standing_quantity,
        case when t.ended is null and t.starts_at is not null
            then coalesce(round(s.yearly * 1.0000 / 12, m.places), 0) else 0 end as standing_mrr,
        coalesce(b.total_quantity, 0) + t.quantity_change as sum_quantity,
        coalesce(b.total_mrr, 0) + t.mrr_change as sum_mrr,
        coalesce(b.total_amount, 0) + t.amount as sum_amount,
        coalesce(b.total_initial_sale_amount, 0) + case t.category when 'Initial Sale' then t.amount else 0 end as sum_initial_sale,
        coalesce(b.total_upsells_amount, 0) + case t.category when 'Upsells' then t.amount else 0 end as sum_upsells,
        coalesce(b.total_downsells_amount, 0) + case t.category when 'Downsells' then t.amount else 0 end as sum_downsells,
        coalesce(b.total_cross_sells_amount, 0) + case t.category when 'Cross-Sells' then t.amount else 0 end as sum_cross_sells,
        coalesce(b.total_cancellations_amount, 0) + case t.category when 'Cancellations' then t.amount else 0 end as sum_cancellations,
        coalesce(b.total_renewals_amount, 0) + case t.category when 'Renewals' then t.amount else 0 end as sum_renewals,
        coalesce(b.total_transfers_amount, 0) + case t.category when 'Transfers' then t.amount else 0 end as sum_transfers,
        coalesce(b.total_terms_changes_amount, 0) + case t.category when 'Terms And Conditions Changes' then t.amount else 0 end as sum_terms_changes,
        coalesce(b.total_other_amount, 0) + case t.category when 'Other' then t.amount else 0 end as sum_other,
        coalesce(b.total_swaps_amount, 0) + case t.category when 'Swaps' then t.amount else 0 end as sum_swaps,
        coalesce(b.total_upgrades_amount, 0) + case t.category when 'Upgrades' then t.amount else 0 end as sum_upgrades,
        coalesce(b.total_downgrades_amount, 0) + case t.category when 'Downgrades' then t.amount else 0 end as sum_downgrades
    from told t
    left join told b on b.account_id = t.account_id and b.asset_id = t.asset_id and b.number = t.number - 1
    left join standing s on s.account_id = t.account_id and s.asset_id = t.asset_id and s.number = t.number
    left join asset a on a.account_id = t.account_id and a.asset_id = t.asset_id
        and a.account_id between %(first)s and %(last)s
    left join money m on m.currency = a.currency
)
select f.invariant, j.account_id, j.asset_id, j.order_id, j.number as action, 'action ' || j.number as subject,
    f.aspect, f.expected::text as expected, coalesce(f.found::text, 'none') as found
from judged j
cross join lateral (values
    ('action_numbers_have_no_gaps', 'number before it', j.number - 1, case when j.follows then j.number - 1 end),
    ('amounts_are_conserved', 'amount', j.posted, j.amount),
    ('amounts_are_conserved', 'decimals of the total amount', j.places, scale(j.total_amount)),
    ('mrr_changes_telescope', 'total quantity', j.standing_quantity, j.total_quantity),
    ('mrr_changes_telescope', 'total MRR', j.standing_mrr, j.total_mrr),
    ('totals_are_running_sums', 'total quantity', j.sum_quantity, j.total_quantity),
    ('totals_are_running_sums', 'total MRR', j.sum_mrr, j.total_mrr),
    ('totals_are_running_sums', 'total amount', j.sum_amount, j.total_amount),
    ('totals_are_running_sums', 'total amount of Initial Sale', j.sum_initial_sale, j.total_initial_sale_amount),
    ('totals_are_running_sums', 'total amount of Upsells', j.sum_upsells, j.total_upsells_amount),
    ('totals_are_running_sums', 'total amount of Downsells', j.sum_downsells, j.total_downsells_amount),
    ('totals_are_running_sums', 'total amount of Cross-Sells', j.sum_cross_sells, j.total_cross_sells_amount),
    ('totals_are_running_sums', 'total amount of Cancellations', j.sum_cancellations, j.total_cancellations_amount),
    ('totals_are_running_sums', 'total amount of Renewals', j.sum_renewals, j.total_renewals_amount),
    ('totals_are_running_sums', 'total amount of Transfers', j.sum_transfers, j.total_transfers_amount),
    ('totals_are_running_sums', 'total amount of Terms And Conditions Changes', j.sum_terms_changes, j.total_terms_changes_amount),
    ('totals_are_running_sums', 'total amount of Other', j.sum_other, j.total_other_amount),
    ('totals_are_running_sums', 'total amount of Swaps', j.sum_swaps, j.total_swaps_amount),
    ('totals_are_running_sums', 'total amount of Upgrades', j.sum_upgrades, j.total_upgrades_amount),
    ('totals_are_running_sums', 'total amount of Downgrades', j.sum_downgrades, j.total_downgrades_amount)
) f (invariant, aspect, expected, found)
where f.expected is distinct from f.found and (j.follows or f.invariant <> 'totals_are_running_sums')
    and (not j.follows or j.places <> scale(j.total_amount)
        or (j.amount, j.total_quantity, j.total_mrr) is distinct from (j.posted, j.standing_quantity, j.standing_mrr)
        or (j.total_quantity, j.total_mrr, j.total_amount, j.total_initial_sale_amount, j.total_upsells_amount, j.total_downsells_amount, j.total_cross_sells_amount, j.total_cancellations_amount, j.total_renewals_amount, j.total_transfers_amount, j.total_terms_changes_amount, j.total_other_amount, j.total_swaps_amount, j.total_upgrades_amount, j.total_downgrades_amount)
        is distinct from (j.sum_quantity, j.sum_mrr, j.sum_amount, j.sum_initial_sale, j.sum_upsells, j.sum_downsells, j.sum_cross_sells, j.sum_cancellations, j.sum_renewals, j.sum_transfers, j.sum_terms_changes, j.sum_other, j.sum_swaps, j.sum_upgrades, j.sum_downgrades))
limit %(most)s
