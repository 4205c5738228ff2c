"""Debian's Chromium, driven by Playwright: somebody who is logged in, looks at pages, and notices what is wrong."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright

from tests.identity.people import PASSWORD
from tests.web.examples import VISITOR

NAMES: Final = ("chromium", "google-chrome")
SCHEMES: Final = ("light", "dark")
WIDTHS: Final = (390, 1280, 1920)
HEIGHT: Final = 900


class Chromium:
    """A browser on a site. Each window is logged in, and keeps what pages complained about in `complaints`."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._state: Any = None
        self.complaints: list[str] = []

    @contextmanager
    def window(self, **options: Any) -> Iterator[Page]:
        """Open a window; options are those of Playwright: `viewport`, `color_scheme`, `java_script_enabled`."""
        with self.stranger(storage_state=self._logged_in(), **options) as page:
            self._listen(page)
            yield page

    @contextmanager
    def stranger(self, **options: Any) -> Iterator[Page]:
        """Open a window of somebody who is not logged in; what its pages complain about is not kept."""
        given = {"viewport": {"width": 1280, "height": HEIGHT}, "locale": "en-GB", **options}
        context = self._browser.new_context(base_url=self._url, **given)
        context.set_default_timeout(20_000)
        try:
            yield context.new_page()
        finally:
            context.close()

    def _logged_in(self) -> Any:
        if self._state is None:
            context = self._browser.new_context(base_url=self._url)
            self._log_in(context)
            self._state = context.storage_state()
            context.close()
        return self._state

    def _log_in(self, context: BrowserContext) -> None:
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("Name").fill(VISITOR)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url("/")

    def _listen(self, page: Page) -> None:
        page.on("console", lambda message: self.complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._take_failure)

    def _take_failure(self, failed: Request) -> None:
        """Take what could not be loaded; what somebody typed on over is given up by the page itself."""
        if failed.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{failed.url}: {failed.failure}")


@contextmanager
def chromium(url: str) -> Iterator[Chromium]:
    """Start the browser, for a site."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.fail("There is no Chromium here; on Debian: apt-get install chromium")
    # Playwright keeps a loop in this thread, in which nothing of Django's is run; Django supposes otherwise.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield Chromium(browser, url)
        browser.close()


def open_page(page: Page, path: str) -> Response:
    """Open a page, which is there."""
    response = page.goto(path)
    assert response is not None
    assert response.status == 200, f"{path}: {response.status}"
    return response


def barriers(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Give what axe-core finds that keeps people from using a page; by all of its rules, or by some."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node.get('failureSummary')}"
        for one in found
        for node in one["nodes"]
    ]


def overflow(page: Page) -> int:
    """Give by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
