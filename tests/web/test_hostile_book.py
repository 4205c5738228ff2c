"""What stands in the book stays a text on every page and in every file: nothing of it is run, followed or computed."""

import csv
from io import StringIO
from typing import Any, Final
from urllib.parse import quote

import pytest

from tenure.operations.ledger import Ledger
from tenure.web.changing.verbs import VERBS
from tests.site.browsing import Browser
from tests.web.cases import PAGES
from tests.web.hostile import ACME, SEATS, SEEN, part, put_hostile_company, seen, twisted
from tests.web.visitors import Visitors


@pytest.fixture
def beginning() -> None:
    """Each test begins with nothing, and puts a company of its own into the book."""


ACCOUNT: Final = f"/accounts/{part(ACME)}"
CHANGING: Final = f"asset={quote(SEATS, safe='')}&quantity=1"
OTHERS: Final = [
    *(f"{ACCOUNT}/change/{verb}?{CHANGING}" for verb in VERBS),
    f"/orders/{part(f'less{SEEN}')}",
    f"/orders/{part(f'draft{SEEN}')}?preview=yes",
    f"/administration/records/price_policy?name={quote(SEEN)}",
    f"{ACCOUNT}?all=true&columns=order&columns=product&columns=contract&columns=parent",
    f"/search?q={quote(SEEN)}",
]
"""Pages that say more than those that have a case: forms, previews, refusals."""

ELSEWHERE: Final = ("/static/", "/api/")
TO_CHOOSE: Final = "/change/"
"""Where buttons lead that want something to be chosen first."""


def test_no_text_of_the_book_gets_out_of_its_place(application: Any, ledger: Ledger) -> None:
    """Every page is there and makes no element of what stands in the book; what it links to is there as well."""
    put_hostile_company(ledger)
    visitor = Visitors(application, ledger)()
    links: dict[str, str] = {}
    for path in [*(twisted(page.path) for page in PAGES.values()), *OTHERS]:
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        if "Content-Disposition" not in answer.headers:
            told = seen(answer.text)
            assert (told.escaped, told.astray, "q7q7" in answer.text) == ([], [], False), path
            links |= dict.fromkeys(told.links, path)
    for link, path in links.items():
        if link.startswith("/") and not link.startswith(ELSEWHERE):
            usual = {200, 302, 422} if TO_CHOOSE in link else {200, 302}
            assert visitor.get(link).status_code in usual, (link, path)
    files_stay_files(visitor)


def files_stay_files(visitor: Browser) -> None:
    """A page that was kept as a file is no page of ours, and no spreadsheet computes a key."""
    answer = visitor.get(twisted(PAGES["asset_file"].path))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "text/html"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for path in (f"{ACCOUNT}/assets.csv?all=true&columns=order&columns=product", "/api/v1/audit?format=csv"):
        cells = [cell for row in csv.reader(StringIO(visitor.get(path).text)) for cell in row]
        assert any(SEEN in cell for cell in cells)
        assert [cell for cell in cells if cell.startswith("=")] == []
