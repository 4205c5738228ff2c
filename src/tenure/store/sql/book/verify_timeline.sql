-- name: verify_timeline
-- Which entries of these accounts are not worth what they change in their lot, and which state periods are not what
-- the entries of their assets add up to?
--
-- Days are counted in parts of a month, as tenure_prorated_parts has them, so that a worth is one division.
-- A lot that one later entry changes somewhere within its span is `plain`: the entry finds what was opened, and the
-- lot is held in at most three stretches (a one-time lot: that it changes up to its end). Lots with more of a history
-- are `winding`, and added up step by step. What is worth something once runs out where the last lot of its asset
-- does, however often it was reopened: that end is no credit.
-- Left joins stand before inner ones, whose rows the planner takes to be few, so that the smaller side is hashed.
with money as materialized (
    select m.currency, m.places, ('1e' || m.places + 1)::numeric as tenths, ('1e-' || m.places + 1)::numeric as tenth
    from unnest(%(currencies)s::text[], %(places)s::integer[]) m (currency, places)
),
reversals as materialized (
    select c.account_id, c.asset_id, c.number, c.rolled_back_action
    from action c
    where c.account_id between %(first)s and %(last)s and c.rolled_back_action is not null
),
undone as materialized (
    select r.account_id, r.asset_id, r.number from reversals r
    union
    select r.account_id, r.asset_id, r.rolled_back_action
    from reversals r
    where not exists (
        select from reversals b
        where b.account_id = r.account_id and b.asset_id = r.asset_id and b.rolled_back_action = r.number
    )
),
told as materialized (
    select t.*, exists (
        select from undone u
        where u.account_id = t.account_id and u.asset_id = t.asset_id and u.number = t.number
    ) as is_undone
    from (
        select c.account_id, c.asset_id, c.number, c.category, c.effective_at, c.starts_at, c.ends_at, c.end_day,
            c.ended, c.attributes, c.total_quantity, c.total_mrr, c.total_amount,
            c.subtype is not distinct from 'StartDateAdjustment' as moves_start,
            lag(c.ends_at) over history as ended_before,
            lead(c.number) over history is null as is_last
        from action c
        where c.account_id between %(first)s and %(last)s
        window history as (partition by c.account_id, c.asset_id order by c.number)
    ) t
    where t.is_last or t.moves_start or t.category = 'Renewals' or t.attributes is not null
),
later as materialized (
    select e.account_id, e.asset_id, e.number, e.action, e.lot, e.starts_at, e.ends_at, e.first_day, e.end_day,
        e.quantity, e.yearly, e.amount
    from entry e
    where e.account_id between %(first)s and %(last)s and e.number <> e.lot
),
changed as (
    select e.account_id, e.asset_id, e.lot, count(*) as entries, min(e.starts_at) as since, max(e.ends_at) as until,
        min(e.first_day) as since_day, max(e.end_day) as until_day, sum(e.quantity) as quantity,
        sum(e.yearly) as yearly
    from later e
    group by e.account_id, e.asset_id, e.lot
),
once_ends as (
    select e.account_id, e.asset_id, max(e.ends_at) as natural_end
    from entry e
    where e.account_id between %(first)s and %(last)s and e.lot_kind = 'one_time'
    group by e.account_id, e.asset_id
),
lots as materialized (
    select l.account_id, l.asset_id, l.number as lot, l.action, l.lot_kind, l.starts_at as since,
        l.first_day as since_day, l.ends_at as until, l.end_day as until_day, n.natural_end, l.quantity, l.yearly,
        l.amount, l.net_unit_price, l.proration, l.pricing_term_unit, l.anchor, l.refundable, m.places, m.tenth,
        l.net_unit_price * m.tenths as price,
        hash_record_extended(row (l.unit_price, l.list_price, l.discount, l.discount_amount, l.segment_name,
            l.segment_type, l.segment_identifier, l.ramp_identifier), 0) as terms,
        l.months, l.step, l.is_by_days, (13450909920 * l.months)::numeric as whole,
        case when l.is_by_days then
            case when l.proration = 'anniversary' and l.end_day > l.anchor
                then tenure_place(l.anchor, l.step, l.months %% 12 = 0, l.end_day)
                else tenure_prorated_parts(l.proration, l.months, l.pricing_term_unit, l.anchor, l.end_day) end
        end as parts_until,
        case when l.is_by_days and l.first_day > l.anchor then
            case when l.proration = 'anniversary'
                then tenure_place(l.anchor, l.step, l.months %% 12 = 0, l.first_day)
                else tenure_prorated_parts(l.proration, l.months, l.pricing_term_unit, l.anchor, l.first_day) end
        end as parts,
        case when l.is_by_days and c.entries = 1 and c.since_day > l.anchor then
            case when l.proration = 'anniversary'
                then tenure_place(l.anchor, l.step, l.months %% 12 = 0, c.since_day)
                else tenure_prorated_parts(l.proration, l.months, l.pricing_term_unit, l.anchor, c.since_day) end
        end as change_parts,
        c.lot is null and (l.ends_at <> n.natural_end) is not true as is_unchanged,
        c.entries = 1 and c.since >= l.starts_at and c.until <= l.ends_at and (l.lot_kind <> 'one_time'
            or c.since > l.starts_at and c.until = l.ends_at) and (l.ends_at <> n.natural_end) is not true as is_plain,
        c.since as change_since, c.since_day as change_since_day, c.until as change_until,
        c.until_day as change_until_day, c.quantity as change, c.yearly as yearly_change
    from (
        select e.*, case when e.lot_kind in ('term', 'evergreen') then e.pricing_term * case e.pricing_term_unit
                when 'month' then 1 when 'quarter' then 3 when 'semi_annual' then 6 when 'annual' then 12
            end end as months,
            case e.pricing_term_unit when 'annual' then 12 else 1 end as step,
            e.lot_kind = 'term' and e.pricing_term is not null
                and e.pricing_term_unit in ('month', 'quarter', 'semi_annual', 'annual') as is_by_days
        from entry e
        where e.account_id between %(first)s and %(last)s and e.lot_kind is not null
    ) l
    left join changed c on c.account_id = l.account_id and c.asset_id = l.asset_id and c.lot = l.number
    left join once_ends n on n.account_id = l.account_id and n.asset_id = l.asset_id
    join asset a on a.account_id = l.account_id and a.asset_id = l.asset_id
        and a.account_id between %(first)s and %(last)s
    join money m on m.currency = a.currency
),
winding_lots as materialized (
    select l.*
    from lots l
    where not (l.is_unchanged or l.is_plain)
),
winding as materialized (
    select e.account_id, e.asset_id, e.lot, e.number, e.starts_at as since, e.ends_at as until,
        e.first_day as since_day, e.end_day as until_day, e.quantity, e.yearly
    from winding_lots l
    join later e on e.account_id = l.account_id and e.asset_id = l.asset_id and e.lot = l.lot
    union all
    select l.account_id, l.asset_id, l.lot, l.lot, l.since, l.until, l.since_day, l.until_day, l.quantity, l.yearly
    from winding_lots l
),

-- What entries of winding lots that are worth something by their days find, piece by piece of their span.
met as (
    select w.account_id, w.asset_id, w.lot, w.number, w.since as at, w.since_day as day, 0 as change
    from winding w
    where w.number <> w.lot
    union all
    select w.account_id, w.asset_id, w.lot, w.number, greatest(s.at, w.since),
        case when s.at > w.since then s.day else w.since_day end, s.change
    from winding w
    join winding b on b.account_id = w.account_id and b.asset_id = w.asset_id and b.lot = w.lot
        and b.number < w.number and b.since < w.until and b.until > w.since
    cross join lateral (values (b.since, b.since_day, b.quantity), (b.until, b.until_day, -b.quantity))
        s (at, day, change)
    where s.at < w.until
),
edges as (
    select m.account_id, m.asset_id, m.lot, m.number, m.at,
        case when min(m.day) = max(m.day) then min(m.day) else coalesce((
            select min(d.day)
            from (
                select o.day
                from met o
                where o.account_id = m.account_id and o.asset_id = m.asset_id and o.lot = m.lot
                    and o.number = m.number and o.at = m.at
                group by o.day
                having sum(o.change) <> 0
            ) d
        ), min(m.day)) end as day,
        sum(m.change) as change
    from met m
    group by m.account_id, m.asset_id, m.lot, m.number, m.at
),
finds as (
    select g.account_id, g.asset_id, g.lot, g.number, g.day, lead(g.day) over span as until,
        sum(g.change) over span as quantity
    from edges g
    window span as (partition by g.account_id, g.asset_id, g.lot, g.number order by g.at)
),
turns as (
    select f.account_id, f.asset_id, f.number, f.quantity * l.price as before,
        (f.quantity + w.quantity) * l.price as after, l.whole, l.places, l.tenth,
        tenure_prorated_parts(l.proration, l.months, l.pricing_term_unit, l.anchor, f.day) as parts,
        tenure_prorated_parts(l.proration, l.months, l.pricing_term_unit, l.anchor, coalesce(f.until, w.until_day))
            as parts_until
    from finds f
    join winding w on w.account_id = f.account_id and w.asset_id = f.asset_id and w.number = f.number
    join winding_lots l on l.account_id = f.account_id and l.asset_id = f.asset_id and l.lot = f.lot
    where l.is_by_days
),

-- What one-time lots are charged and credited, step by step, once each of their entries was recorded.
once_steps as (
    select w.account_id, w.asset_id, w.lot, w.number, s.at, sum(s.change) as change
    from winding_lots l
    join winding w on w.account_id = l.account_id and w.asset_id = l.asset_id and w.lot = l.lot
    join winding b on b.account_id = w.account_id and b.asset_id = w.asset_id and b.lot = w.lot
        and b.number <= w.number
    cross join lateral (values (b.since, b.quantity), (b.until, -b.quantity)) s (at, change)
    where l.lot_kind = 'one_time'
    group by w.account_id, w.asset_id, w.lot, w.number, s.at
),
once_sums as (
    select s.*, sum(s.change) over life as quantity
    from once_steps s
    window life as (partition by s.account_id, s.asset_id, s.lot, s.number order by s.at)
),
once as (
    select s.account_id, s.asset_id, s.lot, s.number, s.at,
        case when s.at <> l.natural_end and (s.change > 0 or l.refundable) then
            round(s.quantity * l.net_unit_price, l.places)
            - round((s.quantity - s.change) * l.net_unit_price, l.places)
        else 0 end as amount
    from once_sums s
    join winding_lots l on l.account_id = s.account_id and l.asset_id = s.asset_id and l.lot = s.lot
),
once_worths as (
    select o.account_id, o.asset_id, o.lot, o.number, sum(o.amount) as worth
    from once o
    group by o.account_id, o.asset_id, o.lot, o.number
),
changes as (
    select t.account_id, t.asset_id, t.number, sum(
        round(div(t.after * t.parts_until, t.whole) * t.tenth, t.places)
        - round(div(t.after * t.parts, t.whole) * t.tenth, t.places)
        - round(div(t.before * t.parts_until, t.whole) * t.tenth, t.places)
        + round(div(t.before * t.parts, t.whole) * t.tenth, t.places)) as amount
    from turns t
    group by t.account_id, t.asset_id, t.number
    union all
    select o.account_id, o.asset_id, o.number,
        o.worth - lag(o.worth, 1, 0::numeric) over (partition by o.account_id, o.asset_id, o.lot order by o.number)
    from once_worths o
),
posted as (
    select l.account_id, l.asset_id, l.lot as number, l.action, l.quantity, l.yearly, l.amount, l.lot_kind,
        l.net_unit_price, l.price, l.months, l.whole, l.places, l.tenth, l.is_by_days, l.refundable,
        coalesce(l.until = l.natural_end, true) as is_plain, 0 as found,
        l.parts, l.parts_until
    from lots l
    union all
    select e.account_id, e.asset_id, e.number, e.action, e.quantity, e.yearly, e.amount, l.lot_kind,
        l.net_unit_price, l.price, l.months, l.whole, l.places, l.tenth, l.is_by_days, l.refundable, l.is_plain,
        l.quantity,
        l.change_parts,
        case when l.is_by_days and l.is_plain then case e.end_day when l.until_day then l.parts_until
            else tenure_prorated_parts(l.proration, l.months, l.pricing_term_unit, l.anchor, e.end_day) end
        end
    from later e
    left join lots l on l.account_id = e.account_id and l.asset_id = e.asset_id and l.lot = e.lot
),
judged_entries as (
    select p.account_id, p.asset_id, p.number, p.action, p.amount, p.yearly, p.lot_kind is not null as has_lot,
        p.places,
        case when p.months is null then 0
            when 12 %% p.months = 0 then round(p.quantity * p.net_unit_price * (12 / p.months), 10)
            else round(div(p.quantity * p.net_unit_price * 1200000000000, p.months) * 0.00000000001, 10)
        end as expected_yearly,
        case
            when not p.is_plain then coalesce(c.amount, 0)
            when p.lot_kind = 'one_time' then case when p.quantity > 0 or p.refundable then
                round((p.found + p.quantity) * p.net_unit_price, p.places)
                - round(p.found * p.net_unit_price, p.places) else 0 end
            when p.is_by_days then
                round(div((p.found + p.quantity) * p.price * p.parts_until, p.whole) * p.tenth, p.places)
                - case when p.parts is null then 0 else round(
                    div((p.found + p.quantity) * p.price * p.parts, p.whole) * p.tenth, p.places) end
                - case when p.found = 0 then 0 else round(
                    div(p.found * p.price * p.parts_until, p.whole) * p.tenth, p.places) end
                + case when p.found = 0 or p.parts is null then 0 else round(
                    div(p.found * p.price * p.parts, p.whole) * p.tenth, p.places) end
            else 0
        end as expected_amount
    from posted p
    left join changes c on c.account_id = p.account_id and c.asset_id = p.asset_id and c.number = p.number
),

-- Stretches in which a lot holds the same quantity and yearly value. Where only roundings of the yearly value change,
-- there is no edge between periods, and a stretch knows no day.
-- Changes that were taken back at an instant leave no day behind there; it rarely has more than one.
steps as (
    select w.account_id, w.asset_id, w.lot, s.at,
        case when min(s.day) = max(s.day) then min(s.day) else (
            select min(d.day)
            from (
                select t.day
                from winding o
                cross join lateral (values (o.since, o.since_day, o.quantity), (o.until, o.until_day, -o.quantity))
                    t (at, day, quantity)
                where o.account_id = w.account_id and o.asset_id = w.asset_id and o.lot = w.lot and t.at = s.at
                group by t.day
                having sum(t.quantity) <> 0
            ) d
        ) end as day,
        sum(s.quantity) as quantity, sum(s.yearly) as yearly
    from winding w
    cross join lateral (values
        (w.since, w.since_day, w.quantity, w.yearly), (w.until, w.until_day, -w.quantity, -w.yearly)
    ) s (at, day, quantity, yearly)
    group by w.account_id, w.asset_id, w.lot, s.at
),
sums as (
    select s.account_id, s.asset_id, s.lot, s.at, case when s.quantity <> 0 then s.day end as day,
        sum(s.quantity) over life as quantity, sum(s.yearly) over life as yearly,
        s.quantity <> 0 or s.yearly <> 0 as is_change
    from steps s
    window life as (partition by s.account_id, s.asset_id, s.lot order by s.at)
),
stretches as (
    select s.account_id, s.asset_id, s.lot, s.at as since, s.day as since_day, lead(s.at) over life as until,
        lead(s.day) over life as until_day, s.quantity, s.yearly
    from sums s
    where s.is_change
    window life as (partition by s.account_id, s.asset_id, s.lot order by s.at)
),
held as (
    select l.account_id, l.asset_id, l.lot, l.since, l.since_day, l.until, l.until_day, l.quantity, l.yearly,
        l.quantity * l.price as a_term, l.whole, l.places, l.tenth, l.months, l.step, l.is_by_days,
        l.proration, l.pricing_term_unit, l.anchor, l.terms, l.parts, l.parts_until, l.until_day as lot_until_day,
        l.parts_until as lot_parts_until
    from lots l
    where l.is_unchanged and l.quantity <> 0
    union all
    select l.account_id, l.asset_id, l.lot, l.since, l.since_day, l.change_since, l.change_since_day, l.quantity,
        l.yearly, l.quantity * l.price, l.whole, l.places, l.tenth, l.months, l.step, l.is_by_days,
        l.proration, l.pricing_term_unit, l.anchor, l.terms, l.parts, l.change_parts, l.until_day, l.parts_until
    from lots l
    where l.is_plain and l.since < l.change_since and (l.quantity <> 0 or l.yearly <> 0)
    union all
    select l.account_id, l.asset_id, l.lot, l.change_since, l.change_since_day, l.change_until, l.change_until_day,
        l.quantity + l.change, l.yearly + l.yearly_change,
        (l.quantity + l.change) * l.price, l.whole, l.places, l.tenth, l.months, l.step, l.is_by_days,
        l.proration, l.pricing_term_unit, l.anchor, l.terms, l.change_parts, null, l.until_day, l.parts_until
    from lots l
    where l.is_plain and l.change_since < l.change_until
        and (l.quantity + l.change <> 0 or l.yearly + l.yearly_change <> 0)
    union all
    select l.account_id, l.asset_id, l.lot, l.change_until, l.change_until_day, l.until, l.until_day, l.quantity,
        l.yearly, l.quantity * l.price, l.whole, l.places, l.tenth, l.months, l.step, l.is_by_days,
        l.proration, l.pricing_term_unit, l.anchor, l.terms, null, l.parts_until, l.until_day, l.parts_until
    from lots l
    where l.is_plain and l.change_until < l.until and (l.quantity <> 0 or l.yearly <> 0)
    union all
    select l.account_id, l.asset_id, l.lot, s.since, s.since_day, s.until, s.until_day, s.quantity, s.yearly,
        s.quantity * l.price, l.whole, l.places, l.tenth, l.months, l.step, l.is_by_days,
        l.proration, l.pricing_term_unit, l.anchor, l.terms, null, null, l.until_day, l.parts_until
    from stretches s
    join winding_lots l on l.account_id = s.account_id and l.asset_id = s.asset_id and l.lot = s.lot
    where s.quantity <> 0 or s.yearly <> 0
),

-- What the stretches come to in each stored period.
stored as materialized (
    select p.account_id, p.asset_id, p.starts_at, p.first_day, p.closes_at, p.end_day, p.quantity, p.yearly, p.mrr,
        p.amount, p.unit_price, p.gap, p.attributes,
        hash_record_extended(row (p.unit_price, p.list_price, p.discount, p.discount_amount, p.segment_name,
            p.segment_type, p.segment_identifier, p.ramp_identifier), 0) as terms,
        lag(p.quantity) over life as quantity_before, lead(p.starts_at) over life is null as is_last,
        coalesce(lead(p.starts_at) over life, p.closes_at, 'infinity') as ends_at,
        coalesce(lead(p.first_day) over life, p.end_day, 'infinity') as last_day,
        min(p.starts_at) over life as life_starts_at, sum(p.amount) over life as amount_so_far
    from state_period p
    where p.account_id between %(first)s and %(last)s
    window life as (partition by p.account_id, p.asset_id order by p.starts_at)
),
-- Offset 0: what a piece is worth is worked out before pieces are sorted, so that few columns are.
pieces as (
    select h.account_id, h.asset_id, h.starts_at, h.ends_at, h.begins, h.ends, h.cut_at, h.stray, h.held_until,
        h.places, h.quantity, h.yearly, h.terms,
        coalesce(round(div(h.a_term * h.parts_until, h.whole) * h.tenth, h.places), 0)
            - coalesce(round(div(h.a_term * h.parts, h.whole) * h.tenth, h.places), 0) as amount
    from (
        select h.account_id, h.asset_id, p.starts_at, p.ends_at,
            case when p.starts_at = h.since then h.since_day end as begins,
            case when p.ends_at = h.until then h.until_day end as ends,
            case when p.starts_at < h.since and h.since_day is not null then h.since
                when p.ends_at > h.until and h.until_day is not null then h.until end as cut_at,
            case when p.starts_at is null then h.quantity end as stray,
            case when p.is_last and h.until > p.ends_at and h.quantity <> 0 then h.until end as held_until,
            h.places, h.tenth, h.a_term, h.whole,
            case when p.starts_at >= h.since then h.quantity end as quantity,
            case when p.starts_at >= h.since then h.yearly end as yearly,
            case when h.is_by_days and p.starts_at >= h.since and p.first_day < p.last_day and p.last_day < 'infinity'
                    and p.last_day > h.anchor
                then coalesce(
                    case p.last_day when h.lot_until_day then h.lot_parts_until when h.until_day then h.parts_until end,
                    case h.proration when 'anniversary'
                    then tenure_place(h.anchor, h.step, h.months %% 12 = 0, p.last_day)
                    else tenure_prorated_parts(h.proration, h.months, h.pricing_term_unit, h.anchor, p.last_day) end)
            end as parts_until,
            case when h.is_by_days and p.starts_at >= h.since and p.first_day < p.last_day and p.last_day < 'infinity'
                    and p.first_day > h.anchor
                then coalesce(
                    case p.first_day when h.since_day then h.parts end,
                    case h.proration when 'anniversary'
                    then tenure_place(h.anchor, h.step, h.months %% 12 = 0, p.first_day)
                    else tenure_prorated_parts(h.proration, h.months, h.pricing_term_unit, h.anchor, p.first_day) end)
            end as parts,
            case when h.quantity <> 0 then h.terms end as terms
        from held h
        left join stored p on p.account_id = h.account_id and p.asset_id = h.asset_id
            and p.starts_at < h.until and p.ends_at > h.since
    ) h
    offset 0
),
gathered as (
    select p.account_id, p.asset_id, p.starts_at, p.ends_at, sum(p.quantity) as quantity, sum(p.yearly) as yearly,
        min(p.places) as places, max(p.stray) as stray, sum(p.amount) as amount, min(p.begins) as begins,
        min(p.ends) as ends, min(p.cut_at) as cut_at, max(p.held_until) as held_until,
        case when min(p.terms) = max(p.terms) then min(p.terms) end as terms
    from pieces p
    group by p.account_id, p.asset_id, p.starts_at, p.ends_at
),
rebuilt as (
    select g.*, coalesce(g.begins is not null
        or g.starts_at = lag(case when g.ends is not null then g.ends_at end)
            over (partition by g.account_id, g.asset_id order by g.starts_at), false) as is_edge
    from gathered g
),
charges as (
    select l.account_id, l.asset_id, l.since as at, round(l.quantity * l.net_unit_price, l.places) as amount
    from lots l
    where l.lot_kind = 'one_time' and (l.is_unchanged or l.is_plain)
    union all
    select l.account_id, l.asset_id, l.change_since,
        round((l.quantity + l.change) * l.net_unit_price, l.places) - round(l.quantity * l.net_unit_price, l.places)
    from lots l
    where l.lot_kind = 'one_time' and l.is_plain and (l.change > 0 or l.refundable)
    union all
    select o.account_id, o.asset_id, o.at, o.amount
    from once o
    join (
        select w.account_id, w.asset_id, w.lot, max(w.number) as number
        from winding w
        group by w.account_id, w.asset_id, w.lot
    ) n on n.account_id = o.account_id and n.asset_id = o.asset_id and n.number = o.number
),
charged as (
    select p.account_id, p.asset_id, p.starts_at, sum(c.amount) as amount
    from charges c
    join stored p on p.account_id = c.account_id and p.asset_id = c.asset_id
        and p.starts_at <= c.at and (c.at < p.ends_at or p.is_last)
    group by p.account_id, p.asset_id, p.starts_at
),

-- Attributes in force, the last written for an instant winning; a renewal ends what was written for later instants.
-- A transfer hands on what is written for later: the name then goes on with that instant, after a unit separator.
closings as materialized (
    select t.account_id, t.asset_id, t.number, t.effective_at, t.moves_start
    from told t
    where not t.is_undone and (t.category = 'Renewals' or t.moves_start)
),
written as (
    select t.account_id, t.asset_id, t.number, t.at, t.name, t.value
    from (
        select t.*, split_part(w.key, E'\x1f', 1) collate "C" as name, w.value,
            case when strpos(w.key, E'\x1f') > 0 then split_part(w.key, E'\x1f', 2)::timestamptz
                when t.moves_start then t.starts_at else t.effective_at end as at
        from told t
        cross join lateral json_each_text(t.attributes) w
        where t.attributes is not null and not t.is_undone
    ) t
    where not exists (
        select from closings c
        where c.account_id = t.account_id and c.asset_id = t.asset_id and c.number > t.number
            and (c.moves_start or c.effective_at <= t.at)
    )
),
settled as (
    select distinct on (w.account_id, w.asset_id, w.name, w.at) w.account_id, w.asset_id, w.name, w.at, w.value
    from written w
    order by w.account_id, w.asset_id, w.name, w.at, w.number desc
),
attributes as (
    select s.account_id, s.asset_id, s.name, s.at, s.value,
        lag(s.value) over life is distinct from s.value as is_edge,
        coalesce(lead(s.at) over life, 'infinity') as until
    from settled s
    window life as (partition by s.account_id, s.asset_id, s.name order by s.at)
),
described as (
    select p.account_id, p.asset_id, p.starts_at,
        jsonb_object_agg(a.name, a.value) filter (where a.at <= p.starts_at and a.until > p.starts_at) as attributes,
        bool_or(a.is_edge and a.at = p.starts_at) as is_edge,
        min(a.at) filter (where a.is_edge and a.at > p.starts_at) as cut_at
    from attributes a
    join stored p on p.account_id = a.account_id and p.asset_id = a.asset_id
        and p.starts_at < a.until and p.ends_at > a.at
    group by p.account_id, p.asset_id, p.starts_at
),
gaps as (
    select distinct p.account_id, p.asset_id, p.starts_at
    from told t
    join stored p on p.account_id = t.account_id and p.asset_id = t.asset_id
        and p.starts_at >= t.ended_before and p.starts_at < t.effective_at
    where t.category = 'Renewals' and t.effective_at > t.ended_before and not t.is_undone
),
judged_periods as (
    select p.account_id, p.asset_id, p.starts_at, p.ends_at, p.is_last, p.closes_at, p.end_day, p.quantity, p.yearly,
        p.mrr, p.amount, p.first_day, p.last_day, p.gap, p.unit_price, p.attributes::jsonb as attributes,
        d.attributes as described, b.begins, b.ends, least(b.cut_at, d.cut_at) as cut_at,
        coalesce(b.quantity, 0) as held, coalesce(b.yearly, 0) as yearly_held,
        coalesce(round(b.yearly * 1.0000 / 12, b.places), 0) as mrr_held,
        case when p.ends_at < 'infinity' or p.closes_at = 'infinity'
            then coalesce(b.amount, 0) + coalesce(c.amount, 0) else p.amount end as worth,
        coalesce(b.is_edge, p.quantity_before <> 0, false) or coalesce(d.is_edge, false) as is_edge,
        g.starts_at is not null and coalesce(b.quantity, 0) = 0 as is_gap,
        p.terms = coalesce(b.terms, n.terms) as agrees
    from stored p
    cross join (
        select hash_record_extended(row (null::numeric, null::numeric, null::numeric, null::numeric, null::text,
            null::text, null::text, null::text), 0) as terms
    ) n
    left join rebuilt b on b.account_id = p.account_id and b.asset_id = p.asset_id and b.starts_at = p.starts_at
    left join charged c on c.account_id = p.account_id and c.asset_id = p.asset_id and c.starts_at = p.starts_at
    left join described d on d.account_id = p.account_id and d.asset_id = p.asset_id and d.starts_at = p.starts_at
    left join gaps g on g.account_id = p.account_id and g.asset_id = p.asset_id and g.starts_at = p.starts_at
),
lives as (
    select coalesce(t.account_id, p.account_id) as account_id, coalesce(t.asset_id, p.asset_id) as asset_id,
        t.number, t.starts_at, t.ends_at, t.end_day, t.total_quantity, t.total_mrr, t.total_amount, t.ended,
        p.starts_at is not null as has_periods, p.life_starts_at, p.closes_at, p.end_day as closing_day,
        case when t.ended is null then p.quantity end as quantity, case when t.ended is null then p.mrr end as mrr,
        p.amount_so_far
    from (select * from told where is_last) t
    full join (select * from stored where is_last) p on p.account_id = t.account_id and p.asset_id = t.asset_id
)
select f.invariant, p.account_id, p.asset_id, null::bigint as order_id, null::integer as action,
    'the period from ' || p.starts_at as subject, f.aspect, f.expected, f.found
from judged_periods p
cross join lateral (values
    ('timeline_is_the_sum_of_its_entries', 'quantity', p.held::text, p.quantity::text, p.held <> p.quantity),
    ('timeline_is_the_sum_of_its_entries', 'yearly value', p.yearly_held::text, p.yearly::text,
        p.yearly_held <> p.yearly),
    ('timeline_is_the_sum_of_its_entries', 'MRR', p.mrr_held::text, p.mrr::text, p.mrr_held <> p.mrr),
    ('amounts_are_conserved', 'amount', p.worth::text, p.amount::text, p.worth <> p.amount),
    ('timeline_is_the_sum_of_its_entries', 'start', 'a change there', 'none', not p.is_edge),
    ('timeline_is_the_sum_of_its_entries', 'end', p.cut_at::text, p.ends_at::text, p.cut_at is not null),
    ('timeline_is_the_sum_of_its_entries', 'first day', p.begins::text, p.first_day::text, p.begins <> p.first_day),
    ('timeline_is_the_sum_of_its_entries', 'day after the last', p.ends::text, p.last_day::text, p.ends <> p.last_day),
    ('timeline_is_the_sum_of_its_entries', 'price or segment', 'that of its lots',
        coalesce(p.unit_price::text, 'none'), not p.agrees),
    ('timeline_is_the_sum_of_its_entries', 'gap', p.is_gap::text, p.gap::text, p.is_gap <> p.gap),
    ('timeline_is_the_sum_of_its_entries', 'attributes', coalesce(p.described::text, 'none'),
        coalesce(p.attributes::text, 'none'), p.described is distinct from p.attributes),
    ('periods_tile_the_lifecycle', 'end', 'the start of the next period', coalesce(p.closes_at::text, p.end_day::text),
        not p.is_last and num_nonnulls(p.closes_at, p.end_day) > 0)
) f (invariant, aspect, expected, found, is_wrong)
where f.is_wrong
    and ((p.held, p.yearly_held, p.mrr_held, p.worth, p.is_gap, p.described)
            is distinct from (p.quantity, p.yearly, p.mrr, p.amount, p.gap, p.attributes)
        or p.begins <> p.first_day or p.ends <> p.last_day or p.cut_at is not null or not p.is_edge or not p.agrees
        or not p.is_last and num_nonnulls(p.closes_at, p.end_day) > 0)
union all
select f.invariant, e.account_id, e.asset_id, null, e.action, 'entry ' || e.number, f.aspect, f.expected, f.found
from judged_entries e
cross join lateral (values
    ('every_entry_has_its_lot', 'lot', 'an entry that opens it', 'none', not e.has_lot),
    ('amounts_are_conserved', 'amount', e.expected_amount::text, e.amount::text, e.expected_amount <> e.amount),
    ('amounts_are_conserved', 'decimals of the amount', e.places::text, scale(e.amount)::text,
        e.places <> scale(e.amount)),
    ('timeline_is_the_sum_of_its_entries', 'yearly value', e.expected_yearly::text, e.yearly::text,
        e.expected_yearly <> e.yearly)
) f (invariant, aspect, expected, found, is_wrong)
where f.is_wrong
    and (not e.has_lot or e.places <> scale(e.amount)
        or (e.expected_amount, e.expected_yearly) is distinct from (e.amount, e.yearly))
    and (e.has_lot or f.invariant = 'every_entry_has_its_lot')
union all
select 'timeline_is_the_sum_of_its_entries', g.account_id, g.asset_id, null, null,
    coalesce('the period from ' || g.starts_at, 'the time outside of the lifecycle'), f.aspect, f.expected, f.found
from gathered g
cross join lateral (values
    ('most quantity of a lot', '0', g.stray::text, g.stray > 0),
    ('end of its lots', g.ends_at::text, g.held_until::text, g.held_until is not null)
) f (aspect, expected, found, is_wrong)
where f.is_wrong and (g.starts_at is null or g.held_until is not null)
union all
select 'quantity_is_never_negative', h.account_id, h.asset_id, null, null, 'lot ' || h.lot,
    'quantity from ' || h.since, '0 or more', h.quantity::text
from (
    select s.account_id, s.asset_id, s.lot, s.at as since, s.quantity
    from sums s
    where s.quantity < 0
    union all
    select l.account_id, l.asset_id, l.lot, coalesce(l.change_since, l.since), l.quantity + coalesce(l.change, 0)
    from lots l
    where (l.is_unchanged or l.is_plain) and l.quantity + coalesce(l.change, 0) < 0
) h
union all
select f.invariant, v.account_id, v.asset_id, null, v.number, 'the lifecycle', f.aspect, f.expected, f.found
from lives v
cross join lateral (values
    ('voided_assets_have_no_periods', 'periods', 'none', 'some', v.starts_at is null and v.has_periods),
    ('periods_tile_the_lifecycle', 'periods', 'some', 'none', v.starts_at is not null and not v.has_periods),
    ('periods_tile_the_lifecycle', 'start of the first period', v.starts_at::text, v.life_starts_at::text,
        v.starts_at <> v.life_starts_at),
    ('last_period_closes_the_lifecycle', 'end of the last period', v.ends_at::text,
        coalesce(v.closes_at::text, 'none'), v.has_periods and v.ends_at is distinct from v.closes_at),
    ('last_period_closes_the_lifecycle', 'day after the last', v.end_day::text,
        coalesce(v.closing_day::text, 'none'), v.has_periods and v.end_day is distinct from v.closing_day),
    ('amounts_are_conserved', 'sum of the amounts of all periods', v.total_amount::text,
        coalesce(v.amount_so_far, 0)::text, v.total_amount <> coalesce(v.amount_so_far, 0)),
    ('mrr_changes_telescope', 'final quantity', v.total_quantity::text, coalesce(v.quantity, 0)::text,
        v.total_quantity <> coalesce(v.quantity, 0)),
    ('mrr_changes_telescope', 'final MRR', v.total_mrr::text, coalesce(v.mrr, 0)::text,
        v.total_mrr <> coalesce(v.mrr, 0))
) f (invariant, aspect, expected, found, is_wrong)
where f.is_wrong
    and ((v.starts_at is null) = v.has_periods
        or v.has_periods and (v.starts_at, v.ends_at, v.end_day)
            is distinct from (v.life_starts_at, v.closes_at, v.closing_day)
        or (v.total_amount, v.total_quantity, v.total_mrr)
            is distinct from (coalesce(v.amount_so_far, 0), coalesce(v.quantity, 0), coalesce(v.mrr, 0)))
limit %(most)s
