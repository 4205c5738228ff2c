-- Custom fields: which are declared, and what accounts and products have of them. Assets and state periods keep theirs
-- among their attributes, as lines wrote them; a field of either is named once for both.
create table custom_field (
    object text collate "C" not null check (object in ('account', 'product', 'asset', 'state_period')),
    name text collate "C" not null check (name ~ '^[a-z][a-z0-9_]{0,39}$'),
    label text not null,
    type text not null check (type in ('text', 'number', 'date', 'boolean', 'picklist')),
    choices jsonb,
    help text,
    retired boolean not null,
    primary key (object, name),
    constraint a_picklist_has_values check ((type = 'picklist') = (choices is not null))
);

create unique index custom_attribute on custom_field (name) where object in ('asset', 'state_period');

alter table account add column custom jsonb;
alter table product add column custom jsonb;

alter table recorded_change drop constraint recorded_change_object_check;
alter table recorded_change add constraint recorded_change_object_check check (
    object in ('setting', 'user', 'role', 'token', 'product', 'price_policy', 'index_rate', 'account', 'contract', 'order',
        'webhook', 'custom_field')
);

do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert, update on custom_field to tenure_app;
    end if;
end
$$;
