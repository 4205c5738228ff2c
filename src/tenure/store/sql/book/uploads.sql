-- name: add_upload
-- Adds a file that is to be taken in.
insert into upload (
    upload_id, name, size, activates, given_by, given_at, source, request_id, permissions, state, starts, bytes_read,
    records, refused, activated, unchanged, stored, failed, rejected, skipped, problem_count
)
values (
    %(upload_id)s, %(name)s, %(size)s, %(activates)s, %(given_by)s, %(now)s, %(source)s, %(request_id)s,
    %(permissions)s, 'waiting', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
)

-- name: add_upload_piece
-- Adds the next piece of what is in a file.
insert into upload_piece (upload_id, nth, content) values (%(upload_id)s, %(nth)s, %(content)s)

-- name: find_upload_piece
-- What is in this piece of a file?
select p.content from upload_piece p where p.upload_id = %(upload_id)s and p.nth = %(nth)s

-- name: remove_upload_pieces
-- Removes what is in a file.
delete from upload_piece p where p.upload_id = %(upload_id)s

-- name: count_uploads_to_be_done
-- How many files of somebody are still to be taken in?
select count(*) as uploads from upload u where u.given_by = %(given_by)s and u.finished_at is null

-- name: find_uploads
-- Which files were given, by one or by all, in one state or in any, the newest first and behind one of them?
select u.upload_id as id, u.name, u.size, u.activates, u.given_by, u.given_at, u.source, u.request_id, u.state, u.why,
    u.started_at, u.finished_at, u.bytes_read, u.records, u.refused, u.activated, u.unchanged, u.stored, u.failed,
    u.rejected, u.skipped, u.problem_count
from upload u
where (%(given_by)s::text is null or u.given_by = %(given_by)s)
    and (%(state)s::text is null or u.state = %(state)s)
    and u.upload_id < %(behind)s
order by u.upload_id desc
limit %(most)s

-- name: find_upload
-- How does this file stand?
select u.upload_id as id, u.name, u.size, u.activates, u.given_by, u.given_at, u.source, u.request_id, u.state, u.why,
    u.started_at, u.finished_at, u.bytes_read, u.records, u.refused, u.activated, u.unchanged, u.stored, u.failed,
    u.rejected, u.skipped, u.problem_count
from upload u
where u.upload_id = %(upload_id)s

-- name: find_upload_problems
-- What is wrong with records of this file, as far as it is kept?
select p.outcome, p.line, p.number, p.order_line, p.key, p.code, p.sentence, p.account
from upload_problem p
where p.upload_id = %(upload_id)s
order by p.line, p.nth

-- name: find_upload_to_be_done
-- Which file was given first of those that are still to be taken in, as whom, and how far is it?
select u.upload_id as id, u.name, u.size, u.activates, u.given_by, u.source, u.request_id, u.permissions, u.starts,
    u.records, u.refused, u.activated, u.unchanged, u.stored, u.failed, u.rejected, u.skipped, u.problem_count
from upload u
where u.finished_at is null
order by u.upload_id
limit 1

-- name: claim_uploads
-- Does nobody else take in files? From here to its end, or until it lets go, nobody but this connection does.
select pg_try_advisory_lock(7369733) as is_ours

-- name: release_uploads
-- Lets others take in files.
select pg_advisory_unlock(7369733) as was_ours

-- name: start_upload
-- Begins to take in a file, or goes on with it.
update upload u
set state = 'working', started_at = coalesce(u.started_at, %(now)s), starts = u.starts + 1
where u.upload_id = %(upload_id)s and u.finished_at is null

-- name: note_upload
-- Notes how far a file is, unless it was stopped meanwhile.
update upload u
set starts = 0, bytes_read = %(bytes_read)s, records = %(records)s, refused = %(refused)s, activated = %(activated)s,
    unchanged = %(unchanged)s, stored = %(stored)s, failed = %(failed)s, rejected = %(rejected)s,
    skipped = %(skipped)s, problem_count = %(problem_count)s
where u.upload_id = %(upload_id)s and u.finished_at is null

-- name: add_upload_problems
-- Adds what is wrong with records of a file.
insert into upload_problem (upload_id, nth, outcome, line, number, order_line, key, code, sentence, account)
select %(upload_id)s, r.nth, r.outcome, r.line, r.number, r.order_line, r.key, r.code, r.sentence, r.account
from jsonb_populate_recordset(null::upload_problem, %(rows)s) r

-- name: end_upload
-- Ends a file that was not ended before: it is done, or stopped, and why.
update upload u
set state = %(state)s, why = %(why)s, finished_at = %(now)s
where u.upload_id = %(upload_id)s and u.finished_at is null
