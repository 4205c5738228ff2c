-- name: find_account_cycle
-- Is any of these accounts its own ancestor?
with recursive up as (
    select a.account_id as start_id, a.parent_id, 1 as depth
    from account a
    where a.account_id = any(%(account_ids)s)
    union all
    select up.start_id, a.parent_id, up.depth + 1
    from up
    join account a on a.account_id = up.parent_id
    where up.depth < 1000 and up.parent_id <> up.start_id
)
select a.key from up join account a on a.account_id = up.start_id where up.parent_id = up.start_id limit 1

-- name: anything_activated
-- Is anything activated?
select exists (select from account where chain_length > 0) as activated

-- name: find_accounts_in_scope
-- Which of these accounts does this user look after, or have one of these keys themselves or above them?
with recursive above as (
    select a.account_id as asked_id, a.parent_id, a.key = any(%(roots)s::text[]) as is_root
    from account a
    where a.account_id = any(%(account_ids)s::bigint[])
    union
    select above.asked_id, a.parent_id, a.key = any(%(roots)s::text[])
    from above
    join account a on a.account_id = above.parent_id
    where not above.is_root
)
select above.asked_id as account_id from above where above.is_root
union
select a.account_id from account a where a.account_id = any(%(account_ids)s::bigint[]) and a.owner = %(owner)s::text

-- name: find_all_accounts_in_scope
-- Which accounts does this user look after, or have one of these keys themselves or above them?
with recursive below as (
    select d.account_id from account_directory d where d.key = any(%(roots)s::text[])
    union
    select a.account_id
    from below
    join account a on a.parent_id = below.account_id
)
select below.account_id from below
union
select a.account_id from account a where a.owner = %(owner)s::text
