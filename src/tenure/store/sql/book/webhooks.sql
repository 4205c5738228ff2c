-- name: add_webhook
-- Adds a webhook that is told of what comes behind a place.
insert into webhook (webhook_id, url, types, secret, owner, created_at, position, outbox_id, nth)
values (%(webhook_id)s, %(url)s, %(types)s, %(secret)s, %(owner)s, %(now)s, %(position)s, %(outbox_id)s, %(nth)s)

-- name: find_webhooks
-- Which webhooks are there, and how do their deliveries stand?
select w.webhook_id, w.url, w.types, w.owner, w.created_at, w.stopped,
    (select count(*) from delivery d where d.webhook_id = w.webhook_id and d.due_at is not null) as due,
    (
        select count(*)
        from delivery d
        where d.webhook_id = w.webhook_id and d.due_at is null and d.delivered_at is null
    ) as given_up
from webhook w
order by w.webhook_id

-- name: remove_webhook
-- Removes a webhook with its deliveries.
delete from webhook w where w.webhook_id = %(webhook_id)s

-- name: start_webhook
-- Lets a webhook that was stopped go on.
update webhook w set stopped = null where w.webhook_id = %(webhook_id)s

-- name: stop_webhook
-- Stops a webhook, and says why.
update webhook w set stopped = %(why)s where w.webhook_id = %(webhook_id)s

-- name: find_hungry_webhooks
-- Which webhooks have not much left that they are to be told now?
select w.webhook_id
from webhook w
cross join lateral (
    select count(*) as deliveries
    from (
        select from delivery d where d.webhook_id = w.webhook_id and d.due_at <= %(now)s limit %(enough)s
    ) d
) due
where w.stopped is null and due.deliveries < %(enough)s
order by w.webhook_id

-- name: take_webhook
-- Up to which place has this webhook been looked after, if nobody else looks after it now?
select w.webhook_id, w.types, w.owner, w.position, w.outbox_id, w.nth
from webhook w
where w.webhook_id = %(webhook_id)s and w.stopped is null
for update skip locked

-- name: move_webhook
-- Moves the place up to which a webhook has been looked after, on or back.
update webhook w
set position = %(position)s, outbox_id = %(outbox_id)s, nth = %(nth)s
where w.webhook_id = %(webhook_id)s

-- name: add_deliveries
-- Lets these facts be due to a webhook; what was told already is told again.
insert into delivery (webhook_id, position, outbox_id, nth, due_at)
select %(webhook_id)s, r.position, r.outbox_id, r.nth, %(now)s
from unnest(%(positions)s::bigint[], %(outbox_ids)s::bigint[], %(nths)s::bigint[]) r (position, outbox_id, nth)
on conflict (webhook_id, outbox_id, nth) do update
set due_at = excluded.due_at, attempts = 0, delivered_at = null, status = null, problem = null

-- name: claim_deliveries
-- Which deliveries are due, a few of each webhook? They are tried now, and due again where nothing is heard of them.
with due as (
    select d.webhook_id, d.outbox_id, d.nth, w.url, w.secret, w.owner
    from webhook w
    cross join lateral (
        select d.webhook_id, d.outbox_id, d.nth, d.due_at
        from delivery d
        where d.webhook_id = w.webhook_id and d.due_at <= %(now)s
        order by d.due_at, d.position, d.outbox_id, d.nth
        limit %(of_each)s
        for update skip locked
    ) d
    where w.stopped is null
    order by d.due_at
    limit %(of_all)s
)
update delivery d
set attempts = d.attempts + 1, tried_at = %(now)s, due_at = %(again)s
from due
cross join outbox o
where d.webhook_id = due.webhook_id and d.outbox_id = due.outbox_id and d.nth = due.nth
    and o.position = d.position and o.outbox_id = d.outbox_id
returning d.webhook_id, d.position, d.outbox_id, d.nth, d.attempts, due.url, due.secret, due.owner,
    o.account_id, o.kind, o.subjects[d.nth] as subject, o.numbers[d.nth] as number

-- name: settle_deliveries
-- Notes what came of deliveries: they are told, due again, or given up.
update delivery d
set due_at = r.due_at, delivered_at = r.delivered_at, status = r.status, problem = r.problem
from unnest(%(webhook_ids)s::bigint[], %(outbox_ids)s::bigint[], %(nths)s::bigint[], %(due)s::timestamptz[],
    %(delivered)s::timestamptz[], %(statuses)s::integer[], %(problems)s::text[])
    r (webhook_id, outbox_id, nth, due_at, delivered_at, status, problem)
where d.webhook_id = r.webhook_id and d.outbox_id = r.outbox_id and d.nth = r.nth

-- name: find_deliveries
-- How do the deliveries of a webhook stand, the newest first, behind one of them?
select d.position, d.outbox_id, d.nth, d.due_at, d.attempts, d.tried_at, d.delivered_at, d.status, d.problem
from delivery d
where d.webhook_id = %(webhook_id)s and (d.outbox_id, d.nth) < (%(outbox_id)s, %(nth)s)
    and (%(state)s::text is null or %(state)s::text = case
        when d.delivered_at is not null then 'delivered' when d.due_at is not null then 'due' else 'given_up' end)
order by d.outbox_id desc, d.nth desc
limit %(most)s

-- name: repeat_given_up
-- Lets what was given up of a webhook be due again.
update delivery d
set due_at = %(now)s, attempts = 0
where d.webhook_id = %(webhook_id)s and d.due_at is null and d.delivered_at is null

-- name: forget_deliveries
-- Removes deliveries that were told before an instant.
delete from delivery d where d.delivered_at < %(before)s
