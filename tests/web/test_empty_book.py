"""The pages of a new organisation, whose book has nothing yet."""

from collections.abc import Sequence
from typing import Any

import pytest

from tenure.operations.ledger import Ledger
from tests.web.cases import PAGES
from tests.web.visitors import Visitors


@pytest.fixture
def beginning() -> None:
    """Each test begins with nothing."""


@pytest.mark.parametrize(
    ("permissions", "said"),
    [(("manage_asset_lifecycle",), "Load products first"), ((), "There are no accounts for you yet.")],
)
def test_an_empty_book_says_what_to_do_first(
    application: Any, ledger: Ledger, permissions: Sequence[str], said: str
) -> None:
    visitor = Visitors(application, ledger)("ned", permissions=permissions)

    assert said in visitor.get("/").text


def test_every_page_that_is_about_nothing_in_particular_opens(application: Any, ledger: Ledger) -> None:
    visitor = Visitors(application, ledger)()

    lists = [page.path for page in PAGES.values() if not page.about and page.path.count("/") == 1]

    assert {path: visitor.get(path).status_code for path in lists} == dict.fromkeys(lists, 200)
