-- name: verify_orders
-- Which orders of these accounts are not activated in whole or not at all, or are not what was activated; which
-- assets, actions and sources do not follow from an order line?
--
-- A key is looked for as text first: JSON is only taken apart where its text does not settle the question.
with made as materialized (
    select c.account_id, c.asset_id, c.number, c.order_id, c.position, c.type, c.recorded_at
    from action c
    where c.account_id between %(first)s and %(last)s
),
lines as materialized (
    select l.account_id, l.order_id, l.position, l.line, l.action, l.content::text as content
    from order_line l
    where l.account_id between %(first)s and %(last)s
),
orders as materialized (
    select o.account_id, o.order_id, o.number, o.state, o.digest, o.recorded_at, o.content::text as content
    from sales_order o
    where o.account_id between %(first)s and %(last)s
),
followed as (
    select coalesce(l.account_id, m.account_id) as account_id, coalesce(l.order_id, m.order_id) as order_id,
        string_agg(l.content, E'\n' order by l.position) as contents,
        min(m.position) filter (where l.position is not null) as active,
        min(m.first_recorded_at) as first_recorded_at, max(m.last_recorded_at) as last_recorded_at,
        min(l.position) filter (where m.position is null and l.action <> 'no_change' and p.code is null) as idle,
        min(l.position) filter (
            where strpos(l.content, '"action":"' || l.action || '"') = 0
                or strpos(l.content, '"line":"' || l.line || '"') = 0 and l.content::json ->> 'line' <> l.line
        ) as renamed
    from lines l
    full join (
        select m.account_id, m.order_id, m.position, min(m.recorded_at) as first_recorded_at,
            max(m.recorded_at) as last_recorded_at
        from made m
        group by m.account_id, m.order_id, m.position
    ) m on m.account_id = l.account_id and m.order_id = l.order_id and m.position = l.position
    left join product p on p.asset_conversion = 'none'
        and p.code = case when m.position is null and l.action = 'add' then l.content::json ->> 'product' end
    group by coalesce(l.account_id, m.account_id), coalesce(l.order_id, m.order_id)
),
judged_orders as (
    select o.account_id, o.order_id, o.number, o.state, o.digest, o.recorded_at, f.active, f.first_recorded_at,
        f.last_recorded_at, f.renamed, case when o.digest is not null then f.idle end as idle,
        case when o.digest is not null
            then sha256(convert_to(o.content || coalesce(E'\n' || f.contents, ''), 'UTF8'))
        end as told_digest,
        case when strpos(o.content, '"number":"' || o.number || '"') = 0
            then nullif(o.content::json ->> 'number', o.number) end as other_number
    from orders o
    left join followed f on f.account_id = o.account_id and f.order_id = o.order_id
),
judged_assets as (
    select a.account_id, a.asset_id, a.order_id, a.position, c.number, c.type, c.order_id as first_order_id,
        c.position as first_position, l.position is not null as has_line,
        case when l.action = 'add' and strpos(l.content, '"product":"' || p.code || '"') = 0
            then nullif(l.content::json ->> 'product', p.code) end as other_product,
        p.code,
        case when l.action = 'add' and a.key is not null and strpos(l.content, '"asset":"' || a.key || '"') = 0
            and left(a.key, length(l.content::json ->> 'asset')) is distinct from l.content::json ->> 'asset'
            then coalesce(l.content::json ->> 'asset', 'none') end as other_key,
        a.key
    from asset a
    left join made c on c.account_id = a.account_id and c.asset_id = a.asset_id and c.number = 1
    left join lines l on l.account_id = a.account_id and l.order_id = a.order_id and l.position = a.position
    left join product p on p.product_id = a.product_id
    where a.account_id between %(first)s and %(last)s
),
sourced as (
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
        select m.account_id, m.asset_id, m.number,
            nullif(concat_ws(' ', x.source ->> 'type', x.source ->> 'reference', x.source ->> 'system'), '') as expected
        from made m
        left join sourced l on l.account_id = m.account_id and l.order_id = m.order_id and l.position = m.position
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
    ('activation_is_all_or_nothing', 'actions of line at position ' || o.idle, 'some', 'none', o.idle is not null),
    ('activation_is_all_or_nothing', 'actions of line at position ' || o.active, 'none, for it is not activated', 'some',
        o.digest is null and o.active is not null),
    ('activation_is_all_or_nothing', 'state', 'activated', o.state,
        o.digest is not null and o.state not in ('activated', 'cancelled')),
    ('activation_is_all_or_nothing', 'digest', 'one, for it is activated', 'none',
        o.digest is null and o.state = 'activated'),
    ('activation_is_all_or_nothing', 'digest', encode(o.told_digest, 'hex'), encode(o.digest, 'hex'),
        o.told_digest <> o.digest),
    ('activation_is_all_or_nothing', 'name or action of line at position ' || o.renamed, 'as in its content', 'another',
        o.renamed is not null),
    ('activation_is_all_or_nothing', 'recorded instant', concat_ws(' to ', o.first_recorded_at, o.last_recorded_at),
        coalesce(o.recorded_at::text, 'none'), o.digest is not null
            and (o.first_recorded_at, o.last_recorded_at) is distinct from (o.recorded_at, o.recorded_at)
            and o.first_recorded_at is not null),
    ('activation_is_idempotent', 'number', o.other_number, o.number, o.other_number is not null)
) f (invariant, aspect, expected, found, is_wrong)
where f.is_wrong
    and (o.idle is not null or o.renamed is not null or o.other_number is not null or o.told_digest <> o.digest
        or (o.digest is null) = (o.state = 'activated') or o.digest is null and o.active is not null
        or o.first_recorded_at is distinct from o.recorded_at or o.last_recorded_at is distinct from o.recorded_at)
union all
select 'every_action_has_its_line', m.account_id, m.asset_id, m.order_id, m.number, 'action ' || m.number, 'line',
    'line at position ' || m.position, 'none'
from made m
where not exists (
    select from lines l
    where l.account_id = m.account_id and l.order_id = m.order_id and l.position = m.position
)
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
    ('product', a.other_product, coalesce(a.code, 'none'), a.other_product is not null),
    ('key', a.other_key, a.key, a.other_key is not null)
) f (aspect, expected, found, is_wrong)
where f.is_wrong
    and (not a.has_line or a.type is null or a.type not in ('Generate', 'Convert') or a.first_order_id <> a.order_id
        or a.first_position <> a.position or a.other_product is not null or a.other_key is not null)
union all
select 'every_asset_has_a_cause', s.account_id, s.asset_id, null, s.number, 'action ' || s.number, 'source',
    coalesce(s.expected, 'none but its line'), coalesce(s.found, 'none')
from judged_sources s
where s.expected is distinct from s.found
limit %(most)s
