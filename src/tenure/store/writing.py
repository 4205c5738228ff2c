"""Writing: what was decided becomes rows, and a batch of rows becomes a handful of statements.

Tables are written in the order in which their foreign keys point. The hash chain of each account goes on with
every action, over the very text that is stored.
"""

from datetime import datetime
from functools import cached_property
from hashlib import sha256

from msgspec import Struct, field, json

from tenure.kernel.assets import Action, Asset, State
from tenure.kernel.decide import Refused
from tenure.kernel.entries import Entry, Lot
from tenure.kernel.orders import Order, Source
from tenure.kernel.spans import Edge
from tenure.kernel.timeline import Agreed, Attributes, Period, Timeline, kept
from tenure.store.connection import Connection, numbers, pipelined, texts
from tenure.store.copying import NULL, ZEROS, array, copy, day, instant, money, number, plain, quantity, text
from tenure.store.gathering import Chain
from tenure.store.outbox import Kind, Outbox

WRITTEN = (
    "sales_order",
    "order_directory",
    "order_line",
    "refusal",
    "asset",
    "action",
    "action_source",
    "entry",
    "state_period",
    "recorded_change",
)
"""Tables in the order in which they are written."""

FEW = 200
"""Rows up to which a batch is written in one round trip; more are copied, table by table."""

NO_STAMP = "\t".join([NULL] * 2)
NO_COMPONENT = "\t".join([NULL] * 4)
NO_COUNTERPART = "\t".join([NULL] * 3)
NO_RELATION = "\t".join([NULL] * 4)
NO_TERMS = "\t".join([NULL] * 17)
NO_TERM = "\t".join([NULL] * 2)
NO_SEGMENT = "\t".join([NULL] * 4)
NO_PRICE = "\t".join([NULL] * 8)


Row = tuple[str | None, ...]
"""Values as PostgreSQL shows them, nothing escaped; none where there is no value."""


class Stamp(Struct, frozen=True, dict=True):
    """Who does it, in which request, and from where."""

    actor: str
    request_id: str
    source: str

    @cached_property
    def columns(self) -> str:
        """Both as columns of a row; nearly every row of a batch has them."""
        return f"{text(self.actor)}\t{text(self.request_id)}"


class OrderChange(Struct, frozen=True):
    """What was done to an order of an account; `fields` says as JSON what was and what is."""

    account: int
    id: int
    number: str
    deed: str
    fields: str
    message: str | None


class OrderText(Struct, frozen=True):
    """An order as it is stored: its content without lines, its lines, and the digest of both."""

    content: str
    lines: list[str]

    @property
    def digest(self) -> bytes:
        """SHA-256 over the content and the lines, a newline between them."""
        return sha256("\n".join([self.content, *self.lines]).encode()).digest()


class Writes(Struct):
    """A batch being written: rows by table, what is to be changed in rows that stand, what others are to be told."""

    stamp: Stamp
    outbox: Outbox
    rows: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in WRITTEN})
    settled: list[Row] = field(default_factory=list)
    replaced: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    heads: dict[int, tuple[datetime, Chain]] = field(default_factory=dict)
    sold: set[int] = field(default_factory=set)

    def add_order(
        self,
        order: Order,
        account: int,
        order_id: int,
        state: str,
        content: OrderText,
        recorded: datetime | None,
    ) -> bytes | None:
        """Add an order that the book does not have; gives the digest of one that is activated."""
        digest = content.digest if recorded is not None else None
        self.rows["sales_order"].append(
            f"{account}\t{order_id}\t{text(order.number)}\t{state}\t{text(content.content)}\t{instant(recorded)}\t"
            f"{NO_STAMP if recorded is None else self.stamp.columns}\t{_bytes(digest)}\t"
            f"{NULL if recorded is None else text(self.stamp.source)}"
        )
        self.rows["order_directory"].append(f"{text(order.number)}\t{account}\t{order_id}")
        if recorded is not None:
            self.outbox.put(account, Kind.ACTIVATED, order_id)
        self.add_lines(order, account, order_id, content)
        return digest

    def add_lines(self, order: Order, account: int, order_id: int, content: OrderText) -> None:
        """Add the lines of an order."""
        lines = self.rows["order_line"]
        for position, (line, line_content) in enumerate(zip(order.lines, content.lines, strict=True)):
            lines.append(
                f"{account}\t{order_id}\t{position}\t{text(line.line)}\t{line.action}\t{text(line_content)}"
            )

    def settle_order(
        self, account: int, order_id: int, state: str, content: OrderText, recorded: datetime | None
    ) -> bytes | None:
        """Say what became of a draft that the book has; gives the digest of one that is activated."""
        digest = content.digest if recorded is not None else None
        row: Row = (str(account), str(order_id), state, content.content, None, None, None, None, None)
        if recorded is not None and digest is not None:
            stamp = self.stamp
            kept = f"\\x{digest.hex()}"
            row = (*row[:4], instant(recorded), stamp.actor, stamp.request_id, kept, stamp.source)
            self.outbox.put(account, Kind.ACTIVATED, order_id)
        self.settled.append(row)
        return digest

    def replace_lines(self, order: Order, account: int, order_id: int, content: OrderText) -> None:
        """Replace the lines of a draft."""
        self.replaced.append((str(account), str(order_id)))
        self.add_lines(order, account, order_id, content)

    def add_refusals(
        self, account: int, order_id: int, attempt: int, tried: datetime, refused: list[Refused]
    ) -> None:
        """Add why the lines of an order were refused at an attempt."""
        self.outbox.put(account, Kind.FAILED, order_id, attempt)
        self.rows["refusal"].extend(
            f"{account}\t{order_id}\t{attempt}\t{instant(tried)}\t{one.position}\t{text(one.line)}\t{one.refusal.code}\t"
            f"{text(str(one.refusal))}\t{self.stamp.columns}\t{text(self.stamp.source)}"
            for one in refused
        )

    def add_change(self, order: OrderChange, changed_at: datetime) -> None:
        """Add who did something to an order that is no activation."""
        stamp = self.stamp
        self.rows["recorded_change"].append(
            f"{order.account}\t{order.id}\t{instant(changed_at)}\t{text(stamp.actor)}\t{text(stamp.source)}\t"
            f"{text(stamp.request_id)}\t{text(order.message)}\torder\t{text(order.number)}\t{order.deed}\t"
            f"{text(order.fields)}"
        )

    def add_asset(self, asset: Asset) -> None:
        """Add an asset."""
        contract = asset.contract.id if asset.contract else None
        self.rows["asset"].append(
            f"{asset.account}\t{asset.id}\t{text(asset.key)}\t{asset.product.id}\t{asset.currency}\t{asset.kind}\t"
            f"{number(contract)}\t{_relations(asset)}"
        )

    def add_action(
        self, asset: Asset, action: Action, entries: tuple[Entry, ...], chain: Chain, digest: str
    ) -> None:
        """Add an action with its entries, and go on with the account's chain."""
        chain.length += 1
        row, relation = self._action_row(asset, action, chain.length), _relation(action)
        entry_rows = [_entry_row(asset, entry) for entry in entries]
        whole = row if relation is NO_RELATION else f"{row}\t{relation}"
        told = plain("\n".join([whole, *entry_rows, digest]))
        chain.head = sha256(chain.head + told.encode()).digest()
        self.rows["action"].append(f"{row}\t{_bytes(chain.head)}\t{relation}")
        self.rows["entry"].extend(entry_rows)
        self.outbox.put(asset.account, Kind.ACTION, asset.id, action.number)

    def add_source(self, asset: Asset, action: Action, source: Source) -> None:
        """Add what else than its order line caused an action."""
        self.rows["action_source"].append(
            f"{asset.account}\t{asset.id}\t{action.number}\t1\t{source.type}\t{text(source.reference)}\t"
            f"{text(source.system)}"
        )

    def move_periods(self, before: Timeline | None, state: State) -> None:
        """Write the periods of an asset that are not as they were; there were none where it is new."""
        asset, after, before = state.asset, state.timeline, before or Timeline()
        removed, added = before.periods, after.periods
        same = kept(removed, added)
        if same and _closes(before, same) != _closes(after, same):
            same -= 1
        self.removed.extend(
            (str(asset.account), str(asset.id), instant(period.span.start.at)) for period in removed[same:]
        )
        self.rows["state_period"].extend(
            [
                _period_row(asset, period, closes=count == len(added))
                for count, period in enumerate(added[same:], start=same + 1)
            ]
        )

    def flush(self, connection: Connection) -> None:
        """Write everything."""
        tables = [table for table in WRITTEN if self.rows[table]]
        if sum(len(self.rows[table]) for table in tables) > FEW:
            pipelined(connection, self._changes())
            for table in tables:
                copy(connection, table, self.rows[table])
        else:
            added = [(f"insert_{table}", {"rows": array(self.rows[table])}) for table in tables]
            pipelined(connection, [*self._changes(), *added])

    def _changes(self) -> list[tuple[str, dict[str, str]]]:
        changes: list[tuple[str, dict[str, str]]] = []
        if self.settled:
            names = (
                "account_ids",
                "order_ids",
                "states",
                "contents",
                "recorded",
                "actors",
                "requests",
                "digests",
                "sources",
            )
            changes.append(("settle_orders", _columns(names, self.settled)))
        if self.replaced:
            changes.append(("remove_lines", _columns(("account_ids", "order_ids"), self.replaced)))
        if self.removed:
            changes.append(("remove_periods", _columns(("account_ids", "asset_ids", "starts"), self.removed)))
        if self.heads:
            heads: list[Row] = [
                (str(account), instant(at), str(chain.length), f"\\x{chain.head.hex()}")
                for account, (at, chain) in self.heads.items()
            ]
            changes.append(("move_chains", _columns(("account_ids", "recorded", "lengths", "heads"), heads)))
        if not self.outbox.is_empty:
            changes.append(("put_in_outbox", self.outbox.columns()))
        if self.sold:
            changes.append(("mark_sold", {"product_ids": numbers(sorted(self.sold))}))
        return changes

    def _action_row(self, asset: Asset, action: Action, sequence: int) -> str:
        places, totals = asset.places, action.totals
        zero = ZEROS[places]
        by_category = "\t".join([str(total) if total else zero for total in totals.by_category])
        return (
            f"{asset.account}\t{asset.id}\t{action.number}\t{sequence}\t{instant(action.recorded)}\t"
            f"{instant(action.effective.at)}\t{action.type}\t{action.category}\t{text(action.subtype)}\t"
            f"{quantity(action.quantity_change)}\t{money(action.mrr_change, places)}\t{money(action.amount, places)}\t"
            f"{quantity(totals.quantity)}\t{money(totals.mrr, places)}\t{money(totals.amount, places)}\t{by_category}\t"
            f"{instant(action.starts and action.starts.at)}\t{instant(action.ends.at)}\t{day(action.ends.day)}\t"
            f"{action.ended or NULL}\t{number(action.rolled_back)}\t{action.order}\t{action.position}\t"
            f"{_attributes(action.attributes)}\t{self.stamp.columns}\t{text(action.message)}"
        )


def _relations(asset: Asset) -> str:
    """Give the columns of what caused an asset, and of its bundle.

    The cause is a line of its account, or the asset that it was transferred from.
    """
    component = asset.component
    parent, in_bundle = NULL, NO_COMPONENT
    if component is not None:
        parent = str(component.parent)
        in_bundle = (
            f"{component.scale}\t{'true' if component.included else 'false'}\t{quantity(component.quantity)}\t"
            f"{quantity(component.per)}"
        )
    line, origin = f"{asset.order}\t{asset.position}", f"{NULL}\t{NULL}"
    if asset.origin is not None:
        line, origin = origin, f"{asset.origin[0]}\t{asset.origin[1]}"
    return f"{line}\t{parent}\t{text(asset.role)}\t{origin}\t{in_bundle}"


def _relation(action: Action) -> str:
    """Give the columns of an action that lead to other accounts, or to another asset."""
    other = action.counterpart
    if other is None:
        return NO_RELATION if action.order_account is None else f"{action.order_account}\t{NO_COUNTERPART}"
    return f"{number(action.order_account)}\t{other.account}\t{other.asset}\t{other.action}"


def _closes(timeline: Timeline, count: int) -> Edge | None:
    """Give the end of the lifecycle where it stands on the row of the last of so many periods."""
    return timeline.end if count == len(timeline.periods) else None


def _columns(names: tuple[str, ...], rows: list[Row]) -> dict[str, str]:
    return dict(zip(names, map(texts, zip(*rows, strict=True)), strict=True))


def _bytes(value: bytes | None) -> str:
    return NULL if value is None else f"\\\\x{value.hex()}"


def _attributes(attributes: Attributes) -> str:
    return text(json.encode(dict(attributes)).decode()) if attributes else NULL


def _entry_row(asset: Asset, entry: Entry) -> str:
    span = entry.span
    return (
        f"{asset.account}\t{asset.id}\t{entry.number}\t{entry.action}\t{entry.lot}\t{instant(span.start.at)}\t"
        f"{instant(span.end.at)}\t{day(span.start.day)}\t{day(span.end.day)}\t{quantity(entry.quantity)}\t"
        f"{number(entry.yearly)}\t{money(entry.amount, asset.places)}\t"
        f"{NO_TERMS if entry.opens is None else _lot_columns(entry.opens)}"
    )


def _lot_columns(lot: Lot) -> str:
    price, term, segment = lot.price, lot.pricing_term, lot.segment
    rank_at, rank = lot.rank
    in_term = NO_TERM if term is None else f"{term.length}\t{term.unit}"
    in_segment = NO_SEGMENT
    if segment is not None:
        in_segment = "\t".join(map(text, (segment.name, segment.type, segment.identifier, segment.ramp)))
    return (
        f"{lot.kind}\t{day(lot.anchor)}\t{instant(rank_at)}\t{rank}\t{number(price.unit)}\t{number(price.net)}\t"
        f"{number(price.list)}\t{number(price.discount)}\t{number(price.discount_amount)}\t"
        f"{in_term}\t{lot.proration.text}\t"
        f"{'true' if lot.refundable else 'false'}\t{in_segment}"
    )


def _period_row(asset: Asset, period: Period, *, closes: bool) -> str:
    span, places = period.span, asset.places
    end = f"{instant(span.end.at)}\t{day(span.end.day)}" if closes else f"{NULL}\t{NULL}"
    return (
        f"{asset.account}\t{asset.id}\t{instant(span.start.at)}\t{day(span.start.day)}\t{end}\t"
        f"{quantity(period.quantity)}\t{number(period.yearly)}\t{money(period.mrr, places)}\t"
        f"{money(period.amount, places)}\t{_agreed_columns(period.terms)}\t"
        f"{'true' if period.gap else 'false'}\t{_attributes(period.attributes)}"
    )


def _agreed_columns(agreed: Agreed | None) -> str:
    if agreed is None:
        return NO_PRICE
    price, segment = agreed.price, agreed.segment
    in_segment = NO_SEGMENT
    if segment is not None:
        in_segment = "\t".join(map(text, (segment.name, segment.type, segment.identifier, segment.ramp)))
    return (
        f"{number(price.unit)}\t{number(price.list)}\t{number(price.discount)}\t{number(price.discount_amount)}\t"
        f"{in_segment}"
    )
