"""`what_was_known_stays_known`: an answer for a past known-at never changes, whatever is recorded later.

What is known now is read from the state periods; what was known then is added up from entries. So each answer
that was given at a time is kept, and asked for again once the book has moved on.
"""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tenure.kernel.orders import Line, Order
from tenure.kernel.spans import Zone
from tenure.operations.ledger import Ledger
from tenure.operations.moments import instant_on
from tenure.operations.outcomes import Outcome
from tenure.store.connection import transaction
from tenure.store.gathering import gather
from tests.operations.asking import (
    PRODUCTS,
    Record,
    account,
    activate,
    put,
    told_history,
    told_holdings,
)

BEGINNING = datetime(2024, 1, 1, 9, tzinfo=UTC)
DAYS = [date(2023, 12, 31) + timedelta(days=days) for days in range(0, 1500, 91)]
NOW = datetime(2030, 1, 1, tzinfo=UTC)


def sold(asset: str, product: str, quantity: str, start: str, **keys: Any) -> Record:
    return {
        "action": "add",
        "asset": asset,
        "product": product,
        "quantity": quantity,
        "start_date": start,
        **keys,
    }


def amended(asset: str, effective: str, **keys: Any) -> Record:
    return {"action": "amend", "asset": asset, "effective_date": effective, **keys}


LIFE: tuple[tuple[Record, ...], ...] = (
    (
        sold("T", "TERM", "10", "2024-02-01", end_date="2024-12-31", billing_frequency="monthly"),
        sold("E", "EVER", "3", "2024-01-15"),
        sold("O", "ONCE", "4", "2024-03-01"),
    ),
    (amended("T", "2024-06-01", quantity="5"),),
    (amended("T", "2024-03-01", quantity="-2", message="back-dated"),),
    (amended("T", "2024-09-01", legal_entity="Tenure BV", attributes={"region": "EU"}),),
    (amended("E", "2024-05-01", unit_price="8"), amended("O", "2024-04-01", quantity="-1")),
    (amended("T", "2024-08-01", unit_price="12.50"),),
    ({"action": "renew", "asset": "T", "start_date": "2025-02-10", "end_date": "2026-02-09"},),
    (amended("T", "2025-06-01", new_end_date="2025-11-30"),),
    (amended("T", "2025-03-01", billing_frequency="annual"),),
    (
        {
            "action": "renew",
            "asset": "T",
            "start_date": "2025-10-01",
            "end_date": "2026-09-30",
            "price_uplift": "3",
        },
    ),
    (
        {"action": "cancel", "asset": "E", "effective_date": "2024-07-01"},
        {"action": "cancel", "asset": "O", "effective_date": "2024-03-01"},
    ),
    ({"action": "cancel", "asset": "T", "effective_date": "2026-01-15"},),
)
"""A life renewed late and early, repriced, shortened, back-dated; and two that are cancelled, one from its start."""


def without(document: Record, *keys: str) -> Record:
    return {key: value for key, value in document.items() if key not in keys}


def answers(ledger: Ledger, now: datetime, assets: list[str], known_at: datetime | None = None) -> Any:
    """Give all that can be asked, but for when it is known at."""
    histories = [without(told_history(ledger, now, asset, known_at), "known_at") for asset in assets]
    holdings = [without(told_holdings(ledger, now, "cap", day, known_at), "known_at") for day in DAYS]
    return histories, holdings


def test_every_answer_of_three_lives_is_given_again(ledger: Ledger) -> None:
    put(ledger, BEGINNING, account("cap"), *PRODUCTS)
    given = []
    for step, lines in enumerate(LIFE):
        at = BEGINNING + timedelta(days=step)
        outcome = activate(ledger, at, f"O-{step}", "cap", *lines)
        assert outcome.outcome is Outcome.ACTIVATED, outcome.refusals
        given.append((at, answers(ledger, at, ["T", "E", "O"])))

    for at, answer in given:
        assert answers(ledger, NOW, ["T", "E", "O"], at) == answer
        assert answers(ledger, NOW, ["T", "E", "O"], at + timedelta(hours=23)) == answer
    assert answers(ledger, NOW, ["T", "E", "O"]) == given[-1][1]
    assert len(given[-1][1][0][0]["actions"]) == 10


def random_line(chance: random.Random, number: int) -> Record:
    """Give a line for one of a few assets that may well be refused; some assets end, and others come."""
    asset, day = f"A{chance.randrange(3) + number // 60}", str(chance.choice(DAYS))
    match chance.randrange(9):
        case 0:
            product = chance.choice(["TERM", "EVER", "ONCE"])
            ends = {"term": chance.randrange(1, 30), "term_unit": "month"} if product == "TERM" else {}
            return sold(asset, product, str(chance.randrange(1, 20)), day, **ends)
        case 1 | 2:
            return amended(asset, day, quantity=str(chance.randrange(1, 9)))
        case 3:
            return amended(asset, day, quantity=str(-chance.randrange(1, 4)))
        case 4:
            return amended(asset, day, unit_price=str(chance.randrange(1, 30)))
        case 5:
            return amended(asset, day, legal_entity=f"entity {number}", attributes={"n": str(number % 3)})
        case 6:
            return amended(asset, day, new_end_date=str(chance.choice(DAYS)))
        case 7:
            renewed = {"start_date": day} if chance.random() < 0.6 else {}
            return {"action": "renew", "asset": asset, "term": 7, "term_unit": "month", **renewed}
    return {"action": "cancel" if chance.random() < 0.3 else "renew", "asset": asset, "effective_date": day}


def activated(ledger: Ledger, chance: random.Random, steps: int) -> Iterator[datetime]:
    """Activate random orders until so many were accepted; give when each was."""
    at = BEGINNING
    for number in itertools.count():
        at += timedelta(seconds=chance.randrange(1, 10_000))
        if (
            activate(ledger, at, f"O-{number}", "cap", random_line(chance, number)).outcome
            is Outcome.ACTIVATED
        ):
            yield at
            steps -= 1
        if not steps:
            return


@pytest.fixture
def customer(ledger: Ledger) -> None:
    put(ledger, BEGINNING, account("cap"), *PRODUCTS)


def known_assets(ledger: Ledger, now: datetime) -> list[str]:
    return [asset["asset"] for asset in told_holdings(ledger, now, "cap", DAYS[0])["assets"]]


def test_every_answer_of_a_random_book_is_given_again(
    ledger: Ledger, customer: None, chance: random.Random
) -> None:
    given = []
    for at in activated(ledger, chance, 25):
        assets = known_assets(ledger, at)
        given.append((at, assets, answers(ledger, at, assets)))

    for at, assets, answer in chance.sample(given, 10):
        assert answers(ledger, NOW, assets, at) == answer


def test_statuses_are_those_that_decide_what_may_be_done(
    ledger: Ledger, customer: None, chance: random.Random
) -> None:
    for _ in activated(ledger, chance, 20):
        pass

    assets = known_assets(ledger, NOW)
    lines = [Line(line=asset, action="cancel", asset=asset) for asset in assets]
    with transaction(ledger.connection):
        order = Order(number="none", account="cap", lines=lines)
        states = gather(ledger.connection, [order]).customers.by_key["cap"].states
    for day in DAYS:
        told = {held["id"]: held["status"] for held in told_holdings(ledger, NOW, "cap", day)["assets"]}
        instant = instant_on(Zone("UTC"), day)
        assert told == {str(state.asset.id): state.status_at(instant).value for state in states.values()}
