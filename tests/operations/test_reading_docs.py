"""The page on files of records: its examples are read, and its tables say what the code says."""

import re
from pathlib import Path
from typing import get_args

import pytest

from tenure.kernel.orders import ActionName, Component, Record, Segment, Source
from tenure.operations.reading import Code, Problem, read
from tenure.operations.reading.actions import (
    BUNDLE,
    EFFECTIVE,
    KEPT,
    KEYS,
    NEEDED,
    PRICE,
    SPAN,
)

BLOCK = re.compile(r"```(?:json|csv) (\S+)\n(.*?)```\n(?:\n```text\n(.*?)```)?", re.DOTALL)
WORDS = {"effective": EFFECTIVE, "price": PRICE, "span": SPAN, "kept": KEPT, "bundle": BUNDLE}
ACTION_ROW = re.compile(r"\| `(\w+)` \| (.*?) ?\| (.*) \|")


@pytest.fixture(scope="module")
def page() -> str:
    root = Path(__file__).resolve().parents[2]
    return (root / "docs" / "orders-file.md").read_text(encoding="utf-8")


def test_every_example_is_read_as_the_page_says(page: str, tmp_path: Path) -> None:
    blocks = BLOCK.findall(page)

    assert len(blocks) == 6
    for name, content, told in blocks:
        (tmp_path / name).write_text(content, encoding="utf-8")
        found = list(read(tmp_path / name))
        problems = [str(each).removeprefix(f"{tmp_path}/") for each in found if isinstance(each, Problem)]
        assert problems == told.splitlines()
        assert len(found) > 1


def section(page: str, title: str) -> str:
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_table_of_actions_is_the_one_that_is_checked(page: str) -> None:
    rows = ACTION_ROW.findall(section(page, "Lines"))
    needed = {action: tuple(re.findall(r"`(\w+)`", needs)) for action, needs, _ in rows}
    keys = {
        action: frozenset(re.findall(r"`(\w+)`", f"{needs} {rest}")).union(
            *(group for word, group in WORDS.items() if re.search(rf"(?<![`\w]){word}(?![`\w])", rest))
        )
        for action, needs, rest in rows
    }

    assert needed == NEEDED
    assert keys == KEYS


def test_each_word_for_a_group_of_keys_names_them_all(page: str) -> None:
    rows = dict(re.findall(r"\| (\w+) \| (.*) \|", section(page, "Lines")))

    assert {word: frozenset(re.findall(r"`(\w+)`", rows[word])) for word in WORDS} == WORDS


@pytest.mark.parametrize("kind", [*Record.__args__, Segment, Component, Source])
def test_every_key_of_every_kind_is_explained(page: str, kind: type[Record]) -> None:
    explained = section(page, "Kinds") + section(page, "Lines")

    assert [key for key in kind.__struct_encode_fields__ if f"`{key}`" not in explained] == []


def test_every_code_is_explained_once(page: str) -> None:
    explained = re.findall(r"^\| `([A-Z0-9_]+)` \|", page, re.MULTILINE)

    assert explained == [code.value for code in Code]


def test_every_code_has_a_case_in_these_tests() -> None:
    cases = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_reading_*.py")
    )

    # By design nothing is known that brings this one about; the properties hold that.
    assert [code for code in Code if code is not Code.NOT_UNDERSTOOD and code.value not in cases] == []


def test_the_actions_stand_in_one_order() -> None:
    assert list(KEYS) == list(NEEDED) == list(get_args(ActionName))
