"""State periods changed behind the book's back: verify names the invariant, what it expected and what it found."""

from collections.abc import Iterator

import pytest

from tenure.store.connection import Connection
from tenure.store.embedded import Lease
from tests.store.verified_book import Damage, Wrong, found, of, opened, period, wrong

TIMELINE, AMOUNTS, TILE = (
    "timeline_is_the_sum_of_its_entries",
    "amounts_are_conserved",
    "periods_tile_the_lifecycle",
)
CLOSES, TELESCOPE = "last_period_closes_the_lifecycle", "mrr_changes_telescope"

# Asset A holds 10 from January, 15 from July and 12 from October 2025, at 10 a month: 600, 450 and 360.
JANUARY, JULY, OCTOBER = period("2025-01-01"), period("2025-07-01"), period("2025-10-01")
WHOLE = "sum of the amounts of all periods"


def change(values: str, day: str = "2025-07-01", asset: str = "A") -> list[str]:
    return [f"update state_period set {values} where {of(asset)} and first_day = '{day}'"]


DAMAGES = [
    Damage(
        "another quantity",
        change("quantity = 16"),
        [Wrong(TIMELINE, JULY, "quantity", "15.00", "16.00")],
    ),
    Damage(
        "another yearly value",
        change("yearly = 1801"),
        [Wrong(TIMELINE, JULY, "yearly value", "1800.0000000000", "1801")],
    ),
    Damage("another MRR", change("mrr = 151.00"), [Wrong(TIMELINE, JULY, "MRR", "150.00", "151.00")]),
    Damage(
        "another amount",
        change("amount = 451.00"),
        [
            Wrong(AMOUNTS, JULY, "amount", "450.00", "451.00"),
            Wrong(AMOUNTS, "the lifecycle", WHOLE, "1410.00", "1411.00"),
        ],
    ),
    Damage(
        "an amount moved from one period to another",
        [*change("amount = 601.00", "2025-01-01"), *change("amount = 449.00")],
        [
            Wrong(AMOUNTS, JANUARY, "amount", "600.00", "601.00"),
            Wrong(AMOUNTS, JULY, "amount", "450.00", "449.00"),
        ],
    ),
    # A day of July is worth 100/31 = 3.23 in the first lot and 50/31 = 1.61 in the second.
    Damage(
        "a start one day later",
        change("starts_at = '2025-07-02', first_day = '2025-07-02'"),
        [
            Wrong(AMOUNTS, JANUARY, "amount", "603.23", "600.00"),
            Wrong(TIMELINE, JANUARY, "end", "2025-07-01 00:00:00+00", "2025-07-02 00:00:00+00"),
            Wrong(AMOUNTS, period("2025-07-02"), "amount", "445.16", "450.00"),
            Wrong(TIMELINE, period("2025-07-02"), "start", "a change there", "none"),
        ],
    ),
    Damage(
        "a first day one day later",
        change("first_day = '2025-07-02'"),
        [
            Wrong(AMOUNTS, JANUARY, "amount", "603.23", "600.00"),
            Wrong(AMOUNTS, JULY, "amount", "445.16", "450.00"),
            Wrong(TIMELINE, JULY, "first day", "2025-07-01", "2025-07-02"),
        ],
    ),
    Damage(
        "the first period deleted",
        [f"delete from state_period where {of('A')} and first_day = '2025-01-01'"],
        [
            Wrong(TILE, "the lifecycle", "start of the first period", "2025-01-01 00:00:00+00",
                  "2025-07-01 00:00:00+00"),
            Wrong(AMOUNTS, "the lifecycle", WHOLE, "1410.00", "810.00"),
        ],
    ),
    Damage(
        "a period in the middle deleted",
        [f"delete from state_period where {of('A')} and first_day = '2025-07-01'"],
        [
            Wrong(AMOUNTS, JANUARY, "amount", "900.00", "600.00"),
            Wrong(TIMELINE, JANUARY, "end", "2025-07-01 00:00:00+00", "2025-10-01 00:00:00+00"),
            Wrong(AMOUNTS, "the lifecycle", WHOLE, "1410.00", "960.00"),
        ],
    ),
    Damage(
        "the last period deleted",
        [f"delete from state_period where {of('A')} and first_day = '2025-10-01'"],
        [
            Wrong(TIMELINE, JULY, "end", "2025-10-01 00:00:00+00", "infinity"),
            Wrong(CLOSES, "the lifecycle", "end of the last period", "2026-01-01 00:00:00+00", "none"),
            Wrong(CLOSES, "the lifecycle", "day after the last", "2026-01-01", "none"),
            Wrong(AMOUNTS, "the lifecycle", WHOLE, "1410.00", "1050.00"),
            Wrong(TELESCOPE, "the lifecycle", "final quantity", "12.00", "15.00"),
            Wrong(TELESCOPE, "the lifecycle", "final MRR", "120.00", "150.00"),
        ],
    ),
    Damage(
        "all periods deleted",
        [f"delete from state_period where {of('A')}"],
        [
            Wrong(TIMELINE, "the time outside of the lifecycle", "most quantity of a lot", "0", "10.00"),
            Wrong(TILE, "the lifecycle", "periods", "some", "none"),
            Wrong(AMOUNTS, "the lifecycle", WHOLE, "1410.00", "0"),
            Wrong(TELESCOPE, "the lifecycle", "final quantity", "12.00", "0"),
            Wrong(TELESCOPE, "the lifecycle", "final MRR", "120.00", "0"),
        ],
    ),
    Damage(
        "a period cut in two where nothing changes",
        [
            "insert into state_period select account_id, asset_id, '2025-02-01', '2025-02-01', null, null, quantity, "
            "yearly, mrr, 500.00, unit_price, list_price, discount, discount_amount, segment_name, segment_type, "
            "segment_identifier, ramp_identifier, gap, attributes "
            f"from state_period where {of('A')} and first_day = '2025-01-01'",
            *change("amount = 100.00", "2025-01-01"),
        ],
        [Wrong(TIMELINE, period("2025-02-01"), "start", "a change there", "none")],
    ),
    Damage(
        "an end of its own on a period that another follows",
        change("closes_at = '2025-06-01'", "2025-01-01"),
        [Wrong(TILE, JANUARY, "end", "the start of the next period", "2025-06-01 00:00:00+00")],
    ),
    # The day too much is worth 120/31 = 3.87, of each lot 100/31 = 3.23 and 20/31 = 0.65.
    Damage(
        "a last day one day later",
        change("end_day = '2026-01-02'", "2025-10-01"),
        [
            Wrong(AMOUNTS, OCTOBER, "amount", "363.88", "360.00"),
            Wrong(TIMELINE, OCTOBER, "day after the last", "2026-01-01", "2026-01-02"),
            Wrong(CLOSES, "the lifecycle", "day after the last", "2026-01-01", "2026-01-02"),
        ],
    ),
    Damage(
        "a close one hour later",
        change("closes_at = '2026-01-01 01:00'", "2025-10-01"),
        [
            Wrong(TIMELINE, OCTOBER, "end", "2026-01-01 00:00:00+00", "2026-01-01 01:00:00+00"),
            Wrong(CLOSES, "the lifecycle", "end of the last period", "2026-01-01 00:00:00+00",
                  "2026-01-01 01:00:00+00"),
        ],
    ),
    Damage(
        "another price",
        change("unit_price = 11"),
        [Wrong(TIMELINE, JULY, "price or segment", "that of its lots", "11")],
    ),
    Damage(
        "no price",
        change("unit_price = null"),
        [Wrong(TIMELINE, JULY, "price or segment", "that of its lots", "none")],
    ),
    Damage(
        "another segment",
        change("segment_name = 'Third'", asset="W"),
        [Wrong(TIMELINE, JULY, "price or segment", "that of its lots", "10")],
    ),
    Damage(
        "a gap that is none",
        change("gap = false", "2025-01-01", "L"),
        [Wrong(TIMELINE, JANUARY, "gap", "true", "false")],
    ),
    Damage(
        "other attributes",
        change("""attributes = '{"billing_frequency": "weekly"}'""", "2025-06-01", "F"),
        [
            Wrong(TIMELINE, period("2025-06-01"), "attributes", '{"billing_frequency": "annual"}',
                  '{"billing_frequency": "weekly"}')
        ],
    ),
    Damage(
        "no attributes",
        change("attributes = null", "2025-01-01", "F"),
        [Wrong(TIMELINE, JANUARY, "attributes", '{"billing_frequency": "monthly"}', "none")],
    ),
    # 10 bought for 20 each, 4 of them given back in March.
    Damage(
        "another amount of what is worth something once",
        change("amount = -70.00", "2025-03-01", "D"),
        [
            Wrong(AMOUNTS, period("2025-03-01"), "amount", "-80.00", "-70.00"),
            Wrong(AMOUNTS, "the lifecycle", WHOLE, "120.00", "130.00"),
        ],
    ),
    Damage(
        "a period of an asset that never was in force",
        [
            "insert into state_period select account_id, asset_id, '2025-01-01', '2025-01-01', '2025-01-02', "
            "'2025-01-02', 0, 0, 0, 0 from asset where key = 'V'"
        ],
        [
            Wrong(TIMELINE, JANUARY, "start", "a change there", "none"),
            Wrong("voided_assets_have_no_periods", "the lifecycle", "periods", "none", "some"),
            Wrong(CLOSES, "the lifecycle", "end of the last period", "2025-01-01 00:00:00+00",
                  "2025-01-02 00:00:00+00"),
            Wrong(CLOSES, "the lifecycle", "day after the last", "2025-01-01", "2025-01-02"),
        ],
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def owner(server: Lease, template: str) -> Iterator[Connection]:
    with opened(server, template) as connection:
        yield connection


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.what)
def test_a_changed_period_is_found(owner: Connection, damage: Damage) -> None:
    with owner.transaction(force_rollback=True):
        damage.do(owner)

        assert wrong(owner) == sorted(damage.wrong)


def test_nothing_is_found_in_a_book_as_it_was_written(owner: Connection) -> None:
    assert found(owner) == []


def test_a_finding_names_the_customer_and_the_asset_and_says_why(owner: Connection) -> None:
    with owner.transaction(force_rollback=True):
        Damage("", change("quantity = 16")).do(owner)

        [finding] = found(owner)

    assert (finding.account, finding.asset, finding.order) == ("acme", "A", None)
    assert finding.sentence == (
        "Quantity of the period from 2025-07-01 00:00:00+00 of asset A of account acme: expected 15.00, found 16.00; "
        "state periods are what the entries of the asset add up to."
    )
