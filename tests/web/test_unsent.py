"""Forms that no page of ours sent, pages that are only looked at, and pages that somebody shows within theirs."""

from typing import Any, Final

import httpx
import psycopg
from django.urls import get_resolver
from psycopg import sql

from tests.site.test_guarding import addresses
from tests.web.cases import PAGES
from tests.web.visitors import Visitors

EVIL: Final = "https://evil.example"
SAFE: Final = "default-src 'none'; sandbox"
"""The policy of files that somebody gave."""


def whole(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Give what each table holds, all of its rows as one sum."""
    tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    asked = sql.SQL("select coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') from {} t")
    found = {}
    for (name,) in tables:
        [(told,)] = connection.execute(asked.format(sql.Identifier(name))).fetchall()
        found[name] = told
    return found


def test_nothing_changes_unless_a_page_of_ours_sends_it(company: Visitors, database_url: str) -> None:
    """Each page is opened, asked in odd ways, and sent what another site would send; the book stays as it is."""
    visitor = company()
    with psycopg.connect(database_url, autocommit=True) as connection:
        before = whole(connection)
        for name, page in PAGES.items():
            guarded(name, visitor.get(page.path))
            for headers in ({}, {"Origin": EVIL}, {"Referer": f"{EVIL}/"}):
                sent = visitor.client.post(page.path, data={"do": "remove"}, headers=headers)
                assert sent.status_code == 403, name
            visitor.client.request("HEAD", page.path)
            for method in ("PUT", "DELETE"):
                assert visitor.client.request(method, page.path).status_code in {403, 405}, name

        assert whole(connection) == before
        assert len(before) > 40


def test_every_address_of_the_pages_refuses_a_form_of_another_site(company: Visitors) -> None:
    """Also those that a page has not shown yet: the addresses come from where they are written."""
    visitor = company()
    found = [
        path.replace("actions/x", "actions/1")
        for path in addresses(get_resolver("tenure.web.urls").url_patterns)
    ]

    answers = {path: visitor.client.post(path, headers={"Origin": EVIL}).status_code for path in found}

    assert len(answers) >= len(PAGES)
    assert answers == dict.fromkeys(answers, 403)


def guarded(name: str, answer: httpx.Response) -> None:
    """Hold an answer to what keeps others from showing it, running something in it, or keeping it."""
    assert answer.status_code == 200, name
    assert answer.headers["X-Frame-Options"] == "DENY", name
    assert answer.headers["X-Content-Type-Options"] == "nosniff", name
    assert answer.headers["Cache-Control"] == "private, no-store", name
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy, name
    assert policy == SAFE if name == "asset_file" else "frame-ancestors 'none'" in policy, name
    assert ("Content-Disposition" in answer.headers) == ("text/html" not in answer.headers["Content-Type"]), (
        name
    )
