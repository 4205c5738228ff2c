"""The course of an account: how its quantity and its MRR went and will go, as known at a moment.

`course_ends_where_have_is`: what a course says of a day is what `have` adds up at the day's last instant, in every
currency. A span in which nothing is held, suspended or in a gap, counts 0.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, NamedTuple

from msgspec import Struct

from tenure.kernel.entries import ZERO
from tenure.kernel.past import CONTRACT
from tenure.kernel.refusals import UnknownContract
from tenure.kernel.spans import Zone
from tenure.kernel.sweep import attributes_at, mrr_of
from tenure.kernel.timeline import Write
from tenure.operations.actor import Actor
from tenure.operations.finding import account_named
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.moments import Moment, known_by
from tenure.operations.showing import places_of
from tenure.store.connection import numbers, rows, texts
from tenure.store.reading import snapshot
from tenure.store.restoring import writings_of

EVER: Final = datetime.max.replace(tzinfo=UTC)
"""Later than anything recorded."""


class NoSuchContract(UnknownContract):
    """The account has no contract of the key, or the contracts of assets are hidden from who asks."""

    status = 404


class Step(Struct, frozen=True):
    """From a day on, until the next step: quantity and MRR at the end of each day."""

    date: date
    quantity: Decimal
    mrr: Decimal


class CurrencyCourse(Struct, frozen=True):
    """The course in one currency: a step for each day on which something changes, the first from nothing."""

    currency: str
    steps: Sequence[Step]


class Course(Struct, frozen=True):
    """The course of an account, or of what is under one of its contracts; it knows nothing recorded after `known_at`.

    There is a course in each currency in which the account ever had something in force. `hidden` fields are not told.
    """

    account: str
    account_name: str
    contract: str | None
    known_at: datetime
    currencies: Sequence[CurrencyCourse]
    hidden: Hidden


class Change(NamedTuple):
    """By how much quantity and MRR change at an instant."""

    currency: str
    at: datetime
    quantity: Decimal
    mrr: Decimal


class _Question(Struct, frozen=True):
    """Whose course it is, of which contract alone (its key and id), and by when it was known, None by now."""

    ledger: Ledger
    zone: Zone
    account_id: int
    known: datetime | None
    contract: str | None
    contract_id: int | None

    @property
    def values(self) -> dict[str, Any]:
        """Give the question as the parameters of statements."""
        return {
            "account_id": self.account_id,
            "known_at": self.known or EVER,
            "contract": self.contract,
            "contract_id": self.contract_id,
        }

    def rows(self, name: str, **more: Any) -> Sequence[Any]:
        """Run a statement with the question."""
        return rows(self.ledger.connection, name, {**self.values, **more})


def course(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    account: str,
    *,
    known_at: Moment | None = None,
    contract: str | None = None,
) -> Course:
    """Tell the course of an account, or of what is under a contract of it.

    Raises `NoSuchAccount` or `NoSuchContract`.
    """
    del request_id
    with snapshot(ledger.connection):
        customer = account_named(ledger, actor, account)
        zone = settings_of(ledger, actor).zone
        known = known_by(zone, known_at, now, customer.last_recorded_at)
        contract_id = None if contract is None else _contract_id(actor, ledger, customer, contract)
        asked = _Question(ledger, zone, customer.account_id, known.by, contract, contract_id)
        changes = _changes(asked)
    return Course(
        customer.key,
        customer.name,
        contract,
        known.told,
        _by_currency(changes, zone),
        actor.hidden,
    )


def _contract_id(actor: Actor, ledger: Ledger, customer: Any, contract: str) -> int:
    asked = {"account_id": customer.account_id, "contract": contract}
    is_shown = actor.sees("asset.contract") and actor.sees("contract.key")
    for row in rows(ledger.connection, "find_contract", asked) if is_shown else ():
        found: int = row.contract_id
        return found
    raise NoSuchContract(account=customer.key, contract=contract)


def _changes(asked: _Question) -> Sequence[Change]:
    """Give all changes, in each currency in the order of time."""
    if asked.contract is not None:
        is_now = asked.known is None
        return asked.rows("find_course_of_contract") if is_now else _of_contract_as_known(asked)
    if asked.known is None:
        return asked.rows("find_course")
    currencies = [row.currency for row in asked.rows("find_currencies")]
    places = numbers(places_of(currency) for currency in currencies)
    return asked.rows("find_course_as_known", currencies=texts(currencies), places=places)


def _of_contract_as_known(asked: _Question) -> list[Change]:
    """Give the changes of assets while they are under a contract, as was known: which writings of theirs tell."""
    assets = {row.asset_id: row for row in asked.rows("find_assets_ever_under")}
    writings = {one: writings_of(row.writings, asked.zone) for one, row in assets.items()}
    found = asked.rows("find_changes_of_assets", asset_ids=numbers(assets))
    changes: list[Change] = []
    for one, of_asset in groupby(found, key=lambda row: row.asset_id):
        changes += _while_under(assets[one], writings[one], list(of_asset), asked.contract)
    return sorted(changes, key=lambda change: (change.currency, change.at))


def _while_under(
    asset: Any, writings: tuple[Write, ...], found: Sequence[Any], contract: str | None
) -> Iterator[Change]:
    """Give the changes of an asset, which holds nothing for a contract but while it is under that."""
    by_instant = {row.at: row for row in found}
    quantity, yearly = ZERO, ZERO
    told = (ZERO, ZERO)
    for at in sorted(by_instant | {write.at.at: None for write in writings}):
        row = by_instant.get(at)
        if row is not None:
            quantity, yearly = quantity + row.quantity, yearly + row.yearly
        is_under = _contract_at(asset, writings, at) == contract
        held = (quantity, mrr_of(yearly, places_of(asset.currency))) if is_under else (ZERO, ZERO)
        yield Change(asset.currency, at, held[0] - told[0], held[1] - told[1])
        told = held


def _contract_at(asset: Any, writings: tuple[Write, ...], at: datetime) -> str | None:
    written = dict(attributes_at(writings, at)).get(CONTRACT)
    sold_under: str | None = asset.contract
    return written or sold_under


def _by_currency(changes: Iterable[Change], zone: Zone) -> list[CurrencyCourse]:
    return [
        CurrencyCourse(currency, _steps(of_currency, zone))
        for currency, of_currency in groupby(changes, key=lambda change: change.currency)
    ]


def _steps(changes: Iterable[Change], zone: Zone) -> list[Step]:
    """Give a step for each day at whose end quantity or MRR are others than at the end of the day before."""
    steps: list[Step] = []
    quantity, mrr = ZERO, ZERO
    for day, of_day in groupby(changes, key=lambda change: zone.day_of(change.at)):
        before = (quantity, mrr)
        for change in of_day:
            quantity, mrr = quantity + change.quantity, mrr + change.mrr
        if (quantity, mrr) != before:
            steps.append(Step(day, quantity, mrr))
    return steps
