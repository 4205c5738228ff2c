-- name: find_accounts
-- Which accounts have these keys?
select d.key, d.account_id from account_directory d where d.key = any(%(keys)s)

-- name: add_accounts
-- Adds accounts.
insert into account (
    account_id, key, name, currency, parent_id, owner, renewal_model, renewal_notice_days, external_ids, custom
)
select r.account_id, r.key, r.name, r.currency, r.parent_id, r.owner, r.renewal_model, r.renewal_notice_days,
    r.external_ids, r.custom
from jsonb_populate_recordset(null::account, %(rows)s) r

-- name: add_account_keys
-- Adds account keys to the directory.
insert into account_directory (key, account_id)
select r.key, r.account_id from jsonb_populate_recordset(null::account_directory, %(rows)s) r

-- name: change_accounts
-- Changes accounts to what their records now say.
update account a
set name = r.name, currency = r.currency, parent_id = r.parent_id, owner = r.owner,
    renewal_model = r.renewal_model, renewal_notice_days = r.renewal_notice_days, external_ids = r.external_ids,
    custom = r.custom
from jsonb_populate_recordset(null::account, %(rows)s) r
where a.account_id = r.account_id

-- name: put_contracts
-- Adds contracts, or changes those with the same key to what their records now say.
insert into contract (account_id, contract_id, key, start_date, end_date, term, term_unit, coterminate, renewal_term,
    renewal_term_unit, renewal_price, uplift, renewal_notice_days, auto_renew, proration, proration_day,
    proration_month, partial_periods, proration_precision)
select r.account_id, r.contract_id, r.key, r.start_date, r.end_date, r.term, r.term_unit, r.coterminate,
    r.renewal_term, r.renewal_term_unit, r.renewal_price, r.uplift, r.renewal_notice_days, r.auto_renew, r.proration,
    r.proration_day, r.proration_month, r.partial_periods, r.proration_precision
from jsonb_populate_recordset(null::contract, %(rows)s) r
on conflict (account_id, key) do update
set start_date = excluded.start_date, end_date = excluded.end_date, term = excluded.term,
    term_unit = excluded.term_unit, coterminate = excluded.coterminate, renewal_term = excluded.renewal_term,
    renewal_term_unit = excluded.renewal_term_unit, renewal_price = excluded.renewal_price,
    uplift = excluded.uplift, renewal_notice_days = excluded.renewal_notice_days,
    auto_renew = excluded.auto_renew, proration = excluded.proration, proration_day = excluded.proration_day,
    proration_month = excluded.proration_month, partial_periods = excluded.partial_periods,
    proration_precision = excluded.proration_precision

-- name: lock_products
-- Which products have these codes? Locked, so that what is sold does not change meanwhile.
select * from product where code = any(%(codes)s) order by code for no key update

-- name: put_products
-- Adds products, or changes those with the same code to what their records now say.
insert into product
select r.* from jsonb_populate_recordset(null::product, %(rows)s) r
on conflict (code) do update
set name = excluded.name, selling_model = excluded.selling_model, family = excluded.family,
    list_price = excluded.list_price, currency = excluded.currency, prices = excluded.prices,
    pricing_term = excluded.pricing_term, pricing_term_unit = excluded.pricing_term_unit,
    renewal_term = excluded.renewal_term, renewal_term_unit = excluded.renewal_term_unit,
    renewable = excluded.renewable, auto_renew = excluded.auto_renew,
    renewal_notice_days = excluded.renewal_notice_days, renewal_price = excluded.renewal_price,
    uplift = excluded.uplift, price_revision_policy = excluded.price_revision_policy,
    price_rule = excluded.price_rule, refundable = excluded.refundable,
    asset_conversion = excluded.asset_conversion, entitlement_conversion = excluded.entitlement_conversion,
    one_time_dimension = excluded.one_time_dimension, usage_metric = excluded.usage_metric,
    components = excluded.components, proration = excluded.proration, proration_day = excluded.proration_day,
    proration_month = excluded.proration_month, partial_periods = excluded.partial_periods,
    proration_precision = excluded.proration_precision, custom = excluded.custom

-- name: put_price_policies
-- Adds price policies, or changes those with the same name.
insert into price_policy
select r.* from jsonb_populate_recordset(null::price_policy, %(rows)s) r
on conflict (name) do update
set type = excluded.type, percent = excluded.percent, margin = excluded.margin, region = excluded.region,
    from_date = excluded.from_date, to_date = excluded.to_date

-- name: put_index_rates
-- Adds index rates, or changes those of the same index, region and first day.
insert into index_rate
select r.* from jsonb_populate_recordset(null::index_rate, %(rows)s) r
on conflict (name, region, from_date) do update set to_date = excluded.to_date, rate = excluded.rate

-- name: lock_setting
-- What is the value of this setting? Locked, so that it does not change meanwhile.
select value from setting where name = %(name)s for update

-- name: put_setting
-- Sets a setting of the organisation.
insert into setting (name, value) values (%(name)s, %(value)s)
on conflict (name) do update set value = excluded.value

-- name: add_setting
-- Sets a setting of the organisation that has no value yet.
insert into setting (name, value) values (%(name)s, %(value)s) on conflict (name) do nothing

-- name: find_custom_values
-- What do these accounts have of custom fields?
select a.key, a.custom from account a where a.account_id = any(%(account_ids)s) and a.custom is not null

-- name: find_custom_fields
-- Which custom fields are declared?
select f.object, f.name, f.label, f.type, f.choices, f.help, f.retired from custom_field f order by f.object, f.name

-- name: lock_custom_fields
-- Lets one declaration of custom fields wait for another; reading them goes on.
lock table custom_field in share row exclusive mode

-- name: put_custom_field
-- Declares a custom field, or changes what was declared.
insert into custom_field (object, name, label, type, choices, help, retired)
values (%(object)s, %(name)s, %(label)s, %(type)s, %(choices)s::jsonb, %(help)s, %(retired)s)
on conflict (object, name) do update
set label = excluded.label, choices = excluded.choices, help = excluded.help, retired = excluded.retired

-- name: cancel_draft
-- Cancels an order that is not activated.
update sales_order set state = 'cancelled'
where account_id = %(account_id)s and order_id = %(order_id)s and state in ('quote', 'draft', 'failed')

-- name: cancel_activated
-- Says that an activated order is cancelled: all that it did is rolled back.
update sales_order set state = 'cancelled' where account_id = %(account_id)s and order_id = %(order_id)s

-- name: accept_quote
-- Makes a quote a draft order.
update sales_order set state = 'draft', content = %(content)s::json
where account_id = %(account_id)s and order_id = %(order_id)s and state = 'quote'
