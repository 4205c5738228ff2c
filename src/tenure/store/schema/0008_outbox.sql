-- What is to be told to others. A row says what one transaction recorded in one account, and is written by it: `subjects`
-- and `numbers` go together, and name an action (asset, number), an order that was activated (order, 0), or one that
-- failed (order, attempt).
--
-- `position` is the number of the transaction, moved on by the shift of the feed. A transaction that has ended is told
-- once none with a lower number is still at work: what is told after a position can then never come to lie before it.
create table outbox (
    account_id bigint not null,
    outbox_id bigint not null,
    position bigint not null,
    kind text not null check (kind in ('action', 'activated', 'failed')),
    subjects bigint[] not null,
    numbers bigint[] not null,
    primary key (account_id, outbox_id),
    constraint subjects_and_numbers_go_together check (cardinality(subjects) = cardinality(numbers))
);

create index outbox_by_position on outbox (position, outbox_id);

-- One row. A book that is restored on another server may find itself among lower transaction numbers than it has told;
-- the shift is then made larger, so that positions go on rising.
create table feed (
    is_whole boolean primary key default true check (is_whole),
    shift bigint not null
);
insert into feed (shift) values (0);

-- What was recorded before there was an outbox lies before everything else.
insert into outbox (account_id, outbox_id, position, kind, subjects, numbers)
select c.account_id, c.account_id, 0, 'action',
    array_agg(c.asset_id order by c.sequence), array_agg(c.number::bigint order by c.sequence)
from action c
group by c.account_id;

do $$
begin
    if exists (select from pg_roles where rolname = 'tenure_app') then
        grant select, insert on outbox to tenure_app;
        grant select on feed to tenure_app;
    end if;
end
$$;
