"""Drives stories through the database: orders are activated, and the answers are those of the operations.

An order whose prices its own currency cannot express is rejected by the book before the kernel sees it, whatever
else is wrong with it. What a story says of such an order is held against the kernel, which is driven beside it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, LiteralString

from psycopg.rows import dict_row

from tenure.kernel.assets import CATEGORIES
from tenure.kernel.orders import Account
from tenure.operations.activation import activate_orders
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.have import have
from tenure.operations.history import History, history
from tenure.operations.ledger import Ledger
from tenure.operations.loading import SharedRecord, put_records
from tenure.operations.outcomes import Outcome
from tenure.operations.periods import PeriodTold
from tenure.operations.settings import change_setting
from tests.database import TODAY
from tests.properties.kernel_book import contract_of, order_of, product_of
from tests.stories.driver import HOME, Action, Entry, Having, Lineage, Period, name_of, place_of
from tests.stories.kernel_driver import KernelDriver
from tests.stories.statements import Keys

CLERK: Final = Actor("clerk", ALL_PERMISSIONS - {"post_into_closed_books"})
"""Who does everything here: closed books are closed to them."""

LATER: Final = datetime.max.replace(tzinfo=TODAY.tzinfo)
ENTRIES: Final = """
    select e.action, e.lot, e.starts_at, nullif(e.ends_at, 'infinity'), e.quantity, e.amount
    from entry e join asset s using (account_id, asset_id) join account a using (account_id)
    where a.key = %s and s.key = %s order by e.number
"""
LAST_ACTION: Final = """
    select c.ended, c.total_initial_sale_amount, c.total_upsells_amount, c.total_downsells_amount,
        c.total_cross_sells_amount, c.total_cancellations_amount, c.total_renewals_amount,
        c.total_transfers_amount, c.total_terms_changes_amount, c.total_other_amount, c.total_swaps_amount,
        c.total_upgrades_amount, c.total_downgrades_amount
    from action c join asset s using (account_id, asset_id) join account a using (account_id)
    where a.key = %s and s.key = %s order by c.number desc limit 1
"""
PARENT: Final = """
    select a.key, p.key, s.role
    from asset s
    join account a using (account_id)
    left join asset p on p.account_id = s.account_id and p.asset_id = s.parent_asset_id
    where a.key = %s and s.key = %s
"""
SIDES: Final = """
    select c.number, b.key, o.key, c.counterpart_action
    from action c
    join asset s using (account_id, asset_id)
    join account a using (account_id)
    join account b on b.account_id = c.counterpart_account_id
    join asset o on o.account_id = c.counterpart_account_id and o.asset_id = c.counterpart_asset_id
    where a.key = %s and s.key = %s order by c.number
"""
UNDONE: Final = """
    select c.number, c.rolled_back_action
    from action c join asset s using (account_id, asset_id) join account a using (account_id)
    where a.key = %s and s.key = %s and c.rolled_back_action is not null order by c.number
"""


class BookDriver:
    """The book, and the kernel beside it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.beside = KernelDriver()
        self.accounts: list[str] = []

    def set_up(self, zone: str, currency: str) -> None:
        self.beside.set_up(zone, currency)
        self._change("time_zone", zone)
        self._add(HOME, currency)

    def setting(self, name: str, value: Any) -> None:
        self.beside.setting(name, value)
        self._change(name, value.isoformat() if isinstance(value, date) else value or "none")

    def _change(self, name: str, value: str) -> None:
        change_setting(CLERK, TODAY, "story", self.ledger, name, value=value)

    def product(self, keys: Keys) -> None:
        self.beside.product(keys)
        self._put(product_of(keys))

    def account(self, key: str, currency: str) -> None:
        self.beside.account(key, currency)
        self._add(key, currency)

    def _add(self, key: str, currency: str) -> None:
        self._put(Account(key=key, name=key, currency=currency))
        self.accounts.append(key)

    def contract(self, account: str, keys: Keys) -> None:
        self.beside.contract(account, keys)
        self._put(contract_of(keys, account))

    def _put(self, record: SharedRecord) -> None:
        assert put_records(CLERK, TODAY, "story", self.ledger, [record]) == []

    def place(self, keys: Keys, recorded: datetime) -> Mapping[str, str]:
        beside = self.beside.place(keys, recorded)
        order = order_of(keys, keys["account"])
        [outcome] = activate_orders(CLERK, recorded, "story", self.ledger, [order])
        if outcome.outcome is Outcome.REJECTED:
            assert {refusal.code for refusal in outcome.refusals} <= {"TOO_MANY_DECIMALS", "CURRENCY_UNKNOWN"}
            assert beside, "the kernel refuses it too"
            return beside
        assert outcome.recorded == (None if outcome.refusals else recorded)
        return {refusal.line or "": refusal.code for refusal in outcome.refusals}

    def assets(self) -> Sequence[str]:
        return sorted(
            name_of(account, asset.name)
            for account in self.accounts
            for asset in have(CLERK, LATER, "story", self.ledger, account, on=TODAY, everything=True).assets
        )

    def periods(self, asset: str) -> Sequence[Period]:
        return [period_of(period) for period in self._history(asset).periods]

    def actions(self, asset: str) -> Sequence[Action]:
        return [
            Action(
                action.type,
                action.category,
                action.subtype,
                action.quantity_change,
                action.mrr_change,
                action.amount,
                (action.total_quantity, action.total_mrr, action.total_amount),
            )
            for action in self._history(asset).actions
        ]

    def _history(self, asset: str) -> History:
        return history(CLERK, LATER, "story", self.ledger, "/".join(place_of(asset)))

    def categories(self, asset: str) -> Mapping[str, Decimal]:
        row = self._last(asset)
        return {str(category): row[f"total_{category.name.lower()}_amount"] for category in CATEGORIES}

    def ended(self, asset: str) -> str | None:
        ended: str | None = self._last(asset)["ended"]
        return ended

    def _last(self, asset: str) -> Mapping[str, Any]:
        with self.ledger.connection.cursor(row_factory=dict_row) as cursor:
            [row] = cursor.execute(LAST_ACTION, place_of(asset)).fetchall()
        return row

    def entries(self, asset: str) -> Sequence[Entry]:
        rows = self._asked(ENTRIES, asset)
        lots = list(dict.fromkeys(lot for _, lot, *_ in rows))
        return [Entry(action, lots.index(lot) + 1, *others) for action, lot, *others in rows]

    def lineage(self, asset: str) -> Lineage:
        [(account, parent, role)] = self._asked(PARENT, asset)
        return Lineage(
            None if parent is None else name_of(account, parent),
            role,
            [(number, name_of(*other), side) for number, *other, side in self._asked(SIDES, asset)],
            self._asked(UNDONE, asset),
        )

    def _asked(self, question: LiteralString, asset: str) -> list[Any]:
        return self.ledger.connection.execute(question, place_of(asset)).fetchall()

    def having(self, asset: str, on: datetime, known: datetime | None) -> Having:
        account, key = place_of(asset)
        answer = have(CLERK, LATER, "story", self.ledger, account, on=on, known_at=known, everything=True)
        [held] = [held for held in answer.assets if held.name == key]
        return Having(str(held.status), held.quantity, held.mrr)


def period_of(period: PeriodTold) -> Period:
    extras = {
        **period.attributes,
        "segment": period.segment_name or "",
        "price": price_text(period.unit_price),
    }
    return Period(period.start, period.end, period.quantity, period.mrr, period.amount, extras)


def price_text(price: Decimal | None) -> str:
    return "" if price is None else f"{price}"
