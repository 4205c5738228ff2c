-- name: verify_orders
-- Which orders of these accounts are not activated in whole or not at all, or are not what was activated; which
-- assets, actions and sources do not follow from an order line?
--
-- A key is looked for as text first: JSON is only taken apart where its text does not settle the question.
-- The other side of an action may be in any account: the few there are are looked up one by one, which a limit makes
-- the planner do, and not joined with the whole book.
with made as materialized (
    select c.account_id, c.asset_id, c.number, c.order_id, c.position, c.type, c.recorded_at, c.actor, c.request_id,
        c.rolled_back_action, c.order_account_id, c.counterpart_account_id, c.counterpart_asset_id, c.counterpart_action
    from action c
    where c.account_id between %(first)s and %(last)s
),
orders as materialized (
    select o.account_id, o.order_id, o.number, o.state, o.digest, o.recorded_at, o.activated_by, o.request_id,
        o.content::text as content
    from sales_order o
    where o.account_id between %(first)s and %(last)s
),
lines as materialized (
    select l.account_id, l.order_id, l.position, l.line, l.action, l.content::text as content
    from order_line l
    where l.account_id between %(first)s and %(last)s
),
undone as (
    select distinct m.account_id, m.asset_id, x.number
    from made m
    cross join lateral (values (m.rolled_back_action), (m.number)) x (number)
    where m.rolled_back_action is not null
),
judged_orders as (
    select o.account_id, o.order_id, o.state, o.digest,
        case when o.digest is not null
            then sha256(convert_to(o.content || coalesce(E'\n' || l.contents, ''), 'UTF8'))
        end as told_digest, l.renamed, o.number,
        case when strpos(o.content, '"number":"' || o.number || '"') = 0 then o.content::json ->> 'number' end
            as said_number
    from orders o
    left join (
        select l.account_id, l.order_id, string_agg(l.content, E'\n' order by l.position) as contents,
            min(l.position) filter (
                where strpos(l.content, '"action":"' || l.action || '"') = 0
                    or strpos(l.content, '"line":"' || l.line || '"') = 0 and l.content::json ->> 'line' <> l.line
            ) as renamed
        from lines l
        group by l.account_id, l.order_id
    ) l on l.account_id = o.account_id and l.order_id = o.order_id
),
own as (
    select m.* from made m where m.order_account_id is null
),
followed as (
    select coalesce(m.account_id, l.account_id) as account_id, coalesce(m.order_id, l.order_id) as order_id,
        coalesce(m.position, l.position) as position, m.asset_id, m.number, m.recorded_at, m.actor, m.request_id,
        m.rolled_back_action is not null as reverses, l.position is not null as has_line, l.action,
        case when m.number is null and l.action = 'add' then l.content::json ->> 'product' end as product
    from own m
    full join lines l on l.account_id = m.account_id and l.order_id = m.order_id and l.position = m.position
),
judged_actions as (
    select f.account_id, f.order_id, f.position, f.asset_id, f.number, f.has_line, f.recorded_at, f.actor, f.request_id,
        o.recorded_at as activated_at, o.activated_by, o.request_id as activation,
        f.number is null and o.digest is not null and f.action <> 'no_change' and p.code is null as is_idle,
        f.number is not null and o.digest is null as is_early,
        f.number is not null and o.state = 'cancelled' and u.number is null as is_standing,
        o.state = 'cancelled' and f.reverses as is_cancellation
    from followed f
    left join orders o on o.account_id = f.account_id and o.order_id = f.order_id
    left join product p on p.code = f.product and p.asset_conversion = 'none'
    left join undone u on u.account_id = f.account_id and u.asset_id = f.asset_id and u.number = f.number
),
judged_assets as (
    select a.account_id, a.asset_id, a.order_id, a.position, a.currency, c.type, c.order_id as first_order_id,
        c.position as first_position, l.position is not null as has_line, p.code as product,
        coalesce(a.key, '') as key,
        case when coalesce(strpos(l.content, '"product":"' || p.code || '"'), 0) = 0
            then case l.action when 'add' then l.content::json ->> 'product'
                else l.content::json #>> '{replacement,product}' end end as said_product,
        case when l.position is not null and coalesce(strpos(l.content, '"asset":"' || a.key || '"'), 0) = 0
            then coalesce(case l.action when 'add' then l.content::json ->> 'asset'
                else l.content::json #>> '{replacement,asset}' end, '') end as said_key,
        case when strpos(o.content, '"currency":') > 0 then o.content::json ->> 'currency' end as said_currency
    from asset a
    left join made c on c.account_id = a.account_id and c.asset_id = a.asset_id and c.number = 1
    left join orders o on o.account_id = a.account_id and o.order_id = a.order_id
    left join lines l on l.account_id = a.account_id and l.order_id = a.order_id and l.position = a.position
    left join product p on p.product_id = a.product_id
    where a.account_id between %(first)s and %(last)s and a.origin_asset_id is null
),
judged_sides as (
    select m.account_id, m.asset_id, m.number, m.order_id, m.order_account_id, m.counterpart_asset_id,
        o.recorded_at = m.recorded_at or o.state = 'cancelled' and m.rolled_back_action is not null as is_told,
        l.position is not null as has_line,
        b.counterpart_asset_id = m.asset_id and b.counterpart_action = m.number
            and b.counterpart_account_id = m.account_id and b.recorded_at = m.recorded_at as agrees,
        a.origin_asset_id, a.origin_asset_id = m.counterpart_asset_id
            and a.origin_account_id = m.counterpart_account_id or m.number > 1 as has_origin
    from made m
    join asset a on a.account_id = m.account_id and a.asset_id = m.asset_id
        and a.account_id between %(first)s and %(last)s
    left join lateral (
        select o.recorded_at, o.state
        from sales_order o
        where o.account_id = coalesce(m.order_account_id, m.account_id) and o.order_id = m.order_id
        limit 1
    ) o on true
    left join lateral (
        select l.position
        from order_line l
        where l.account_id = coalesce(m.order_account_id, m.account_id) and l.order_id = m.order_id
            and l.position = m.position
        limit 1
    ) l on true
    left join lateral (
        select b.account_id, b.counterpart_account_id, b.counterpart_asset_id, b.counterpart_action, b.recorded_at
        from action b
        where b.account_id = m.counterpart_account_id and b.asset_id = m.counterpart_asset_id
            and b.number = m.counterpart_action
        limit 1
    ) b on true
    where m.counterpart_asset_id is not null or m.order_account_id is not null or a.origin_asset_id is not null
),
sourced_lines as (
    select l.account_id, l.order_id, l.position, l.content::json -> 'source' as source
    from lines l
    where strpos(l.content, '"source":') > 0 and l.content::json -> 'source' is not null
),
sourced_orders as (
    select o.account_id, o.order_id, o.content::json -> 'source' as source
    from orders o
    where strpos(o.content, '"source":') > 0
),
judged_sources as (
    select coalesce(m.account_id, s.account_id) as account_id, coalesce(m.asset_id, s.asset_id) as asset_id,
        coalesce(m.number, s.action) as number, m.expected, s.found
    from (
        select m.account_id, m.asset_id, m.number, nullif(
            concat_ws(' ', x.source ->> 'type', x.source ->> 'reference', x.source ->> 'system'), '') as expected
        from own m
        left join sourced_lines l
            on l.account_id = m.account_id and l.order_id = m.order_id and l.position = m.position
        left join sourced_orders o on o.account_id = m.account_id and o.order_id = m.order_id
        cross join lateral (select coalesce(l.source, o.source) as source) x
        where l.position is not null or o.order_id is not null
    ) m
    full join (
        select s.account_id, s.asset_id, s.action,
            string_agg(concat_ws(' ', s.type, s.reference, s.system), ', ' order by s.number) as found
        from action_source s
        where s.account_id between %(first)s and %(last)s
        group by s.account_id, s.asset_id, s.action
    ) s on s.account_id = m.account_id and s.asset_id = m.asset_id and s.action = m.number
)
select f.invariant, o.account_id, null::bigint as asset_id, o.order_id, null::integer as action, 'the order' as subject,
    f.aspect, f.expected, f.found
from judged_orders o
cross join lateral (values
    ('activation_is_all_or_nothing', 'state', 'activated', o.state,
        o.digest is not null and o.state not in ('activated', 'cancelled')),
    ('activation_is_all_or_nothing', 'digest', 'one, for it is activated', 'none',
        o.digest is null and o.state = 'activated'),
    ('activation_is_all_or_nothing', 'digest', encode(o.told_digest, 'hex'), encode(o.digest, 'hex'),
        o.told_digest <> o.digest),
    ('activation_is_all_or_nothing', 'name or action of line at position ' || o.renamed, 'as in its content',
        'another', o.renamed is not null),
    ('activation_is_idempotent', 'number', o.said_number, o.number, o.said_number <> o.number)
) f (invariant, aspect, expected, found, is_wrong)
where f.is_wrong
    and ((o.digest is null) = (o.state in ('activated', 'cancelled')) or o.told_digest <> o.digest
        or o.renamed is not null or o.said_number is not null)
union all
select f.invariant, a.account_id, a.asset_id, a.order_id, a.number,
    coalesce('action ' || a.number, 'line at position ' || a.position), f.aspect, f.expected, f.found
from judged_actions a
cross join lateral (values
    ('activation_is_all_or_nothing', 'actions', 'some', 'none', a.is_idle),
    ('activation_is_all_or_nothing', 'order', 'an activated one', 'one that is not activated', a.is_early),
    ('activation_is_all_or_nothing', 'state', 'rolled back, for its order is cancelled', 'in force', a.is_standing),
    ('activation_is_all_or_nothing', 'recorded instant', a.activated_at::text, a.recorded_at::text,
        a.recorded_at <> a.activated_at and not a.is_cancellation),
    ('activation_is_all_or_nothing', 'actor', coalesce(a.activated_by, 'none'), a.actor, not a.is_cancellation
        and a.actor is distinct from a.activated_by and a.activated_at is not null and a.number is not null),
    ('activation_is_all_or_nothing', 'request', coalesce(a.activation, 'none'), a.request_id, not a.is_cancellation
        and a.request_id is distinct from a.activation and a.activated_at is not null and a.number is not null),
    ('every_action_has_its_line', 'line', 'line at position ' || a.position, 'none', not a.has_line)
) f (invariant, aspect, expected, found, is_wrong)
where f.is_wrong
    and (a.is_idle or a.is_early or a.is_standing or not a.has_line
        or (a.recorded_at, a.actor, a.request_id) is distinct from (a.activated_at, a.activated_by, a.activation))
union all
select 'every_asset_has_a_cause', a.account_id, a.asset_id, a.order_id, null, 'the asset', f.aspect, f.expected, f.found
from judged_assets a
cross join lateral (values
    ('line', 'line at position ' || a.position, 'none', not a.has_line),
    ('first action', 'one that generates it', coalesce(a.type, 'none'),
        a.type is null or a.type not in ('Generate', 'Convert')),
    ('order line', concat_ws(' at position ', a.first_order_id, a.first_position),
        concat_ws(' at position ', a.order_id, a.position),
        a.first_order_id <> a.order_id or a.first_position <> a.position),
    ('product', a.said_product, coalesce(a.product, 'none'),
        a.said_product is not null and a.said_product is distinct from a.product),
    ('key', a.said_key, a.key, a.said_key not in (a.key, regexp_replace(a.key, '-[0-9]+$', ''))),
    ('currency', coalesce(a.said_currency, 'one of ISO 4217'), a.currency,
        a.said_currency <> a.currency or a.currency <> all (%(currencies)s::text[]))
) f (aspect, expected, found, is_wrong)
where f.is_wrong
    and (not a.has_line or a.type is null or a.type not in ('Generate', 'Convert') or a.first_order_id <> a.order_id
        or a.first_position <> a.position or a.said_product is not null or a.said_key is not null
        or a.said_currency <> a.currency or a.currency <> all (%(currencies)s::text[]))
union all
select f.invariant, j.account_id, j.asset_id, j.order_id, j.number, 'action ' || j.number, f.aspect, f.expected, f.found
from judged_sides j
cross join lateral (values
    ('every_action_has_its_line', 'line', 'one of the order', 'none',
        j.order_account_id is not null and not j.has_line),
    ('activation_is_all_or_nothing', 'order', 'one activated at the same instant', 'another',
        j.order_account_id is not null and j.is_told is not true),
    ('every_side_has_its_other', 'other side', 'an action that names this one', 'none',
        j.counterpart_asset_id is not null and j.agrees is not true),
    ('every_asset_has_a_cause', 'asset that it comes from', coalesce(j.origin_asset_id::text, 'none'),
        coalesce(j.counterpart_asset_id::text, 'none'), j.origin_asset_id is not null and j.has_origin is not true)
) f (invariant, aspect, expected, found, is_wrong)
where f.is_wrong
union all
select 'every_asset_has_a_cause', s.account_id, s.asset_id, null, s.number, 'action ' || s.number, 'source',
    coalesce(s.expected, 'none but its line'), coalesce(s.found, 'none')
from judged_sources s
where s.expected is distinct from s.found
limit %(most)s
