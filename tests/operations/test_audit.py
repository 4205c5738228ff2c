"""The audit: who did what, when, from where, in which request and why; and nothing of it for whom it does not exist."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from tenure.kernel.orders import CancelOrder, Line, Product
from tenure.kernel.refusals import NotPermitted
from tenure.operations.activation import activate_orders, keep_orders
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.audit import Asked, UnknownPlace, audit, whole_audit
from tenure.operations.documents import audit_document
from tenure.operations.finding import NoSuchAccount
from tenure.operations.ledger import Ledger
from tenure.operations.settings import change_setting
from tenure.operations.states import accept_quote, cancel_order, decline_quote
from tests.operations.audited import ACME, ANN, BOB, BOLT, EAST, HOUR, NOON, changes, put, read, told
from tests.operations.orders_told import RECORDS, amendment, order, sale


@pytest.fixture
def traded(ledger: Ledger) -> Ledger:
    """Acme buys and fails to give back; Bolt's quotes are accepted, declined, and cancelled with what they did."""
    put(ledger, ACME, EAST, BOLT, *RECORDS[3:7], at=NOON - HOUR)
    sold = order("O-1", sale("seats"), message="As agreed")
    activate_orders(ANN, NOON, "selling", ledger, [sold])
    less = order("O-2", amendment("seats", "-99", date(2025, 4, 1)), sale("more", line="2"))
    activate_orders(BOB, NOON + HOUR, "trying", ledger, [less])
    quotes = [order(f"Q-{place}", sale(f"Q{place}"), account="bolt", state="quote") for place in (1, 2)]
    keep_orders(ANN, NOON + 2 * HOUR, "keeping", ledger, quotes)
    accept_quote(BOB, NOON + 3 * HOUR, "accepting", ledger, "Q-1")
    decline_quote(BOB, NOON + 4 * HOUR, "declining", ledger, "Q-2")
    decline_quote(BOB, NOON + 4 * HOUR, "again", ledger, "Q-2")
    activate_orders(ANN, NOON + 5 * HOUR, "activating", ledger, [structs.replace(quotes[0], state="draft")])
    undo = CancelOrder(number="Q-1", message="A mistake")
    assert cancel_order(BOB, NOON + 6 * HOUR, "cancelling", ledger, undo) == []
    return ledger


TRADE = [
    ("asset", "Q1", "Initial Sale, Rollback", "bob", "bob@till", "cancelling", "A mistake"),
    ("order", "Q-1", "changed", "bob", "bob@till", "cancelling", "A mistake"),
    ("asset", "Q1", "Initial Sale", "ann", "203.0.113.5, token 7", "activating", None),
    ("order", "Q-1", "activated", "ann", "203.0.113.5, token 7", "activating", None),
    ("order", "Q-2", "changed", "bob", "bob@till", "declining", None),
    ("order", "Q-1", "changed", "bob", "bob@till", "accepting", None),
    ("order", "Q-2", "added", "ann", "203.0.113.5, token 7", "keeping", None),
    ("order", "Q-1", "added", "ann", "203.0.113.5, token 7", "keeping", None),
    ("order", "O-2", "refused", "bob", "bob@till", "trying", None),
    ("asset", "seats", "Initial Sale", "ann", "203.0.113.5, token 7", "selling", "As agreed"),
    ("order", "O-1", "activated", "ann", "203.0.113.5, token 7", "selling", "As agreed"),
]


KEYS = ("object", "key", "deed", "actor", "source", "request_id", "message")


def test_what_becomes_of_orders_is_told_with_who_and_from_where(traded: Ledger) -> None:
    found = read(traded, since=NOON)

    # What was done at one instant has no order of its own.
    assert sorted(told(found, *KEYS), key=str) == sorted(TRADE, key=str)
    assert [one["at"] for one in found] == sorted((one["at"] for one in found), reverse=True)
    moves = {one["request_id"]: changes(one) for one in found if one["deed"] == "changed"}
    assert moves == {
        "accepting": {"state": ("quote", "draft")},
        "declining": {"state": ("quote", "cancelled")},
        "cancelling": {"state": ("activated", "cancelled")},
    }
    [undone] = read(traded, object="asset", request_id="cancelling")
    assert (undone["number"], undone["order"], undone["account"]) == (2, "Q-1", "bolt")


def test_an_order_that_brings_its_instant_is_told_when_it_came(ledger: Ledger) -> None:
    put(ledger, ACME, RECORDS[3])
    old = datetime(2025, 1, 1, tzinfo=UTC)
    activate_orders(BOB, NOON + HOUR, "importing", ledger, [order("O-1", sale("A"), recorded_at=old)])

    found = read(ledger, key="O-1")

    assert told(found, "at", "deed", "request_id") == [
        ("2026-01-01T13:00:00Z", "imported", "importing"),
        ("2025-01-01T00:00:00Z", "activated", "importing"),
    ]


def test_a_draft_that_is_replaced_is_told_and_one_that_is_sent_again_is_not(ledger: Ledger) -> None:
    put(ledger, ACME, RECORDS[3])
    for lines in ([sale("A")], [sale("A")], [sale("A", "11")]):
        keep_orders(ANN, NOON, "r", ledger, [order("D-1", *lines)])

    assert [one["deed"] for one in read(ledger, object="order")] == ["changed", "added"]


ASKED: list[tuple[dict[str, Any], list[int]]] = [
    ({"actor": "bob"}, [0, 1, 4, 5, 8]),
    ({"actor": "BOB"}, []),
    ({"object": "asset"}, [0, 2, 9]),
    ({"object": "order", "key": "Q-1"}, [1, 3, 5, 7]),
    ({"object": "setting"}, []),
    ({"key": "seats"}, [9]),
    ({"account": "acme"}, [8, 9, 10]),
    ({"account": "bolt", "actor": "ann"}, [2, 3, 6, 7]),
    ({"request_id": "keeping"}, [6, 7]),
    ({"since": NOON + 4 * HOUR, "until": NOON + 5 * HOUR}, [4]),
    ({"until": NOON + HOUR}, [9, 10]),
    ({"until": date(2025, 12, 31)}, []),
    ({"since": date(2026, 1, 2)}, []),
    ({"until": date(2026, 1, 1)}, list(range(len(TRADE)))),
]


@pytest.mark.parametrize(("asked", "places"), ASKED, ids=[str(asked) for asked, _ in ASKED])
def test_it_is_asked_for_a_part(traded: Ledger, asked: dict[str, Any], places: list[int]) -> None:
    found = told(read(traded, **{"since": NOON, **asked}), *KEYS)

    assert sorted(found, key=str) == sorted((TRADE[place] for place in places), key=str)


def pages(ledger: Ledger, actor: Actor, limit: int, **asked: Any) -> Iterator[list[dict[str, Any]]]:
    cursor = None
    while True:
        found = audit(actor, NOON, "r", ledger, Asked(**asked), cursor=cursor, limit=limit)
        yield [audit_document(entry) for entry in found.entries]
        cursor = found.next_cursor
        if cursor is None:
            return


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 18, 19])
@pytest.mark.parametrize("who", [BOB, structs.replace(BOB, scope=Scope(roots=frozenset({"acme"})))])
def test_pages_together_are_the_whole(traded: Ledger, limit: int, who: Actor) -> None:
    whole = read(traded, who)

    each = list(pages(traded, who, limit))

    assert [entry for page in each for entry in page] == whole
    assert all(len(page) == limit for page in each[:-1])
    assert 0 < len(each[-1]) <= limit


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "1.2.3", "1.9.1.1.1", "1.1.-1.1.1", f"1.1.{2**64}.1.1", f"{'9' * 18}.1.1.1.1", "٣.1.1.1.1"],
)
def test_what_is_no_cursor_is_refused(traded: Ledger, cursor: str) -> None:
    with pytest.raises(UnknownPlace, match="is no cursor"):
        audit(BOB, NOON, "r", traded, Asked(), cursor=cursor, limit=5)


def test_it_is_for_who_may_read_it(traded: Ledger) -> None:
    clerk = structs.replace(BOB, permissions=ALL_PERMISSIONS - {"view_audit"})

    for ask in (
        lambda: audit(clerk, NOON, "r", traded, Asked(), limit=5),
        lambda: whole_audit(clerk, NOON, "r", traded, Asked()),
    ):
        with pytest.raises(NotPermitted, match="view_audit"):
            ask()


@pytest.mark.parametrize("scope", [Scope(roots=frozenset({"east"})), Scope(owner="maria")])
def test_of_others_accounts_and_of_all_nothing_is_told(traded: Ledger, scope: Scope) -> None:
    """East is Acme's, which does not exist for whom East alone does; not even as East's parent."""
    change_setting(ANN, NOON, "r", traded, "backdating", value="refuse")
    maria = structs.replace(BOB, scope=scope)

    assert told(read(traded, maria), "object", "key", "deed") == [("account", "east", "added")]
    assert [changes(one) for one in read(traded, maria)] == [
        {"currency": (None, "USD"), "name": (None, "East"), "owner": (None, "maria")}
    ]
    put(traded, structs.replace(EAST, parent="bolt"), at=NOON + HOUR)
    assert len(read(traded, maria)) == 1
    assert read(traded, maria, key="seats") == read(traded, maria, request_id="selling") == []
    assert read(traded, structs.replace(maria, scope=Scope())) == []
    for key in ("acme", "bolt", "nobody"):
        with pytest.raises(NoSuchAccount, match=rf"^There is no account {key}\.$"):
            read(traded, maria, account=key)


def test_with_a_subtree_there_is_what_is_below(traded: Ledger) -> None:
    chief = structs.replace(BOB, scope=Scope(roots=frozenset({"acme"})))

    found = read(traded, chief)

    assert {one["account"] for one in found} == {"acme", "east"}
    [east] = read(traded, chief, account="east")
    assert changes(east)["parent"] == (None, "acme")


@pytest.mark.parametrize(
    ("hidden", "asked"),
    [
        ({"action.actor", "order.activated_by", "refusal.tried_by", "change.actor"}, {"actor": "ann"}),
        (
            {"action.request_id", "order.request_id", "refusal.request_id", "change.request_id"},
            {"request_id": "selling"},
        ),
        ({"asset.name", "order.number", "change.key"}, {"key": "seats"}),
        ({"asset.account", "order.account", "refusal.account", "change.account"}, {"account": "acme"}),
    ],
)
def test_what_is_hidden_is_neither_told_nor_asked_by(
    traded: Ledger, hidden: set[str], asked: dict[str, Any]
) -> None:
    [name] = asked
    who = structs.replace(BOB, hidden=frozenset(hidden))

    assert len(read(traded, who)) == len(read(traded)) == 18
    assert all(name not in entry for entry in read(traded, who))
    assert read(traded, **asked) != []
    assert read(traded, who, **asked) == []


def test_a_hidden_field_that_was_changed_is_left_out_and_a_change_of_nothing_else_is_none(
    ledger: Ledger,
) -> None:
    seat = Product(code="BOX", name="Box", selling_model="one_time", list_price=Decimal(10))
    put(ledger, seat)
    put(ledger, structs.replace(seat, list_price=Decimal(11)), at=NOON + HOUR)
    put(ledger, structs.replace(seat, list_price=Decimal(12), name="Crate"), at=NOON + 2 * HOUR)
    who = structs.replace(BOB, hidden=frozenset({"product.list_price"}))

    found = read(ledger, who)

    assert [changes(one) for one in found] == [
        {"name": ("Box", "Crate")},
        {"name": (None, "Box"), "selling_model": (None, "one_time")},
    ]
    assert [len(page) for page in pages(ledger, who, 1)] == [1, 1]
    assert "price" not in str(found)


@pytest.mark.parametrize(
    ("hidden", "gone"),
    [
        ("action.recorded_at", {"asset"}),
        ("change.changed_at", {"account", "product"}),
        ("change.fields", set()),
    ],
)
def test_what_has_no_instant_is_not_there(traded: Ledger, hidden: str, gone: set[str]) -> None:
    """Its place among the others would tell it."""
    found = read(traded, structs.replace(BOB, hidden=frozenset({hidden})))

    assert gone.isdisjoint(one["object"] for one in found)
    assert gone == set() or {one["object"] for one in found} | gone == {
        "account",
        "asset",
        "order",
        "product",
    }


def test_an_account_whose_key_is_hidden_is_not_named(traded: Ledger) -> None:
    who = structs.replace(BOB, hidden=frozenset({"account.key"}))

    entries = read(traded, who, object="account")

    assert len(entries) == 3
    assert all("key" not in one and "account" not in one for one in entries)
    assert read(traded, who, object="account", key="acme") == []


def test_a_component_line_of_a_transfer_is_told_in_both_accounts(traded: Ledger) -> None:
    given = Line(line="1", action="transfer", asset="seats", effective_date=date(2025, 4, 1), to_account="east",
                 to_asset="given")  # fmt: skip
    activate_orders(BOB, NOON + 7 * HOUR, "giving", traded, [order("gift", given)])
    maria = structs.replace(BOB, scope=Scope(owner="maria"))

    [east, _] = read(traded, maria)

    assert (east["object"], east["key"], east["deed"], east["source"]) == (
        "asset",
        "given",
        "Transfers, TransferTo",
        "bob@till",
    )
    assert told(read(traded, request_id="giving", object="asset"), "account", "key") == [
        ("east", "given"),
        ("acme", "seats"),
    ]
