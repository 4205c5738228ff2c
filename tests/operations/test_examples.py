"""The example company and the books made for benchmarks: all of it is accepted, but for the mistakes."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import psycopg
import pytest

from benchmarks.book import book, shape, write
from examples import tidewater
from examples.generate import company, encoded
from tenure.kernel.assets import ActionType, Category, EndedBy
from tenure.kernel.orders import Account, ActionName, Contract, Line, Order, Product, Record
from tenure.kernel.verbs import VERBS
from tenure.kernel.verbs.suspend import RESUME, SUSPEND
from tenure.kernel.verbs.swap import EXCHANGES
from tenure.kernel.verbs.transfer import TRANSFER
from tenure.operations.ledger import Ledger
from tenure.operations.verify import verify
from tenure.store.connection import adapt
from tests.database import ACTOR, TODAY
from tests.operations.example_company import COMPANY, ask, held, items, load, records

SUBTYPES = {
    "FieldAmendment",
    "StartDateAdjustment",
    "Rollback",
    SUSPEND,
    RESUME,
    *(side for exchange in (*EXCHANGES.values(), TRANSFER) for side in (exchange.leaves, exchange.enters)),
}


def test_the_files_are_what_the_generator_writes(examples: Path) -> None:
    for name, made in company().items():
        assert (examples / name).read_text("utf-8") == "".join(map(encoded, made)), name


def test_another_seed_makes_another_company(examples: Path) -> None:
    other = "".join(map(encoded, company(seed=7)["4-orders.jsonl"]))

    assert other != (examples / "4-orders.jsonl").read_text("utf-8")


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
    assert len(products) == 48
    assert {product.selling_model for product in products} == {"one_time", "term", "evergreen"}
    assert {account.currency for account in accounts.values()} == {"USD", "EUR", "JPY"}
    assert any(accounts[key].parent for key in parents)
    assert len(recorded) == len(orders) > 2_500
    assert (min(recorded).year, max(recorded).year) == (2023, 2025)
    assert {line.action for line in lines} == VERBS.keys()
    assert sum(week <= -2 for week in weeks) > 100
    assert sum(week >= 2 for week in weeks) > 100
    assert {segment.type for line in lines for segment in line.segments or ()} == {
        "free_trial",
        "prorated",
        "yearly",
    }
    assert sum((examples / name).stat().st_size for name in COMPANY) < 3_000_000


def lines_of(found: Iterable[Record], *actions: str) -> list[Line]:
    return [
        line for order in found if isinstance(order, Order) for line in order.lines if line.action in actions
    ]


def test_every_verb_is_used_in_each_of_its_ways(examples: Path) -> None:
    found = records(examples)

    for action in ("upgrade", "downgrade", "transfer"):
        assert {line.quantity is None for line in lines_of(found, action)} == {True, False}
    assert {line.resume_date is None for line in lines_of(found, "suspend")} == {True, False}
    assert {line.rollback_of is None for line in lines_of(found, "rollback")} == {True, False}
    renewals = lines_of(found, "renew")
    for key in ("quantity", "price_uplift", "unit_price", "start_date", "end_date"):
        assert {getattr(line, key) is None for line in renewals} == {True, False}, key
    assert {line.action for line in lines_of(found, "amend") if line.new_end_date} == {"amend"}
    assert {line.category for line in lines_of(found, "add")} == {None, "Cross-Sells"}
    components = [line for line in lines_of(found, "add") if line.parent_line is not None]
    assert {line.quantity_scale for line in components} == {None, "constant", "proportional"}
    assert {line.included_in_bundle_price for line in components} == {None, True}
    sources = {line.source.type for line in lines_of(found, *VERBS) if line.source is not None}
    assert sources == {"external", "work_order_line"}


def test_what_is_handed_over_stays_in_the_family(examples: Path) -> None:
    found = records(examples)
    accounts = {record.key: record for record in found if isinstance(record, Account)}

    def head(key: str) -> str:
        parent = accounts[key].parent
        return key if parent is None else head(parent)

    moves = [
        (order.account, line.to_account)
        for order in found
        if isinstance(order, Order)
        for line in order.lines
        if line.to_account is not None
    ]

    assert len(moves) > 30
    assert {head(giver) == head(receiver) for giver, receiver in moves} == {True}
    assert {accounts[giver].currency == accounts[receiver].currency for giver, receiver in moves} == {True}


def test_some_contracts_are_stated_again_with_a_later_end(examples: Path) -> None:
    ends: dict[tuple[str, str], list[date | None]] = {}
    for record in records(examples):
        if isinstance(record, Contract):
            ends.setdefault((record.account, record.key), []).append(record.end_date)
    again = {key: stated for key, stated in ends.items() if len(stated) > 1}

    assert len(again) > 10
    assert again[tidewater.ANNAPOLIS, tidewater.CONTRACT] == [date(2024, 2, 29), date(2024, 8, 31)]


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
    assert met(ledger, "subtype") == SUBTYPES
    assert met(ledger, "ended") == set(EndedBy)
    assert met(ledger, "category") == set(Category)
    assert met(ledger, "type") == set(ActionType) - {ActionType.CONVERT}
    assert list(verify(ACTOR, TODAY, "examples", lambda: adapt(psycopg.connect(app_url)))) == []


def met(ledger: Ledger, column: str) -> set[str]:
    """Give what stands in a column of the actions of the book."""
    found = ledger.connection.execute(f"select distinct {column} from action where {column} is not null")
    return {value for (value,) in found}


def codes_told(examples: Path) -> list[str]:
    """The codes of the refusals, as the table of mistakes in the README tells them."""
    return re.findall(
        r"^\| \d+ \|.*\| `(\w+)` \|$", (examples / "README.md").read_text("utf-8"), re.MULTILINE
    )


@pytest.mark.parametrize(("kind", "orders"), [("sales", 120), ("mix", 900), ("history", 300)])
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
    assert actions("mix", 200)["add"] == 421, "one of the ten accounts ends on a suite, which is sold whole"
    assert actions("history", 200)["add"] == 200


def test_a_mix_has_every_verb_bundles_and_transfers_within_families() -> None:
    lines = list(book(shape("mix", 2_000, 3)))
    transfers = [
        (int(found[1]), int(to))
        for line in lines
        if (found := re.search(r'"account":"C(\d+)"', line))
        for to in re.findall(r'"to_account":"C(\d+)"', line)
    ]

    assert actions("mix", 2_000).keys() == set(get_args(ActionName)) - {"no_change"}
    assert any('"parent_line"' in line for line in lines)
    assert transfers
    assert all(giver != taker and giver // 4 == taker // 4 for giver, taker in transfers)


def test_a_history_has_accounts_of_50_assets_and_large_ones_of_2000() -> None:
    accounts = shape("history", 10_000, 3).accounts

    assert accounts[0] == ("C0000000", 50)
    assert accounts[160] == ("L0000160", 2000)
    assert sum(orders for _, orders in accounts) == 10_000


def test_the_same_arguments_make_the_same_book() -> None:
    form = shape("mix", 50, 3)

    assert list(book(form, seed=4)) == list(book(form, seed=4))
    assert list(book(form, seed=4)) != list(book(form, seed=5))
