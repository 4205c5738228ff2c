"""What holds for every page: who may open it, what it costs, that everybody can use it."""

import gc
import gzip
import json
import re
from pathlib import Path
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from jinja2.runtime import Context

from tenure.store.timing import watched_by
from tests.site.browsing import Browser
from tests.web.cases import PAGES
from tests.web.chromium import HEIGHT, SCHEMES, WIDTHS, Chromium, barriers, open_page, overflow
from tests.web.visitors import Visitors

STATEMENTS: Final = Path(__file__).with_name("statements.json")
"""How many statements each page runs, on the company of the tests."""

MOST_BYTES: Final = 60_000
IN_COLOURS: Final = ("color-contrast", "link-in-text-block")
WHOLE: Final = {name: page for name, page in PAGES.items() if not page.parts}


def test_every_address_has_a_case() -> None:
    addresses = get_resolver("tenure.web.urls").url_patterns

    assert {one.name for one in addresses} == set(PAGES)


def test_who_is_not_logged_in_is_sent_to_log_in(company: Visitors) -> None:
    stranger = company.stranger()

    for name, page in PAGES.items():
        answer = stranger.get(page.path)
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith("/login?next=/"), name


def test_nobody_sees_a_page_for_which_their_role_is_too_small(company: Visitors) -> None:
    clerk = company("clerk", permissions=())

    answers = {name: clerk.get(page.path).status_code for name, page in PAGES.items() if page.permission}

    assert answers == dict.fromkeys(answers, 403)


OF_ACME: Final = re.compile(r"Acme|17\.77")


def test_an_account_out_of_scope_does_not_exist(company: Visitors) -> None:
    """Nothing that bolt's people open tells of acme: not its name, not its assets, not what it pays."""
    bolts = company("bo", roots=("bolt",))

    for name, page in PAGES.items():
        answer = bolts.get(page.path)
        assert answer.status_code == (404 if page.about else 403 if page.whole else 200), name
        assert OF_ACME.findall(answer.text) == [], name


MONEY: Final = re.compile(r"17\.77|13\.13|Current MRR|Amount|data-mrr")


def test_who_may_not_see_money_sees_none(company: Visitors) -> None:
    plain = company("pat", permissions=("manage_asset_lifecycle", "activate_orders"))

    for name, page in PAGES.items():
        answer = plain.get(page.path)
        if page.permission is None and not page.own:
            assert answer.status_code == 200, name
            assert MONEY.findall(answer.text) == [], name


def test_what_each_page_asks_the_database_is_known(company: Visitors) -> None:
    """The numbers stand in statements.json; who changes a page changes them there, where a reviewer sees it."""
    visitor, found = company(), {}
    for name, page in PAGES.items():
        visitor.get(page.path)
        found[name] = len(statements_of(visitor, page.path))

    assert found == json.loads(STATEMENTS.read_text()), json.dumps(found, indent=2, sort_keys=True)


def statements_of(visitor: Browser, path: str) -> list[str]:
    """Give what a visit asks the database: the statements of the store, and those of Django."""
    ran: list[str] = []
    with (
        watched_by(lambda statement, begun, ended: ran.append(statement)),
        CaptureQueriesContext(connection) as asked,
    ):
        visitor.get(path)
    return [*ran, *(one["sql"] for one in asked.captured_queries)]


def test_what_a_page_shows_of_assets_is_freed_once_it_is_shown(company: Visitors) -> None:
    """A macro that knows the page around it would keep all of it until the collector looks for cycles."""
    visitor, shown = company(), ("account", "contract", "contract_course", "account_dashboard", "asset")
    paths = [
        page.path for name, page in PAGES.items() if name in shown or name.startswith(("asset_", "embedded"))
    ]
    for path in paths:
        visitor.get(path)
    gc.collect()
    before = _contexts()
    gc.disable()
    try:
        for path in paths:
            assert visitor.get(path).status_code == 200
            assert _contexts() == before, path
    finally:
        gc.enable()


def _contexts() -> int:
    """Count what templates were given that is still there."""
    return sum(type(one) is Context for one in gc.get_objects())


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_is_for_everybody(chrome: Chromium, name: str) -> None:
    """Light and dark, from phone to wide screen: nothing in the way, nothing complained about, nothing too wide."""
    chrome.complaints.clear()
    with chrome.window() as page:
        open_page(page, WHOLE[name].example)
        assert barriers(page) == []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert barriers(page, IN_COLOURS) == [], scheme
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            assert overflow(page) == 0, width

    assert chrome.complaints == []


@pytest.mark.soak(share=0)
@pytest.mark.parametrize("name", WHOLE)
def test_nothing_keeps_anybody_from_a_page_however_they_look_at_it(chrome: Chromium, name: str) -> None:
    """By all rules of axe-core, light and dark, from phone to wide screen."""
    with chrome.window() as page:
        open_page(page, WHOLE[name].example)
        found = {}
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                found[scheme, width] = barriers(page)

    assert found == {(scheme, width): [] for scheme in SCHEMES for width in WIDTHS}


@pytest.mark.parametrize("name", WHOLE)
def test_a_first_visit_transfers_little(chrome: Chromium, name: str) -> None:
    with chrome.window() as page:
        sizes: list[int] = []
        page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
        open_page(page, WHOLE[name].example)
        page.wait_for_load_state("networkidle")

    assert 0 < sum(sizes) < MOST_BYTES


def test_the_styles_are_small(repository: Path) -> None:
    styles = (repository / "src/tenure/web/static/web/tenure.css").read_bytes()

    assert len(gzip.compress(styles)) < 12_000
