"""What stands in the book stays a text on every page and in every file: nothing of it is run, followed or computed."""

import csv
from io import StringIO
from typing import Any, Final
from urllib.parse import quote

from tenure.operations.ledger import Ledger
from tenure.web.changing.verbs import VERBS
from tests.site.browsing import Browser
from tests.web.cases import PAGES
from tests.web.hostile import ACME, SEATS, SEEN, in_address, put_hostile_company, seen, twisted
from tests.web.visitors import Visitors


def part(key: str) -> str:
    """Write a key as a part of an address."""
    return quote(in_address(key), safe="")


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


HOSTILE: Final = quote(SEEN, safe="")
MANY: Final = "9" * 5000
TYPED: Final = {
    f"/search?q={HOSTILE}": 200,
    f"/accounts?q={HOSTILE}": 200,
    f"/accounts/{part(SEEN)}": 404,
    **{
        f"{page}?on={HOSTILE}": 422
        for page in ("/accounts/acme", "/assets/seats", "/accounts/acme/dashboard")
    },
    **{
        f"{page}?known_at={HOSTILE}": 422
        for page in ("/accounts/acme/orders", "/embed/assets/seats/dashboard")
    },
    **{f"/{page}?cursor={HOSTILE}": 422 for page in ("accounts", "orders", "products", "accounts/acme")},
    **{f"/{page}?sort={HOSTILE}": 422 for page in ("accounts", "orders", "products", "accounts/acme")},
    **{f"/{page}?{HOSTILE}=1": 422 for page in ("accounts", "orders", "products", "accounts/acme")},
    f"/assets/seats/changes?from={HOSTILE}": 422,
    f"/administration/audit?from={HOSTILE}": 422,
    f"/administration/audit?cursor={HOSTILE}": 422,
    f"/administration/webhooks/1?cursor={HOSTILE}": 422,
    f"/administration/records/product?code={HOSTILE}": 200,
    f"/accounts/acme/change/{HOSTILE}": 404,
    f"/accounts/acme/change/amend?asset={HOSTILE}": 404,
    f"/accounts/acme/change/amend?asset=seats&quantity={HOSTILE}&message={HOSTILE}": 200,
    f"/embed/assets/seats/charts/{HOSTILE}": 404,
    f"/uploads?cursor={MANY}": 200,
    f"/assets/{MANY}": 404,
    f"/uploads/{MANY}": 404,
    f"/assets/seats/files/{MANY}": 404,
    "/accounts?q=%00": 400,
    "/accounts?q=%ff%fe": 200,
    "/search?q=a%0d%0ab&q=c&q[]=d": 200,
    "/accounts/acme?on=2025-02-30": 422,
    "/accounts/acme?on=-1": 422,
}
"""What somebody may write into an address, and the status with which it is answered."""


def test_what_an_address_says_is_told_as_a_text(company: Visitors) -> None:
    visitor = company()
    found = {path: visitor.get(path) for path in TYPED}

    assert {path: answer.status_code for path, answer in found.items()} == TYPED
    assert [
        path for path, answer in found.items() if seen(answer.text).escaped or "q7q7" in answer.text
    ] == []


WRITTEN: Final = (SEEN, "a\0b", MANY, "-1", "\r\n")
"""What somebody may write into the fields of a form."""


def test_what_is_typed_into_forms_is_told_as_a_text(company: Visitors) -> None:
    """Whatever is typed into all fields of a form at once is refused in words, or done; nothing of it breaks a page."""
    visitor = company()
    for name, page in PAGES.items():
        form = seen(visitor.get(page.path).text)
        for text in WRITTEN if form.token is not None else ():
            typed = dict.fromkeys(form.fields, text) | {"csrfmiddlewaretoken": form.token}
            for do in form.does or {""}:
                answer = visitor.client.post(page.path, data=typed | ({"do": do} if do else {}))
                assert answer.status_code < 500, (name, text, do)
                assert seen(answer.text).escaped == [], (name, text, do)
