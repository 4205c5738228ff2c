"""Actions changed behind the book's back, by one who leaves the hash chain and by one who forges it."""

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
    order_of,
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


def action(values: str, number: int = 2, asset: str = "A") -> list[str]:
    return [f"update action set {values} where {of(asset)} and number = {number}"]


# Asset A has its sale (1200), 5 more (300) and 3 less (-90): the account's first actions, each of an order of its own.
DAMAGES = [
    Damage(
        "an action of another amount",
        action("amount = 301.00"),
        [
            Wrong(AMOUNTS, "action 2", "amount", "300.00", "301.00"),
            Wrong(TOTALS, "action 2", "total amount", "1501.00", "1500.00"),
            Wrong(TOTALS, "action 2", "total amount of Upsells", "301.00", "300.00"),
        ],
    ),
    Damage(
        "an action of another category",
        action("category = 'Renewals'"),
        [
            Wrong(TOTALS, "action 2", "total amount of Upsells", "0.00", "300.00"),
            Wrong(TOTALS, "action 2", "total amount of Renewals", "300.00", "0.00"),
        ],
    ),
    Damage(
        "another quantity change",
        action("quantity_change = 6"),
        [Wrong(TOTALS, "action 2", "total quantity", "16.00", "15.00")],
    ),
    Damage(
        "another MRR change",
        action("mrr_change = 51.00"),
        [Wrong(TOTALS, "action 2", "total MRR", "151.00", "150.00")],
    ),
    Damage(
        "another total",
        action("total_other_amount = 1.00"),
        [
            Wrong(TOTALS, "action 2", "total amount of Other", "0.00", "1.00"),
            Wrong(TOTALS, "action 3", "total amount of Other", "1.00", "0.00"),
        ],
    ),
    Damage(
        "totals that agree with each other and not with the timeline",
        [*action("quantity_change = -2, total_quantity = 13, mrr_change = -20.00, total_mrr = 130.00", 3)],
        [
            Wrong(TELESCOPE, "the lifecycle", "final quantity", "13.00", "12.00"),
            Wrong(TELESCOPE, "the lifecycle", "final MRR", "130.00", "120.00"),
        ],
    ),
    Damage(
        "another end of the lifecycle",
        action("ends_at = '2026-01-02'", 3),
        [Wrong(CLOSES, "the lifecycle", "end of the last period", "2026-01-02 00:00:00+00", "2026-01-01 00:00:00+00")],
    ),
    Damage(
        "another start of the lifecycle",
        action("starts_at = '2025-01-02'", 3),
        [
            Wrong("periods_tile_the_lifecycle", "the lifecycle", "start of the first period",
                  "2025-01-02 00:00:00+00", "2025-01-01 00:00:00+00")
        ],
    ),
    Damage(
        "attributes that nobody wrote",
        action("""attributes = '{"legal_entity": "GmbH"}'"""),
        [
            Wrong(TIMELINE, JULY, "attributes", '{"legal_entity": "GmbH"}', "none"),
            Wrong(TIMELINE, OCTOBER, "attributes", '{"legal_entity": "GmbH"}', "none"),
        ],
    ),
    # The orders of the book are recorded a microsecond apart, A's second one at 12:00:00.000001.
    Damage(
        "an action recorded a day earlier",
        action("recorded_at = '2025-12-31 12:00:00.000001'"),
        [
            Wrong(KNOWN, "action 2", "recorded instant", "later than 2026-01-01 12:00:00+00",
                  "2025-12-31 12:00:00.000001+00"),
            Wrong(WHOLE_ORDERS, "action 2", "recorded instant", "2026-01-01 12:00:00.000001+00",
                  "2025-12-31 12:00:00.000001+00"),
        ],
    ),
    Damage(
        "an action by another",
        action("actor = 'nobody', request_id = 'none'"),
        [
            Wrong(WHOLE_ORDERS, "action 2", "actor", "tester", "nobody"),
            Wrong(WHOLE_ORDERS, "action 2", "request", "request", "none"),
        ],
    ),
    Damage(
        "an action of a line that is not there",
        action("position = 1"),
        [
            Wrong("every_action_has_its_line", "action 2", "line", "line at position 1", "none"),
            Wrong(WHOLE_ORDERS, "line at position 0", "actions", "some", "none"),
        ],
    ),
    Damage(
        "an action of another order",
        [f"update action set {order_of('O-4')} where {of('A')} and number = 2"],
        [
            Wrong(WHOLE_ORDERS, "action 2", "recorded instant", "2026-01-01 12:00:00.000003+00",
                  "2026-01-01 12:00:00.000001+00"),
            Wrong(WHOLE_ORDERS, "line at position 0", "actions", "some", "none"),
        ],
    ),
    Damage(
        "the last action deleted",
        [f"delete from entry where {of('A')} and action = 3", f"delete from action where {of('A')} and number = 3"],
        [
            Wrong(APPEND_ONLY, "action 1", "sequence before it", "3", "none"),
            *timeline(OCTOBER, ("15.00", "12.00")),
            Wrong(AMOUNTS, OCTOBER, "amount", "450.00", "360.00"),
            Wrong(TIMELINE, OCTOBER, "start", "a change there", "none"),
            Wrong(AMOUNTS, "the lifecycle", "sum of the amounts of all periods", "1500.00", "1410.00"),
            Wrong(TELESCOPE, "the lifecycle", "final quantity", "15.00", "12.00"),
            Wrong(TELESCOPE, "the lifecycle", "final MRR", "150.00", "120.00"),
            Wrong(WHOLE_ORDERS, "line at position 0", "actions", "some", "none"),
        ],
    ),
    # Asset F only had a field changed by its second action, of which nothing but attributes is left.
    Damage(
        "an action in the middle of the account deleted",
        [f"delete from action where {of('F')} and number = 2"],
        [
            Wrong(APPEND_ONLY, "action 1", "sequence before it", "10", "none"),
            Wrong(TIMELINE, period("2025-06-01"), "start", "a change there", "none"),
            Wrong(TIMELINE, period("2025-06-01"), "attributes", '{"billing_frequency": "monthly"}',
                  '{"billing_frequency": "annual"}'),
            Wrong(WHOLE_ORDERS, "line at position 0", "actions", "some", "none"),
        ],
    ),
    # Asset B: 10, from March 8, from July 7; it was in the account's fourth to sixth action.
    Damage(
        "an action in the middle of its asset deleted",
        [f"delete from entry where {of('B')} and action = 2", f"delete from action where {of('B')} and number = 2"],
        [
            Wrong(APPEND_ONLY, "action 3", "sequence before it", "5", "none"),
            Wrong("action_numbers_have_no_gaps", "action 3", "number before it", "2", "none"),
            Wrong("entry_numbers_have_no_gaps", "action 3", "numbers of its entries", "2 and on", "3 to 3, 1 in all"),
            *timeline(period("2025-03-01"), ("10.00", "8.00")),
            Wrong(AMOUNTS, period("2025-03-01"), "amount", "400.00", "320.00"),
            Wrong(TIMELINE, period("2025-03-01"), "start", "a change there", "none"),
            *timeline(JULY, ("9.00", "7.00")),
            Wrong(AMOUNTS, JULY, "amount", "540.00", "420.00"),
            Wrong(WHOLE_ORDERS, "line at position 0", "actions", "some", "none"),
        ],
    ),
    Damage(
        "two actions in each other's place",
        action("sequence = 5 - sequence") + action("sequence = 2", 3),
        [
            Wrong(KNOWN, "action 2", "recorded instant", "later than 2026-01-01 12:00:00.000002+00",
                  "2026-01-01 12:00:00.000001+00")
        ],
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
