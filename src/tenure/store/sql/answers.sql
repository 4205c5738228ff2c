-- name: claim_answer
-- Claims a key of this asker's, unless it is taken; waits for whoever is about to take it.
insert into kept_answer (asker, key, digest, kept_at)
values (%(asker)s, %(key)s, %(digest)s, %(now)s)
on conflict do nothing

-- name: find_answer
-- What was asked with this key, and what was answered?
select k.digest, k.status, k.content_type, k.body
from kept_answer k
where k.asker = %(asker)s and k.key = %(key)s

-- name: keep_answer
-- Keeps the answer to what was asked with this key.
update kept_answer k
set status = %(status)s, content_type = %(content_type)s, body = %(body)s
where k.asker = %(asker)s and k.key = %(key)s

-- name: forget_answers
-- Forgets some of the answers that were kept before an instant.
delete from kept_answer k
using (select o.asker, o.key from kept_answer o where o.kept_at < %(before)s limit 100 for update skip locked) old
where k.asker = old.asker and k.key = old.key
