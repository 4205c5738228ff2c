-- name: list_account_names
-- Which accounts come next in the order of their ids, and what are they called?
select a.account_id, a.name from account a where a.account_id > %(after)s order by a.account_id limit %(most)s
