"""Journeys through orders in a real browser: a failed one is mended and tried again, a quote is activated later."""

from typing import Any

import httpx
from playwright.sync_api import expect

from tests.contract.serving import Server
from tests.web.chromium import Chromium, barriers, open_page


def put(client: httpx.Client, path: str, **record: Any) -> None:
    """Put a record into the book."""
    client.put(path, json=record).raise_for_status()


def customer(client: httpx.Client, key: str) -> None:
    """Put a customer of a journey's own into the book."""
    put(client, f"/accounts/{key}", name=f"Journey {key}", currency="USD")


def sale(number: str, account: str, product: str, **more: Any) -> dict[str, Any]:
    """Sell five of a product for the year 2026."""
    terms = {"quantity": "5", "start_date": "2026-01-01", "end_date": "2026-12-31"}
    line = {"line": "1", "action": "add", "product": product, "asset": f"{number}-SEATS", **terms}
    return {"number": number, "account": account, "lines": [line], **more}


def test_a_failed_order_is_mended_and_tried_again(chrome: Chromium, example: Server) -> None:
    """The order sells a product that nobody has loaded yet."""
    with example.client() as client:
        customer(client, "journey-retry")
        order = sale("JR-1", "journey-retry", "JR-SEAT")
        assert client.post("/orders?activate=true", json=order).status_code == 422

        with chrome.window() as page:
            open_page(page, "/")
            page.get_by_role("navigation", name="Main").get_by_role("link", name="Orders").click()
            page.get_by_role("link", name="Failed", exact=True).click()
            expect(page.get_by_role("row", name="JR-1")).to_contain_text("There is no product JR-SEAT.")
            page.get_by_role("link", name="JR-1").click()
            expect(page.get_by_role("article", name="Line 1")).to_contain_text("There is no product JR-SEAT.")
            page.get_by_role("link", name="Preview").click()
            expect(page.locator("#preview")).to_contain_text("As things stand it would be refused:")
            page.get_by_role("button", name="Try again").click()
            expect(page.get_by_role("status")).to_contain_text("It was tried, and refused.")
            assert barriers(page) == []

            terms = {"selling_model": "term", "pricing_term_unit": "month", "list_price": "10"}
            put(client, "/products/JR-SEAT", name="Journey seat", **terms)
            page.get_by_role("button", name="Try again").click()

            expect(page.get_by_role("status")).to_contain_text("It is activated.")
            became = page.get_by_role("article", name="Line 1").get_by_role("listitem")
            expect(became).to_have_text("Initial Sale: JR-1-SEATS, action 1")
            became.get_by_role("link", name="JR-1-SEATS").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Journey seat")


def test_a_quote_is_accepted_and_activated_later(chrome: Chromium, example: Server) -> None:
    """Without scripts: five tills at 600.00 a year are 250.00 a month."""
    with example.client() as client:
        customer(client, "journey-quote")
        quote = sale("JQ-1", "journey-quote", "TILL", state="quote")
        client.post("/orders", json=quote).raise_for_status()

    with chrome.window(java_script_enabled=False) as page:
        open_page(page, "/orders?state=quote")
        page.get_by_role("link", name="JQ-1").click()
        page.get_by_role("button", name="Accept quote").click()
        expect(page.get_by_role("status")).to_contain_text("The quote is accepted.")
        page.get_by_role("link", name="Preview").click()
        expect(page.get_by_role("region", name="After")).to_contain_text("US$250.00")
        page.get_by_role("button", name="Activate").click()
        expect(page.get_by_role("status")).to_contain_text("It is activated.")
        page.get_by_role("link", name="JQ-1-SEATS").click()

        expect(page.get_by_role("heading", level=1)).to_contain_text("Till")
