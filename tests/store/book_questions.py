"""What is asked of the book, and what it must answer: what a customer has, the history of an asset.

Answers are worked out from the kernel's states, now or as they were after an earlier order; some are kept, to be
asked for again later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from tenure.kernel.assets import Action, Asset, State
from tenure.kernel.spans import INSTANT, NEVER, Zone
from tenure.kernel.statuses import Status
from tenure.kernel.timeline import Period
from tenure.operations.actor import Actor
from tenure.operations.have import Answer, Held, Total, have
from tenure.operations.history import History, history
from tenure.operations.ledger import Ledger
from tenure.operations.periods import PeriodTold
from tests.store.book_customer import PRESENT, Customer

NOTHING: Final = Decimal(0)
IN_FORCE: Final = {Status.ACTIVE, Status.SUSPENDED}


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer that was given, with the question to be asked again: its own `known_at` says what it knew."""

    account: str
    on: date | datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class Asker:
    """Someone who asks the book, at an instant."""

    ledger: Ledger
    actor: Actor
    zone: Zone

    def what_they_have(
        self, customer: Customer, now: datetime, on: date | datetime, known: datetime | None = PRESENT
    ) -> Remembered:
        """Ask what a customer has, and assert that it is what the kernel has."""
        answer = self._have(customer.key, now, on, known)
        states = customer.known(known)
        instant = on if isinstance(on, datetime) else self.zone.start_of(on).at
        expected = [holding(customer, key, state, instant) for key, state in states.items()]
        assert [shown(held) for held in answer.assets] == expected
        assert (answer.account, answer.on, answer.known) == (customer.key, on, len(states))
        assert answer.known_at == (known or customer.last_recorded or now)
        assert answer.totals == totals(states.values(), instant)
        in_force = have(self.actor, now, "asking", self.ledger, customer.key, on=on, known_at=known)
        assert list(in_force.assets) == [held for held in answer.assets if held.status in IN_FORCE]
        return Remembered(customer.key, on, answer)

    def what_they_said(self, remembered: Remembered, now: datetime) -> None:
        """Ask again for what was known when an answer was given, and assert that the answer is the same."""
        known = remembered.answer.known_at
        answer = self._have(remembered.account, now, remembered.on, known)
        assert answer == remembered.answer

    def _have(self, account: str, now: datetime, on: date | datetime, known: datetime | None) -> Answer:
        return have(self.actor, now, "asking", self.ledger, account, on=on, known_at=known, everything=True)

    def what_happened(
        self, customer: Customer, key: str, name: str, now: datetime, known: datetime | None = PRESENT
    ) -> History:
        """Ask for the history of an asset by a name of it, and assert that it is the kernel's."""
        told = history(self.actor, now, "asking", self.ledger, name, known_at=known)
        state = customer.known(known).get(key)
        asset = customer.known()[key].asset
        assert (told.name, told.account, told.product) == (key, customer.key, asset.product.record.code)
        assert (told.currency, told.contract) == (asset.currency, contract_key(asset))
        assert told.known_at == (known or customer.last_recorded)
        assert told.status == (state.status_at(now) if state else None)
        expected = [action_told(customer, key, action, self.zone) for action in actions_of(state)]
        assert [{name: getattr(action, name) for name in TOLD} for action in told.actions] == expected
        periods = state.timeline.periods if state else ()
        assert list(told.periods) == [period_told(period, self.zone) for period in periods]
        return told


def contract_at(state: State, instant: datetime) -> str | None:
    """Give the contract of the period that covers an instant, else that of the sale."""
    covering = [period for period in state.timeline.periods if period.span.contains(instant)]
    moved = dict(covering[0].attributes).get("contract") if covering else None
    return moved or contract_key(state.asset)


def contract_key(asset: Asset) -> str | None:
    return asset.contract.record.key if asset.contract else None


def actions_of(state: State | None) -> Sequence[Action]:
    return [action for action, _ in state.recorded] if state else []


TOLD: Final = (
    "number",
    "recorded_at",
    "effective",
    "effective_date",
    "type",
    "category",
    "subtype",
    "quantity_change",
    "mrr_change",
    "amount",
    "total_quantity",
    "total_mrr",
    "total_amount",
    "order",
    "line",
    "rolled_back_action",
    "attributes",
    "message",
)
"""What is told of an action, but for who did it and what else caused it."""


def action_told(customer: Customer, key: str, action: Action, zone: Zone) -> Mapping[str, Any]:
    """Give what is to be told of an action."""
    cause, totals = customer.causes[key, action.number], action.totals
    values = (
        action.number,
        action.recorded,
        action.effective.at,
        zone.day_of(action.effective.at),
        str(action.type),
        str(action.category),
        action.subtype,
        action.quantity_change,
        action.mrr_change,
        action.amount,
        totals.quantity,
        totals.mrr,
        totals.amount,
        cause.order,
        cause.line,
        action.rolled_back,
        dict(map(attribute_told, action.attributes)),
        action.message,
    )
    return dict(zip(TOLD, values, strict=True))


def attribute_told(attribute: tuple[str, str]) -> tuple[str, str]:
    """Give an attribute as it is to be told; one that was handed on for later says from which day."""
    (name, *later), value = attribute[0].split("\x1f"), attribute[1]
    return f"{name} from {later[-1]}" if later else name, value


def period_told(period: Period, zone: Zone) -> PeriodTold:
    """Give a period as it is to be told, its last day being that of its last instant."""
    start, end = period.span.start.at, period.span.end
    price = period.terms.price if period.terms else None
    segment = period.terms.segment if period.terms else None
    open_ended = end == NEVER
    return PeriodTold(
        start,
        None if open_ended else end.at,
        zone.day_of(start),
        None if open_ended else zone.day_of(end.at - INSTANT),
        period.quantity,
        period.mrr,
        period.amount,
        price.unit if price else None,
        price.list if price else None,
        price.discount if price else None,
        price.discount_amount if price else None,
        segment.name if segment else None,
        segment.type if segment else None,
        segment.identifier if segment else None,
        segment.ramp if segment else None,
        period.gap,
        dict(period.attributes),
    )


def shown(held: Held) -> tuple[Any, ...]:
    """Give what an answer says of an asset, but for its id."""
    return (
        held.account,
        held.name,
        held.product,
        held.status,
        held.quantity,
        held.mrr,
        held.currency,
        held.start_date,
        held.end_date,
        held.total_lifecycle_amount,
        held.order,
        held.contract,
    )


def in_force_at(state: State, instant: datetime) -> tuple[Decimal, Decimal]:
    """Give quantity and MRR of the period that covers an instant."""
    covering = [period for period in state.timeline.periods if period.span.contains(instant)]
    return (covering[0].quantity, covering[0].mrr) if covering else (NOTHING, NOTHING)


def holding(customer: Customer, key: str, state: State, instant: datetime) -> tuple[Any, ...]:
    """Give what an answer must say of an asset at an instant."""
    last, cause, zone = state.last, customer.causes[key, 1], customer.zone
    assert last is not None
    lived, open_ended = last.starts is not None, last.ends == NEVER
    return (
        customer.key,
        key,
        state.asset.product.record.code,
        state.status_at(instant),
        *in_force_at(state, instant),
        state.asset.currency,
        last.starts.day if last.starts is not None else None,
        zone.day_of(last.ends.at - INSTANT) if lived and not open_ended else None,
        last.totals.amount,
        cause.order,
        contract_at(state, instant),
    )


def totals(states: Any, instant: datetime) -> list[Total]:
    """Give the MRR and the number of assets in force, currency by currency."""
    sums: dict[str, tuple[Decimal, int]] = {}
    for state in states:
        if state.status_at(instant) in IN_FORCE:
            mrr, assets = sums.get(state.asset.currency, (NOTHING, 0))
            sums[state.asset.currency] = mrr + in_force_at(state, instant)[1], assets + 1
    return [Total(currency, *sums[currency]) for currency in sorted(sums)]


def telling_days(states: Sequence[State], most: int) -> list[date | datetime]:
    """Give days around which these assets change, spread over their lives."""
    edges = {
        edge.day
        for state in states
        for period in state.timeline.periods
        for edge in (period.span.start, period.span.end)
        if edge != NEVER
    }
    around: list[date | datetime] = [*sorted(edges | {edge - timedelta(days=1) for edge in edges})]
    return around[:: max(1, len(around) // most)][:most]
