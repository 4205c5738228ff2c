"""A request that comes twice: it is done once, whether the second comes later, at once, or with something else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tenure.kernel.refusals import Refusal
from tenure.operations.activation import activate_orders
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.answers import KEPT, Answer, once
from tenure.operations.ledger import Ledger
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import a_company, order, periods, sale
from tests.store.book_databases import Databases, OpenBook
from tests.store.test_state_races import beaten

DONE = Answer(201, "application/json", b'{"done":true}')
OTTO = Actor("otto", ALL_PERMISSIONS)


class Doing:
    """Something that is done, and counts how often it was."""

    def __init__(
        self, ledger: Ledger, answer: Answer = DONE, then: Callable[[], None] = lambda: None
    ) -> None:
        self.ledger, self.answer, self.then, self.times = ledger, answer, then, 0

    def __call__(self) -> Answer:
        self.times += 1
        numbered = order(f"O-{self.times}", sale(f"A-{self.times}"))
        activate_orders(ACTOR, TODAY, "request", self.ledger, [numbered])
        self.then()
        return self.answer


def asked(
    act: Doing, key: str = "k-1", digest: bytes = b"same", actor: Actor = ACTOR, now: datetime = TODAY
) -> Answer:
    return once(actor, now, "request", act.ledger, key, digest=digest, act=act)


@pytest.fixture
def act(ledger: Ledger) -> Doing:
    a_company(ledger)
    return Doing(ledger)


def test_the_same_again_gets_the_same_answer_and_does_nothing(act: Doing) -> None:
    first, second = asked(act), asked(act)

    assert (first, act.times) == (DONE, 1)
    assert second == Answer(201, "application/json", b'{"done":true}', again=True)


def test_a_refusal_is_an_answer_as_well(ledger: Ledger) -> None:
    a_company(ledger)
    refused = Doing(ledger, Answer(409, "application/problem+json", b"{}"))

    assert [asked(refused).again, asked(refused).again] == [False, True]
    assert refused.times == 1


def test_an_answer_of_nothing_is_kept_too(ledger: Ledger) -> None:
    a_company(ledger)
    nothing = Doing(ledger, Answer(204, None, b""))
    asked(nothing)

    assert asked(nothing) == Answer(204, None, b"", again=True)


def test_another_request_with_the_key_is_refused_and_names_it(act: Doing) -> None:
    asked(act)

    with pytest.raises(Refusal) as refused:
        asked(act, digest=b"other")

    assert (refused.value.code, refused.value.status) == ("IDEMPOTENCY_KEY_REUSED", 409)
    assert str(refused.value) == "The key k-1 was used for another request; a key stands for one request."
    assert act.times == 1


def test_keys_are_each_askers_own(act: Doing) -> None:
    asked(act)

    assert asked(act, actor=OTTO).again is False
    assert act.times == 2


def test_what_failed_is_done_again(ledger: Ledger) -> None:
    a_company(ledger)

    def fail() -> None:
        raise RuntimeError

    failing = Doing(ledger, then=fail)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            asked(failing)
    assert periods(ledger, "A-1") == periods(ledger, "A-2") == []

    assert asked(Doing(ledger)).again is False
    assert periods(ledger, "A-1") == [("2025-01-01", "10.00", "100.00", "1200.00")]


def test_an_answer_is_kept_for_two_days_and_then_forgotten(act: Doing) -> None:
    asked(act)

    assert asked(act, now=TODAY + KEPT).again is True
    assert asked(act, now=TODAY + KEPT + timedelta(microseconds=1)).again is False
    assert act.times == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "ä", "a\nb", "\0"])
def test_a_key_that_is_none_is_refused(act: Doing, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        asked(act, key=key)

    assert (refused.value.code, refused.value.status, act.times) == ("IDEMPOTENCY_KEY_MALFORMED", 422, 0)


def test_who_comes_second_waits_and_gets_the_answer_of_the_first(databases: Databases) -> None:
    with databases.opened() as book:
        a_company(book.ledger)
        firsts, seconds = Doing(book.ledger), Doing(book.ledger)

        def second(ledger: Ledger) -> Answer:
            seconds.ledger = ledger
            return asked(seconds)

        answer = beaten(book, lambda _: asked(firsts), second)

        assert (answer.again, firsts.times, seconds.times) == (True, 1, 0)


def test_a_hundred_at_once_have_one_effect(databases: Databases) -> None:
    with databases.opened() as book:
        a_company(book.ledger)

        def ask(_: int) -> tuple[bool, int]:
            with book.another() as mine:
                act = Doing(mine.ledger)
                return asked(act).again, act.times

        with ThreadPoolExecutor(20) as pool:
            found = list(pool.map(ask, range(100)))

        assert sorted(found) == [(False, 1)] + [(True, 0)] * 99
        assert actions(book) == 1


def actions(book: OpenBook) -> int:
    [(count, quantity)] = book.ledger.connection.execute(
        "select count(*), sum(quantity_change) from action"
    ).fetchall()
    assert quantity == Decimal(10)
    return int(count)
