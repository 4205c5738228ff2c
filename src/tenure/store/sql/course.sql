-- name: find_course
-- At which instants do quantity and MRR of an account change, by how much, in each currency, as known now? `amount` is
-- what the periods that start then are worth.
select d.currency, d.at, sum(d.quantity) as quantity, sum(d.mrr) as mrr, sum(d.amount) as amount
from (
    select s.currency, p.starts_at as at, p.quantity - lag(p.quantity, 1, 0.00) over life as quantity,
        p.mrr - lag(p.mrr, 1, 0.00) over life as mrr, p.amount
    from state_period p
    join asset s on s.account_id = p.account_id and s.asset_id = p.asset_id
    where p.account_id = %(account_id)s
    window life as (partition by p.asset_id order by p.starts_at)
    union all
    select s.currency, p.closes_at, -p.quantity, -p.mrr, 0
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
        select coalesce(p.attributes ->> 'contract', (
            select c.key from contract c where c.account_id = s.account_id and c.contract_id = s.contract_id
        )) = %(contract)s as counts
    ) u
    where s.account_id = %(account_id)s
)
select d.currency, d.at, sum(d.quantity) as quantity, sum(d.mrr) as mrr, 0.00 as amount
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
-- decimals is told apart from half a minor unit by fourteen. `amount` is what the entries that start then are worth.
with known as materialized (
    select e.asset_id, s.currency, e.starts_at, e.ends_at, e.quantity, e.yearly, e.amount
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
    select x.asset_id, x.currency, x.at, sum(x.quantity) as quantity, sum(x.yearly) as yearly,
        sum(x.amount) as amount
    from (
        select k.asset_id, k.currency, k.starts_at as at, k.quantity, k.yearly, k.amount from known k
        union all
        select k.asset_id, k.currency, k.ends_at, -k.quantity, -k.yearly, 0
        from known k
        where k.ends_at < 'infinity'
    ) x
    group by x.asset_id, x.currency, x.at
),
state as (
    select c.asset_id, c.currency, c.at, c.quantity, c.amount, m.places,
        (sum(c.yearly) over (partition by c.asset_id order by c.at))::numeric(40, 14) as yearly
    from change c
    join unnest(%(currencies)s::text[], %(places)s::integer[]) m (currency, places) on m.currency = c.currency
),
rounded as (
    select t.asset_id, t.currency, t.at, t.quantity, t.amount, round(t.yearly / 12, t.places) as mrr from state t
)
select d.currency, d.at, sum(d.quantity) as quantity, sum(d.mrr) as mrr, sum(d.amount) as amount
from (
    select r.currency, r.at, r.quantity, r.amount,
        r.mrr - lag(r.mrr, 1, 0.00) over (partition by r.asset_id order by r.at) as mrr
    from rounded r
) d
group by d.currency, d.at
order by d.currency collate "C", d.at

-- name: find_currencies
-- In which currencies are the assets of this account?
select distinct s.currency from asset s where s.account_id = %(account_id)s

-- name: find_amounts_of_contract
-- What are the assets that are under this contract at an instant worth over their whole lives, as known now?
select s.currency, sum(l.total_amount) as amount
from asset s
join lateral (
    select x.total_amount
    from action x
    where x.account_id = s.account_id and x.asset_id = s.asset_id
    order by x.number desc
    limit 1
) l on true
left join lateral (
    select x.closes_at, x.attributes
    from state_period x
    where x.account_id = s.account_id and x.asset_id = s.asset_id and x.starts_at <= %(on)s
    order by x.starts_at desc
    limit 1
) h on coalesce(h.closes_at, 'infinity') > %(on)s
where s.account_id = %(account_id)s
    and coalesce(h.attributes ->> 'contract', (
        select c.key from contract c where c.account_id = s.account_id and c.contract_id = s.contract_id
    )) = %(contract)s
group by s.currency

-- name: find_contract
-- Has this account a contract of this key?
select c.contract_id from contract c where c.account_id = %(account_id)s and c.key = %(contract)s

-- name: find_assets_ever_under
-- Which assets of this account were ever under this contract, as was known by an instant, and what wrote that?
select s.asset_id, s.currency, nullif(l.ends_at, 'infinity') as ends_at, l.total_amount,
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
    select x.number, x.ends_at, x.total_amount
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
