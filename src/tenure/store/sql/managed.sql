-- name: find_renewal_terms
-- What says for how long these assets of the account of a key are renewed, as was known by an instant? Of each that
-- can be renewed: the term of its product, the key of the contract that it was sold under, and all that its actions
-- wrote, where one of them wrote a term or a contract.
select s.asset_id, p.renewal_term, p.renewal_term_unit,
    (
        select c.key from contract c where c.account_id = s.account_id and c.contract_id = s.contract_id
    ) as contract,
    case when exists (
        select from action n
        where n.account_id = s.account_id and n.asset_id = s.asset_id and n.recorded_at <= %(known_at)s
            and (n.attributes ->> 'renewal_term' is not null or n.attributes ->> 'contract' is not null)
    ) then (
        select json_agg(n order by n.number)
        from (
            select x.number, x.category, x.subtype, x.effective_at, x.starts_at, x.attributes, x.rolled_back_action
            from action x
            where x.account_id = s.account_id and x.asset_id = s.asset_id and x.recorded_at <= %(known_at)s
        ) n
    ) end::text as writings
from account_directory d
join asset s on s.account_id = d.account_id and s.asset_id = any(%(asset_ids)s::bigint[])
join product p on p.product_id = s.product_id
where d.key = %(account)s and p.selling_model = 'term'
order by s.asset_id

-- name: find_contract_terms
-- For how long is what stands under each contract of the account of a key renewed, where it says so?
select c.key, c.renewal_term, c.renewal_term_unit
from account_directory d
join contract c on c.account_id = d.account_id
where d.key = %(account)s and c.renewal_term is not null
order by c.key
