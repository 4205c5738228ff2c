"""Lists in SQL: each statement asks of every field what can be asked of it, and walks an index in its order."""

import re

import pytest

from tenure.operations.lists.asking import Wanted
from tenure.operations.lists.book import parameters
from tenure.operations.lists.kinds import ACCOUNTS, FAILURES, ORDERS
from tenure.operations.lists.listed import Listed
from tenure.store.connection import Connection
from tenure.store.statements import statement

BESIDE = {"custom", "account_ids", "sort", "most", "after_key", "after_at", "after_text"}
NAME = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("listed", [ORDERS, ACCOUNTS, FAILURES], ids=lambda listed: str(listed.name))
def test_what_can_be_asked_of_a_list_is_asked_by_its_statement(listed: Listed) -> None:
    of_fields = {
        f"{name}_{aspect}" for name, key in listed.fields(()).items() for aspect in parameters(key, Wanted())
    }
    sorts = {f"'{down}{name}'" for name in listed.sortable(()) for down in ("", "-")}
    text = statement(f"list_{listed.name}")

    assert set(NAME.findall(text)) - BESIDE - {"after_position"} == of_fields
    assert all(f"when {sort} then" in text for sort in sorts)


@pytest.mark.parametrize(
    ("name", "asked", "index"),
    [
        ("orders", {"sort": "number"}, "order_by_number"),
        ("orders", {"sort": "-number", "after_key": "O-1"}, "order_by_number"),
        (
            "orders",
            {"sort": "recorded_at", "after_key": "O-1", "after_at": "2026-01-01"},
            "order_by_recorded",
        ),
        ("orders", {"sort": "-effective_date"}, "order_by_effective_date"),
        ("accounts", {"sort": "-key"}, "account_directory_pkey"),
    ],
)
def test_a_page_is_read_in_its_order_without_sorting(
    connection: Connection, name: str, asked: dict[str, str], index: str
) -> None:
    text = statement(f"list_{name}")
    values = {**dict.fromkeys(NAME.findall(text)), "most": 10, **asked}
    connection.execute("set enable_seqscan = off")
    connection.execute("set enable_bitmapscan = off")
    connection.execute("set enable_sort = off")

    plan = "\n".join(line for (line,) in connection.execute(f"explain {text}", values, prepare=False))

    assert f"using {index} on" in plan or f"Backward using {index} on" in plan, plan
    assert "Sort" not in plan, plan
