"""Capricorn Coffee, the customer of the walk-through: ten orders written by hand, easy to check."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from examples.by_hand import order
from examples.relationship import Written

ACCOUNT: Final = "capricorn"
TILLS: Final = "A-00001"
SEATS: Final = "A-00002"
SUPPORT: Final = "A-00003"
TERMINALS: Final = "A-00004"
LOYALTY: Final = "A-00005"


def written() -> Iterator[Written]:
    """Give the orders, in the order in which they are recorded."""
    year = {"start_date": date(2023, 2, 1), "end_date": date(2024, 1, 31)}
    yield order(
        ACCOUNT,
        "2023-01-03T14:05:00",
        {"action": "add", "product": "TILL", "asset": TILLS, "quantity": "4", **year},
        {"action": "add", "product": "BACK-OFFICE", "asset": SEATS, "quantity": "6", **year},
        {"action": "add", "product": "SUPPORT-PLUS", "asset": SUPPORT, "quantity": "1", **year},
        {
            "action": "add",
            "product": "TERMINAL",
            "asset": TERMINALS,
            "quantity": "4",
            "start_date": date(2023, 1, 23),
        },
        {"action": "add", "product": "SITE-SURVEY", "quantity": "1", "start_date": date(2023, 1, 23)},
    )
    yield order(
        ACCOUNT,
        "2023-06-20T15:30:00",
        {"action": "amend", "asset": TILLS, "quantity": "2", "effective_date": date(2023, 8, 1)},
        message="Harbor Street opens in August",
    )
    yield order(
        ACCOUNT,
        "2023-10-09T16:12:00",
        {"action": "amend", "asset": SEATS, "quantity": "3", "effective_date": date(2023, 9, 1)},
        message="In use since September; nobody told us",
    )
    yield order(
        ACCOUNT,
        "2023-11-14T18:41:00",
        {"action": "amend", "asset": SEATS, "quantity": "-2", "effective_date": date(2023, 12, 1)},
    )
    yield order(
        ACCOUNT,
        "2024-01-15T14:20:00",
        {"action": "renew", "asset": TILLS, "price_uplift": "3"},
        {"action": "renew", "asset": SEATS},
        {"action": "renew", "asset": SUPPORT},
        {"action": "no_change", "product": "TERMINAL", "message": "Devices stay as they are"},
    )
    yield from _later()


def _later() -> Iterator[Written]:
    yield order(
        ACCOUNT,
        "2024-05-02T17:55:00",
        {
            "action": "cancel",
            "asset": f"{TERMINALS}-3",
            "effective_date": date(2024, 4, 29),
            "source": {"type": "external", "reference": "RMA-2214", "system": "warehouse"},
            "message": "Arrived broken",
        },
    )
    yield order(
        ACCOUNT,
        "2024-09-12T15:02:00",
        {"action": "amend", "asset": TILLS, "unit_price": "588", "effective_date": date(2024, 10, 1)},
        message="Matched an offer",
    )
    yield order(
        ACCOUNT,
        "2025-03-04T14:47:00",
        {"action": "renew", "asset": TILLS, "end_date": date(2027, 1, 31)},
        {"action": "renew", "asset": SEATS, "start_date": date(2025, 3, 1), "quantity": "8"},
        message="Seats renewed late, from March",
    )
    trial = {"name": "Free trial", "type": "free_trial", "quantity": "1"}
    first = {"name": "Year 1", "type": "yearly", "quantity": "1", "unit_price": "79"}
    yield order(
        ACCOUNT,
        "2025-06-17T15:15:00",
        {
            "action": "add",
            "product": "LOYALTY",
            "asset": LOYALTY,
            "category": "Cross-Sells",
            "segments": [
                trial | {"start_date": date(2025, 7, 1), "end_date": date(2025, 8, 31)},
                first | {"start_date": date(2025, 9, 1), "end_date": date(2026, 8, 31)},
            ],
        },
    )
    yield order(
        ACCOUNT,
        "2025-11-20T16:33:00",
        {
            "action": "cancel",
            "asset": SEATS,
            "effective_date": date(2026, 1, 1),
            "message": "Moves to its own system",
        },
    )
