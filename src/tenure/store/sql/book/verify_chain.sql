-- name: verify_chain
-- Which actions of these accounts break the hash chain, and which accounts state another head or length?
--
-- The hash of an action is SHA-256 over the hash before it and a text: the row of the action, the rows of its entries,
-- and the digest of its order. Rows are told as COPY does, tabs between values, but with nothing escaped.
with entries as (
    select e.account_id, e.asset_id, e.action, min(e.number) as first, max(e.number) as last, count(*) as entries,
        string_agg(
        concat_ws(E'\t', e.account_id, e.asset_id, e.number, e.action, e.lot, e.starts_at, e.ends_at, e.first_day,
            e.end_day, e.quantity, e.yearly, e.amount,
            case when num_nonnulls(e.lot_kind, e.anchor, e.rank_at, e.rank, e.unit_price, e.net_unit_price,
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
    select e.account_id, e.asset_id, e.action, e.first, e.last, e.entries, e.told,
        lag(e.last, 1, 0) over (partition by e.account_id, e.asset_id order by e.action) + 1 as next_number
    from entries e
),
linked as (
    select c.account_id, c.asset_id, c.number, c.sequence, c.recorded_at, c.order_id, c.hash, m.next_number,
        case when m.first <> m.next_number or m.last - m.first + 1 <> m.entries
            then concat_ws(' to ', m.first, m.last) || ', ' || m.entries || ' in all' end as misnumbered,
        lag(c.sequence, 1, 0::bigint) over chain + 1 as next_sequence,
        lag(c.recorded_at) over chain as recorded_before, lag(c.order_id) over chain as order_before,
        lead(c.sequence) over chain is null as is_head, count(*) over chain as length,
        sha256(lag(c.hash, 1, ''::bytea) over chain || convert_to(
            concat_ws(E'\t', c.account_id, c.asset_id, c.number, c.sequence, c.recorded_at, c.effective_at, c.type,
                c.category, coalesce(c.subtype, '\N'), c.quantity_change, c.mrr_change, c.amount, c.total_quantity,
                c.total_mrr, c.total_amount, c.total_initial_sale_amount, c.total_upsells_amount,
                c.total_downsells_amount, c.total_cross_sells_amount, c.total_cancellations_amount,
                c.total_renewals_amount, c.total_transfers_amount, c.total_terms_changes_amount,
                c.total_other_amount, c.total_swaps_amount, c.total_upgrades_amount, c.total_downgrades_amount,
                coalesce(c.starts_at::text, '\N'), c.ends_at, c.end_day, coalesce(c.ended, '\N'),
                coalesce(c.rolled_back_action::text, '\N'), c.order_id, c.position,
                coalesce(c.attributes::text, '\N'), c.actor, c.request_id, coalesce(c.message, '\N'))
            || E'\n' || coalesce(m.told || E'\n', '') || coalesce(encode(o.digest, 'hex'), ''), 'UTF8')) as next_hash
    from action c
    left join made m on m.account_id = c.account_id and m.asset_id = c.asset_id and m.action = c.number
    left join sales_order o on o.account_id = c.account_id and o.order_id = c.order_id
        and o.account_id between %(first)s and %(last)s
    where c.account_id between %(first)s and %(last)s
    window chain as (partition by c.account_id order by c.sequence)
),
judged as materialized (
    select l.account_id, l.asset_id, l.number, l.order_id, l.sequence, l.next_sequence, l.hash, l.next_hash, l.is_head,
        l.length, l.recorded_at, l.recorded_before, l.next_number, l.misnumbered, l.hash <> l.next_hash as is_broken,
        l.recorded_at < l.recorded_before or l.recorded_at = l.recorded_before and l.order_id <> l.order_before
            as is_early
    from linked l
)
select f.invariant, j.account_id, j.asset_id, j.order_id, j.number as action, 'action ' || j.number as subject, f.aspect,
    f.expected, f.found
from judged j
cross join lateral (values
    ('actions_are_append_only', 'hash', encode(j.next_hash, 'hex'), encode(j.hash, 'hex'), j.is_broken),
    ('actions_are_append_only', 'sequence', j.next_sequence::text, j.sequence::text, j.sequence <> j.next_sequence),
    ('entry_numbers_have_no_gaps', 'numbers of its entries', j.next_number || ' and on', j.misnumbered,
        j.misnumbered is not null),
    ('what_was_known_stays_known', 'recorded instant', 'later than ' || j.recorded_before, j.recorded_at::text,
        j.is_early)
) f (invariant, aspect, expected, found, is_wrong)
where f.is_wrong
    and (j.is_broken or j.sequence <> j.next_sequence or j.misnumbered is not null or j.is_early)
union all
select f.invariant, a.account_id, null, null, null, 'the account', f.aspect, f.expected, f.found
from account a
left join (select * from judged where is_head) j on j.account_id = a.account_id
left join (
    select s.account_id, max(s.recorded_at) as recorded_at
    from sales_order s
    where s.account_id between %(first)s and %(last)s
    group by s.account_id
) o on o.account_id = a.account_id
cross join lateral (values
    ('actions_are_append_only', 'length of the chain', coalesce(j.length, 0)::text, a.chain_length::text,
        coalesce(j.length, 0) <> a.chain_length),
    ('actions_are_append_only', 'head of the chain', encode(coalesce(j.hash, ''), 'hex'),
        encode(a.chain_head, 'hex'), coalesce(j.hash, '') <> a.chain_head),
    ('what_was_known_stays_known', 'last recorded instant', coalesce(o.recorded_at::text, 'none'),
        coalesce(a.last_recorded_at::text, 'none'), o.recorded_at is distinct from a.last_recorded_at)
) f (invariant, aspect, expected, found, is_wrong)
where a.account_id between %(first)s and %(last)s and f.is_wrong
limit %(most)s
