-- The ledger. Facts are added (action, entry, action_source), state is derived (state_period).
--
-- Every table of a customer leads with account_id in each of its keys, so that the whole schema can be spread
-- over servers by account. Catalogue tables (setting, product, price_policy, index_rate) are small and shared.
-- Directory tables (account_directory, order_directory) hold what must be unique in the whole book.
-- Money is numeric at the scale of its currency, quantities have two decimals, instants are UTC.
-- 'infinity' ends what has no end.

create table setting (
    name text collate "C" primary key,
    value text not null
);

create table product (
    product_id bigint primary key,
    code text collate "C" not null unique,
    name text not null,
    selling_model text not null check (selling_model in ('one_time', 'term', 'evergreen')),
    family text,
    list_price numeric check (list_price >= 0),
    currency text,
    prices jsonb,
    pricing_term integer check (pricing_term > 0),
    pricing_term_unit text,
    renewal_term integer check (renewal_term > 0),
    renewal_term_unit text,
    renewable boolean,
    auto_renew boolean,
    renewal_notice_days integer,
    renewal_price text,
    uplift numeric,
    price_revision_policy text,
    price_rule text,
    refundable boolean,
    asset_conversion text,
    entitlement_conversion boolean,
    one_time_dimension boolean,
    usage_metric text,
    components jsonb,
    proration text,
    proration_day integer,
    proration_month integer,
    partial_periods boolean,
    proration_precision text,
    sold boolean not null default false
);

create table price_policy (
    name text collate "C" primary key,
    type text not null check (type in ('flat', 'price_index')),
    percent numeric,
    margin numeric,
    region text,
    from_date date,
    to_date date
);

create table index_rate (
    name text collate "C" not null,
    region text collate "C" not null default '',
    from_date date not null,
    to_date date not null,
    rate numeric not null,
    primary key (name, region, from_date)
);

create table account_directory (
    key text collate "C" primary key,
    account_id bigint not null
);

create table order_directory (
    number text collate "C" primary key,
    account_id bigint not null,
    order_id bigint not null
);

-- chain_head and chain_length are the head and the length of the hash chain over the account's actions.
create table account (
    account_id bigint primary key,
    key text collate "C" not null,
    name text not null,
    currency text not null,
    parent_id bigint,
    renewal_model text,
    renewal_notice_days integer,
    external_ids jsonb,
    last_recorded_at timestamptz,
    chain_length bigint not null default 0,
    chain_head bytea not null default '\x'
);

create table contract (
    account_id bigint not null references account (account_id),
    contract_id bigint not null,
    key text collate "C" not null,
    start_date date not null,
    end_date date,
    term integer,
    term_unit text,
    coterminate boolean not null default false,
    renewal_term integer,
    renewal_term_unit text,
    renewal_price text,
    uplift numeric,
    renewal_notice_days integer,
    auto_renew boolean,
    proration text,
    proration_day integer,
    proration_month integer,
    partial_periods boolean,
    proration_precision text,
    primary key (account_id, contract_id),
    unique (account_id, key),
    check (end_date is not null or term is not null)
);

-- content is the order as parsed, without its lines; digest is the SHA-256 of it and its lines, set when activated.
create table sales_order (
    account_id bigint not null references account (account_id),
    order_id bigint not null,
    number text collate "C" not null,
    state text not null check (state in ('quote', 'draft', 'failed', 'activated', 'cancelled')),
    content json not null,
    recorded_at timestamptz,
    activated_by text,
    request_id text,
    digest bytea,
    primary key (account_id, order_id),
    constraint activation_is_all_or_nothing check ((state in ('activated', 'cancelled') or digest is null))
);

create table order_line (
    account_id bigint not null,
    order_id bigint not null,
    position integer not null,
    line text not null,
    action text not null,
    content json not null,
    primary key (account_id, order_id, position),
    foreign key (account_id, order_id) references sales_order (account_id, order_id)
);

-- Why an order could not be activated: one row for each refused line of each attempt; position -1 is the order.
create table refusal (
    account_id bigint not null,
    order_id bigint not null,
    attempt bigint not null,
    tried_at timestamptz not null,
    position integer not null,
    line text,
    code text not null,
    sentence text not null,
    tried_by text not null,
    request_id text not null,
    primary key (account_id, order_id, attempt, position),
    foreign key (account_id, order_id) references sales_order (account_id, order_id)
);

create table asset (
    account_id bigint not null,
    asset_id bigint not null,
    key text collate "C",
    product_id bigint not null,
    currency text not null,
    kind text not null check (kind in ('subscription', 'asset')),
    contract_id bigint,
    order_id bigint not null,
    position integer not null,
    parent_asset_id bigint,
    role text,
    primary key (account_id, asset_id),
    constraint asset_key_is_unique unique (account_id, key),
    constraint every_asset_has_a_cause foreign key (account_id, order_id, position)
        references order_line (account_id, order_id, position),
    foreign key (account_id, contract_id) references contract (account_id, contract_id)
);

-- For questions that name an asset without its account.
create index asset_by_key on asset (key) where key is not null;
create index asset_by_id on asset (asset_id);

-- sequence counts the actions of the account. hash is SHA-256 over the hash before it and a text: the columns of the
-- action but hash, and then of each entry it made, each row as COPY writes it (tab between columns, \N for null,
-- nothing escaped), and the digest of its order in hexadecimal; a newline between these parts. starts_at, ends_at and ended are the lifecycle
-- of the asset once the action is recorded; the totals run in recorded order.
create table action (
    account_id bigint not null,
    asset_id bigint not null,
    number integer not null,
    sequence bigint not null,
    recorded_at timestamptz not null,
    effective_at timestamptz not null,
    type text not null check (type in ('Generate', 'Change', 'Cancel', 'Convert')),
    category text not null,
    subtype text,
    quantity_change numeric(14, 2) not null,
    mrr_change numeric not null,
    amount numeric not null,
    total_quantity numeric(14, 2) not null,
    total_mrr numeric not null,
    total_amount numeric not null,
    total_initial_sale_amount numeric not null,
    total_upsells_amount numeric not null,
    total_downsells_amount numeric not null,
    total_cross_sells_amount numeric not null,
    total_cancellations_amount numeric not null,
    total_renewals_amount numeric not null,
    total_transfers_amount numeric not null,
    total_terms_changes_amount numeric not null,
    total_other_amount numeric not null,
    total_swaps_amount numeric not null,
    total_upgrades_amount numeric not null,
    total_downgrades_amount numeric not null,
    starts_at timestamptz,
    ends_at timestamptz not null,
    end_day date not null,
    ended text check (ended in ('cancelled', 'voided', 'swapped', 'transferred')),
    rolled_back_action integer,
    order_id bigint not null,
    position integer not null,
    attributes json,
    actor text not null,
    request_id text not null,
    message text,
    hash bytea not null,
    constraint actions_are_append_only primary key (account_id, asset_id, number),
    foreign key (account_id, asset_id) references asset (account_id, asset_id),
    constraint quantity_is_never_negative check (total_quantity >= 0)
);

create table action_source (
    account_id bigint not null,
    asset_id bigint not null,
    action integer not null,
    number integer not null,
    type text not null check (type in ('order_product', 'work_order_line', 'external')),
    reference text not null,
    system text,
    primary key (account_id, asset_id, action, number),
    foreign key (account_id, asset_id, action) references action (account_id, asset_id, number)
);

-- The terms of a lot stand on the entry that opens it: the one whose number is the lot's.
create table entry (
    account_id bigint not null,
    asset_id bigint not null,
    number integer not null,
    action integer not null,
    lot integer not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    first_day date not null,
    end_day date not null,
    quantity numeric(14, 2) not null,
    yearly numeric not null,
    amount numeric not null,
    lot_kind text,
    anchor date,
    rank_at timestamptz,
    rank integer,
    unit_price numeric,
    net_unit_price numeric,
    list_price numeric,
    discount numeric,
    discount_amount numeric,
    pricing_term integer,
    pricing_term_unit text,
    proration text,
    refundable boolean,
    segment_name text,
    segment_type text,
    segment_identifier text,
    ramp_identifier text,
    primary key (account_id, asset_id, number),
    foreign key (account_id, asset_id, action) references action (account_id, asset_id, number),
    check (starts_at < ends_at),
    constraint a_lot_is_opened_once check ((number = lot) = (lot_kind is not null))
);

-- A period ends where the next one of its asset starts; closes_at and end_day are given on the last one alone.
-- No instant can lie in two periods, because nothing but its start says where a period lies.
create table state_period (
    account_id bigint not null,
    asset_id bigint not null,
    starts_at timestamptz not null,
    first_day date not null,
    closes_at timestamptz,
    end_day date,
    quantity numeric(14, 2) not null,
    yearly numeric not null,
    mrr numeric not null,
    amount numeric not null,
    unit_price numeric,
    list_price numeric,
    discount numeric,
    discount_amount numeric,
    segment_name text,
    segment_type text,
    segment_identifier text,
    ramp_identifier text,
    gap boolean not null default false,
    attributes json,
    constraint periods_tile_the_lifecycle primary key (account_id, asset_id, starts_at),
    foreign key (account_id, asset_id) references asset (account_id, asset_id),
    constraint a_period_closes_after_it_starts check (closes_at > starts_at),
    constraint quantity_is_never_negative check (quantity >= 0)
);
