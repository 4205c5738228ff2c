"""One order at a time, in process: what activating it costs beside the commit, and how that cost grows."""

from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter
from zlib import crc32

from benchmarks.plot import plot
from benchmarks.rows import Row, median
from benchmarks.server import ACTOR, commit_milliseconds, fresh_book, open_ledger
from tenure.clock import now
from tenure.kernel.orders import Account, Line, Order, Product
from tenure.operations.activation import activate_orders
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.outcomes import Outcome
from tenure.store.embedded import Lease

START, END = date(2025, 1, 1), date(2027, 12, 31)
REPEATS = 100
LENGTHS = (10, 50, 100, 200, 400, 700, 1000)
"""Lengths of an asset's history at which another change is timed."""

BOOK_SIZES = (0, 10_000, 30_000, 100_000)
"""Numbers of assets in the book at which an order is timed."""


def one_order(held: Lease) -> list[Row]:
    """Time orders of three lines against one durable commit of one row."""
    fresh_book(held, "orders")
    with open_ledger(held, "orders") as ledger:
        _prepare(ledger)
        _times(ledger, "warm", 30)
        commit = commit_milliseconds(ledger.connection)
        order = median(_times(ledger, "one", 2 * REPEATS))
    return [
        Row(
            "one order of 3 lines, activated in process, above a durable commit",
            "at most 5 ms",
            f"{order - commit:.1f} ms ({order:.1f} ms, of which the commit {commit:.1f} ms; medians)",
        )
    ]


def growth(held: Lease) -> list[Row]:
    """Time orders in books that grow, and changes of one asset whose history grows."""
    fresh_book(held, "orders")
    with open_ledger(held, "orders") as ledger:
        _prepare(ledger)
        _times(ledger, "warm", 30)
        by_size = _by_book_size(ledger)
        by_length = _by_history(ledger)
        back_dated = _back_dated(ledger)
    plot(
        "docs/benchmarks/book-size.svg",
        "One order of 3 lines, by the number of assets in the book",
        ("assets in the book", "milliseconds"),
        by_size,
    )
    plot(
        "docs/benchmarks/history-length.svg",
        "One more change of an asset, by the number of changes it has",
        ("changes of the asset", "milliseconds"),
        by_length,
    )
    sizes = ", ".join(f"{size:,.0f}: {taken:.1f} ms" for size, taken in by_size)
    lengths = ", ".join(f"{length:,.0f}: {taken:.1f} ms" for length, taken in by_length)
    middles = ", ".join(f"{length:,.0f}: {taken:.1f} ms" for length, taken in back_dated)
    return [
        Row(
            "an order of 3 lines, by assets in the book ([plot](benchmarks/book-size.svg))",
            "no growth",
            sizes,
        ),
        Row(
            "a change, by changes the asset has ([plot](benchmarks/history-length.svg))",
            "linear; 1,000 changes at most 20 ms",
            lengths,
        ),
        Row(
            "a change back-dated to the middle of the changes that the asset has, by their number",
            "linear; 1,000 changes at most 100 ms",
            middles,
        ),
    ]


def _prepare(ledger: Ledger) -> None:
    accounts = [Account(key=f"A{number}", name=f"Account {number}", currency="USD") for number in range(200)]
    product = Product(
        code="SEAT", name="Seat", selling_model="term", pricing_term_unit="month", list_price=Decimal("20.00")
    )
    put_records(ACTOR, now(), "bench", ledger, [*accounts, product])


def _sale(name: str, lines: int = 3) -> Order:
    sold = [
        Line(
            line=str(line),
            action="add",
            product="SEAT",
            asset=f"{name}-{line}",
            quantity=Decimal(5),
            start_date=START,
            end_date=END,
        )
        for line in range(lines)
    ]
    return Order(number=name, account=_account(name), lines=sold)


def _account(name: str) -> str:
    return f"A{crc32(name.encode()) % 200}"


def _times(ledger: Ledger, name: str, repeats: int) -> list[float]:
    """Give the milliseconds that each of so many orders took."""
    durations = []
    for number in range(repeats):
        order = _sale(f"{name}-{number}")
        start = perf_counter()
        outcome = activate_orders(ACTOR, now(), "bench", ledger, [order])[0]
        durations.append((perf_counter() - start) * 1000)
        if outcome.outcome is not Outcome.ACTIVATED:
            raise RuntimeError(f"order {order.number}: {outcome.refusals}")
    return durations


def _by_book_size(ledger: Ledger) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    assets = 0
    for size in BOOK_SIZES:
        while assets < size:
            orders = [_sale(f"fill-{assets + number}", lines=10) for number in range(0, 1_000, 10)]
            activate_orders(ACTOR, now(), "bench", ledger, orders)
            assets += 1_000
        points.append((size, median(_times(ledger, f"at-{size}", REPEATS))))
    return points


def _by_history(ledger: Ledger) -> list[tuple[float, float]]:
    """Add one more unit day by day, and time the changes just before each length."""
    activate_orders(ACTOR, now(), "bench", ledger, [_sale("long", lines=1)])
    points, durations = [], []
    for number in range(1, max(LENGTHS) + 1):
        durations.append(_one_more(ledger, "long", number, number))
        if number in LENGTHS:
            points.append((float(number), median(durations[-9:])))
    return points


def _back_dated(ledger: Ledger) -> list[tuple[float, float]]:
    """Add one more unit day by day, then some more in the middle of them, and time these."""
    points = []
    for length in LENGTHS:
        name = f"middle-{length}"
        activate_orders(ACTOR, now(), "bench", ledger, [_sale(name, lines=1)])
        orders = [_more(name, number, number) for number in range(1, length + 1)]
        for start in range(0, length, 100):
            activate_orders(ACTOR, now(), "bench", ledger, orders[start : start + 100])
        durations = [
            _one_more(ledger, name, length + number, length // 2 + number % 5) for number in range(1, 10)
        ]
        points.append((float(length), median(durations)))
    return points


def _one_more(ledger: Ledger, name: str, number: int, day: int) -> float:
    """Give the milliseconds of an order for one more unit from a day of the term on."""
    order = _more(name, number, day)
    start = perf_counter()
    [outcome] = activate_orders(ACTOR, now(), "bench", ledger, [order])
    taken = (perf_counter() - start) * 1000
    if outcome.outcome is not Outcome.ACTIVATED:
        raise RuntimeError(f"order {order.number}: {outcome.refusals}")
    return taken


def _more(name: str, number: int, day: int) -> Order:
    line = Line(
        line="1",
        action="amend",
        asset=f"{name}-0",
        quantity=Decimal(1),
        effective_date=START + timedelta(days=day),
    )
    return Order(number=f"{name}-{number}", account=_account(name), lines=[line])
