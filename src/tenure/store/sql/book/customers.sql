-- name: find_customer
-- What is kept of the account of this key, and of the one above it?
select a.account_id, a.key, a.name, a.currency, a.parent_id, p.key as parent, p.name as parent_name, a.owner,
    a.renewal_model, a.renewal_notice_days, a.external_ids::text as external_ids, a.last_recorded_at,
    a.custom
from account_directory d
join account a on a.account_id = d.account_id
left join account p on p.account_id = a.parent_id
where d.key = %(key)s

-- name: find_children
-- Which accounts are right below this one?
select a.account_id, a.key, a.name
from account a
where a.parent_id = %(account_id)s
order by a.key
limit %(most)s
