"""Tidewater Grill, a head office with three places: every verb once, in orders written by hand.

Annapolis has a contract that is extended, a ramp, and editions that come and go. Norfolk has bundles. Charleston takes
over what the others hand on, and has second thoughts.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from examples.by_hand import order
from examples.holdings import Record
from examples.relationship import Written

ANNAPOLIS: Final = "tidewater-annapolis"
NORFOLK: Final = "tidewater-norfolk"
CHARLESTON: Final = "tidewater-charleston"
ACCOUNTS: Final = frozenset({"tidewater", ANNAPOLIS, NORFOLK, CHARLESTON})

CONTRACT: Final = "K-00001"
CONTRACTS: Final = 1
"""How many keys of contracts these orders use up."""

KITCHEN, SUPPORT, SEATS = "A-00006", "A-00007", "A-00008"
PLUS_SEATS, PLUS_SUPPORT, SEATS_AGAIN = "A-00009", "A-00010", "A-00011"
COUNTERS, COUNTER_SEATS, BOARDS, COUNTER_SUPPORT = "A-00012", "A-00013", "A-00014", "A-00015"
TERMINALS, CARE, PAPER = "A-00016", "A-00017", "A-00018"
LINE, FIBER = "A-00019", "A-00020"
HANDED_KITCHEN, HANDED_FIBER, HANDED_COUNTERS = "A-00021", "A-00022", "A-00023"
HARBOR_SEATS, WRONG_TILLS = "A-00024", "A-00025"
ASSETS: Final = 25
"""The last key of an asset that these orders use up."""


def contract(*, end: date = date(2024, 2, 29)) -> Record:
    """Give the contract of Annapolis, as it was signed or with another end."""
    record: Record = {"kind": "contract", "account": ANNAPOLIS, "key": CONTRACT}
    record |= {"start_date": date(2023, 3, 1), "end_date": end, "coterminate": True}
    return record | {"renewal_term": 12, "renewal_term_unit": "month"}


def written() -> Iterator[Written]:
    """Give the orders, in the order in which they are recorded at each place."""
    yield from _annapolis()
    yield from _norfolk()
    yield from _handed_on()
    yield from _charleston()


def _add(product: str, asset: str, quantity: str, start: date, **keys: object) -> Record:
    return {
        "action": "add",
        "product": product,
        "asset": asset,
        "quantity": quantity,
        "start_date": start,
        **keys,
    }


def _change(action: str, asset: str, effective: date, **keys: object) -> Record:
    return {"action": action, "asset": asset, "effective_date": effective, **keys}


def _annapolis() -> Iterator[Written]:
    march = date(2023, 3, 1)
    year: Record = {"name": "Year 1", "type": "yearly", "quantity": "2", "unit_price": "300"}
    rest: Record = {"name": "Rest", "type": "prorated", "quantity": "3", "unit_price": "300"}
    trial: Record = {"name": "Free trial", "type": "free_trial", "quantity": "2"}
    segments = [
        trial | {"start_date": march, "end_date": date(2023, 3, 31)},
        year | {"start_date": date(2023, 4, 1), "end_date": date(2024, 3, 31)},
        rest | {"start_date": date(2024, 4, 1), "end_date": date(2024, 6, 30)},
    ]
    yield order(
        ANNAPOLIS,
        "2023-02-14T15:20:00",
        {"action": "add", "product": "KITCHEN", "asset": KITCHEN, "segments": segments},
        _add("SUPPORT", SUPPORT, "1", march),
        _add("BACK-OFFICE", SEATS, "5", march),
        contract=CONTRACT,
    )
    extended = order(
        ANNAPOLIS,
        "2023-08-21T16:05:00",
        _change("amend", SEATS, date(2023, 9, 1), quantity="2"),
        _change("amend", SUPPORT, date(2023, 9, 1), billing_frequency="quarterly"),
        message="The contract runs until August",
    )
    yield Written(extended.at, contract(end=date(2024, 8, 31)))
    yield extended
    plus: Record = {"product": "BACK-OFFICE-PLUS", "asset": PLUS_SEATS}
    yield order(
        ANNAPOLIS,
        "2023-12-18T14:44:00",
        _change("upgrade", SEATS, date(2024, 1, 1), quantity="3", replacement=plus),
        message="The kitchen plans with the forecasts",
    )
    daily: Record = {"product": "SUPPORT-PLUS", "asset": PLUS_SUPPORT}
    yield order(
        ANNAPOLIS,
        "2024-02-20T17:31:00",
        _change("swap", SUPPORT, date(2024, 3, 1), replacement=daily),
        message="Open on Sundays now",
    )
    plain: Record = {"product": "BACK-OFFICE", "asset": SEATS_AGAIN}
    yield order(
        ANNAPOLIS,
        "2024-05-13T13:09:00",
        _change("downgrade", PLUS_SEATS, date(2024, 5, 1), replacement=plain),
        message="Nobody looked at them",
    )


def _norfolk() -> Iterator[Written]:
    may = date(2023, 5, 1)
    year = {"term": 12, "term_unit": "month"}
    counters = _add("COUNTER-SET", COUNTERS, "2", may, **year)
    terminals = _add("TERMINAL", TERMINALS, "2", may)
    yield order(
        NORFOLK,
        "2023-04-11T18:15:00",
        counters,
        _add("BACK-OFFICE", COUNTER_SEATS, "4", may, parent_line=counters, **year),
        _add("MENU-BOARD", BOARDS, "2", may, parent_line=counters, **year),
        _add("SUPPORT", COUNTER_SUPPORT, "1", may, parent_line=counters, **year),
        terminals,
        _add("HARDWARE-CARE", CARE, "2", may, parent_line=terminals, role="care", **year),
        _add("PAPER", PAPER, "10", may, parent_line=terminals, role="supply"),
        _add("BACKUP-LINE", LINE, "2", may),
    )
    broken: Record = {"type": "work_order_line", "reference": "WO-40177/2", "system": "field-service"}
    yield order(
        NORFOLK,
        "2023-10-03T14:02:00",
        _change("cancel", f"{TERMINALS}-2", date(2023, 10, 1), source=broken, message="Fell into the fryer"),
    )
    yield order(
        NORFOLK,
        "2023-10-24T15:50:00",
        _change("amend", COUNTERS, date(2023, 11, 1), quantity="1"),
        message="A third counter",
    )
    yield order(
        NORFOLK,
        "2024-01-22T15:11:00",
        _change("suspend", COUNTERS, date(2024, 2, 1), resume_date=date(2024, 3, 1)),
        message="The kitchen is rebuilt",
    )
    yield order(NORFOLK, "2024-04-16T14:30:00", {"action": "renew", "asset": COUNTERS, "price_uplift": "4"})
    fiber: Record = {"product": "BACKUP-FIBER", "asset": FIBER}
    yield order(
        NORFOLK, "2024-06-03T16:22:00", _change("upgrade", LINE, date(2024, 6, 15), replacement=fiber)
    )
    yield order(NORFOLK, "2024-07-09T13:40:00", _change("cancel", COUNTERS, date(2024, 8, 1)))
    yield order(
        NORFOLK,
        "2024-07-10T14:12:00",
        {"action": "rollback", "asset": COUNTERS},
        message="Meant for another customer",
    )


def _handed_on() -> Iterator[Written]:
    """Charleston takes over a kitchen display; later a backup line, and the counters with what belongs to them."""
    there: Record = {"to_account": CHARLESTON}
    yield order(
        ANNAPOLIS,
        "2024-01-09T15:37:00",
        _change("transfer", KITCHEN, date(2024, 1, 1), quantity="1", to_asset=HANDED_KITCHEN, **there),
        message="The two places share them now",
    )
    yield order(
        NORFOLK,
        "2024-10-21T17:17:00",
        _change("transfer", FIBER, date(2024, 11, 1), to_asset=HANDED_FIBER, **there),
        _change("transfer", COUNTERS, date(2024, 11, 1), to_asset=HANDED_COUNTERS, **there),
        message="Norfolk closes",
    )


def _charleston() -> Iterator[Written]:
    august = date(2023, 8, 1)
    yield order(
        CHARLESTON,
        "2023-07-03T14:26:00",
        _add("BACK-OFFICE", HARBOR_SEATS, "4", august, term=12, term_unit="month"),
    )
    more = _change("amend", HARBOR_SEATS, date(2023, 11, 1), quantity="3")
    yield order(CHARLESTON, "2023-10-02T15:00:00", more)
    undo: Record = {"action": "rollback", "asset": HARBOR_SEATS}
    yield order(CHARLESTON, "2023-10-04T16:48:00", undo, message="Meant for another customer")
    yield order(
        CHARLESTON, "2023-10-05T13:33:00", undo | {"rollback_of": 3}, message="It was right after all"
    )
    wrong = _add("MOBILE-TILL", WRONG_TILLS, "2", date(2023, 11, 1), term=12, term_unit="month")
    yield order(CHARLESTON, "2023-10-17T13:58:00", wrong)
    yield order(
        CHARLESTON,
        "2023-10-18T14:04:00",
        {"action": "rollback", "asset": WRONG_TILLS},
        message="Meant for another customer",
    )
    yield order(
        CHARLESTON,
        "2023-12-20T15:45:00",
        _change("suspend", HARBOR_SEATS, date(2024, 1, 1)),
        message="Closed after the flood",
    )
    yield order(
        CHARLESTON,
        "2024-02-26T14:51:00",
        _change("resume", HARBOR_SEATS, date(2024, 3, 1)),
        message="Open again",
    )
