-- name: verify_chain
-- Which actions of these accounts break the hash chain, or are not the sum of their entries, and which accounts state
-- another head or length, or have other numbers of actions in the outbox?
--
-- The hash of an action is SHA-256 over the hash before it and a text: the row of the action, the rows of its entries,
-- and the digest of its order, where that is one of the account. Rows are told as COPY does, tabs between values, but with nothing escaped.
with entries as (
    select e.account_id, e.asset_id, e.action, min(e.number) as first, max(e.number) as last, count(*) as entries,
        sum(e.amount) as amount, string_agg(
        concat_ws(E'\t', e.account_id, e.asset_id, e.number, e.action, e.lot, e.starts_at, e.ends_at, e.first_day,
            e.end_day, e.quantity, e.yearly, e.amount,
            case when e.lot_kind is null and num_nonnulls(e.anchor, e.rank_at, e.rank, e.unit_price, e.net_unit_price,
                e.list_price, e.discount, e.discount_amount, e.pricing_term, e.pricing_term_unit, e.proration,
                e.refundable, e.segment_name, e.segment_type, e.segment_identifier, e.ramp_identifier) = 0
            then E'\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N'
            else concat_ws(E'\t', coalesce(e.lot_kind, '\N'), coalesce(e.anchor::text, '\N'),
                coalesce(e.rank_at::text, '\N'), coalesce(e.rank::text, '\N'), coalesce(e.unit_price::text, '\N'),
                coalesce(e.net_unit_price::text, '\N'), coalesce(e.list_price::text, '\N'),
                coalesce(e.discount::text, '\N'), coalesce(e.discount_amount::text, '\N'),
                coalesce(e.pricing_term::text, '\N'), coalesce(e.pricing_term_unit, '\N'),
                coalesce(e.proration, '\N'), coalesce(e.refundable::text, '\N'), coalesce(e.segment_name, '\N'),
                coalesce(e.segment_type, '\N'), coalesce(e.segment_identifier, '\N'),
                coalesce(e.ramp_identifier, '\N'))
            end),
        E'\n' order by e.number) as told
    from entry e
    where e.account_id between %(first)s and %(last)s
    group by e.account_id, e.asset_id, e.action
),
made as (
    select e.account_id, e.asset_id, e.action, e.first, e.last, e.entries, e.amount, e.told,
        lag(e.last, 1, 0) over (partition by e.account_id, e.asset_id order by e.action) + 1 as next_number
    from entries e
),
links as materialized (
    select c.account_id, c.sequence, c.hash, c.recorded_at, c.order_id
    from action c
    where c.account_id between %(first)s and %(last)s
),
heads as (
    select l.account_id, max(l.sequence) as sequence, count(*) as length
    from links l
    group by l.account_id
),
judged as (
    select c.account_id, c.asset_id, c.number, c.order_id, c.sequence, c.hash, c.recorded_at,
        b.recorded_at as recorded_before, c.amount, coalesce(m.amount, 0) as posted, m.next_number,
        case when m.first <> m.next_number or m.last - m.first + 1 <> m.entries
            then concat_ws(' to ', m.first, m.last) || ', ' || m.entries || ' in all' end as misnumbered,
        b.sequence is not null or c.sequence = 1 as follows,
        c.recorded_at < b.recorded_at or c.recorded_at = b.recorded_at and c.order_id <> b.order_id as is_early,
        sha256(coalesce(b.hash, '') || convert_to(
            concat_ws(E'\t', c.account_id, c.asset_id, c.number, c.sequence, c.recorded_at, c.effective_at, c.type,
                c.category, coalesce(c.subtype, '\N'), c.quantity_change, c.mrr_change, c.amount, c.total_quantity,
                c.total_mrr, c.total_amount, c.total_initial_sale_amount, c.total_upsells_amount,
                c.total_downsells_amount, c.total_cross_sells_amount, c.total_cancellations_amount,
                c.total_renewals_amount, c.total_transfers_amount, c.total_terms_changes_amount,
                c.total_other_amount, c.total_swaps_amount, c.total_upgrades_amount, c.total_downgrades_amount,
                coalesce(c.starts_at::text, '\N'), c.ends_at, c.end_day, coalesce(c.ended, '\N'),
                coalesce(c.rolled_back_action::text, '\N'), c.order_id, c.position,
                coalesce(c.attributes::text, '\N'), c.actor, c.request_id, coalesce(c.message, '\N'),
                case when num_nonnulls(c.order_account_id, c.counterpart_account_id, c.counterpart_asset_id,
                        c.counterpart_action) > 0 then concat_ws(E'\t',
                    coalesce(c.order_account_id::text, '\N'), coalesce(c.counterpart_account_id::text, '\N'),
                    coalesce(c.counterpart_asset_id::text, '\N'), coalesce(c.counterpart_action::text, '\N')) end)
            || E'\n' || coalesce(m.told || E'\n', '') || coalesce(encode(o.digest, 'hex'), ''), 'UTF8')) as next_hash
    from action c
    left join links b on b.account_id = c.account_id and b.sequence = c.sequence - 1
    left join made m on m.account_id = c.account_id and m.asset_id = c.asset_id and m.action = c.number
    left join sales_order o on o.account_id = c.account_id and o.order_id = c.order_id
        and o.account_id between %(first)s and %(last)s and c.order_account_id is null
    where c.account_id between %(first)s and %(last)s
)
select f.invariant, j.account_id, j.asset_id, j.order_id, j.number as action, 'action ' || j.number as subject, f.aspect,
    f.expected, f.found
from judged j
cross join lateral (values
    ('actions_are_append_only', 'hash', encode(j.next_hash, 'hex'), encode(j.hash, 'hex'),
        j.follows and j.hash <> j.next_hash),
    ('actions_are_append_only', 'sequence before it', (j.sequence - 1)::text, 'none', not j.follows),
    ('amounts_are_conserved', 'amount', j.posted::text, j.amount::text, j.posted <> j.amount),
    ('entry_numbers_have_no_gaps', 'numbers of its entries', j.next_number || ' and on', j.misnumbered,
        j.misnumbered is not null),
    ('what_was_known_stays_known', 'recorded instant', 'later than ' || j.recorded_before, j.recorded_at::text,
        j.is_early)
) f (invariant, aspect, expected, found, is_wrong)
where f.is_wrong
    and (j.hash <> j.next_hash or not j.follows or j.posted <> j.amount or j.misnumbered is not null or j.is_early)
union all
select f.invariant, a.account_id, null, null, null, 'the account', f.aspect, f.expected, f.found
from account a
left join heads h on h.account_id = a.account_id
left join links l on l.account_id = h.account_id and l.sequence = h.sequence
left join (
    select b.account_id, sum(cardinality(b.subjects)) as actions
    from outbox b
    where b.account_id between %(first)s and %(last)s and b.kind = 'action'
    group by b.account_id
) t on t.account_id = a.account_id
left join (
    select s.account_id, max(s.recorded_at) as recorded_at
    from (
        select s.account_id, s.recorded_at
        from sales_order s
        where s.account_id between %(first)s and %(last)s
        union all
        select l.account_id, l.recorded_at
        from heads h
        join links l on l.account_id = h.account_id and l.sequence = h.sequence
    ) s
    group by s.account_id
) o on o.account_id = a.account_id
cross join lateral (values
    ('actions_are_append_only', 'length of the chain', coalesce(h.length, 0)::text, a.chain_length::text,
        coalesce(h.length, 0) <> a.chain_length),
    ('actions_are_append_only', 'head of the chain', encode(coalesce(l.hash, ''), 'hex'),
        encode(a.chain_head, 'hex'), coalesce(l.hash, '') <> a.chain_head),
    ('every_action_is_told', 'number of actions in the outbox', coalesce(h.length, 0)::text,
        coalesce(t.actions, 0)::text, coalesce(h.length, 0) <> coalesce(t.actions, 0)),
    ('what_was_known_stays_known', 'last recorded instant', coalesce(o.recorded_at::text, 'none'),
        coalesce(a.last_recorded_at::text, 'none'), o.recorded_at is distinct from a.last_recorded_at)
) f (invariant, aspect, expected, found, is_wrong)
where a.account_id between %(first)s and %(last)s and f.is_wrong
limit %(most)s
