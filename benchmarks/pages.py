"""What pages take: of each how long it lets wait, and what it transfers, with a customer who has much.

One visitor, one page at a time, on the example company; the customer `big` has 2,000 assets, one of them with 500
actions. Time is that of the whole request over HTTP on this machine.
"""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from typing import Any, Final, NamedTuple

import httpx

from benchmarks.http import EXAMPLES, TENURE, Served, served
from benchmarks.rows import Row
from benchmarks.server import fresh_book, use
from tenure.store.embedded import Lease
from tenure.store.shell import django_on
from tests.web.cases import PAGES, Page

BOOK: Final = "pages"
VISITOR, PASSWORD = "visitor", "rowing under seven bridges"
VISITS: Final = 200
ASSETS: Final = 2_000
ACTIONS: Final = 500
IN_BUNDLE: Final = 10
MANY: Final = Path("build/pages-big.jsonl")

BIG: Final[Mapping[str, str]] = {
    "account with 2,000 assets": "/accounts/big",
    "account with 2,000 assets, all": "/accounts/big?all=true&sort=-mrr",
    "account with 2,000 assets, dashboard": "/accounts/big/dashboard",
    "contract with 2,000 assets": "/accounts/big/contracts/K-BIG",
    "contract with 2,000 assets, how it went": "/accounts/big/contracts/K-BIG/course",
    "asset with 500 actions, dashboard": "/assets/big~1A-0",
    "asset with 500 actions, related": "/assets/big~1A-0/related",
    "asset with 500 actions, changes": "/assets/big~1A-0/changes",
    "change of an asset with 500 actions": "/accounts/big/change/amend?asset=A-0",
    "search for what all 2,000 assets have": "/search?q=big",
}
"""Pages of the customer who has much."""


class Measured(NamedTuple):
    """How long the middle visit of a page takes and the 95th of 100, in ms, and the bytes of a first one."""

    middle: float
    late: float
    size: int


def pages(held: Lease) -> list[Row]:
    """Time every page, and weigh it."""
    owner = fresh_book(held, BOOK)
    use(held, BOOK)
    MANY.parent.mkdir(exist_ok=True)
    with MANY.open("w") as file:
        file.writelines(f"{json.dumps(record)}\n" for record in _much())
    files = [*(f"examples/{name}.jsonl" for name in EXAMPLES), str(MANY)]
    subprocess.run([TENURE, "load", *files, "--activate"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([TENURE, "user", "add", VISITOR, "--role", "administrator"], check=True)
    _give_password(owner)
    with served() as server, _browser(server) as browser:
        everywhere = {name: page.example for name, page in PAGES.items() if _is_there(name, page)}
        measured = _measured(server, browser, {**everywhere, **BIG})
    others = [one for what, one in measured.items() if what not in BIG]
    bigs = [_row(what, measured[what]) for what in BIG]
    return [_slowest(measured), _heaviest(measured), *bigs, *_together(others)]


def _much() -> Iterator[dict[str, Any]]:
    """Give the customer who has much: bundles of ten, one asset that was changed again and again."""
    yield {"kind": "account", "key": "big", "name": "Big customer", "currency": "EUR"}
    span = {"start_date": "2023-01-01", "term": 60, "term_unit": "month"}
    yield {"kind": "contract", "account": "big", "key": "K-BIG", **span}
    lines = [_sold(place) for place in range(ASSETS)]
    for start in range(0, ASSETS, 500):
        sold = {"contract": "K-BIG", "lines": lines[start : start + 500]}
        yield {"kind": "order", "number": f"BIG-{start}", "account": "big", **sold}
    for times in range(1, ACTIONS):
        day = (date(2023, 1, 1) + timedelta(days=2 * times)).isoformat()
        changed = {"line": "1", "action": "amend", "asset": "A-0", "quantity": "1", "effective_date": day}
        yield {"kind": "order", "number": f"BIG-CHANGE-{times}", "account": "big", "lines": [changed]}


def _sold(number: int) -> dict[str, Any]:
    first = number - number % IN_BUNDLE
    sold = {
        "line": str(number),
        "action": "add",
        "product": "BACK-OFFICE",
        "asset": f"A-{number}",
        "quantity": "3",
    }
    dates = {"start_date": "2023-01-01", "end_date": "2027-12-31"}
    within = {} if number == first else {"parent_line": str(first)}
    return {**sold, **dates, **within, "unit_price": f"{10 + number % 90}.50"}


def _is_there(name: str, page: Page) -> bool:
    """Tell whether a page is there without what only tests put into the example company."""
    return page.permission is None and name not in {"asset_file", "custom_field", "upload"}


def _give_password(owner: str) -> None:
    with django_on(owner):
        from tenure.identity.models import User  # noqa: PLC0415  # what users are kept with is there only now

        user = User.objects.get(name=VISITOR)
        user.set_password(PASSWORD)
        user.save()


@contextmanager
def _browser(server: Served) -> Iterator[httpx.Client]:
    """Log in as a visitor does."""
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as browser:
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/login").text)[0]
        answer = browser.post(
            "/login", data={"login": VISITOR, "password": PASSWORD, "csrfmiddlewaretoken": token}
        )
        if answer.status_code != 302:
            raise RuntimeError("the visitor cannot log in")
        yield browser


def _measured(server: Served, browser: httpx.Client, paths: Mapping[str, str]) -> dict[str, Measured]:
    """Visit pages, and say of each at once what it takes: the table tells of most of them together."""
    found = {}
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    said = {"Cookie": cookies, "Accept-Encoding": "gzip"}
    with closing(server.connection()) as connection:
        for what, path in paths.items():
            found[what] = Measured(*_waited(connection, path, said), _weighed(browser, path))
            print(f"{what}: {_told(found[what])}", flush=True)
    return found


def _waited(connection: HTTPConnection, path: str, said: Mapping[str, str]) -> tuple[float, float]:
    """Visit a page again and again; give how long the middle visit takes and the 95th of 100, in ms.

    A browser, or what plays one, takes a while to read an answer; here nobody does more than receive it.
    """
    taken = []
    for _ in range(VISITS):
        start = perf_counter()
        connection.request("GET", path, headers=said)
        answer = connection.getresponse()
        answer.read()
        taken.append((perf_counter() - start) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    taken.sort()
    return taken[VISITS // 2], taken[VISITS * 95 // 100]


def _weighed(browser: httpx.Client, path: str) -> int:
    """Give the bytes of a first visit, with the files that the page is shown by."""
    answer = browser.get(path)
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text))
    return answer.num_bytes_downloaded + sum(browser.get(file).num_bytes_downloaded for file in files)


def _slowest(measured: Mapping[str, Measured]) -> Row:
    what = max(measured, key=lambda one: measured[one].late)
    return Row("the slowest page", "95 of 100 visits within 100 ms", f"{measured[what].late:.0f} ms: {what}")


def _heaviest(measured: Mapping[str, Measured]) -> Row:
    what = max(measured, key=lambda one: measured[one].size)
    return Row(
        "the heaviest page", "below 60 KB on a first visit", f"{measured[what].size / 1000:.1f} KB: {what}"
    )


def _row(what: str, one: Measured) -> Row:
    return Row(f"page: {what}", "", _told(one))


def _together(others: Sequence[Measured]) -> list[Row]:
    """Tell of all other pages the most of each figure."""
    if not others:
        return []
    most = Measured(*(max(figures) for figures in zip(*others, strict=True)))
    return [Row(f"page: each of the {len(others)} others, of the example company, at most", "", _told(most))]


def _told(one: Measured) -> str:
    return f"half within {one.middle:.0f} ms, 95 of 100 within {one.late:.0f} ms, {one.size / 1000:.1f} KB"
