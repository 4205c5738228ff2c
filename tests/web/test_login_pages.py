"""The pages of logging in: in a real browser, light and dark, from phone to wide screen, nothing is in the way."""

from typing import Any

import pytest
from django.urls import get_resolver
from playwright.sync_api import Page

from tests.web.chromium import HEIGHT, SCHEMES, WIDTHS, Chromium, barriers, overflow
from tests.web.examples import NEWCOMERS
from tests.web.logging_in import WITHOUT_A_PAGE, walk

ADDRESSES = {one.name for one in get_resolver("tenure.login.urls").url_patterns} - WITHOUT_A_PAGE


def walked(chrome: Chromium, who: str, rules_at_each_width: bool) -> dict[tuple[str, ...], Any]:
    """Walk through the pages as somebody who is new; give what is wrong with which, in which scheme and width."""
    wrong: dict[tuple[str, ...], Any] = {}
    seen: set[str] = set()

    def look(name: str, page: Page) -> None:
        seen.add(name)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                is_asked = rules_at_each_width or width == WIDTHS[0]
                found = (overflow(page), barriers(page) if is_asked else [])
                if found != (0, []):
                    wrong[name, page.url, scheme, str(width)] = found

    with chrome.stranger() as page:
        walk(page, who, look)
    assert seen == ADDRESSES
    return wrong


def test_pages_of_logging_in_are_for_everybody(chrome: Chromium) -> None:
    assert walked(chrome, NEWCOMERS[0], rules_at_each_width=False) == {}


@pytest.mark.soak(share=0)
def test_nothing_keeps_anybody_from_logging_in_however_they_look_at_it(chrome: Chromium) -> None:
    assert walked(chrome, NEWCOMERS[1], rules_at_each_width=True) == {}
