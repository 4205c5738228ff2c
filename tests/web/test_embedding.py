"""An asset's dashboard and charts within other sites: who may show them, and what they show."""

import re
from typing import Any, Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from msgspec import structs

from tests.site.browsing import Browser
from tests.web.visitors import Visitors

SEATS: Final = "/assets/acme~1seats"
EMBEDDED: Final = "/embed/assets/acme~1seats/dashboard"


def framed(application: Any) -> Any:
    """Serve with an origin that may show our pages."""
    del application
    with_origin = structs.replace(settings.TENURE, embed_origins=("https://crm.example.com",))
    with override_settings(TENURE=with_origin):
        return get_wsgi_application()


def test_only_what_is_made_for_it_may_be_shown_by_the_origins_that_are_named(
    company: Visitors, application: Any
) -> None:
    visitor = company()
    there = Browser(framed(application))
    there.client.cookies = visitor.client.cookies

    for path in (EMBEDDED, "/embed/assets/nothing/dashboard", "/embed/assets/acme~1seats/charts/mrr"):
        headers = there.get(path).headers
        assert "frame-ancestors https://crm.example.com" in headers["Content-Security-Policy"], path
        assert "X-Frame-Options" not in headers, path
    for path in (SEATS, "/", "/login", "/account"):
        headers = there.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Frame-Options"] == "DENY", path


def test_without_a_setting_nothing_may_be_shown_elsewhere(company: Visitors) -> None:
    headers = company().get(EMBEDDED).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_within_another_site_a_stranger_is_told_and_not_sent_to_log_in(company: Visitors) -> None:
    stranger = company.stranger()
    stranger.client.headers["Sec-Fetch-Dest"] = "iframe"

    page = stranger.get(EMBEDDED)

    assert page.status_code == 401
    assert "You are not logged in to Tenure" in page.text
    assert f'<a href="{EMBEDDED}">' in page.text


def test_a_page_within_another_site_has_no_bar_and_opens_its_links_elsewhere(company: Visitors) -> None:
    visitor = company()

    dashboard = visitor.get(EMBEDDED)
    chart = visitor.get("/embed/assets/acme~1seats/charts/quantity")

    assert '<base target="_blank">' in dashboard.text
    assert not re.findall(r"<form|<script|<nav", dashboard.text)
    assert [len(re.findall("<figure", page.text)) for page in (dashboard, chart)] == [2, 1]
    assert visitor.get("/embed/assets/acme~1seats/charts/profit").status_code == 404
