"""What a visitor may not see is on no page of theirs, whatever they open, and no page breaks where it is missing."""

import re
from typing import Final

import pytest

from tenure.identity.fields import FIELDS
from tests.web.cases import PAGES
from tests.web.visitors import Visitors

OTHERS: Final = (
    "/orders/O-3",
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
        r"USD|\$\d",
    ),
    "of products": (("asset.product", "product.code", "order_line.product"), r"SEAT"),
    "of names of products": (("product.name",), r"\bSeats?\b"),
    "of orders": (
        ("order.number", "asset.order", "action.order", "action_source.reference", "refusal.order"),
        r"\bO-1\b",
    ),
    "of files and cases": (("file.name", "case.reference", "case.system"), r"terms\.json|\bC-1\b|Helpdesk"),
    "of what is refused": (("refusal.sentence",), r"below zero|Too little|99 fewer"),
}
"""What is hidden together, and what only that has in the book."""


@pytest.mark.parametrize("what", OURS)
def test_what_is_hidden_is_on_no_page(company: Visitors, what: str) -> None:
    """An address says itself what it asks for; that its page says it as well tells nobody anything."""
    hidden, only = OURS[what]
    assert set(hidden) <= FIELDS
    visitor = company("heidi", hidden=hidden)
    for path in [*(page.path for name, page in PAGES.items() if name not in NOT_OF_THE_BOOK), *OTHERS]:
        answer = visitor.get(path)
        assert answer.status_code < 500, path
        if answer.status_code == 200:
            told = answer.text.replace(path.partition("?")[0], "")
            assert re.findall(only, told) == [], path
