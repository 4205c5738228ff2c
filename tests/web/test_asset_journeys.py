"""Why an asset came to be what it is, in a real browser: by the keyboard alone, and within other sites."""

from typing import Final

from playwright.sync_api import Frame, Page

from tests.contract.serving import Server
from tests.web.chromium import Chromium, open_page

PAUSED: Final = "/assets/kestrel-hotels-boston~1A-00061"
SWAPPED: Final = "/assets/hotel-des-remparts~1A-00053"
LATE: Final = "/assets/lindenhof-salzburg~1A-00507"
"""Assets of the example company: one that was paused, one that was swapped, one that was renewed too late."""

TABS: Final = 60
"""How often somebody may press the key that goes on, at most."""


def tab_to(page: Page, part: str) -> str:
    """Go on by the keyboard to what says something; give all that it says."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        said: str = page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()"
        )
        if part in said:
            return said
    raise AssertionError(f"{part} is not reached by the keyboard")


def test_see_why_the_mrr_changed_in_march_by_the_keyboard_alone(chrome: Chromium) -> None:
    """The dot of 18 March leads to its action, and that to its order."""
    chrome.complaints.clear()
    with chrome.window(java_script_enabled=True) as page:
        open_page(page, "/assets/osteria-del-ponte~1A-01432")
        tip = page.locator(".chart.mrr .tip", has_text="18 Mar 2025")
        assert not tip.is_visible()

        said = tab_to(page, "18 Mar 2025")
        assert tip.is_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/actions/8")
        change = page.get_by_role("row", name="Total MRR").inner_text()
        tab_to(page, "SO-")
        page.keyboard.press("Enter")
        page.wait_for_url("**/orders/SO-*")

    assert said.startswith("18 Mar 2025 Upsells: ")
    assert said.endswith("(+€3.20)")
    assert "+€3.20" in change
    assert chrome.complaints == []


def test_a_tip_stays_within_the_picture_and_is_seen_without_scripts(chrome: Chromium) -> None:
    with chrome.window(java_script_enabled=False, viewport={"width": 390, "height": 900}) as page:
        open_page(page, "/assets/osteria-del-ponte~1A-01432")
        for dot in page.locator(".chart.mrr .dot").all():
            dot.locator("circle").hover()
            tip = dot.locator(".tip rect").bounding_box()
            assert tip is not None
            assert dot.locator(".tip").is_visible()
            assert tip["x"] >= 0
            assert tip["x"] + tip["width"] <= 390


def test_pauses_swaps_and_late_renewals_are_seen(chrome: Chromium) -> None:
    """On what is rare, too, nothing is in anybody's way."""
    with chrome.window() as page:
        open_page(page, PAUSED)
        assert page.locator(".chart.mrr .rest title", has_text="Suspended").count() >= 1
        open_page(page, LATE)
        assert page.locator(".chart.mrr .rest title", has_text="Expired").count() >= 1
        open_page(page, f"{SWAPPED}/details")
        page.get_by_text("Replaced by").get_by_role("link").first.click()
        page.wait_for_url("**/assets/hotel-des-remparts~1*")


def test_an_asset_is_shown_within_the_origin_that_is_named_and_no_other(
    chrome: Chromium, example: Server, elsewhere: str
) -> None:
    """By another name the same server is another origin."""
    dashboard = f"{example.url}/embed/assets/kestrel-europe~1A-01508/dashboard"
    other = elsewhere.replace("127.0.0.1", "localhost")

    with chrome.window() as page:
        there = framed(page, elsewhere, dashboard)
        there.get_by_role("heading", name="Monthly recurring revenue").wait_for()
        assert there.get_by_text("€132.00").count() >= 1
        assert framed(page, other, dashboard).url.startswith("chrome-error:")
        not_for_frames = f"{example.url}/assets/kestrel-europe~1A-01508"
        assert framed(page, elsewhere, not_for_frames).url.startswith("chrome-error:")
    chrome.complaints.clear()


def test_a_link_within_another_site_opens_a_window_of_its_own(
    chrome: Chromium, example: Server, elsewhere: str
) -> None:
    with chrome.window() as page:
        chart = f"{example.url}/embed/assets/kestrel-europe~1A-01508/charts/mrr"
        there = framed(page, elsewhere, chart)
        with page.context.expect_page() as opened:
            there.get_by_role("link", name="24 Jan 2024 Downsells").click()
        opened.value.wait_for_url("**/assets/kestrel-europe~1A-01508/actions/2")
        assert there.url == chart


def framed(page: Page, origin: str, url: str) -> Frame:
    """Open a page of another origin that shows one of ours in a frame, and give that frame."""
    page.goto(f"{origin}/?{url}")
    frame = page.locator("iframe").element_handle().content_frame()
    assert frame is not None
    return frame
