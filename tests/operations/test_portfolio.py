"""What is asked of what a customer has is answered as by somebody who picks it on paper, of all that there is."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest
from msgspec import structs

from tenure.operations.actor import Actor
from tenure.operations.have import Held, have
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import Question
from tenure.operations.lists.managed import Managed, ManagedListed, managed, sums_of
from tenure.operations.lists.portfolio import Looked
from tenure.store.connection import run
from tenure.store.timing import watched_by
from tests.database import ACTOR, TODAY
from tests.operations.example_company import a_part_of_the_company
from tests.operations.on_paper import (
    DATES,
    NUMBERS,
    TEXTS,
    Asked,
    Paper,
    a_look,
    a_question,
    each_question,
    on_paper,
)
from tests.store import verified_book

QUESTIONS: Final = 50
ZONES: Final = ("UTC", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Auckland")
LIMITS: Final = (3, 7, 1_000, 1_000)
NAMES: Final = (*NUMBERS, *DATES, *TEXTS)
NO_BUNDLES: Final = structs.replace(ACTOR, hidden=frozenset({"asset.parent"}))


GAP: Final = datetime(2025, 2, 1, 12, tzinfo=UTC)
"""An asset had ended then, and was renewed later."""

BEFORE: Final = date(2024, 12, 1)
"""Most is to come then, and one asset never will."""


@pytest.mark.parametrize("on", [GAP, BEFORE])
def test_each_field_is_held_against_values_as_on_paper(
    ledger: Ledger, chance: random.Random, on: date | datetime
) -> None:
    run(ledger.connection, "put_setting", {"name": "time_zone", "value": chance.choice(ZONES)})
    verified_book.a_book(ledger)
    looked = Looked(on=on, everything=True)
    assets = everything(ledger, "acme", looked)

    for asked in each_question(assets):
        pages = all_pages(ledger, ACTOR, "acme", asked, looked, chance.choice(LIMITS))
        assert as_paper(pages) == on_paper(assets, asked, looked, is_tree="sort" not in dict(asked)), asked


def test_random_questions_to_random_books_are_answered_as_on_paper(
    ledger: Ledger, examples: Path, chance: random.Random
) -> None:
    run(ledger.connection, "put_setting", {"name": "time_zone", "value": chance.choice(ZONES)})
    accounts, found = a_part_of_the_company(ledger, examples, chance), 0
    for _ in range(QUESTIONS):
        account, actor = chance.choice(accounts), chance.choice([ACTOR, ACTOR, NO_BUNDLES])
        contracts = {held.contract for held in everything(ledger, account, Looked())}
        looked = a_look(sorted(filter(None, contracts)), chance)
        assets = everything(ledger, account, looked)
        asked = a_question(assets, [name for name in NAMES if actor is ACTOR or name != "parent"], chance)
        is_tree = actor is ACTOR and "sort" not in dict(asked)

        pages = all_pages(ledger, actor, account, asked, looked, chance.choice(LIMITS))

        assert as_paper(pages) == on_paper(assets, asked, looked, is_tree=is_tree), (account, looked, asked)
        assert shown(pages) == {held.id: held for held in assets if held.id in shown(pages)}
        found += pages[0].count

    assert found > QUESTIONS


@pytest.mark.parametrize(
    ("looked", "asked", "statement"),
    [
        (Looked(), [("status", "Active"), ("sort", "-end_date")], "find_managed"),
        (Looked(text="e"), [], "find_holdings"),
        (Looked(known_at=date(2025, 1, 1)), [], "find_holdings_as_known"),
    ],
)
def test_only_what_the_database_does_not_compare_as_we_do_is_read_to_be_picked(
    ledger: Ledger, looked: Looked, asked: Asked, statement: str
) -> None:
    verified_book.a_book(ledger)
    ran: list[str] = []

    with watched_by(lambda name, begun, ended: ran.append(name)):
        all_pages(ledger, ACTOR, "acme", asked, looked, 1_000)

    assert ran[1] == statement


def test_what_an_account_comes_to_is_as_on_paper(
    ledger: Ledger, examples: Path, chance: random.Random
) -> None:
    for account in a_part_of_the_company(ledger, examples, chance):
        looked = structs.replace(a_look((), chance), everything=True, text=None)
        assets = everything(ledger, account, looked)

        told = sums_of(ACTOR, TODAY, "r", ledger, account, on=looked.on, known_at=looked.known_at)

        assert told == on_paper(assets, (), looked, is_tree=False).sums


def everything(ledger: Ledger, account: str, looked: Looked) -> Sequence[Held]:
    how = {"on": looked.on, "known_at": looked.known_at}
    return have(ACTOR, TODAY, "r", ledger, account, **how, everything=True).assets


def all_pages(
    ledger: Ledger, actor: Actor, account: str, asked: Asked, looked: Looked, limit: int
) -> list[ManagedListed]:
    pages: list[ManagedListed] = []
    while not pages or pages[-1].next_cursor is not None:
        cursor = pages[-1].next_cursor if pages else None
        question = Question(asked, cursor, limit, (account,))
        pages.append(managed(actor, TODAY, "r", ledger, account, question, looked))
    return pages


def as_paper(pages: Sequence[ManagedListed]) -> Paper:
    """Give what pages tell in sum; they all tell the same of the whole."""
    first = pages[0]
    placed = [(one.id, one.depth) for page in pages for one in page.assets]
    assert all(page.count == len(placed) and page.found == first.found for page in pages)
    return Paper(
        placed,
        first.known,
        first.sums,
        first.found,
        first.products,
        [(one.end_date, one.count, [held.id for held in one.assets]) for one in first.endings],
    )


def shown(pages: Sequence[ManagedListed]) -> dict[int, Held]:
    return {one.id: plain(one) for page in pages for one in page.assets}


def plain(asset: Managed) -> Held:
    return Held(*(getattr(asset, field) for field in Held.__struct_fields__))
