"""The customers of the example company whose orders were written by hand: every figure is worked out on paper."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from examples import tidewater
from tenure.kernel.statuses import Status
from tenure.operations.history import history
from tenure.operations.ledger import Ledger
from tests.database import ACTOR, TODAY
from tests.operations.example_company import ask, concerning, held, load


def test_capricorn_has_what_the_walk_through_says(ledger: Ledger, examples: Path) -> None:
    load(ledger, concerning(examples, "capricorn"))
    october = date(2023, 10, 1)

    # Two tills more from August; three seats more from September, which were told in October.
    terminals = {f"A-00004-{unit}": "1 for 0.00" for unit in (1, 2, 3, 4)}
    assert held(ask(ledger, "capricorn", october)) == {
        "A-00001": "6 for 300.00",
        "A-00002": "9 for 216.00",
        "A-00003": "1 for 45.00",
        **terminals,
    }
    assert held(ask(ledger, "capricorn", october, october)) == {
        "A-00001": "6 for 300.00",
        "A-00002": "6 for 144.00",
        "A-00003": "1 for 45.00",
        **terminals,
    }


def test_capricorn_paid_what_is_worked_out_by_hand(ledger: Ledger, examples: Path) -> None:
    load(ledger, concerning(examples, "capricorn"))

    tills = history(ACTOR, TODAY, "examples", ledger, "A-00001")
    assert [(action.category, action.amount) for action in tills.actions] == [
        ("Initial Sale", Decimal("2400.00")),  # 4 x 600
        ("Upsells", Decimal("603.28")),  # 2 x 600 x 184/366
        ("Renewals", Decimal("3708.00")),  # 6 x 618, after 3 percent more
        ("Downsells", Decimal("-60.49")),  # 588 for 618 from October: 4 lots -40.32, 2 lots -20.17
        ("Renewals", Decimal("7056.00")),  # 6 x 588 x 2 years
    ]

    seats = history(ACTOR, TODAY, "examples", ledger, "A-00002")
    assert [(action.category, action.amount) for action in seats.actions] == [
        ("Initial Sale", Decimal("1728.00")),  # 6 x 24 x 12
        ("Upsells", Decimal("360.00")),  # 3 x 24 x 5
        ("Downsells", Decimal("-96.00")),  # 2 x 24 x 2
        ("Renewals", Decimal("2016.00")),  # 7 x 24 x 12
        ("Renewals", Decimal("2304.00")),  # 8 x 24 x 12, a month late
        ("Cancellations", Decimal("-384.00")),  # 8 x 24 x 2
    ]
    assert seats.status is Status.TERMINATED


Told = list[tuple[str, str]]


def amounts(ledger: Ledger, asset: str) -> Told:
    """Tell the actions of an asset: the category and the subtype of each, and its amount."""
    found = history(ACTOR, TODAY, "examples", ledger, asset)
    return [
        (
            action.category if action.subtype is None else f"{action.category}: {action.subtype}",
            f"{action.amount}",
        )
        for action in found.actions
    ]


@pytest.fixture
def tidewater_book(ledger: Ledger, examples: Path) -> Ledger:
    """A book of Tidewater Grill alone, whose orders were written by hand."""
    loaded, problems = load(ledger, concerning(examples, *tidewater.ACCOUNTS))
    assert problems == []
    assert loaded.tally.orders["failed"] == 0
    return ledger


def test_annapolis_paid_what_is_worked_out_by_hand(tidewater_book: Ledger) -> None:
    assert amounts(tidewater_book, tidewater.KITCHEN) == [
        ("Initial Sale", "824.38"),  # a free month; 2 x 300; 3 x 300 x 91/365
        ("Transfers: TransferFrom", "-149.38"),  # 300 x 91/366 from January, 300 x 91/365 from April
    ]
    assert amounts(tidewater_book, tidewater.SEATS) == [
        ("Initial Sale", "1440.00"),  # 5 x 24 x 12
        ("Upsells", "1296.00"),  # 2 x 24 x 12, and 5 x 24 x 6 since the contract ends in August
        ("Upgrades: UpgradeFrom", "-576.00"),  # 3 x 24 x 8
    ]
    assert amounts(tidewater_book, tidewater.PLUS_SEATS) == [
        ("Upgrades: UpgradeTo", "864.00"),  # 3 x 36 x 8
        ("Downgrades: DowngradeFrom", "-432.00"),  # 3 x 36 x 4
    ]
    assert amounts(tidewater_book, tidewater.SEATS_AGAIN) == [
        ("Downgrades: DowngradeTo", "288.00"),  # 3 x 24 x 4
    ]
    assert amounts(tidewater_book, tidewater.SUPPORT) == [
        ("Initial Sale", "240.55"),  # 240 x (306/365 + 60/366), by calendar years
        ("Terms And Conditions Changes: FieldAmendment", "120.66"),  # 184/366 more, with the contract
        ("Swaps: SwapOut", "-120.66"),
    ]
    assert amounts(tidewater_book, tidewater.PLUS_SUPPORT) == [
        ("Swaps: SwapIn", "270.00"),  # 540 x 6/12
    ]


def test_norfolk_paid_what_is_worked_out_by_hand(tidewater_book: Ledger) -> None:
    assert amounts(tidewater_book, tidewater.COUNTERS) == [
        ("Initial Sale", "2500.00"),  # 2 x 1250
        ("Upsells", "621.58"),  # 1250 x 182/366
        ("Other: Suspend", "-297.12"),  # February: 29/366 of 2500 is 198.08 there, of 1250 99.04
        ("Renewals", "3900.00"),  # 3 x 1300, after 4 percent more
        ("Cancellations", "-2916.99"),  # all but 92/365 of 2600 and of 1300
        ("Cancellations: Rollback", "2916.99"),
        ("Transfers: TransferFrom", "-1933.98"),  # all but 184/365 of 2600 and of 1300
    ]
    # Two seats belong to each counter; their price is part of the counter's.
    seats = history(ACTOR, TODAY, "examples", tidewater_book, tidewater.COUNTER_SEATS)
    assert [period.quantity for period in seats.periods] == [4, 6, 0, 6, 6]
    assert {action.amount for action in seats.actions} == {0}
    assert amounts(tidewater_book, tidewater.BOARDS) == [
        ("Initial Sale", "600.00"),  # 2 x 150 x 2 half-years
        ("Upsells", "150.00"),  # a third one with the third counter
        ("Other: Suspend", "-75.00"),  # 450 x 1/6: half-years are counted by their months
        ("Renewals", "936.00"),  # 3 x 156 x 2
        ("Cancellations", "-702.00"),
        ("Cancellations: Rollback", "702.00"),
        ("Transfers: TransferFrom", "-468.00"),  # 3 x 156
    ]
    assert amounts(tidewater_book, f"{tidewater.TERMINALS}-2") == [
        ("Initial Sale", "329.00"),
        ("Cancellations", "-329.00"),
    ]
    assert amounts(tidewater_book, f"{tidewater.CARE}-2") == [
        ("Initial Sale", "48.13"),  # 48 x 366/365, by days
        ("Cancellations", "-28.01"),  # all but 153/365
    ]
    assert amounts(tidewater_book, f"{tidewater.PAPER}-2") == [
        ("Initial Sale", "170.00"),  # 5 of 10 boxes
        ("Cancellations", "0.00"),  # not refundable
    ]


def test_charleston_has_what_the_others_handed_on(tidewater_book: Ledger) -> None:
    assert amounts(tidewater_book, tidewater.HARBOR_SEATS) == [
        ("Initial Sale", "1152.00"),  # 4 x 24 x 12
        ("Upsells", "648.00"),  # 3 x 24 x 9
        ("Upsells: Rollback", "-648.00"),
        ("Upsells: Rollback", "648.00"),  # it was right after all
        ("Other: Suspend", "-1176.00"),  # 7 x 24 x 7
        ("Other: Resume", "840.00"),  # 7 x 24 x 5
    ]
    assert amounts(tidewater_book, tidewater.HANDED_KITCHEN) == [("Transfers: TransferTo", "149.38")]
    assert amounts(tidewater_book, tidewater.HANDED_COUNTERS) == [("Transfers: TransferTo", "1933.98")]
    winter = ask(tidewater_book, tidewater.CHARLESTON, date(2024, 12, 1))
    assert held(winter) == {
        tidewater.HANDED_FIBER: "2 for 98.00",
        tidewater.HANDED_COUNTERS: "3 for 325.00",
        f"{tidewater.HANDED_COUNTERS}/{tidewater.COUNTER_SEATS}": "6 for 0.00",
        f"{tidewater.HANDED_COUNTERS}/{tidewater.BOARDS}": "3 for 78.00",
        f"{tidewater.HANDED_COUNTERS}/{tidewater.COUNTER_SUPPORT}": "1 for 0.00",
    }
    wrong = history(ACTOR, TODAY, "examples", tidewater_book, tidewater.WRONG_TILLS)
    assert (wrong.status, list(wrong.periods)) == (Status.TERMINATED, [])
