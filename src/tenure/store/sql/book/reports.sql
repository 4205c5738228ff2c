-- name: find_last_recorded
-- When was anything last recorded, in any account?
select max(a.last_recorded_at) as recorded_at from account a

-- name: find_next_accounts
-- Which accounts come next in the order of their keys?
select d.account_id, d.key
from account_directory d
where d.key > %(after)s
order by d.key
limit %(most)s

-- name: find_all_failures
-- Why was each line of each failed order refused when it was last tried?
select r.account_id, o.number, a.key as account, r.line, r.code, r.sentence, r.tried_at, r.tried_by
from refusal r
join sales_order o on o.account_id = r.account_id and o.order_id = r.order_id
join account a on a.account_id = r.account_id
where o.state = 'failed'
    and r.attempt = (
        select max(x.attempt) from refusal x where x.account_id = r.account_id and x.order_id = r.order_id
    )
order by r.tried_at, o.number, r.position

-- name: find_foreign_account
-- Is there an account other than these?
select d.key from account_directory d where d.key <> all(%(keys)s) limit 1
