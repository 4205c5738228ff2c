"""Entries changed behind the book's back, by one who leaves the hash chain and by one who forges it."""

from collections.abc import Iterator

import pytest

from tenure.store.connection import Connection
from tenure.store.embedded import Lease
from tests.store.verified_book import (
    Damage,
    Wrong,
    forge,
    found,
    of,
    opened,
    period,
    timeline,
    wrong,
)

TIMELINE, AMOUNTS, TOTALS = (
    "timeline_is_the_sum_of_its_entries",
    "amounts_are_conserved",
    "totals_are_running_sums",
)
APPEND_ONLY, WHOLE_ORDERS, TELESCOPE = (
    "actions_are_append_only",
    "activation_is_all_or_nothing",
    "mrr_changes_telescope",
)
KNOWN, CLOSES = "what_was_known_stays_known", "last_period_closes_the_lifecycle"

JULY, OCTOBER = period("2025-07-01"), period("2025-10-01")


def entry(values: str, number: int = 2, asset: str = "A") -> list[str]:
    return [f"update entry set {values} where {of(asset)} and number = {number}"]


# Asset A: 10 sold for 2025 at 10 a month (entry 1: 1200), 5 more in July (entry 2, a lot of its own: 300), 3 of these
# less in October (entry 3: -90). Its periods are 600, 450 and 360.
DAMAGES = [
    Damage(
        "an entry of another quantity",
        entry("quantity = 6"),
        [
            Wrong(TIMELINE, JULY, "quantity", "16.00", "15.00"),
            Wrong(AMOUNTS, JULY, "amount", "480.00", "450.00"),
            Wrong(TIMELINE, OCTOBER, "quantity", "13.00", "12.00"),
            Wrong(AMOUNTS, OCTOBER, "amount", "390.00", "360.00"),
            Wrong(AMOUNTS, "entry 2", "amount", "360.00", "300.00"),
            Wrong(TIMELINE, "entry 2", "yearly value", "720.0000000000", "600.0000000000"),
        ],
    ),
    Damage(
        "a yearly value that another three years' price would have",
        entry("yearly = 66.6666666666", 1, "S"),
        [
            Wrong(TIMELINE, period("2025-01-01"), "yearly value", "66.6666666666", "66.6666666667"),
            Wrong(TIMELINE, "entry 1", "yearly value", "66.6666666667", "66.6666666666"),
        ],
    ),
    Damage(
        "an entry of another amount",
        entry("amount = 301.00"),
        [
            Wrong(AMOUNTS, "action 2", "amount", "301.00", "300.00"),
            Wrong(AMOUNTS, "entry 2", "amount", "300.00", "301.00"),
        ],
    ),
    Damage(
        "an amount with more decimals than its currency has",
        entry("amount = 300.000"),
        [Wrong(AMOUNTS, "entry 2", "decimals of the amount", "2", "3")],
    ),
    Damage(
        "another amount of an entry that finds a lot reduced",
        entry("amount = -61.00", 3, "B"),
        [
            Wrong(AMOUNTS, "action 3", "amount", "-61.00", "-60.00"),
            Wrong(AMOUNTS, "entry 3", "amount", "-60.00", "-61.00"),
        ],
    ),
    Damage(
        "another credit of what is worth something once",
        entry("amount = -81.00", 2, "D"),
        [
            Wrong(AMOUNTS, "action 2", "amount", "-81.00", "-80.00"),
            Wrong(AMOUNTS, "entry 2", "amount", "-80.00", "-81.00"),
        ],
    ),
    # The reduction of October outlives the lot that it takes from.
    Damage(
        "an entry that ends one day earlier",
        entry("ends_at = '2025-12-31'"),
        [
            Wrong(TIMELINE, OCTOBER, "end", "2025-12-31 00:00:00+00", "2026-01-01 00:00:00+00"),
            Wrong("quantity_is_never_negative", "lot 2", "quantity from 2025-12-31 00:00:00+00", "0 or more",
                  "-3.00"),
        ],
    ),
    Damage(
        "an entry with a last day one day earlier: 50/31 = 1.61 less",
        entry("end_day = '2025-12-31'"),
        [Wrong(AMOUNTS, "entry 2", "amount", "298.39", "300.00")],
    ),
    Damage(
        "an entry with a first day one day later",
        entry("first_day = '2025-07-02'"),
        [
            Wrong(AMOUNTS, "entry 2", "amount", "298.39", "300.00"),
            Wrong(TIMELINE, JULY, "first day", "2025-07-02", "2025-07-01"),
        ],
    ),
    Damage(
        "an entry that starts one hour later",
        entry("starts_at = '2025-07-01 01:00'"),
        [
            *timeline(JULY, ("10.00", "15.00")),
            Wrong(AMOUNTS, JULY, "amount", "300.00", "450.00"),
            Wrong(TIMELINE, JULY, "start", "a change there", "none"),
            Wrong(TIMELINE, JULY, "end", "2025-07-01 01:00:00+00", "2025-10-01 00:00:00+00"),
        ],
    ),
    Damage(
        "an entry of another segment",
        entry("segment_name = 'First'"),
        [
            Wrong(TIMELINE, JULY, "price or segment", "that of its lots", "10"),
            Wrong(TIMELINE, OCTOBER, "price or segment", "that of its lots", "10"),
        ],
    ),
    Damage(
        "a lot at another price",
        entry("net_unit_price = 11"),
        [
            Wrong(AMOUNTS, JULY, "amount", "465.00", "450.00"),
            Wrong(AMOUNTS, OCTOBER, "amount", "366.00", "360.00"),
            Wrong(AMOUNTS, "entry 2", "amount", "330.00", "300.00"),
            Wrong(TIMELINE, "entry 2", "yearly value", "660.0000000000", "600.0000000000"),
            Wrong(AMOUNTS, "entry 3", "amount", "-99.00", "-90.00"),
            Wrong(TIMELINE, "entry 3", "yearly value", "-396.0000000000", "-360.0000000000"),
        ],
    ),
    Damage(
        "a lot that is not worth anything by its days",
        entry("lot_kind = 'evergreen'"),
        [
            Wrong(AMOUNTS, JULY, "amount", "300.00", "450.00"),
            Wrong(AMOUNTS, OCTOBER, "amount", "300.00", "360.00"),
            Wrong(AMOUNTS, "entry 2", "amount", "0", "300.00"),
            Wrong(AMOUNTS, "entry 3", "amount", "0", "-90.00"),
        ],
    ),
    Damage(
        "an entry of another action",
        entry("action = 1"),
        [
            Wrong(AMOUNTS, "action 1", "amount", "1500.00", "1200.00"),
            Wrong(AMOUNTS, "action 2", "amount", "0", "300.00"),
        ],
    ),
    Damage(
        "an entry of a lot that nothing opened",
        entry("lot = 9", 3),
        [
            *timeline(OCTOBER, ("15.00", "12.00")),
            Wrong(AMOUNTS, OCTOBER, "amount", "450.00", "360.00"),
            Wrong(TIMELINE, OCTOBER, "start", "a change there", "none"),
            Wrong("every_entry_has_its_lot", "entry 3", "lot", "an entry that opens it", "none"),
        ],
    ),
    Damage(
        "an entry numbered anew",
        entry("number = 7", 3),
        [Wrong("entry_numbers_have_no_gaps", "action 3", "numbers of its entries", "3 and on", "7 to 7, 1 in all")],
    ),
    Damage(
        "the last entry deleted",
        [f"delete from entry where {of('A')} and number = 3"],
        [
            Wrong(AMOUNTS, "action 3", "amount", "0", "-90.00"),
            *timeline(OCTOBER, ("15.00", "12.00")),
            Wrong(AMOUNTS, OCTOBER, "amount", "450.00", "360.00"),
            Wrong(TIMELINE, OCTOBER, "start", "a change there", "none"),
        ],
    ),
    # Asset X ends in May; its cancellation now takes a month more, and less than nothing is left.
    Damage(
        "an entry beyond the lifecycle",
        entry("ends_at = '2026-02-01', end_day = '2026-02-01'", 2, "X"),
        [
            Wrong(AMOUNTS, "entry 2", "amount", "-270.00", "-240.00"),
            Wrong("quantity_is_never_negative", "lot 1", "quantity from 2026-01-01 00:00:00+00", "0 or more", "-3.00"),
        ],
    ),
    # Its cancellation now takes a month less, at the end: 3 x 10 is held again after the asset has ended.
    Damage(
        "a lot held outside of the lifecycle",
        entry("ends_at = '2025-12-01', end_day = '2025-12-01'", 2, "X"),
        [
            Wrong(AMOUNTS, "entry 2", "amount", "-210.00", "-240.00"),
            Wrong(TIMELINE, "the time outside of the lifecycle", "most quantity of a lot", "0", "3.00"),
        ],
    ),
    Damage(
        "an action numbered anew, with its entries",
        [
            "alter table entry drop constraint entry_account_id_asset_id_action_fkey",
            *entry("action = 4", 3),
            f"update action set number = 4 where {of('A')} and number = 3",
        ],
        [Wrong("action_numbers_have_no_gaps", "action 4", "number before it", "3", "none")],
    ),
]  # fmt: skip
"""What is found once the hash chain was made anew over it."""


@pytest.fixture(scope="module")
def owner(server: Lease, template: str) -> Iterator[Connection]:
    with opened(server, template) as connection:
        yield connection


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.what)
def test_what_the_hash_chain_was_forged_for_is_found_all_the_same(owner: Connection, damage: Damage) -> None:
    with owner.transaction(force_rollback=True):
        damage.do(owner)
        forge(owner)

        assert wrong(owner) == sorted(damage.wrong)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.what)
def test_the_hash_chain_tells_that_something_was_changed(owner: Connection, damage: Damage) -> None:
    with owner.transaction(force_rollback=True):
        damage.do(owner)

        assert APPEND_ONLY in {one.invariant for one in found(owner)}
