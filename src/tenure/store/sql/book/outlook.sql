-- name: find_endings
-- Which assets in force end next, in the whole book, after an instant and up to another one?
select e.account_id, e.asset_id
from state_period e
where e.closes_at > %(now)s and e.closes_at <= %(until)s and e.closes_at < 'infinity'
    and not coalesce((
        select h.gap
        from state_period h
        where h.account_id = e.account_id and h.asset_id = e.asset_id and h.starts_at <= %(now)s
        order by h.starts_at desc
        limit 1
    ), true)
order by e.closes_at, e.account_id, e.asset_id
limit %(most)s

-- name: find_last_actions
-- Which actions of the whole book were recorded last? Of those of one instant as many as there is room for.
select x.account_id, x.asset_id, x.number from action x order by x.recorded_at desc limit %(most)s
