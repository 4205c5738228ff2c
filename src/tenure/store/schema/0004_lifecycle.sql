-- Every verb of the lifecycle: what two assets have to do with each other, in one account or in two.

-- counterpart_* name the action on the other side of a swap or a transfer, order_account_id the account of the order
-- where that is another one's. Where any of the four is given, the hashed text of the action goes on with them, after
-- a tab. Foreign keys do not cross accounts, so `verify` looks after them.
alter table action
    add column order_account_id bigint,
    add column counterpart_account_id bigint,
    add column counterpart_asset_id bigint,
    add column counterpart_action integer,
    add constraint a_counterpart_is_whole
        check (num_nonnulls(counterpart_account_id, counterpart_asset_id, counterpart_action) in (0, 3));

-- An asset that was transferred has no line of its own account as its cause, but the asset it comes from.
-- A proportional component keeps the ratio of its quantity to its parent's as both were sold.
alter table asset
    alter column order_id drop not null,
    alter column position drop not null,
    add column origin_account_id bigint,
    add column origin_asset_id bigint,
    add column quantity_scale text check (quantity_scale in ('constant', 'proportional')),
    add column included_in_bundle_price boolean,
    add column bundle_quantity numeric(14, 2) check (bundle_quantity > 0),
    add column bundle_parent_quantity numeric(14, 2) check (bundle_parent_quantity > 0),
    add constraint every_asset_has_one_cause check (
        num_nonnulls(order_id, position) = 2 and num_nonnulls(origin_account_id, origin_asset_id) = 0
        or num_nonnulls(order_id, position) = 0 and num_nonnulls(origin_account_id, origin_asset_id) = 2
    ),
    add constraint a_component_has_a_parent check (
        num_nonnulls(parent_asset_id, quantity_scale, included_in_bundle_price, bundle_quantity, bundle_parent_quantity)
            in (0, 5)
    );

create index asset_by_parent on asset (account_id, parent_asset_id) where parent_asset_id is not null;
