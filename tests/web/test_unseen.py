"""What a visitor may not see is on no page of theirs, whatever they open, and no page breaks where it is missing."""

import re
from typing import Final

from tenure.identity.fields import FIELDS
from tenure.operations.ledger import Ledger
from tests.operations.orders_told import everything
from tests.web.cases import PAGES
from tests.web.hostile import seen
from tests.web.visitors import Visitors

OTHERS: Final = (
    "/orders/D-1?preview=yes",
    "/search?q=a",
    "/accounts?q=acme",
    "/accounts/acme?all=true&columns=order&columns=contract&columns=product&columns=currency",
    "/accounts/acme/assets.csv?all=true&columns=order&columns=contract&columns=product&columns=currency",
    "/accounts/acme/change/add",
    "/accounts/acme/change/renew?asset=seats&asset=paused",
)
"""Pages that tell more than those that have a case."""

NOT_OF_THE_BOOK: Final = {
    "users",
    "user",
    "roles",
    "role",
    "tokens",
    "webhooks",
    "webhook",
    "audit",
    "record",
}
"""Pages that are about fields, or about those who see them; and forms, which hold what their address says."""

OURS: Final = {
    "of the account's name": (("account.name",), r"Acme|Bolt"),
    "of currencies": (
        ("asset.currency", "account.currency", "order.currency", "product.currency"),
        r"\bUSD\b|\$\d",
    ),
    "of products": (("asset.product", "product.code", "order_line.product"), r"SEAT"),
    "of names of products": (("product.name",), r"\bSeats?\b"),
    "of orders": (
        ("order.number", "asset.order", "action.order", "action_source.reference", "refusal.order"),
        r"\b(?:O-2|O-3|D-1|Q-1)\b",
    ),
    "of files and cases": (("file.name", "case.reference", "case.system"), r"terms\.json|\bC-1\b|Helpdesk"),
    "of what is refused": (("refusal.sentence",), r"below zero|Too little|99 fewer"),
}
"""What is hidden together, and what only that has in the book."""


def test_what_is_hidden_is_on_no_page(company: Visitors) -> None:
    """An address says itself what it asks for; that its page says it as well tells nobody anything."""
    paths = [*(page.path for name, page in PAGES.items() if name not in NOT_OF_THE_BOOK), *OTHERS]
    for nth, (what, (hidden, only)) in enumerate(OURS.items()):
        assert set(hidden) <= FIELDS
        visitor = company(f"visitor-{nth}", hidden=hidden)
        for path in paths:
            answer = visitor.get(path)
            assert answer.status_code < 500, (what, path)
            if answer.status_code == 200:
                told = answer.text.replace(path.partition("?")[0], "")
                assert re.findall(only, told) == [], (what, path)


def test_no_page_breaks_where_ids_and_the_like_are_missing(company: Visitors) -> None:
    parts = ("asset", "order", "upload", "action", "state_period", "account", "product", "contract", "file")
    for part in parts:
        visitor = company(part, hidden=[field for field in sorted(FIELDS) if field.startswith(f"{part}.")])
        for name, page in PAGES.items():
            assert visitor.get(page.path).status_code < 500, (part, name)


OF_ACME: Final = re.compile(r"Acme|17\.77|seats|paused")


def test_what_others_have_is_nowhere_however_it_is_asked(company: Visitors, ledger: Ledger) -> None:
    """Bolt's people ask for what acme has by its names, its ids, filters, forms and searches."""
    [(seats,)] = ledger.connection.execute("select asset_id from asset where key = 'seats'").fetchall()
    bolts = company("bo", roots=("bolt",))
    missing = [
        f"/assets/{seats}",
        f"/assets/{seats}/related",
        f"/assets/{seats}/actions/1",
        f"/assets/{seats}/files/1001",
        f"/embed/assets/{seats}/dashboard",
        "/assets/bolts/files/1001",
        f"/accounts/bolt/change/amend?asset={seats}",
        f"/accounts/bolt/change/amend?asset=bolts&asset={seats}",
        f"/accounts/acme/change/amend?asset={seats}",
        "/accounts/acme/change/add",
        "/accounts/bolt/contracts/K-1",
        "/accounts/acme-uk/assets.csv",
        "/orders/D-1?preview=yes",
    ]
    empty = [
        "/search?q=acme",
        "/search?q=seats",
        "/accounts?q=acme",
        "/accounts?key=acme",
        "/orders?account=acme",
    ]

    for path in missing:
        assert bolts.get(path).status_code == 404, path
    for path in [
        *empty,
        "/",
        "/accounts",
        "/orders",
        "/orders?state=failed",
        "/products",
        "/accounts/bolt?all=true",
    ]:
        answer = bolts.get(path)
        assert answer.status_code in {200, 422}, path
        told = [text for text in OF_ACME.findall(answer.text) if text not in path]
        assert told == [], path
    suggested = bolts.client.get("/search?q=se", headers={"HX-Request": "true"})
    assert (suggested.status_code, OF_ACME.findall(suggested.text)) == (200, [])


def test_what_others_have_is_not_changed_by_a_form(company: Visitors, ledger: Ledger) -> None:
    """A form of their own, to which somebody adds an asset or an account of others."""
    [(seats,)] = ledger.connection.execute("select asset_id from asset where key = 'seats'").fetchall()
    bolts = company("bo", roots=("bolt",))
    before = everything(ledger)
    typed = {
        "with": str(seats),
        f"quantity.{seats}": "1",
        "quantity": "1",
        "to_account": "acme",
        "id": "1001",
    }
    token = str(seen(bolts.get("/uploads").text).token)
    for path, do, status in (
        (f"/accounts/bolt/change/amend?asset={seats}", "activated", 404),
        ("/accounts/acme/change/amend?asset=seats", "activated", 404),
        ("/accounts/bolt/change/transfer?asset=bolts", "activated", 422),
        ("/assets/acme~1seats/related", "remove_file", 404),
        ("/orders/D-1", "activate", 404),
        ("/orders/Q-1", "decline", 404),
        ("/uploads/3001", "", 404),
    ):
        answer = bolts.client.post(path, data=typed | {"do": do, "csrfmiddlewaretoken": token})
        assert answer.status_code == status, path
        assert everything(ledger) == before, path
