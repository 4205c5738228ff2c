-- name: find_drafts
-- Which orders wait to be activated, in the order in which they were loaded?
select account_id, number from sales_order where state in ('draft', 'failed') order by order_id
