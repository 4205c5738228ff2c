"""Jobs done start to end in a browser: a customer's assets are changed, each time on a customer of its own.

What is changed is sold first, from the first of this month on for twelve months, so that the figures are the same on
any day: back office seats cost 24.00 a month.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tenure.clock import now
from tests.web.chromium import Chromium, barriers

FIRST: Final = now().date().replace(day=1)
NEXT: Final = (FIRST + timedelta(days=31)).replace(day=1)


@pytest.fixture(autouse=True)
def _nothing_to_complain_of(chrome: Chromium) -> Iterator[None]:
    chrome.complaints.clear()
    yield
    assert chrome.complaints == []


def sell(page: Page, account: str, product: str = "BACK-OFFICE", quantity: str = "10") -> str:
    """Sell something to a customer; gives the id of the asset."""
    page.goto(f"/accounts/{account}/change/add?product={product}&quantity={quantity}&start_date={FIRST}")
    page.get_by_role("button", name="Activate now").click()
    page.wait_for_url("**/assets/*")
    found = re.search(r"/assets/(\d+)", page.url)
    assert found is not None
    return found[1]


def form(page: Page, account: str, verb: str, *assets: str) -> None:
    """Open a form for assets."""
    page.goto(f"/accounts/{account}/change/{verb}?{'&'.join(f'asset={one}' for one in assets)}")


def preview(page: Page, *told: str) -> None:
    """See what the change would do."""
    for one in told:
        expect(page.locator("#preview")).to_contain_text(one)


def choose_by_keys(page: Page, called: str) -> None:
    """Go down the choices of the field that has the focus at first, to one by the start of what it is called.

    Letters would not do: a browser takes those as one word only while they follow each other within a second, and
    loses what is typed before the field has the focus.
    """
    field = page.locator("[autofocus]")
    expect(field).to_be_focused()
    for _ in range(field.locator("option").count()):
        if field.evaluate("field => field.selectedOptions[0].textContent").startswith(called):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"nothing to choose is called {called}")


def long_day(day: date) -> str:
    """Write a date as the browser's reader does: 1 Feb 2030."""
    return f"{day.day} {day:%b %Y}".replace("Sep ", "Sept ")


def test_five_seats_more_from_next_month(chrome: Chromium) -> None:
    """Five seats for eleven months at 24.00 are 1,320.00."""
    with chrome.window() as page:
        asset = sell(page, "millstone-bread")

        form(page, "millstone-bread", "amend", asset)
        page.get_by_label("Change of quantity").fill("5")
        page.get_by_label("Effective Date").fill(NEXT.isoformat())
        preview(
            page, "+5", "+US$1,320.00", f"MRR of the account from {long_day(NEXT)}", "(+US$120.00)", "Upsells"
        )
        assert barriers(page) == []
        page.get_by_role("button", name="Activate now").click()

        page.wait_for_url(f"**/assets/{asset}?changed=O-*")
        expect(page.get_by_text("took effect")).to_be_visible()
        form(page, "millstone-bread", "rollback", asset)
        preview(page, f"It reverses action 2 (Upsells) of {long_day(NEXT)}", "-5", "-US$1,320.00")


def test_a_reduction_that_is_too_much_is_refused_and_then_mended(chrome: Chromium) -> None:
    with chrome.window() as page:
        asset = sell(page, "maple-rye")

        form(page, "maple-rye", "amend", asset)
        page.get_by_label("Change of quantity").fill("-40")
        page.get_by_label("Effective Date").fill(NEXT.isoformat())
        refusal = f"holds 10 from {NEXT} on; 40 cannot be taken from it."
        preview(page, "It would be refused.", refusal)
        expect(page.locator(f"#field-quantity-{asset}-fault")).to_contain_text(refusal)
        page.get_by_role("button", name="Activate now").click()

        expect(page.get_by_role("alert")).to_contain_text(refusal)
        assert barriers(page) == []
        [noted] = chrome.complaints
        assert "status of 422" in noted, "browsers note that a form came back, and nothing else"
        chrome.complaints.clear()
        page.get_by_label("Change of quantity").fill("-4")
        preview(page, "-4", "-US$1,056.00", "Downsells")
        expect(page.get_by_role("alert")).to_have_count(0)
        page.get_by_role("button", name="Activate now").click()
        page.wait_for_url(f"**/assets/{asset}?changed=O-*")


def test_support_is_swapped_for_a_higher_tier_by_keyboard_alone(chrome: Chromium) -> None:
    """Support by working hours is 240.00 a year, that of every day 540.00: 20.00 and 45.00 a month."""
    with chrome.window() as page:
        asset = sell(page, "crumb-co", "SUPPORT", "1")

        form(page, "crumb-co", "swap", asset)
        choose_by_keys(page, "Support, every day")
        preview(page, "Support, every day", "(+US$25.00)", "Swaps")
        while page.evaluate("document.activeElement.textContent.trim()") != "Activate now":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        page.wait_for_url(f"**/assets/{asset}?changed=O-*")
        form(page, "crumb-co", "amend", asset)
        expect(page.get_by_text("Terminated today")).to_be_visible()


def test_three_assets_are_renewed_together_without_scripts(chrome: Chromium) -> None:
    """A year of 10 seats at 24.00 a month, of 2 at 24.00, and of table booking at 99.00 a month."""
    with chrome.window(java_script_enabled=False) as page:
        account = "old-harbor-bakery"
        assets = [sell(page, account), sell(page, account, quantity="2"), sell(page, account, "BOOKING", "1")]

        form(page, account, "renew", *assets)
        page.get_by_label(re.compile("Quantity of")).nth(1).fill("3")
        page.get_by_role("button", name="Preview").click()
        preview(page, "Renewals", "+US$2,880.00", "+US$864.00", "+US$1,188.00", "+US$4,932.00")
        page.get_by_role("button", name="Activate now").click()

        page.wait_for_url("**/orders/O-*")
        form(page, account, "rollback", *assets)
        preview(page, "It reverses action 2 (Renewals)", "-US$4,932.00")


def test_what_was_done_is_undone_and_then_what_was_before_it(chrome: Chromium) -> None:
    with chrome.window() as page:
        asset = sell(page, "sunflower-bakehouse")
        form(page, "sunflower-bakehouse", "amend", asset)
        page.get_by_label("Change of quantity").fill("5")
        preview(page, "+5")
        page.get_by_role("button", name="Activate now").click()
        page.wait_for_url(f"**/assets/{asset}?changed=O-*")

        form(page, "sunflower-bakehouse", "rollback", asset)
        preview(page, "It reverses action 2 (Upsells)", "-5")
        page.get_by_role("button", name="Undo now").click()

        page.wait_for_url(f"**/assets/{asset}?changed=O-*")
        form(page, "sunflower-bakehouse", "rollback", asset)
        preview(page, "It reverses action 1 (Initial Sale)", "-10", "-US$2,880.00")


def test_a_quote_comes_first_and_changes_nothing(chrome: Chromium) -> None:
    with chrome.window() as page:
        asset = sell(page, "pine-street-pies")

        form(page, "pine-street-pies", "amend", asset)
        page.get_by_label("Change of quantity").fill("5")
        preview(page, "+5")
        page.get_by_role("button", name="Save as quote").click()

        page.wait_for_url("**/orders/Q-*")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Q-")
        form(page, "pine-street-pies", "amend", asset)
        expect(page.locator(".record .facts")).to_contain_text(re.compile(r"Current Quantity\s*10"))
