-- name: lock_migrations
-- Waits until no other process migrates this database; held until the connection closes.
select pg_advisory_lock(7369732)

-- name: find_migrations
-- Which migrations are applied, of which app?
select app, name from django_migrations
