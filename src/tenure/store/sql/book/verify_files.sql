-- name: verify_files
-- Which files of these accounts are not what was added: by their size, or by the hash of their content?
select 'files_are_what_was_added' as invariant, f.account_id, f.asset_id, null::bigint as order_id,
    null::integer as action, 'file ' || f.file_id as subject, d.aspect, d.expected, d.found
from asset_file f
cross join lateral (values
    ('size', f.size::text, length(f.content)::text),
    ('SHA-256', encode(f.digest, 'hex'), encode(sha256(f.content), 'hex'))
) d (aspect, expected, found)
where f.account_id between %(first)s and %(last)s and f.content is not null and d.expected <> d.found
order by f.account_id, f.asset_id, f.file_id, d.aspect collate "C"
limit %(most)s
