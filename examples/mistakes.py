"""Orders with mistakes that people make. Each is refused; README.md says with which code."""

from collections.abc import Iterable, Iterator

from examples.capricorn import SEATS, SUPPORT, TERMINALS, TILLS
from examples.holdings import Agreement, Record
from examples.relationship import Relationship, months_on


def mistakes(first_order: Record, customers: Iterable[Relationship]) -> Iterator[Record]:
    """Give the mistakes: most about Capricorn Coffee, some about customers with yen or with a contract."""
    june = {"effective_date": "2025-06-01"}
    yield _mistake("M-01", {"action": "amend", "asset": TILLS, "quantity": "-40", **june})
    yield _mistake("M-02", {"action": "amend", "asset": TILLS, "quantity": "-6", **june})
    yield _mistake("M-03", {"action": "cancel", "asset": SUPPORT, **june})
    yield _mistake("M-04", {"action": "amend", "asset": SEATS, "quantity": "2", **june})
    yield _mistake("M-05", {"action": "amend", "asset": TILLS, "quantity": "1", "asset_version": 2, **june})
    sale: Record = {"action": "add", "quantity": "1", "start_date": "2026-02-01", "end_date": "2027-01-31"}
    yield _mistake("M-06", {**sale, "product": "TIL"})
    yield _mistake("M-07", {**sale, "product": "TILL", "asset": TILLS})
    yield _mistake("M-08", {"action": "amend", "asset": TILLS, "quantity": "1", **june}, currency="EUR")
    good: Record = {"action": "add", "product": "PAPER", "quantity": "3", "start_date": "2025-12-01"}
    yield _mistake("M-09", good, {"action": "cancel", "asset": f"{TERMINALS}-9", **june})
    yield {**first_order, "message": "The same number for another order"}
    yield from _of_others(list(customers), sale)
    yield _mistake("M-13", {"action": "amend", "asset": TILLS, "quantiy": "1", **june})
    yield _mistake("M-14", {**good, "start_date": "2025-02-30"})


def _of_others(customers: list[Relationship], sale: Record) -> Iterator[Record]:
    yen = next(one for one in customers if one.account.currency == "JPY" and one.holdings)
    line = {**sale, "product": "TILL", "unit_price": "79999.50"}
    yield _mistake("M-11", line, account=yen.account.key)
    customer, agreement = _with_contract(customers)
    line = {
        **sale,
        "product": "KITCHEN",
        "start_date": months_on(agreement.start, 1),
        "end_date": "2029-12-31",
    }
    yield _mistake("M-12", line, account=customer.account.key, contract=str(agreement.key))


def _with_contract(customers: list[Relationship]) -> tuple[Relationship, Agreement]:
    return next(
        (customer, agreement)
        for customer in customers
        for agreement in reversed(customer.agreements)
        if agreement.coterminate
    )


def _mistake(number: str, *lines: Record, account: str = "capricorn", **keys: object) -> Record:
    numbered = [{"line": str(place), **line} for place, line in enumerate(lines, start=1)]
    return {"kind": "order", "number": number, "account": account, **keys, "lines": numbered}
