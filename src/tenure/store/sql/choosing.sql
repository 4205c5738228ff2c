-- name: find_mrr
-- What does this account pay a month at an instant, in each currency, as known now, and for how many assets?
select s.currency, sum(h.mrr) as mrr, count(*)::integer as assets
from asset s
join lateral (
    select x.mrr, x.closes_at
    from state_period x
    where x.account_id = s.account_id and x.asset_id = s.asset_id and x.starts_at <= %(on)s
    order by x.starts_at desc
    limit 1
) h on coalesce(h.closes_at, 'infinity') > %(on)s
where s.account_id = %(account_id)s
group by s.currency
