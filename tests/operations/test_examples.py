"""The example company and the books made for benchmarks: all of it is accepted, but for the mistakes."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from benchmarks.book import book, shape, write
from examples.generate import company, encoded
from tenure.kernel.orders import Account, Order, Product, Record
from tenure.kernel.statuses import Status
from tenure.operations.bulk import Loader
from tenure.operations.have import Answer, have
from tenure.operations.history import history
from tenure.operations.ledger import Ledger
from tenure.operations.moments import Moment
from tenure.operations.reading import Located, Problem, read
from tenure.operations.verify import verify
from tenure.store.connection import adapt
from tests.database import ACTOR, TODAY

COMPANY = ("1-products.jsonl", "2-accounts.jsonl", "3-contracts.jsonl", "4-orders.jsonl")


def load(ledger: Ledger, items: Iterable[Located | Problem]) -> tuple[Loader, list[Problem]]:
    """Load and activate records, as the command does."""
    problems: list[Problem] = []
    loader = Loader(ACTOR, lambda: TODAY, "examples", ledger, problems.append, activate=True)
    for item in items:
        if isinstance(item, Problem):
            loader.problem(item)
        else:
            loader.add(item)
    loader.flush()
    return loader, problems


def items(folder: Path, names: Sequence[str] = COMPANY) -> list[Located | Problem]:
    return [item for name in names for item in read(folder / name)]


def records(folder: Path) -> list[Record]:
    return [item.record for item in items(folder) if isinstance(item, Located)]


@pytest.fixture
def examples(repository: Path) -> Path:
    return repository / "examples"


def ask(ledger: Ledger, account: str, on: Moment, known_at: Moment | None = None) -> Answer:
    return have(ACTOR, TODAY, "examples", ledger, account, on=on, known_at=known_at)


def held(answer: Answer) -> dict[str, str]:
    return {asset.name: f"{asset.quantity.normalize():f} for {asset.mrr:.2f}" for asset in answer.assets}


def test_the_files_are_what_the_generator_writes(examples: Path) -> None:
    for name, made in company().items():
        assert (examples / name).read_text("utf-8") == "".join(map(encoded, made)), name


def test_another_seed_makes_another_company() -> None:
    assert company(seed=7)["4-orders.jsonl"] != company(seed=8)["4-orders.jsonl"]


def test_the_company_is_as_large_and_as_varied_as_it_says(examples: Path) -> None:
    found = records(examples)
    orders = [record for record in found if isinstance(record, Order)]
    lines = [line for order in orders for line in order.lines]
    products = [record for record in found if isinstance(record, Product)]
    accounts = {record.key: record for record in found if isinstance(record, Account)}
    parents = {account.parent for account in accounts.values() if account.parent}
    recorded = [order.recorded_at for order in orders if order.recorded_at is not None]
    weeks = [
        (line.effective_date - order.recorded_at.date()).days // 7
        for order in orders
        for line in order.lines
        if line.effective_date is not None and order.recorded_at is not None
    ]

    assert len(accounts) == 200
    assert len(products) == 43
    assert {product.selling_model for product in products} == {"one_time", "term", "evergreen"}
    assert {account.currency for account in accounts.values()} == {"USD", "EUR", "JPY"}
    assert any(accounts[key].parent for key in parents)
    assert len(recorded) == len(orders) > 2_500
    assert (min(recorded).year, max(recorded).year) == (2023, 2025)
    assert Counter(line.action for line in lines).keys() == {"add", "amend", "renew", "cancel", "no_change"}
    assert sum(week <= -2 for week in weeks) > 100
    assert sum(week >= 2 for week in weeks) > 100
    assert {segment.type for line in lines for segment in line.segments or ()} == {
        "free_trial",
        "prorated",
        "yearly",
    }
    assert sum((examples / name).stat().st_size for name in COMPANY) < 3_000_000


def test_the_whole_company_is_activated_and_every_mistake_is_refused(
    ledger: Ledger, examples: Path, app_url: str
) -> None:
    loaded, problems = load(ledger, items(examples))
    orders = sum(isinstance(record, Order) for record in records(examples))

    assert problems == []
    assert loaded.tally.orders["activated"] == orders

    refused, problems = load(ledger, items(examples, ["mistakes.jsonl"]))
    after = ask(ledger, "capricorn", date(2025, 12, 1))

    assert refused.tally.orders["activated"] == 0
    assert [problem.code for problem in sorted(problems, key=lambda problem: problem.line)] == codes_told(
        examples
    )
    assert len(problems) == 14
    assert held(after)["A-00001"] == "6 for 294.00"
    assert "A-00004-3" not in held(after)
    assert after.known_at == datetime(2025, 11, 20, 16, 33, tzinfo=UTC)
    assert list(verify(ACTOR, TODAY, "examples", lambda: adapt(psycopg.connect(app_url)))) == []


def codes_told(examples: Path) -> list[str]:
    """The codes of the refusals, as the table of mistakes in the README tells them."""
    return re.findall(
        r"^\| \d+ \|.*\| `(\w+)` \|$", (examples / "README.md").read_text("utf-8"), re.MULTILINE
    )


def capricorn(examples: Path) -> list[Located | Problem]:
    """All that concerns Capricorn Coffee."""
    return [
        item
        for item in items(examples)
        if isinstance(item, Located)
        and (
            isinstance(item.record, Product)
            or (isinstance(item.record, Account) and item.record.key == "capricorn")
            or (isinstance(item.record, Order) and item.record.account == "capricorn")
        )
    ]


def test_capricorn_has_what_the_walk_through_says(ledger: Ledger, examples: Path) -> None:
    load(ledger, capricorn(examples))
    october = date(2023, 10, 1)

    # Two tills more from August; three seats more from September, which were told in October.
    terminals = {f"A-00004-{unit}": "1 for 0.00" for unit in (1, 2, 3, 4)}
    assert held(ask(ledger, "capricorn", october)) == {
        "A-00001": "6 for 300.00",
        "A-00002": "9 for 216.00",
        "A-00003": "1 for 45.00",
        **terminals,
    }
    assert held(ask(ledger, "capricorn", october, october)) == {
        "A-00001": "6 for 300.00",
        "A-00002": "6 for 144.00",
        "A-00003": "1 for 45.00",
        **terminals,
    }


def test_capricorn_paid_what_is_worked_out_by_hand(ledger: Ledger, examples: Path) -> None:
    load(ledger, capricorn(examples))

    tills = history(ACTOR, TODAY, "examples", ledger, "A-00001")
    assert [(action.category, action.amount) for action in tills.actions] == [
        ("Initial Sale", Decimal("2400.00")),  # 4 x 600
        ("Upsells", Decimal("603.28")),  # 2 x 600 x 184/366
        ("Renewals", Decimal("3708.00")),  # 6 x 618, after 3 percent more
        ("Downsells", Decimal("-60.49")),  # 588 for 618 from October: 4 lots -40.32, 2 lots -20.17
        ("Renewals", Decimal("7056.00")),  # 6 x 588 x 2 years
    ]

    seats = history(ACTOR, TODAY, "examples", ledger, "A-00002")
    assert [(action.category, action.amount) for action in seats.actions] == [
        ("Initial Sale", Decimal("1728.00")),  # 6 x 24 x 12
        ("Upsells", Decimal("360.00")),  # 3 x 24 x 5
        ("Downsells", Decimal("-96.00")),  # 2 x 24 x 2
        ("Renewals", Decimal("2016.00")),  # 7 x 24 x 12
        ("Renewals", Decimal("2304.00")),  # 8 x 24 x 12, a month late
        ("Cancellations", Decimal("-384.00")),  # 8 x 24 x 2
    ]
    assert seats.status is Status.TERMINATED


@pytest.mark.parametrize(("kind", "orders"), [("sales", 120), ("mix", 300), ("history", 300)])
def test_all_of_a_made_book_is_activated(kind: str, orders: int, ledger: Ledger, tmp_path: Path) -> None:
    write(tmp_path / "book.jsonl", shape(kind, orders, 3))

    loaded, problems = load(ledger, items(tmp_path, ["book.jsonl"]))

    assert problems == []
    assert loaded.tally.orders["activated"] == orders


def actions(kind: str, orders: int) -> Counter[str]:
    lines = "".join(book(shape(kind, orders, 3)))
    return Counter(re.findall(r'"action":"(\w+)"', lines))


def test_a_mix_has_three_changes_in_ten_lines_and_a_history_two_in_three() -> None:
    assert actions("sales", 200) == {"add": 600}
    assert actions("mix", 200)["add"] == 420
    assert actions("history", 200)["add"] == 200


def test_a_history_has_accounts_of_50_assets_and_large_ones_of_2000() -> None:
    accounts = shape("history", 10_000, 3).accounts

    assert accounts[0] == ("C0000000", 50)
    assert accounts[160] == ("L0000160", 2000)
    assert sum(orders for _, orders in accounts) == 10_000


def test_the_same_arguments_make_the_same_book() -> None:
    form = shape("mix", 50, 3)

    assert list(book(form, seed=4)) == list(book(form, seed=4))
    assert list(book(form, seed=4)) != list(book(form, seed=5))
