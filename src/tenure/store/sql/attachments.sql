-- name: add_file
-- Adds a file to an asset.
insert into asset_file (
    account_id, asset_id, file_id, name, media_type, size, digest, content, added_at, added_by, request_id
)
values (
    %(account_id)s, %(asset_id)s, %(file_id)s, %(name)s, %(media_type)s, %(size)s, %(digest)s, %(content)s,
    %(added_at)s, %(added_by)s, %(request_id)s
)

-- name: find_files
-- Which files were added to this asset, in that order?
select f.file_id as id, f.name, f.media_type, f.size, f.digest, f.added_at, f.added_by, f.request_id, f.removed_at,
    f.removed_by
from asset_file f
where f.account_id = %(account_id)s and f.asset_id = %(asset_id)s
order by f.file_id

-- name: find_file_content
-- What is in this file of the asset, if it is not removed?
select f.name, f.media_type, f.content
from asset_file f
where f.account_id = %(account_id)s and f.asset_id = %(asset_id)s and f.file_id = %(file_id)s
    and f.removed_at is null

-- name: remove_file
-- Removes a file of an asset: its content goes, and who removed it when is kept.
update asset_file f
set content = null, removed_at = %(removed_at)s, removed_by = %(removed_by)s
where f.account_id = %(account_id)s and f.asset_id = %(asset_id)s and f.file_id = %(id)s and f.removed_at is null

-- name: add_case
-- Adds a reference to a case to an asset.
insert into asset_case (
    account_id, asset_id, case_id, reference, system, title, url, state, added_at, added_by, request_id
)
values (
    %(account_id)s, %(asset_id)s, %(case_id)s, %(reference)s, %(system)s, %(title)s, %(url)s, %(state)s, %(added_at)s,
    %(added_by)s, %(request_id)s
)

-- name: find_cases
-- Which references to cases were added to this asset, in that order?
select c.case_id as id, c.reference, c.system, c.title, c.url, c.state, c.added_at, c.added_by, c.request_id,
    c.removed_at, c.removed_by
from asset_case c
where c.account_id = %(account_id)s and c.asset_id = %(asset_id)s
order by c.case_id

-- name: remove_case
-- Removes a reference to a case from an asset; who removed it when is kept.
update asset_case c
set removed_at = %(removed_at)s, removed_by = %(removed_by)s
where c.account_id = %(account_id)s and c.asset_id = %(asset_id)s and c.case_id = %(id)s and c.removed_at is null
