"""Custom fields that lines of orders write: on the orders, and asked for above managed assets."""

from datetime import date

import pytest
from msgspec import structs

from tenure.operations.ledger import Ledger
from tenure.web.reader import NO_VALUE
from tests.operations.declaring import SITE, SPEED, TIER, declare
from tests.operations.orders_told import activated, amendment, order
from tests.web.test_custom_fields import facts, sell_kit, table
from tests.web.visitors import Visitors


@pytest.fixture
def kept(company: Visitors, ledger: Ledger) -> Visitors:
    """Acme has a kit of a tier, a site and a speed."""
    declare(ledger, TIER, SITE, SPEED)
    sell_kit(ledger)
    return company


def test_an_order_shows_what_its_lines_write_of_them(kept: Visitors, ledger: Ledger) -> None:
    declare(ledger, structs.replace(TIER, label="Service tier"))
    taken = amendment("kit", "1", date(2026, 7, 1), attributes={"site": "", "colour": ""})
    activated(ledger, order("K-3", taken))
    visitor = kept()
    visitor.client.headers["Accept-Language"] = "de"

    sold, moved, emptied = (facts(visitor.get(f"/orders/K-{number}")) for number in (1, 2, 3))

    assert [sold[name] for name in ("Service tier", "Site", "Speed", "colour")] == [
        "gold",
        "Kiel",
        "2,5",
        "red",
    ]
    assert (moved["Service tier"], moved["Site"]) == ("silver", "Oslo")
    assert (emptied["Site"], emptied["colour"]) == (NO_VALUE, NO_VALUE)


def test_managed_assets_are_asked_for_by_them(kept: Visitors) -> None:
    """The form asks for a text by how it begins, for others by their value; what is asked stays in it."""
    visitor = kept()

    without = visitor.get("/accounts/acme?on=2025-08-01").text
    silver = visitor.get("/accounts/acme?on=2025-08-01&custom.tier=silver&custom.site.starts=Os")
    none = visitor.get("/accounts/acme?on=2025-08-01&custom.tier=gold").text

    assert '<details class="choice">\n    <summary>Custom fields</summary>' in without
    assert '<details class="choice" open>\n    <summary>Custom fields</summary>' in silver.text
    assert [row[1] for row in table(silver, "Managed assets")] == ["Asset Name", "kit"]
    assert '<option value="silver" selected>silver</option>' in silver.text
    assert '<input id="custom.site.starts" name="custom.site.starts" value="Os">' in silver.text
    assert "Nothing fits." in none
    assert '<a href="/accounts/acme?on=2025-08-01">Show all that is in force</a>' in none
