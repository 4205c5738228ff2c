-- name: verify_actions
-- Which totals of actions of these accounts are not those of the action before, and what the action adds?
--
-- Nothing is expected of an action whose predecessor is missing.
with told as materialized (
    select c.account_id, c.asset_id, c.number, c.order_id, c.category, c.quantity_change, c.mrr_change, c.amount,
        c.total_quantity, c.total_mrr, c.total_amount, c.total_initial_sale_amount, c.total_upsells_amount,
        c.total_downsells_amount, c.total_cross_sells_amount, c.total_cancellations_amount, c.total_renewals_amount,
        c.total_transfers_amount, c.total_terms_changes_amount, c.total_other_amount, c.total_swaps_amount,
        c.total_upgrades_amount, c.total_downgrades_amount
    from action c
    where c.account_id between %(first)s and %(last)s
),
judged as (
    select t.*, b.number is not null or t.number = 1 as follows,
        coalesce(b.total_quantity, 0) + t.quantity_change as sum_quantity,
        coalesce(b.total_mrr, 0) + t.mrr_change as sum_mrr,
        coalesce(b.total_amount, 0) + t.amount as sum_amount,
        coalesce(b.total_initial_sale_amount, 0)
            + case t.category when 'Initial Sale' then t.amount else 0 end as sum_initial_sale,
        coalesce(b.total_upsells_amount, 0)
            + case t.category when 'Upsells' then t.amount else 0 end as sum_upsells,
        coalesce(b.total_downsells_amount, 0)
            + case t.category when 'Downsells' then t.amount else 0 end as sum_downsells,
        coalesce(b.total_cross_sells_amount, 0)
            + case t.category when 'Cross-Sells' then t.amount else 0 end as sum_cross_sells,
        coalesce(b.total_cancellations_amount, 0)
            + case t.category when 'Cancellations' then t.amount else 0 end as sum_cancellations,
        coalesce(b.total_renewals_amount, 0)
            + case t.category when 'Renewals' then t.amount else 0 end as sum_renewals,
        coalesce(b.total_transfers_amount, 0)
            + case t.category when 'Transfers' then t.amount else 0 end as sum_transfers,
        coalesce(b.total_terms_changes_amount, 0)
            + case t.category when 'Terms And Conditions Changes' then t.amount else 0 end as sum_terms_changes,
        coalesce(b.total_other_amount, 0)
            + case t.category when 'Other' then t.amount else 0 end as sum_other,
        coalesce(b.total_swaps_amount, 0)
            + case t.category when 'Swaps' then t.amount else 0 end as sum_swaps,
        coalesce(b.total_upgrades_amount, 0)
            + case t.category when 'Upgrades' then t.amount else 0 end as sum_upgrades,
        coalesce(b.total_downgrades_amount, 0)
            + case t.category when 'Downgrades' then t.amount else 0 end as sum_downgrades
    from told t
    left join told b on b.account_id = t.account_id and b.asset_id = t.asset_id and b.number = t.number - 1
)
select f.invariant, j.account_id, j.asset_id, j.order_id, j.number as action, 'action ' || j.number as subject,
    f.aspect, f.expected::text as expected, coalesce(f.found::text, 'none') as found
from judged j
cross join lateral (values
    ('action_numbers_have_no_gaps', 'number before it', j.number - 1, case when j.follows then j.number - 1 end),
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
    and (not j.follows or (
        j.total_quantity, j.total_mrr, j.total_amount, j.total_initial_sale_amount, j.total_upsells_amount,
        j.total_downsells_amount, j.total_cross_sells_amount, j.total_cancellations_amount, j.total_renewals_amount,
        j.total_transfers_amount, j.total_terms_changes_amount, j.total_other_amount, j.total_swaps_amount,
        j.total_upgrades_amount, j.total_downgrades_amount
    ) is distinct from (
        j.sum_quantity, j.sum_mrr, j.sum_amount, j.sum_initial_sale, j.sum_upsells, j.sum_downsells,
        j.sum_cross_sells, j.sum_cancellations, j.sum_renewals, j.sum_transfers, j.sum_terms_changes, j.sum_other,
        j.sum_swaps, j.sum_upgrades, j.sum_downgrades
    ))
limit %(most)s
