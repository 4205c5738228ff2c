-- name: find_assets_of_key
-- Which assets have this key, in whichever accounts?
select s.account_id, s.asset_id, a.key as account
from asset s
join account a on a.account_id = s.account_id
where lower(s.key) = lower(%(key)s::text collate "C") and s.key = %(key)s
order by a.key
limit 20

-- name: find_asset_of_id
-- In which account is the asset with this id?
select s.account_id, s.asset_id
from asset s
where s.asset_id = %(asset_id)s
