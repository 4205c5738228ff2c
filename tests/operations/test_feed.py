"""The feed: what was recorded, each event once, in an order that never changes, to each as far as they may know."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest

from tenure.kernel.orders import Account, CancelOrder, Line
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.documents import event_document
from tenure.operations.feed import (
    BEGINNING,
    TELLING,
    TYPES,
    AheadOfFeed,
    AssetEvent,
    UnknownEventType,
    UnknownPlace,
    events,
    last_place,
    place_of,
)
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.states import cancel_order
from tenure.store.connection import adapt
from tenure.store.ids import Ids
from tenure.store.migrating import migrate
from tests.database import ACTOR, TODAY
from tests.operations.feeding import feed, in_short, pages, short
from tests.operations.orders_told import a_company, activated, amendment, order, sale

APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    a_company(ledger)
    assert put_records(ACTOR, TODAY, "r", ledger, [Account(key="acme-uk", name="UK", currency="USD")]) == []


def a_year(ledger: Ledger) -> None:
    """Two assets are sold; one is increased, not reduced, renewed, cancelled after all not; one goes to another."""
    activated(ledger, order("O-1", sale("A"), sale("B", line="2")))
    activated(ledger, order("O-2", amendment("A", "5", APRIL)))
    activated(ledger, order("O-3", amendment("A", "-99", APRIL)))
    renewal = Line(line="1", action="renew", asset="A", end_date=date(2026, 12, 31))
    activated(ledger, order("O-4", renewal))
    activated(ledger, order("O-5", Line(line="1", action="cancel", asset="A", effective_date=JULY)))
    assert cancel_order(ACTOR, TODAY, "r", ledger, CancelOrder(number="O-5")) == []
    gift = Line(
        line="1", action="transfer", asset="B", to_account="acme-uk", to_asset="T", effective_date=JULY
    )
    activated(ledger, order("O-6", gift))


YEAR = [
    "asset.created acme A 1",
    "asset.created acme B 1",
    "order.activated acme O-1",
    "asset.changed acme A 2",
    "order.activated acme O-2",
    "order.failed acme O-3",
    "asset.renewed acme A 3",
    "order.activated acme O-4",
    "asset.cancelled acme A 4",
    "order.activated acme O-5",
    "asset.changed acme A 5",
    "asset.transferred acme B 2",
    "asset.created acme-uk T 1",
    "order.activated acme O-6",
]
"""What is told of that year. What one order does in two accounts is told in either order."""


def test_every_verb_is_told_as_what_it_does(ledger: Ledger) -> None:
    a_year(ledger)

    told = in_short(ledger)

    assert told[:11] == YEAR[:11]
    assert set(told[11:13]) == set(YEAR[11:13])
    assert told[13:] == YEAR[13:]
    assert {line.partition(" ")[0] for line in told} == set(TYPES)


def test_an_event_says_what_it_is_about(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")), order("O-2", amendment("A", "-99", APRIL)))

    created, sold, failed = (event_document(event, ACTOR.hidden) for event in feed(ledger))

    assert (created["type"], created["timestamp"]) == ("asset.created", "2026-01-01T12:00:00Z")
    assert created["data"]["action"]["quantity_change"] == "10"
    assert (created["data"]["product"], created["data"]["currency"]) == ("SEAT", "USD")
    assert sold["data"] == {
        "account": "acme",
        "number": "O-1",
        "recorded_at": "2026-01-01T12:00:00Z",
        "activated_by": "tester",
        "request_id": "request",
    }
    assert failed["data"]["number"] == "O-2"
    assert [refusal["code"] for refusal in failed["data"]["refusals"]] == ["QUANTITY_BELOW_ZERO"]


def test_page_by_page_it_is_the_same(ledger: Ledger) -> None:
    a_year(ledger)
    whole = feed(ledger)

    for limit in (1, 2, 3, 13, 14, 15):
        assert [event for page in pages(ledger, limit=limit) for event in page] == whole
        assert all(len(page) <= limit for page in pages(ledger, limit=limit))
    for start, event in enumerate(whole, start=1):
        assert [one for page in pages(ledger, since=event.place) for one in page] == whole[start:]


def test_some_types_alone_are_told(ledger: Ledger) -> None:
    a_year(ledger)

    assert in_short(ledger, types=["asset.renewed", "order.failed"], limit=1) == [YEAR[5], YEAR[6]]
    with pytest.raises(UnknownEventType, match=r"There is no event asset.sold; there are: asset.created, "):
        in_short(ledger, types=["asset.sold"])


def test_each_event_has_an_id_of_its_own_that_stays(ledger: Ledger) -> None:
    a_year(ledger)
    first = [event.place.event for event in feed(ledger)]
    activated(ledger, order("O-7", sale("C")))

    assert len(set(first)) == len(first)
    assert [event.place.event for event in feed(ledger)][: len(first)] == first


def test_who_reads_on_misses_nothing_of_a_writer_who_takes_long(ledger: Ledger, app_url: str) -> None:
    activated(ledger, order("O-1", sale("A")))
    before = feed(ledger)
    with psycopg.connect(app_url, autocommit=True) as opened:
        slow = Ledger(adapt(opened), Ids())
        with slow.connection.transaction():
            activated(slow, order("slow", sale("S"), account="bolt"))
            activated(ledger, order("O-2", sale("B")))
            meanwhile = events(ACTOR, TODAY, "r", ledger, since=before[-1].place, limit=10)

            assert list(meanwhile.events) == []
        after = feed(ledger, since=meanwhile.place)

    assert [short(event) for event in after] == [
        "asset.created bolt S 1",
        "order.activated bolt slow",
        "asset.created acme B 1",
        "order.activated acme O-2",
    ]


def test_what_is_given_up_is_never_told(ledger: Ledger) -> None:
    with ledger.connection.transaction(force_rollback=True):
        activated(ledger, order("O-1", sale("A")))

    assert feed(ledger) == []


def test_many_writers_at_once_and_a_reader_who_follows(
    ledger: Ledger, app_url: str, chance: random.Random
) -> None:
    accounts = [Account(key=f"a{number}", name="A", currency="USD") for number in range(3)]
    put_records(ACTOR, TODAY, "r", ledger, accounts)
    seeds = [chance.random() for _ in range(4)]

    def write(writer: int) -> None:
        mine = random.Random(seeds[writer])
        with psycopg.connect(app_url, autocommit=True) as opened:
            own = Ledger(adapt(opened), Ids())
            for count in range(12):
                account = f"a{mine.randrange(3)}"
                with own.connection.transaction():
                    activated(own, order(f"{writer}-{count}", sale(f"{writer}-{count}"), account=account))
                    time.sleep(mine.random() / 100)

    told: list[str] = []
    place = BEGINNING
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, writer) for writer in range(4)]
        while not all(writer.done() for writer in writers):
            found = events(ACTOR, TODAY, "r", ledger, since=place, limit=chance.randrange(1, 9))
            told += [short(event) for event in found.events]
            place = found.place
    assert [writer.result() for writer in writers] == [None] * 4
    told += in_short(ledger, since=place)

    assert told == in_short(ledger)
    assert len(told) == len(set(told)) == 2 * 48


def test_a_book_restored_elsewhere_goes_on_behind_what_it_has_told(ledger: Ledger, database_url: str) -> None:
    activated(ledger, order("O-1", sale("A")))
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("update outbox set position = position + 1000000")
    place = last_place(ledger)
    migrate(database_url)
    told = in_short(ledger)
    activated(ledger, order("O-2", sale("B")))

    assert told == ["asset.created acme A 1", "order.activated acme O-1"]
    assert in_short(ledger) == [*told, "asset.created acme B 1", "order.activated acme O-2"]
    assert place.position < 1_000_000 < last_place(ledger).position


def test_a_place_that_the_book_has_not_reached_is_refused(ledger: Ledger) -> None:
    place = last_place(ledger)
    ahead = type(place)(place.position + 1_000_000, 0, 0)

    with pytest.raises(AheadOfFeed, match="an earlier state of it was restored"):
        events(ACTOR, TODAY, "r", ledger, since=ahead, limit=10)


def test_another_account_is_not_told_of_nor_counted(ledger: Ledger) -> None:
    a_year(ledger)
    activated(ledger, order("B-1", sale("X"), account="bolt"))
    uk = Actor("uk", ALL_PERMISSIONS, Scope(roots=frozenset({"acme-uk"})))

    [arrived] = feed(ledger, uk)

    assert short(arrived, uk) == "asset.created acme-uk T 1"
    assert isinstance(arrived, AssetEvent)
    assert arrived.action.other_side is None
    assert feed(ledger, Actor("stranger", ALL_PERMISSIONS, Scope())) == []


@pytest.mark.parametrize("field", sorted(TELLING))
def test_who_may_not_see_what_a_change_was_is_told_that_there_was_one(ledger: Ledger, field: str) -> None:
    a_year(ledger)
    rep = Actor("rep", ALL_PERMISSIONS, hidden=frozenset({field}))

    told = feed(ledger, rep)

    assert {event.type for event in told if isinstance(event, AssetEvent)} == {"asset.changed"}
    assert len(told) == len(YEAR)
    assert feed(ledger, rep, types=["asset.renewed"]) == []


def test_a_hidden_field_is_not_told(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    hidden = frozenset({"action.mrr_change", "action.recorded_at", "order.activated_by", "order.recorded_at"})

    created, sold = (event_document(event, hidden) for event in feed(ledger))

    assert "timestamp" not in created | sold
    assert "mrr_change" not in created["data"]["action"]
    assert sold["data"].keys() == {"account", "number", "request_id"}


def test_a_place_is_found_again_by_its_cursor(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))

    assert [place_of(event.place.cursor) for event in feed(ledger)] == [event.place for event in feed(ledger)]
    assert place_of("0-0-0") == BEGINNING
    for cursor in (
        "",
        "0-0",
        "0-0-0-0",
        "a-b-c",
        "-1-0-0",
        "0-0-00",
        "0-0-9223372036854775808",
        "٣-0-0",
        "0 -0-0",
    ):
        with pytest.raises(UnknownPlace, match="is no cursor of the feed"):
            place_of(cursor)
