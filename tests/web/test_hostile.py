"""What is typed, into an address or a form, stays a text: nothing of it is run, and what cannot be read is refused."""

from typing import Final
from urllib.parse import quote

from tests.web.cases import PAGES
from tests.web.hostile import SEEN, part, seen
from tests.web.visitors import Visitors

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
