"""The start page and the search: what needs somebody, what is new, what is found, and nothing that others have."""

import re
from datetime import timedelta
from typing import Final

import httpx
from playwright.sync_api import expect

from tenure.clock import now
from tenure.kernel.orders import Account
from tenure.operations.activation import activate_orders
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.web.reader import NO_VALUE
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import activated, order, sale
from tests.site.browsing import Browser
from tests.web.chromium import Chromium, barriers, open_page
from tests.web.visitors import Visitors

SCRIPT: Final = "<script>alert(1)</script>"


def typed(browser: Browser, text: str) -> httpx.Response:
    """Type something into the search, as a script asks for it."""
    return browser.client.get("/search", params={"q": text}, headers={"HX-Request": "true"})


def found(page: httpx.Response) -> str:
    """Give what a page tells of what is found."""
    return page.text.partition('class="found')[2].partition("</main>")[0]


def things(page: httpx.Response) -> list[tuple[str, str]]:
    """Give what was found, each with where it leads."""
    return [(name, link) for link, name in re.findall(r'<li><a href="([^"]*)">([^<]*)</a>', found(page))]


def card(page: httpx.Response, title: str) -> list[str]:
    """Give the texts of the cells of a card of the start page."""
    [table] = re.findall(rf"<h2>{title}</h2>.*?</section>", page.text, re.DOTALL)
    return [
        re.sub(r"<[^>]*>", "", one).strip() for one in re.findall(r"<td[^>]*>(.*?)</td>", table, re.DOTALL)
    ]


def test_a_word_finds_things_of_every_sort(company: Visitors) -> None:
    visitor = company()

    assert things(visitor.get("/search?q=acme")) == [
        ("Acme", "/accounts/acme"),
        ("Acme UK", "/accounts/acme-uk"),
    ]
    assert ("O-1", "/orders/O-1") in things(visitor.get("/search?q=o-"))
    seats = visitor.get("/search?q=sea")
    assert ("Seat", "/products/SEAT") in things(seats)
    assert '>Seat</a> <span class="soft">seats · Acme</span>' in seats.text
    assert sorted(re.findall(r'<h2 id="found-\d">(\w+)</h2>', seats.text)) == ["Assets", "Products"]
    assert "Nothing is found for “quux”." in visitor.get("/search?q=quux").text


def test_what_is_typed_finds_the_same_without_a_page_around_it(company: Visitors) -> None:
    answer = typed(company(), "acme")

    assert things(answer) == [("Acme", "/accounts/acme"), ("Acme UK", "/accounts/acme-uk")]
    assert "<html" not in answer.text
    assert 'href="/search?q=acme">All that is found</a>' in answer.text
    assert typed(company("otto"), " ").text.strip() == ""


def test_suggestions_are_for_who_is_logged_in(company: Visitors) -> None:
    answer = typed(company.stranger(), "acme")

    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers["HX-Redirect"].startswith("/login")


def test_nothing_out_of_scope_is_suggested(company: Visitors) -> None:
    visitor = company("bo", roots=("bolt",))

    for text in ("acme", "O-1", "seats", "paused"):
        answers = typed(visitor, text), visitor.get(f"/search?q={text}")
        assert [found(answer) for answer in answers if "nothing" not in answer.text.lower()] == []
    assert [name for name, _ in things(typed(visitor, "seat"))] == [
        "Seat",
        "Seat",
    ]  # A product, and bolt's asset of it.
    assert "Acme" not in typed(visitor, "seat").text
    assert things(typed(visitor, "bolt"))[0] == ("Bolt", "/accounts/bolt")


def test_hidden_fields_are_neither_suggested_nor_searched(company: Visitors) -> None:
    visitor = company("hal", hidden=("account.name", "asset.product", "product.name"))

    assert things(typed(visitor, "acme uk")) == []
    assert ("acme", "/accounts/acme") in things(typed(visitor, "acme"))
    assert "Seat" not in typed(visitor, "sea").text
    assert "Acme" not in typed(visitor, "acme").text + visitor.get("/").text


def test_names_and_what_is_typed_are_text(company: Visitors, ledger: Ledger) -> None:
    records = [Account(key="x", name=f"Xanthe {SCRIPT}", currency="USD")]
    assert put_records(ACTOR, TODAY, "r", ledger, records) == []
    activated(ledger, order("X-1", sale(SCRIPT), account="x"))
    visitor = company()

    pages = [
        visitor.get("/"),
        visitor.get("/search?q=xanthe"),
        typed(visitor, "xanthe"),
        typed(visitor, SCRIPT),
    ]

    assert [SCRIPT in page.text for page in pages] == [False] * 4
    assert ["&lt;script&gt;" in page.text for page in pages] == [True] * 4


def test_the_start_page_tells_what_failed_and_what_waits(company: Visitors) -> None:
    page = company().get("/")

    failed = card(page, "Failed orders")
    assert sorted(failed[::3]) == ["B-2", "O-3"]
    assert "Asset seats holds 10 from 2025-04-01 on; 99 cannot be taken from it." in failed
    waiting = ["D-1", "acme", "Draft", NO_VALUE, "Q-1", "acme", "Quote", NO_VALUE]
    assert card(page, "Quotes and drafts") == waiting


def test_the_start_page_tells_what_ends_and_what_changed(company: Visitors, ledger: Ledger) -> None:
    """Two seats at 10.00 a month, from today for a month."""
    today = now().date()
    soon = sale("short", "2", start_date=today, end_date=today + timedelta(days=30))
    activate_orders(ACTOR, now(), "r", ledger, [order("E-1", soon)])
    page = company().get("/")

    assert card(page, "Ends soon")[1:] == ["Acme", "Seat", "short", "2", "$20.00"]
    assert card(page, "Changed lately")[1:6] == ["Acme", "short", "Initial Sale", "+2", "+$20.00"]


def test_the_start_page_of_who_has_some_accounts_tells_of_these(company: Visitors) -> None:
    page = company("bo", roots=("bolt",)).get("/")

    assert card(page, "Quotes and drafts") == []
    assert card(page, "Failed orders")[0] == "B-2"
    assert re.findall(r"Acme|acme|O-3", page.text) == []


def test_a_customer_is_found_by_keyboard_alone(chrome: Chromium) -> None:
    """The key / leads to the search, arrows through what it suggests, Escape out of it."""
    chrome.complaints.clear()
    with chrome.window() as page:
        open_page(page, "/orders")
        page.keyboard.press("/")
        page.keyboard.type("kestrel-eu")
        first = page.get_by_role("link", name="Kestrel Hotels Europe", exact=True)
        expect(first).to_be_visible()
        assert barriers(page) == []
        page.keyboard.press("ArrowDown")
        expect(first).to_be_focused()
        page.keyboard.press("Escape")
        expect(first).to_have_count(0)
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("r")
        expect(first).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        page.wait_for_url("/accounts/kestrel-europe")
    assert chrome.complaints == []


def test_a_customer_is_found_without_scripts(chrome: Chromium) -> None:
    with chrome.window(java_script_enabled=False) as page:
        open_page(page, "/")
        page.get_by_role("searchbox").fill("kestrel-europe")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Kestrel Hotels Europe", exact=True).click()

        page.wait_for_url("/accounts/kestrel-europe")
