"""Who has only some of the accounts: all others do not exist for them, whatever they ask and whatever they try.

Maria looks after Acme. Nora has the group that Acme belongs to. Bolt is nobody's.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from tenure.kernel.orders import Account, CancelOrder, Contract, IndexRate, Line, PricePolicy
from tenure.kernel.refusals import Refusal
from tenure.operations.activation import activate, keep_orders, preview
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.failures import failures
from tenure.operations.have import have
from tenure.operations.history import history
from tenure.operations.inventory import inventory
from tenure.operations.ledger import Ledger
from tenure.operations.loading import SharedRecord, put_records
from tenure.operations.outcomes import OrderOutcome
from tenure.operations.previews import preview_assets
from tenure.operations.settings import change_setting
from tenure.operations.starting import start
from tenure.operations.states import accept_quote, cancel_order, decline_quote
from tenure.operations.verify import verify
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import RECORDS, activated, amendment, everything, order, sale

LATER = TODAY + timedelta(days=1)
APRIL = date(2025, 4, 1)
MARIA = Actor("maria", ALL_PERMISSIONS, Scope(owner="maria"))
NORA = Actor("nora", ALL_PERMISSIONS, Scope(roots=frozenset({"group"})))
STRANGER = Actor("stranger", ALL_PERMISSIONS, Scope())
NOT_THERE = "There is no {}."


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    """Acme and Bolt each have an asset, a draft, a quote and an order that failed; Acme gave 3 seats to Bolt."""
    group = Account(key="group", name="Group", currency="USD")
    east = Account(key="east", name="East", currency="USD", parent="group")
    acme = Account(key="acme", name="Acme", currency="USD", parent="east", owner="maria")
    bolt = Account(key="bolt", name="Bolt", currency="USD", owner="otto")
    products = [one for one in RECORDS if not isinstance(one, Account | Contract)]
    assert put_records(ACTOR, TODAY, "request", ledger, [group, east, acme, bolt, *products]) == []
    for account in ("acme", "bolt"):
        activated(ledger, order(f"{account}-sale", sale(f"{account}-seats"), account=account))
        keep_orders(ACTOR, TODAY, "r", ledger, [order(f"{account}-draft", sale("D"), account=account)])
        quote = order(f"{account}-quote", sale("Q"), account=account, state="quote")
        keep_orders(ACTOR, TODAY, "r", ledger, [quote])
        activated(ledger, order(f"{account}-failed", amendment("none", "1", APRIL), account=account))
    given = Line(line="1", action="transfer", asset="acme-seats", effective_date=APRIL, to_account="bolt",
                 to_asset="given")  # fmt: skip
    activated(ledger, order("gift", sale("spare", line="0"), given))


def codes(outcome: OrderOutcome) -> list[str]:
    return [refusal.code for refusal in outcome.refusals]


def said(asked: Callable[[], object]) -> str:
    """Give the sentence with which a question is refused."""
    with pytest.raises(Refusal) as refused:
        asked()
    return str(refused.value)


@pytest.mark.parametrize("actor", [MARIA, NORA], ids=["looked after", "from the group down"])
def test_what_is_theirs_is_all_there_is(ledger: Ledger, actor: Actor) -> None:
    answer = have(actor, LATER, "r", ledger, "acme", everything=True)
    with inventory(actor, LATER, "r", ledger, on=date(2025, 2, 1)) as pages:
        listed = [(held.account, held.name) for page in pages for held in page.assets]

    assert [held.name for held in answer.assets] == ["acme-seats", "spare"]
    assert listed == [("acme", "acme-seats"), ("acme", "spare")]
    assert [failure.number for failure in failures(actor, LATER, "r", ledger)] == ["acme-failed"]
    tried = [outcome.number for outcome in activate(actor, LATER, "r", ledger)]
    assert tried == ["acme-draft", "acme-failed"]


@pytest.mark.parametrize(
    "actor", [MARIA, NORA, STRANGER], ids=["looked after", "from the group down", "nothing"]
)
def test_asking_for_another_account_is_asking_for_none(ledger: Ledger, actor: Actor) -> None:
    asset_id = history(ACTOR, LATER, "r", ledger, "bolt-seats").id

    assert said(lambda: have(actor, LATER, "r", ledger, "bolt")) == NOT_THERE.format("account bolt")
    assert said(lambda: have(actor, LATER, "r", ledger, "bolty")) == NOT_THERE.format("account bolty")
    assert said(lambda: failures(actor, LATER, "r", ledger, account="bolt")) == NOT_THERE.format(
        "account bolt"
    )
    for name in ("bolt-seats", "bolt/bolt-seats", str(asset_id)):
        assert said(partial(history, actor, LATER, "r", ledger, name)) == NOT_THERE.format(f"asset {name}")
    with pytest.raises(Refusal), inventory(actor, LATER, "r", ledger, account="bolt"):
        pass


def test_a_key_that_others_have_too_is_not_ambiguous(ledger: Ledger) -> None:
    activated(ledger, order("twin", sale("acme-seats"), account="bolt"))

    assert history(MARIA, LATER, "r", ledger, "acme-seats").account == "acme"
    assert said(lambda: history(ACTOR, LATER, "r", ledger, "acme-seats")).startswith("Several accounts")


def test_the_other_side_of_a_move_is_not_told(ledger: Ledger) -> None:
    seen = history(MARIA, LATER, "r", ledger, "acme-seats")
    known = history(ACTOR, LATER, "r", ledger, "acme-seats")

    assert [action.subtype for action in seen.actions] == [None, "TransferFrom"]
    assert (seen.actions[1].other_side, seen.lineage) == (None, [])
    assert [related.other.account for related in known.lineage] == ["bolt"]


def test_orders_of_another_account_are_none(ledger: Ledger) -> None:
    before = everything(ledger)
    unknown = "UNKNOWN_ORDER"

    for number in ("bolt-sale", "bolt-draft", "bolt-quote", "bolt-failed"):
        [tried] = activate(MARIA, LATER, "r", ledger, [number])
        accepted = accept_quote(MARIA, LATER, "r", ledger, number)
        declined = decline_quote(MARIA, LATER, "r", ledger, number)
        cancelled = cancel_order(MARIA, LATER, "r", ledger, CancelOrder(number=number))
        looked = (
            preview(MARIA, LATER, "r", ledger, number),
            preview_assets(MARIA, LATER, "r", ledger, number).outcome,
        )
        assert [codes(outcome) for outcome in (tried, *looked)] == [[unknown]] * 3
        assert [one and one.code for one in (accepted, declined, *cancelled)] == [unknown] * 3
    assert everything(ledger) == before


def test_nothing_is_ordered_for_another_account(ledger: Ledger) -> None:
    before = everything(ledger)
    new = order("mine", sale("N"), account="bolt")
    same = order("bolt-sale", sale("bolt-seats"), account="bolt")
    number_of_theirs = order("bolt-draft", sale("N"))
    started = [sale("N")]

    assert codes(keep_orders(MARIA, LATER, "r", ledger, [new])[0]) == ["UNKNOWN_ACCOUNT"]
    assert codes(keep_orders(MARIA, LATER, "r", ledger, [same])[0]) == ["UNKNOWN_ACCOUNT"]
    assert codes(keep_orders(MARIA, LATER, "r", ledger, [number_of_theirs])[0]) == [
        "ORDER_OF_ANOTHER_ACCOUNT"
    ]
    said_of_start = said(lambda: start(MARIA, LATER, "r", ledger, "bolt", started, output="activated"))
    assert said_of_start == NOT_THERE.format("account bolt")
    assert everything(ledger) == before


BESIDE = {"sales_order", "order_line", "refusal", "outbox"}
"""Tables in which an order stands that was refused, and that it was."""


def test_nothing_is_moved_to_another_account_or_taken_back_from_it(ledger: Ledger) -> None:
    there = Line(
        line="1", action="transfer", asset="spare", effective_date=APRIL, to_account="bolt", to_asset="S"
    )
    back = Line(line="1", action="rollback", asset="acme-seats")
    kept = [row for row in everything(ledger) if row[0] not in BESIDE]

    moved = start(MARIA, LATER, "r", ledger, "acme", [there], output="activated")
    undone = start(MARIA, LATER, "r", ledger, "acme", [back], output="activated")
    cancelled = cancel_order(MARIA, LATER, "r", ledger, CancelOrder(number="gift"))

    assert codes(moved) == ["UNKNOWN_ACCOUNT"]
    assert codes(undone) == [refusal.code for refusal in cancelled] == ["OUTSIDE_SCOPE"]
    assert undone.refusals[0].sentence == "It would change something outside the accounts of maria."
    now = [row for row in everything(ledger) if row[0] not in BESIDE]
    assert now == kept


def test_only_their_accounts_and_contracts_are_changed(ledger: Ledger) -> None:
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    records: list[SharedRecord] = [
        Account(key="acme", name="Acme Ltd", currency="USD", parent="east", owner="maria"),
        Account(key="bolt", name="Mine now", currency="USD", owner="maria"),
        Account(key="new", name="New", currency="USD", owner="maria"),
        Contract(account="acme", key="C-1", start_date=first, end_date=last),
        Contract(account="bolt", key="C-1", start_date=first, end_date=last),
    ]

    refused = put_records(NORA, LATER, "r", ledger, records)

    assert [(one.index, one.refusal.code) for one in refused] == [
        (1, "OUTSIDE_SCOPE"),
        (2, "OUTSIDE_SCOPE"),
        (4, "UNKNOWN_ACCOUNT"),
    ]
    names = ledger.connection.execute("select key, name from account order by key").fetchall()
    assert names == [("acme", "Acme Ltd"), ("bolt", "Bolt"), ("east", "East"), ("group", "Group")]
    assert ledger.connection.execute("select count(*) from contract").fetchone() == (1,)


def test_an_account_is_put_below_none_that_is_not_theirs(ledger: Ledger) -> None:
    below_bolt = Account(key="acme", name="Acme", currency="USD", parent="bolt", owner="maria")

    [refused] = put_records(MARIA, LATER, "r", ledger, [below_bolt])

    assert refused.refusal.code == "UNKNOWN_PARENT"


@pytest.mark.parametrize(
    ("what", "attempt"),
    [
        ("change products", lambda ledger: put_records(MARIA, LATER, "r", ledger, RECORDS[3:4])),
        ("change price policies", lambda ledger: put_records(
            MARIA, LATER, "r", ledger, [PricePolicy(name="P", type="flat", percent=Decimal(1))])),
        ("change index rates", lambda ledger: put_records(
            MARIA, LATER, "r", ledger, [IndexRate(name="I", from_=APRIL, to=APRIL, rate=Decimal(1))])),
        ("change backdating", lambda ledger: change_setting(
            MARIA, LATER, "r", ledger, "backdating", value="refuse")),
        ("verify the book", lambda ledger: list(verify(MARIA, LATER, "r", lambda: ledger.connection))),
    ],
)  # fmt: skip
def test_what_concerns_all_accounts_is_for_those_who_have_all(
    ledger: Ledger, what: str, attempt: Callable[[Ledger], object]
) -> None:
    before = everything(ledger)

    sentence = said(lambda: attempt(ledger))

    assert sentence == f"maria may not {what}: it concerns all accounts, and maria has only some of them."
    assert everything(ledger) == before
