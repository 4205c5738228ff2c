-- name: remove_account_words
-- Lets these accounts be found by no more than so many words of their names.
delete from account_word w
using unnest(%(ids)s::bigint[], %(counts)s::integer[]) r (account_id, count)
where w.account_id = r.account_id and w.place >= r.count

-- name: put_account_words
-- Lets accounts be found by these words; those that they are found by already stay as they are.
insert into account_word (account_id, place, folded)
select r.account_id, r.place, r.folded
from unnest(%(ids)s::bigint[], %(places)s::integer[], %(words)s::text[]) r (account_id, place, folded)
on conflict (account_id, place) do update set folded = excluded.folded where account_word.folded <> excluded.folded

-- name: remove_product_words
-- Lets these products be found by no more than so many words of their names.
delete from product_word w
using unnest(%(ids)s::bigint[], %(counts)s::integer[]) r (product_id, count)
where w.product_id = r.product_id and w.place >= r.count

-- name: put_product_words
-- Lets products be found by these words; those that they are found by already stay as they are.
insert into product_word (product_id, place, folded)
select r.product_id, r.place, r.folded
from unnest(%(ids)s::bigint[], %(places)s::integer[], %(words)s::text[]) r (product_id, place, folded)
on conflict (product_id, place) do update set folded = excluded.folded where product_word.folded <> excluded.folded

-- name: list_product_names
-- Which products are there, and what are they called?
select p.product_id, p.name from product p
