"""Assets, the actions recorded on them, and the totals that run with every action."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from tenure.kernel.entries import WIDE, ZERO, Entry, LotKind
from tenure.kernel.holdings import lot_steps
from tenure.kernel.money import round_half_up
from tenure.kernel.orders import QuantityScale
from tenure.kernel.products import Contract, Product
from tenure.kernel.spans import Edge
from tenure.kernel.statuses import Standing, Status, status_of
from tenure.kernel.timeline import Attributes, Period, Timeline


class Category(StrEnum):
    """The business category of an action."""

    INITIAL_SALE = "Initial Sale"
    UPSELLS = "Upsells"
    DOWNSELLS = "Downsells"
    CROSS_SELLS = "Cross-Sells"
    CANCELLATIONS = "Cancellations"
    RENEWALS = "Renewals"
    TRANSFERS = "Transfers"
    TERMS_CHANGES = "Terms And Conditions Changes"
    OTHER = "Other"
    SWAPS = "Swaps"
    UPGRADES = "Upgrades"
    DOWNGRADES = "Downgrades"


CATEGORIES = tuple(Category)
POSITION = {category: position for position, category in enumerate(CATEGORIES)}


class ActionType(StrEnum):
    """Whether an action makes an asset, changes it, ends it, or records one brought in."""

    GENERATE = "Generate"
    CHANGE = "Change"
    CANCEL = "Cancel"
    CONVERT = "Convert"


class EndedBy(StrEnum):
    """How an asset came to an end that only a rollback undoes."""

    CANCELLED = "cancelled"
    VOIDED = "voided"
    SWAPPED = "swapped"
    TRANSFERRED = "transferred"


class Component(Struct, frozen=True, gc=False):
    """How an asset belongs to a bundle: its parent, and what happens to it when the parent's quantity changes.

    A proportional one keeps the ratio of `quantity` to `per`: what was sold of it, and of its parent. The price of
    an `included` one is part of the bundle's.
    """

    parent: int
    scale: QuantityScale
    included: bool
    quantity: Decimal
    per: Decimal

    def scaled(self, parent: Decimal) -> Decimal:
        """Give the quantity that goes with a quantity of the parent, to two decimals."""
        return round_half_up(WIDE.divide(WIDE.multiply(parent, self.quantity), self.per), 2)


class Asset(Struct, frozen=True):
    """One thing that a customer has, and what caused it. `places` are the currency's decimals.

    The cause is an order line (`order` and `position`) or, of what was transferred, the asset that it comes from:
    `origin` has the ids of its account and of itself.
    """

    id: int
    account: int
    key: str | None
    product: Product
    currency: str
    places: int
    kind: str
    contract: Contract | None
    order: int | None = None
    position: int | None = None
    origin: tuple[int, int] | None = None
    component: Component | None = None
    role: str | None = None

    @property
    def parent(self) -> int | None:
        """The asset that it is a component of, if any."""
        return self.component.parent if self.component else None

    @property
    def name(self) -> str:
        """What people call the asset: its key, or its id where it has none."""
        return self.key or str(self.id)


class Totals(Struct, frozen=True, gc=False):
    """Running totals of an asset in recorded order; `by_category` follows `CATEGORIES`."""

    quantity: Decimal = ZERO
    mrr: Decimal = ZERO
    amount: Decimal = ZERO
    by_category: tuple[Decimal, ...] = (ZERO,) * len(CATEGORIES)

    def plus(self, category: Category, quantity: Decimal, mrr: Decimal, amount: Decimal) -> "Totals":
        """Give the totals after one more action."""
        by_category = self.by_category
        if amount:
            at = POSITION[category]
            by_category = (*by_category[:at], by_category[at] + amount, *by_category[at + 1 :])
        return Totals(self.quantity + quantity, self.mrr + mrr, self.amount + amount, by_category)


class Counterpart(Struct, frozen=True):
    """The action on the other side of a swap or a transfer: what replaced or was replaced, gave or received."""

    account: int
    asset: int
    action: int


class Action(Struct, frozen=True):
    """One change of one asset by one order line.

    `number` counts the actions of the asset. `starts`, `ends` and `ended` are the asset's lifecycle once the
    action is recorded, so that the last action known on a day tells it as it was known then. `order_account` is
    the account of the order, where that is another one's: of a transfer, or of the rollback of one.
    """

    number: int
    recorded: datetime
    effective: Edge
    type: ActionType
    category: Category
    subtype: str | None
    quantity_change: Decimal
    mrr_change: Decimal
    amount: Decimal
    totals: Totals
    starts: Edge | None
    ends: Edge
    ended: EndedBy | None
    order: int
    position: int
    rolled_back: int | None = None
    attributes: Attributes = ()
    message: str | None = None
    order_account: int | None = None
    counterpart: Counterpart | None = None


class State(Struct, frozen=True):
    """An asset as it stands while orders are decided: its facts, its timeline, its last action.

    `past` are all of its actions where a line may need them, else None. `recorded` holds the actions and entries
    decided since the state was read, in order, still to be written.
    """

    asset: Asset
    timeline: Timeline = Timeline()
    last: Action | None = None
    past: tuple[Action, ...] | None = ()
    recorded: tuple[tuple[Action, tuple[Entry, ...]], ...] = ()

    @property
    def version(self) -> int:
        """The number of actions of the asset, rollbacks included."""
        return self.last.number if self.last else 0

    @property
    def is_over(self) -> bool:
        """Whether it was cancelled, swapped or transferred away: only a rollback acts on it."""
        return self.last is not None and self.last.ended is not None

    @property
    def is_ramp(self) -> bool:
        """Whether any lot of the asset is a segment that holds something at some time."""
        entries = self.timeline.entries
        segments = {entry.lot for entry in entries if entry.opens is not None and entry.opens.segment}
        return bool(segments) and any(lot_steps(entry for entry in entries if entry.lot in segments).values())

    @property
    def lot_kind(self) -> LotKind:
        """How the asset's product is worth something."""
        return LotKind(self.asset.product.record.selling_model)

    def quantity_at(self, instant: datetime) -> Decimal:
        """Give what is held at an instant."""
        covering = (period.quantity for period in self.timeline.periods if period.span.contains(instant))
        return next(covering, ZERO)

    def status_at(self, instant: datetime) -> Status:
        """Give the status on an instant, as the timeline now stands."""
        timeline = self.timeline
        start, end = timeline.start, timeline.end.at
        period = period_at(timeline, instant) if start and start.at <= instant < end else None
        standing = Standing(
            start.at if start else None,
            end,
            self.is_over,
            self.lot_kind is LotKind.ONE_TIME,
            period.quantity if period else ZERO,
            period.gap if period else False,
        )
        return status_of(standing, instant)


def period_at(timeline: Timeline, instant: datetime) -> Period:
    """Give the period that covers an instant of the lifecycle."""
    return next(period for period in reversed(timeline.periods) if period.span.start.at <= instant)


def standing(timeline: Timeline, ended: EndedBy | None) -> tuple[Decimal, Decimal]:
    """Give quantity and MRR of the last period: what the asset comes to; 0 before a sale and once ended."""
    if ended is not None or not timeline.periods:
        return ZERO, ZERO
    last = timeline.periods[-1]
    return last.quantity, last.mrr


def with_action(state: State, action: Action, timeline: Timeline) -> State:
    """Give the state after one more action, whose entries are those that the timeline has gained."""
    entries = timeline.entries[len(state.timeline.entries) :]
    past = None if state.past is None else (*state.past, action)
    return State(state.asset, timeline, action, past, (*state.recorded, (action, entries)))
