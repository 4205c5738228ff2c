-- name: find_course
-- At which instants do quantity and MRR of an account change, by how much, in each currency, as known now?
select d.currency, d.at, sum(d.quantity) as quantity, sum(d.mrr) as mrr
from (
    select s.currency, p.starts_at as at, p.quantity - lag(p.quantity, 1, 0.00) over life as quantity,
        p.mrr - lag(p.mrr, 1, 0.00) over life as mrr
    from state_period p
    join asset s on s.account_id = p.account_id and s.asset_id = p.asset_id
    where p.account_id = %(account_id)s
    window life as (partition by p.asset_id order by p.starts_at)
    union all
    select s.currency, p.closes_at, -p.quantity, -p.mrr
    from state_period p
    join asset s on s.account_id = p.account_id and s.asset_id = p.asset_id
    where p.account_id = %(account_id)s and p.closes_at < 'infinity'
) d
group by d.currency, d.at
order by d.currency collate "C", d.at

-- name: find_course_of_contract
-- At which instants do quantity and MRR that an account has under this contract change, by how much, in each currency,
-- as known now? What an asset holds counts while it is under it.
with held as (
    select p.asset_id, s.currency, p.starts_at, p.closes_at,
        case when u.counts then p.quantity else 0 end as quantity, case when u.counts then p.mrr else 0 end as mrr
    from asset s
    join state_period p on p.account_id = s.account_id and p.asset_id = s.asset_id
    cross join lateral (
        select coalesce(p.attributes ->> 'contract' = %(contract)s, s.contract_id = %(contract_id)s) as counts
    ) u
    where s.account_id = %(account_id)s
)
select d.currency, d.at, sum(d.quantity) as quantity, sum(d.mrr) as mrr
from (
    select h.currency, h.starts_at as at, h.quantity - lag(h.quantity, 1, 0.00) over life as quantity,
        h.mrr - lag(h.mrr, 1, 0.00) over life as mrr
    from held h
    window life as (partition by h.asset_id order by h.starts_at)
    union all
    select h.currency, h.closes_at, -h.quantity, -h.mrr from held h where h.closes_at < 'infinity'
) d
group by d.currency, d.at
order by d.currency collate "C", d.at

-- name: find_course_as_known
-- At which instants do quantity and MRR of an account change, by how much, in each currency, as was known by another
-- instant? MRR is rounded for each asset as it then stands, as it is in its state periods: a twelfth of a value of ten
-- decimals is told apart from half a minor unit by fourteen.
with known as materialized (
    select e.asset_id, s.currency, e.starts_at, e.ends_at, e.quantity, e.yearly
    from (
        select a.asset_id, max(a.number) as number
        from action a
        where a.account_id = %(account_id)s and a.recorded_at <= %(known_at)s
        group by a.asset_id
    ) l
    join asset s on s.account_id = %(account_id)s and s.asset_id = l.asset_id
    join entry e on e.account_id = %(account_id)s and e.asset_id = l.asset_id and e.action <= l.number
),
change as (
    select x.asset_id, x.currency, x.at, sum(x.quantity) as quantity, sum(x.yearly) as yearly
    from (
        select k.asset_id, k.currency, k.starts_at as at, k.quantity, k.yearly from known k
        union all
        select k.asset_id, k.currency, k.ends_at, -k.quantity, -k.yearly
        from known k
        where k.ends_at < 'infinity'
    ) x
    group by x.asset_id, x.currency, x.at
),
state as (
    select c.asset_id, c.currency, c.at, c.quantity, m.places,
        (sum(c.yearly) over (partition by c.asset_id order by c.at))::numeric(40, 14) as yearly
    from change c
    join unnest(%(currencies)s::text[], %(places)s::integer[]) m (currency, places) on m.currency = c.currency
),
rounded as (
    select t.asset_id, t.currency, t.at, t.quantity, round(t.yearly / 12, t.places) as mrr from state t
)
select d.currency, d.at, sum(d.quantity) as quantity, sum(d.mrr) as mrr
from (
    select r.currency, r.at, r.quantity,
        r.mrr - lag(r.mrr, 1, 0.00) over (partition by r.asset_id order by r.at) as mrr
    from rounded r
) d
group by d.currency, d.at
order by d.currency collate "C", d.at

-- name: find_currencies
-- In which currencies are the assets of this account?
select distinct s.currency from asset s where s.account_id = %(account_id)s

-- name: find_contract
-- Has this account a contract of this key?
select c.contract_id from contract c where c.account_id = %(account_id)s and c.key = %(contract)s

-- name: find_assets_ever_under
-- Which assets of this account were ever under this contract, as was known by an instant, and what wrote that?
select s.asset_id, s.currency,
    (
        select c.key from contract c where c.account_id = s.account_id and c.contract_id = s.contract_id
    ) as contract,
    (
        select json_agg(n order by n.number)
        from (
            select x.number, x.category, x.subtype, x.effective_at, x.starts_at, x.attributes, x.rolled_back_action
            from action x
            where x.account_id = s.account_id and x.asset_id = s.asset_id and x.number <= l.number
        ) n
    )::text as writings
from asset s
join lateral (
    select x.number
    from action x
    where x.account_id = s.account_id and x.asset_id = s.asset_id and x.recorded_at <= %(known_at)s
    order by x.number desc
    limit 1
) l on true
where s.account_id = %(account_id)s
    and (s.contract_id = %(contract_id)s or exists (
        select from action x
        where x.account_id = s.account_id and x.asset_id = s.asset_id and x.number <= l.number
            and x.attributes ->> 'contract' = %(contract)s
    ))
order by s.asset_id

-- name: find_changes_of_assets
-- At which instants do quantity and yearly value of these assets change, by how much, as was known by an instant?
select e.asset_id, x.at, sum(x.quantity) as quantity, sum(x.yearly) as yearly
from unnest(%(asset_ids)s::bigint[]) n (asset_id)
join action a on a.account_id = %(account_id)s and a.asset_id = n.asset_id and a.recorded_at <= %(known_at)s
join entry e on e.account_id = a.account_id and e.asset_id = a.asset_id and e.action = a.number
cross join lateral (
    values (e.starts_at, e.quantity, e.yearly), (e.ends_at, -e.quantity, -e.yearly)
) x (at, quantity, yearly)
where x.at < 'infinity'
group by e.asset_id, x.at
order by e.asset_id, x.at
