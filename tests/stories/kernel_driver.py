"""Drives stories through the kernel alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import structs

from tenure.kernel import timeline
from tenure.kernel.assets import CATEGORIES, State, period_at
from tenure.kernel.case import Customer
from tenure.kernel.products import Account, Contract, Settings
from tenure.kernel.spans import NEVER, Edge, Zone
from tests.properties.kernel_book import KernelBook, contract_of
from tests.stories.driver import HOME, Action, Entry, Having, Lineage, Period, name_of, place_of
from tests.stories.statements import Keys

NOTHING = Decimal(0)


class KernelDriver:
    """A book in memory that remembers what was known after each order."""

    def set_up(self, zone: str, currency: str) -> None:
        self.book = KernelBook(currency, HOME, settings=Settings(Zone(zone)))
        self.book.customers = {}
        self.remembered: list[tuple[datetime, dict[str, State]]] = []
        self.account(HOME, currency)

    def setting(self, name: str, value: Any) -> None:
        values = {"allow": True, "refuse": False, "any_last": True, "future_only": False}
        field = "rollback_any" if name == "rollback_scope" else name
        self.book.settings = structs.replace(self.book.settings, **{field: values.get(value, value)})

    def product(self, keys: Keys) -> None:
        self.book.sells(keys)

    def account(self, key: str, currency: str) -> None:
        self.book.customers[key] = Customer(Account(len(self.book.customers) + 1, key, currency))

    def contract(self, account: str, keys: Keys) -> None:
        customer, record = self.book.customers[account], contract_of(keys, account)
        before = customer.contracts.get(record.key)
        contract = Contract.known_as(before.id if before else next(self.book.ids), record)
        customer.contracts[record.key] = contract
        for state in list(customer.states.values()):
            if state.asset.contract == before is not None:
                asset = structs.replace(state.asset, contract=contract)
                customer.keep(structs.replace(state, asset=asset))

    def place(self, keys: Keys, recorded: datetime) -> Mapping[str, str]:
        refused = self.book.place(keys, recorded)
        if not refused:
            self.remembered.append((recorded, self.states()))
        return {line: refusal.code for line, refusal in refused.items()}

    def states(self) -> dict[str, State]:
        everything = self.book.everything()
        return {name_of(account, key): state for (account, key), state in everything.items()}

    def state(self, asset: str) -> State:
        account, key = place_of(asset)
        return self.book.assets(account)[key]

    def assets(self) -> Sequence[str]:
        return sorted(self.states())

    def periods(self, asset: str) -> Sequence[Period]:
        return [period_of(period) for period in self.state(asset).timeline.periods]

    def actions(self, asset: str) -> Sequence[Action]:
        return [
            Action(
                str(action.type),
                str(action.category),
                action.subtype,
                action.quantity_change,
                action.mrr_change,
                action.amount,
                (action.totals.quantity, action.totals.mrr, action.totals.amount),
            )
            for action, _ in self.state(asset).recorded
        ]

    def categories(self, asset: str) -> Mapping[str, Decimal]:
        action, _ = self.state(asset).recorded[-1]
        return {
            str(category): amount
            for category, amount in zip(CATEGORIES, action.totals.by_category, strict=True)
        }

    def ended(self, asset: str) -> str | None:
        action, _ = self.state(asset).recorded[-1]
        return action.ended

    def entries(self, asset: str) -> Sequence[Entry]:
        entries = self.state(asset).timeline.entries
        lots = [entry.lot for entry in entries if entry.opens]
        return [
            Entry(
                entry.action,
                lots.index(entry.lot) + 1,
                entry.span.start.at,
                end_of(entry.span.end),
                entry.quantity,
                entry.amount,
            )
            for entry in entries
        ]

    def lineage(self, asset: str) -> Lineage:
        state = self.state(asset)
        actions = [action for action, _ in state.recorded]
        by_id = {(other.asset.account, other.asset.id): name for name, other in self.states().items()}
        parent = state.asset.parent
        sides = ((action.number, action.counterpart) for action in actions)
        return Lineage(
            None if parent is None else by_id[state.asset.account, parent],
            state.asset.role,
            [(number, by_id[side.account, side.asset], side.action) for number, side in sides if side],
            [(action.number, action.rolled_back) for action in actions if action.rolled_back is not None],
        )

    def having(self, asset: str, on: datetime, known: datetime | None) -> Having:
        state = self.state(asset) if known is None else self.known(asset, known)
        status = str(state.status_at(on))
        periods = [one for one in state.timeline.periods if one.span.contains(on)]
        if not periods:
            return Having(status, NOTHING, NOTHING)
        period = period_at(state.timeline, on)
        return Having(status, period.quantity, period.mrr)

    def known(self, asset: str, at: datetime) -> State:
        """Give an asset as it stood when the last order recorded by then was done."""
        return [states[asset] for recorded, states in self.remembered if recorded <= at][-1]


def end_of(edge: Edge) -> datetime | None:
    return None if edge == NEVER else edge.at


def period_of(period: timeline.Period) -> Period:
    extras = dict(period.attributes)
    if period.terms is not None:
        extras["price"] = f"{period.terms.price.unit}"
        extras["segment"] = period.terms.segment.name if period.terms.segment else ""
    span = period.span
    return Period(span.start.at, end_of(span.end), period.quantity, period.mrr, period.amount, extras)
