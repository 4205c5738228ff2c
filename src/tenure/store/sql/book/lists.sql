-- Lists over the whole book: filtered, sorted, and a page at a time.
--
-- What may be asked is a small fixed set, so each list is one statement. A parameter that is null asks nothing, and a
-- sort that is not asked for is null in every row. These statements are planned with their values (`planned` in
-- `connection.py`): nothing of what is not asked for is left in the plan, so an index can be walked.
--
-- Of a field X: X_any, X_none and X_starts say which texts it may have, X_from and X_until (exclusive) between which
-- values it lies, X_empty whether it is empty. What is empty comes first; a minus turns the whole order round. after_*
-- is where the page before ended: after_key is its unique key, after_text or after_at its value in the sort.

-- name: list_orders
-- Which orders come next in a sort?
select o.number, a.key as account, o.state, o.content ->> 'effective_date' as effective_date, o.recorded_at,
    o.activated_by
from sales_order o
join account a on a.account_id = o.account_id
where (%(account_ids)s::bigint[] is null or o.account_id = any(%(account_ids)s))
    and (%(number_any)s::text[] is null or o.number = any(%(number_any)s))
    and (%(number_none)s::text[] is null or o.number <> all(%(number_none)s))
    and (%(number_starts)s::text is null or starts_with(o.number, %(number_starts)s))
    and (%(account_any)s::text[] is null or o.account_id = any(array(
        select d.account_id from account_directory d where d.key = any(%(account_any)s)
    )))
    and (%(account_none)s::text[] is null or a.key <> all(%(account_none)s))
    and (%(account_starts)s::text is null or starts_with(a.key, %(account_starts)s))
    and (%(state_any)s::text[] is null or o.state = any(%(state_any)s))
    and (%(state_none)s::text[] is null or o.state <> all(%(state_none)s))
    and (
        %(effective_date_from)s::text is null
        or coalesce(o.content ->> 'effective_date', '') collate "C" >= %(effective_date_from)s
    )
    and (
        %(effective_date_until)s::text is null
        or coalesce(o.content ->> 'effective_date', '') collate "C" > ''
            and coalesce(o.content ->> 'effective_date', '') collate "C" < %(effective_date_until)s
    )
    and case %(effective_date_empty)s::boolean
        when true then coalesce(o.content ->> 'effective_date', '') collate "C" = ''
        when false then coalesce(o.content ->> 'effective_date', '') collate "C" > ''
        else true
    end
    and (%(recorded_at_from)s::timestamptz is null or coalesce(o.recorded_at, '-infinity') >= %(recorded_at_from)s)
    and (
        %(recorded_at_until)s::timestamptz is null
        or coalesce(o.recorded_at, '-infinity') > '-infinity'
            and coalesce(o.recorded_at, '-infinity') < %(recorded_at_until)s
    )
    and case %(recorded_at_empty)s::boolean
        when true then coalesce(o.recorded_at, '-infinity') = '-infinity'
        when false then coalesce(o.recorded_at, '-infinity') > '-infinity'
        else true
    end
    and (%(activated_by_any)s::text[] is null or o.activated_by = any(%(activated_by_any)s))
    and (%(activated_by_none)s::text[] is null or coalesce(o.activated_by <> all(%(activated_by_none)s), true))
    and (%(activated_by_starts)s::text is null or starts_with(o.activated_by, %(activated_by_starts)s))
    and (%(activated_by_empty)s::boolean is null or (o.activated_by is null) = %(activated_by_empty)s)
    and (%(after_key)s::text is null or case %(sort)s::text
        when 'number' then o.number > %(after_key)s
        when '-number' then o.number < %(after_key)s
        when 'recorded_at' then
            (coalesce(o.recorded_at, '-infinity'), o.number) > (%(after_at)s::timestamptz, %(after_key)s)
        when '-recorded_at' then
            (coalesce(o.recorded_at, '-infinity'), o.number) < (%(after_at)s::timestamptz, %(after_key)s)
        when 'effective_date' then
            (coalesce(o.content ->> 'effective_date', '') collate "C", o.number)
                > (%(after_text)s::text, %(after_key)s)
        when '-effective_date' then
            (coalesce(o.content ->> 'effective_date', '') collate "C", o.number)
                < (%(after_text)s::text, %(after_key)s)
    end)
order by
    case %(sort)s::text when 'recorded_at' then coalesce(o.recorded_at, '-infinity') end,
    case %(sort)s::text when '-recorded_at' then coalesce(o.recorded_at, '-infinity') end desc,
    case %(sort)s::text when 'effective_date' then coalesce(o.content ->> 'effective_date', '') end collate "C",
    case %(sort)s::text when '-effective_date' then coalesce(o.content ->> 'effective_date', '') end collate "C" desc,
    case when not starts_with(%(sort)s::text, '-') then o.number end,
    case when starts_with(%(sort)s::text, '-') then o.number end desc
limit %(most)s

-- name: list_accounts
-- Which accounts come next in a sort? A parent outside of these accounts is none.
select a.key, a.name, a.currency, p.key as parent, a.owner, a.renewal_model, a.renewal_notice_days,
    a.external_ids::text as external_ids, a.last_recorded_at, a.custom
from account_directory d
join account a on a.account_id = d.account_id
left join account p on p.account_id = a.parent_id
    and (%(account_ids)s::bigint[] is null or p.account_id = any(%(account_ids)s))
where (%(account_ids)s::bigint[] is null or a.account_id = any(%(account_ids)s))
    and (%(key_any)s::text[] is null or d.key = any(%(key_any)s))
    and (%(key_none)s::text[] is null or d.key <> all(%(key_none)s))
    and (%(key_starts)s::text is null or starts_with(d.key, %(key_starts)s))
    and (%(name_any)s::text[] is null or a.name = any(%(name_any)s))
    and (%(name_none)s::text[] is null or a.name <> all(%(name_none)s))
    and (%(name_starts)s::text is null or starts_with(a.name, %(name_starts)s))
    and (%(currency_any)s::text[] is null or a.currency = any(%(currency_any)s))
    and (%(currency_none)s::text[] is null or a.currency <> all(%(currency_none)s))
    and (%(currency_starts)s::text is null or starts_with(a.currency, %(currency_starts)s))
    and (%(parent_any)s::text[] is null or p.key = any(%(parent_any)s))
    and (%(parent_none)s::text[] is null or coalesce(p.key <> all(%(parent_none)s), true))
    and (%(parent_starts)s::text is null or starts_with(p.key, %(parent_starts)s))
    and (%(parent_empty)s::boolean is null or (p.key is null) = %(parent_empty)s)
    and (%(owner_any)s::text[] is null or a.owner = any(%(owner_any)s))
    and (%(owner_none)s::text[] is null or coalesce(a.owner <> all(%(owner_none)s), true))
    and (%(owner_starts)s::text is null or starts_with(a.owner, %(owner_starts)s))
    and (%(owner_empty)s::boolean is null or (a.owner is null) = %(owner_empty)s)
    and (%(renewal_model_any)s::text[] is null or a.renewal_model = any(%(renewal_model_any)s))
    and (%(renewal_model_none)s::text[] is null or coalesce(a.renewal_model <> all(%(renewal_model_none)s), true))
    and (%(renewal_model_empty)s::boolean is null or (a.renewal_model is null) = %(renewal_model_empty)s)
    and (%(renewal_notice_days_from)s::numeric is null or a.renewal_notice_days >= %(renewal_notice_days_from)s)
    and (%(renewal_notice_days_until)s::numeric is null or a.renewal_notice_days < %(renewal_notice_days_until)s)
    and (
        %(renewal_notice_days_empty)s::boolean is null
        or (a.renewal_notice_days is null) = %(renewal_notice_days_empty)s
    )
    and (%(last_recorded_at_from)s::timestamptz is null or a.last_recorded_at >= %(last_recorded_at_from)s)
    and (%(last_recorded_at_until)s::timestamptz is null or a.last_recorded_at < %(last_recorded_at_until)s)
    and (
        %(last_recorded_at_empty)s::boolean is null or (a.last_recorded_at is null) = %(last_recorded_at_empty)s
    )
    and (%(custom)s::jsonb is null or not exists (
        select
        from jsonb_to_recordset(%(custom)s::jsonb) w(
            name text, empty boolean, "any" text[], "none" text[], starts text, least_text text, below_text text,
            least_number numeric, below_number numeric
        )
        where not coalesce(
            (w.empty is null or (a.custom ->> w.name is null) = w.empty)
            and (w."any" is null or a.custom ->> w.name = any(w."any"))
            and (w."none" is null or coalesce(a.custom ->> w.name <> all(w."none"), true))
            and (w.starts is null or starts_with(a.custom ->> w.name, w.starts))
            and (w.least_text is null or (a.custom ->> w.name) collate "C" >= w.least_text)
            and (w.below_text is null or (a.custom ->> w.name) collate "C" < w.below_text)
            and (w.least_number is null or (a.custom ->> w.name)::numeric >= w.least_number)
            and (w.below_number is null or (a.custom ->> w.name)::numeric < w.below_number),
            false
        )
    ))
    and (%(after_key)s::text is null or case %(sort)s::text
        when 'key' then d.key > %(after_key)s
        when '-key' then d.key < %(after_key)s
        when 'name' then (a.name collate "C", d.key) > (%(after_text)s::text, %(after_key)s)
        when '-name' then (a.name collate "C", d.key) < (%(after_text)s::text, %(after_key)s)
        when 'last_recorded_at' then
            (coalesce(a.last_recorded_at, '-infinity'), d.key) > (%(after_at)s::timestamptz, %(after_key)s)
        when '-last_recorded_at' then
            (coalesce(a.last_recorded_at, '-infinity'), d.key) < (%(after_at)s::timestamptz, %(after_key)s)
    end)
order by
    case %(sort)s::text when 'name' then a.name end collate "C",
    case %(sort)s::text when '-name' then a.name end collate "C" desc,
    case %(sort)s::text when 'last_recorded_at' then coalesce(a.last_recorded_at, '-infinity') end,
    case %(sort)s::text when '-last_recorded_at' then coalesce(a.last_recorded_at, '-infinity') end desc,
    case when not starts_with(%(sort)s::text, '-') then d.key end,
    case when starts_with(%(sort)s::text, '-') then d.key end desc
limit %(most)s

-- name: list_failures
-- Which refusals of failed orders, when they were last tried, come next in a sort? What tells them apart is the number
-- of the order, and the place of the line in it.
select o.number, a.key as account, r.line, r.code, r.sentence, r.tried_at, r.tried_by, r.position
from sales_order o
join account a on a.account_id = o.account_id
join refusal r on r.account_id = o.account_id and r.order_id = o.order_id
    and r.attempt = (
        select max(x.attempt) from refusal x where x.account_id = o.account_id and x.order_id = o.order_id
    )
where o.state = 'failed'
    and (%(account_ids)s::bigint[] is null or o.account_id = any(%(account_ids)s))
    and (%(number_any)s::text[] is null or o.number = any(%(number_any)s))
    and (%(number_none)s::text[] is null or o.number <> all(%(number_none)s))
    and (%(number_starts)s::text is null or starts_with(o.number, %(number_starts)s))
    and (%(line_any)s::text[] is null or r.line = any(%(line_any)s))
    and (%(line_none)s::text[] is null or coalesce(r.line <> all(%(line_none)s), true))
    and (%(line_starts)s::text is null or starts_with(r.line, %(line_starts)s))
    and (%(line_empty)s::boolean is null or (r.line is null) = %(line_empty)s)
    and (%(code_any)s::text[] is null or r.code = any(%(code_any)s))
    and (%(code_none)s::text[] is null or r.code <> all(%(code_none)s))
    and (%(code_starts)s::text is null or starts_with(r.code, %(code_starts)s))
    and (%(sentence_any)s::text[] is null or r.sentence = any(%(sentence_any)s))
    and (%(sentence_none)s::text[] is null or r.sentence <> all(%(sentence_none)s))
    and (%(sentence_starts)s::text is null or starts_with(r.sentence, %(sentence_starts)s))
    and (%(tried_at_from)s::timestamptz is null or r.tried_at >= %(tried_at_from)s)
    and (%(tried_at_until)s::timestamptz is null or r.tried_at < %(tried_at_until)s)
    and (%(tried_by_any)s::text[] is null or r.tried_by = any(%(tried_by_any)s))
    and (%(tried_by_none)s::text[] is null or r.tried_by <> all(%(tried_by_none)s))
    and (%(tried_by_starts)s::text is null or starts_with(r.tried_by, %(tried_by_starts)s))
    and (%(after_key)s::text is null or case %(sort)s::text
        when 'number' then (o.number, r.position) > (%(after_key)s, %(after_position)s::integer)
        when '-number' then (o.number, r.position) < (%(after_key)s, %(after_position)s::integer)
        when 'tried_at' then
            (r.tried_at, o.number, r.position)
                > (%(after_at)s::timestamptz, %(after_key)s, %(after_position)s::integer)
        when '-tried_at' then
            (r.tried_at, o.number, r.position)
                < (%(after_at)s::timestamptz, %(after_key)s, %(after_position)s::integer)
        when 'code' then
            (r.code collate "C", o.number, r.position)
                > (%(after_text)s::text, %(after_key)s, %(after_position)s::integer)
        when '-code' then
            (r.code collate "C", o.number, r.position)
                < (%(after_text)s::text, %(after_key)s, %(after_position)s::integer)
    end)
order by
    case %(sort)s::text when 'tried_at' then r.tried_at end,
    case %(sort)s::text when '-tried_at' then r.tried_at end desc,
    case %(sort)s::text when 'code' then r.code end collate "C",
    case %(sort)s::text when '-code' then r.code end collate "C" desc,
    case when not starts_with(%(sort)s::text, '-') then o.number end,
    case when starts_with(%(sort)s::text, '-') then o.number end desc,
    case when not starts_with(%(sort)s::text, '-') then r.position end,
    case when starts_with(%(sort)s::text, '-') then r.position end desc
limit %(most)s

-- name: list_products
-- Which products are there, in the order of their codes?
select p.* from product p order by p.code

-- name: find_scope
-- Which accounts does this user look after, or have one of these keys themselves or above them?
with recursive below as (
    select d.account_id from account_directory d where d.key = any(%(roots)s::text[])
    union
    select a.account_id from below join account a on a.parent_id = below.account_id
)
select b.account_id from below b
union
select a.account_id from account a where a.owner = %(owner)s::text

-- name: list_price_policies
-- Which price policies are there, in the order of their names?
select p.* from price_policy p order by p.name

-- name: list_index_rates
-- Which rates of price indexes are there, each index from its first date on?
select r.* from index_rate r order by r.name, r.region, r.from_date
