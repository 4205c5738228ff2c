"""Uploads on pages: given as a file or pasted, followed, stopped; and a file followed to its end in a real browser."""

import re
from typing import Final

import httpx
from playwright.sync_api import expect

from tenure.operations.ledger import Ledger
from tests.site.browsing import Browser
from tests.web.chromium import Chromium, barriers, open_page
from tests.web.visitors import Visitors

ORDER: Final = '{"kind": "order", "number": "U-1", "account": "acme", "lines": []}'


def give(browser: Browser, name: str | None = None, content: str = ORDER, **fields: str) -> httpx.Response:
    """Send the form of uploads, with a file or without."""
    page = browser.get("/uploads")
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', page.text)[:1]
    files = {"file": (name or "", content if name else "")}
    return browser.client.post("/uploads", data={"csrfmiddlewaretoken": token, **fields}, files=files)


def kept(ledger: Ledger) -> list[tuple[str, bool, str, str]]:
    """Give the uploads that are kept: what they are called, whether they activate, how they stand, what is in them."""
    query = """
        select name, activates, state, string_agg(content, '')
        from upload left join upload_piece using (upload_id)
        where upload_id <> 3001 group by upload_id order by upload_id
    """
    found = ledger.connection.execute(query)
    return [
        (name, activates, state, bytes(content or b"").decode()) for name, activates, state, content in found
    ]


def test_a_file_is_kept_and_its_page_says_how_far_it_is(company: Visitors, ledger: Ledger) -> None:
    visitor = company()

    answer = give(visitor, "orders-of-may.jsonl", activate="yes")

    assert answer.status_code == 303
    page = visitor.get(answer.headers["Location"])
    assert "<h1>orders-of-may.jsonl</h1>" in page.text
    assert "It begins as soon as it is its turn." in page.text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page.text
    assert kept(ledger) == [("orders-of-may.jsonl", True, "waiting", ORDER)]
    assert "orders-of-may.jsonl" in visitor.get("/uploads").text


def test_what_is_pasted_is_called_by_what_it_looks_like(company: Visitors, ledger: Ledger) -> None:
    visitor = company()

    give(visitor, text=f"{ORDER}\r\n{ORDER}")
    give(visitor, text="number,account\r\nU-2,acme")

    assert kept(ledger) == [
        ("orders.jsonl", False, "waiting", f"{ORDER}\n{ORDER}"),
        ("orders.csv", False, "waiting", "number,account\nU-2,acme"),
    ]


def test_what_cannot_be_kept_is_said_beside_the_form(company: Visitors, ledger: Ledger) -> None:
    visitor = company()

    answers = [
        give(visitor),
        give(visitor, "orders.pdf"),
        give(visitor, "orders.jsonl", content=""),
        give(visitor, "<script>.xls", text="<b>pasted</b>"),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    unknown = "is not known: the name of a file of records ends in .jsonl, .ndjson, .json or .csv, with or without .gz."
    assert [re.findall(r'id="wrong">([^<]*)<', answer.text)[0] for answer in answers] == [
        "Choose a file, or paste what would be in one.",
        f"The format of orders.pdf {unknown}",
        "The file is empty.",
        f"The format of &lt;script&gt;.xls {unknown}",
    ]
    assert "&lt;b&gt;pasted&lt;/b&gt;</textarea>" in answers[3].text
    assert kept(ledger) == []


def test_who_may_not_load_sees_no_form_and_is_refused(company: Visitors, ledger: Ledger) -> None:
    viewer, loader = company("vera", permissions=()), company("lou", permissions=("manage_asset_lifecycle",))
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', viewer.get("/account/password").text)[0]
    sent = {"csrfmiddlewaretoken": token, "text": ORDER}

    assert "<textarea" not in viewer.get("/uploads").text
    assert viewer.client.post("/uploads", data=sent).status_code == 403
    assert 'name="activate"' not in loader.get("/uploads").text
    assert give(loader, text=ORDER, activate="yes").status_code == 403
    assert kept(ledger) == []
    assert give(loader, text=ORDER).status_code == 303


def test_nothing_is_kept_without_the_token_of_a_page(company: Visitors, ledger: Ledger) -> None:
    assert company().client.post("/uploads", data={"text": ORDER}).status_code == 403
    assert kept(ledger) == []


def test_an_upload_tells_what_was_refused_with_links_to_orders(company: Visitors) -> None:
    page = company().get("/uploads/3001")

    assert '<a href="/orders/O-3">O-3</a>' in page.text
    assert re.findall(r"<td[^>]*>([^<]*)</td>", page.text) == ["4", "1", "Too little."]


def test_an_upload_is_stopped_once(company: Visitors, ledger: Ledger) -> None:
    visitor = company()
    place = give(visitor, text=ORDER).headers["Location"]

    stopped = visitor.get(visitor.send(place).headers["Location"])

    assert "Stopped by anna." in stopped.text
    assert "hx-trigger" not in re.sub("<form.*?</form>", "", stopped.text, flags=re.DOTALL)
    assert kept(ledger) == [("orders.jsonl", False, "stopped", "")]
    again = visitor.send("/uploads", to=place)
    assert (again.status_code, "is stopped already." in again.text) == (409, True)


def test_uploads_of_others_do_not_exist(company: Visitors, ledger: Ledger) -> None:
    place = give(company(), text=ORDER).headers["Location"]
    other = company("lou", permissions=("manage_asset_lifecycle",))

    assert other.get(place).status_code == 404
    assert other.send("/uploads", to=place).status_code == 404
    assert "orders.jsonl" not in other.get("/uploads").text
    assert [state for _, _, state, _ in kept(ledger)] == ["waiting"]


def test_orders_are_pasted_and_followed_to_their_end(chrome: Chromium) -> None:
    """One order is activated, one fails, and one line is no record."""
    lines = (
        '{"kind": "account", "key": "journey-paste", "name": "Journey", "currency": "USD"}',
        '{"kind": "order", "number": "JP-1", "account": "journey-paste", "lines": [{"line": "1", "action": "add",'
        ' "product": "TILL", "asset": "JP-A", "quantity": "2", "start_date": "2026-01-01", "end_date": "2026-12-31"}]}',
        '{"kind": "order", "number": "JP-2", "account": "journey-paste", "lines": [{"line": "1", "action": "amend",'
        ' "asset": "JP-A", "quantity": "-9", "effective_date": "2026-03-01"}]}',
        "nonsense",
    )
    with chrome.window() as page:
        open_page(page, "/uploads")
        page.get_by_label("Or paste").fill("\n".join(lines))
        page.get_by_role("button", name="Upload").click()
        page.wait_for_url("/uploads/*")
        expect(page.locator("[data-status=done]")).to_be_visible()

        facts = page.get_by_role("main")
        expect(facts).to_contain_text("Activated Orders")
        rows = page.get_by_role("region", name="What was refused").get_by_role("row")
        expect(rows).to_have_count(3)
        expect(rows.nth(1)).to_contain_text(
            "Asset JP-A holds 2 from 2026-03-01 on; 9 cannot be taken from it."
        )
        expect(rows.nth(2)).to_contain_text("This is not JSON")
        assert barriers(page) == []
        page.get_by_role("link", name="JP-2").click()
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
