"""Customers on pages: found, looked at on any day as known on any other, filtered, chosen from, exported.

The company of the tests is looked at in 2025: seats 10 at 17.77 a month are 177.70 and 2,132.40 for the year; 10 more
at 10.00 are paused from November on. The example company's figures are worked out from its orders.
"""

import csv
import io
import re
from html import escape
from typing import Final

from playwright.sync_api import Page, expect

from tenure.kernel.orders import Account
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import activated, order, sale
from tests.site.browsing import Browser
from tests.web.chromium import Chromium
from tests.web.visitors import Visitors

SUMMER: Final = "on=2025-07-01"
PAGES: Final = (
    "",
    "/dashboard",
    "/orders",
    "/contracts",
    "/contracts/K-1",
    "/contracts/K-1/course",
    "/assets.csv",
)


def test_what_is_exported_is_what_is_shown(company: Visitors) -> None:
    text = company().get(f"/accounts/acme/assets.csv?{SUMMER}").content.decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text))) == [
        [
            "Asset Name",
            "Product Name",
            "Status",
            "Current Quantity",
            "Current MRR",
            "Lifecycle Start",
            "Lifecycle End",
            "Renewal Term",
            "Total Lifecycle Amount",
        ],
        ["seats", "Seat", "Active", "10", "177.70", "2025-01-01", "2025-12-31", "", "2132.40"],
        ["paused", "Seat", "Active", "10", "100.00", "2025-01-01", "2025-12-31", "", "1000.00"],
    ]


def test_columns_and_filters_hold_for_the_file_too(company: Visitors) -> None:
    asked = f"{SUMMER}&columns=order&columns=mrr&columns=nonsense&mrr.gt=100&text=SEA&status="
    visitor = company()

    text = visitor.get(f"/accounts/acme/assets.csv?{asked}").content.decode("utf-8-sig")
    page = visitor.get(f"/accounts/acme?{asked}").text

    assert text.splitlines() == ["Asset Name,Current MRR,Order", "seats,177.70,O-1"]
    assert "paused" not in page
    assert "Lifecycle End</a></th>" not in page
    assert 'value="order" checked' in page


def test_a_spreadsheet_takes_no_key_for_a_formula(company: Visitors, ledger: Ledger) -> None:
    activated(ledger, order("O-9", sale("=1+1"), account="acme"))

    text = (
        company()
        .get(f"/accounts/acme/assets.csv?{SUMMER}&columns=quantity&text=%3D")
        .content.decode("utf-8-sig")
    )

    assert text.splitlines() == ["Asset Name,Current Quantity", "'=1+1,10"]


def test_who_may_not_see_money_can_neither_ask_for_it_nor_export_it(company: Visitors) -> None:
    plain = company("pat", permissions=())

    page = plain.get(f"/accounts/acme?{SUMMER}&columns=mrr").text
    file = plain.get(f"/accounts/acme/assets.csv?{SUMMER}&columns=mrr&columns=status").text

    assert "177.70" not in page
    assert file.splitlines()[1:] == ["seats,Active", "paused,Active"]
    for asked in ("sort=-mrr", "sort=total_lifecycle_amount", "mrr.gt=100"):
        for path in ("/accounts/acme", "/accounts/acme/assets.csv", "/accounts/acme/contracts/K-1"):
            assert plain.get(f"{path}?{asked}").status_code == 422, (path, asked)


def test_who_may_change_nothing_is_offered_no_change(company: Visitors) -> None:
    """Neither boxes nor buttons; what it has is there to be read."""
    path = f"/accounts/acme?{SUMMER}"

    assert "/accounts/acme/change/renew" in company().get(path).text
    reader = company("rita", permissions=("view_financials",)).get(path).text
    assert "/change/" not in reader
    assert 'name="asset"' not in reader
    assert "177.70" in reader


def test_all_can_be_chosen_without_a_script(company: Visitors) -> None:
    visitor = company()

    page = visitor.get(f"/accounts/acme?{SUMMER}").text
    all_of_it = visitor.get(f"/accounts/acme?{SUMMER}&chosen=all").text

    assert f'<a href="/accounts/acme?{SUMMER}&amp;chosen=all">Choose all</a>' in page
    assert page.count('" checked aria-label="Choose') == 0
    assert all_of_it.count('" checked aria-label="Choose') == 2


def test_pages_of_a_customer_keep_the_day_that_is_looked_at(company: Visitors) -> None:
    page = company().get(f"/accounts/acme?{SUMMER}&known_at=2026-01-01").text

    looking = "?on=2025-07-01&amp;known_at=2026-01-01"
    for path in ("/dashboard", "/orders", "/contracts", "-uk"):
        assert f'href="/accounts/acme{path}{looking}"' in page, path
    assert "You see what holds on Jul 1, 2025, as it was known on Jan 1, 2026." in page


def test_an_empty_table_and_a_wrong_question_say_what_to_do(company: Visitors) -> None:
    visitor = company()

    for asked, said in (
        ("on=2024-01-01", "Nothing is in force on this day. 2 assets are past or to come."),
        ("text=nothing", "Nothing fits."),
        ("known_at=2000-01-01", "Nothing was known then."),
        ("on=2025-02-30", '<a href="/accounts/acme">Show the page without what was asked</a>'),
    ):
        assert said in visitor.get(f"/accounts/acme?{asked}").text, asked
    assert "There is nothing yet." in visitor.get("/accounts/acme-uk").text


def test_a_contract_says_what_ends_together(company: Visitors, ledger: Ledger) -> None:
    activated(ledger, order("O-7", sale("agreed", end_date=None), account="acme", contract="K-1"))

    page = company().get(f"/accounts/acme/contracts/K-1?{SUMMER}").text

    assert "What is sold or renewed under this contract ends with it, on Dec 31, 2025." in page
    together = page.partition('<dl class="endings">')[2].partition("</dl>")[0]
    assert "Dec 31, 2025: 1 asset" in together
    assert "with the contract" in together
    assert ">agreed</a>" in together
    assert ">seats</a>" not in page


def test_how_a_contract_went_is_a_page_that_the_one_of_the_contract_takes_in(
    company: Visitors, ledger: Ledger
) -> None:
    """Ten seats at 10.00 a month, under the contract for the year 2025."""
    activated(ledger, order("O-7", sale("agreed", end_date=None), account="acme", contract="K-1"))
    visitor, asked = company(), f"{SUMMER}&columns=mrr"
    course = f"/accounts/acme/contracts/K-1/course?{asked}"

    page, went = visitor.get(f"/accounts/acme/contracts/K-1?{asked}").text, visitor.get(course).text

    assert f'id="course" hx-get="{escape(course)}"' in page
    assert f'<a href="{escape(course)}">Draw quantity and MRR over time</a>' in page
    assert "<svg" not in page
    assert re.findall(r"<tr><td>([^<]*)</td><td></td><td class=.number.>([^<]*)</td></tr>", went) == [
        ("Jan 1, 2025", "$100.00"),
        ("Jan 1, 2026", "$0.00"),
        ("Jan 1, 2025", "10"),
        ("Jan 1, 2026", "0"),
    ]
    assert 'href="/accounts/acme/contracts/K-1?columns=mrr&amp;on=2026-01-01"' in went
    assert "You see what holds on Jul 1, 2025." in went


def test_how_a_contract_went_is_told_to_nobody_who_may_not_see_contracts(company: Visitors) -> None:
    for number, hidden in enumerate(("asset.contract", "contract.key")):
        visitor = company(f"visitor-{number}", hidden=(hidden,))

        assert visitor.get("/accounts/acme/contracts/K-1/course").status_code == 404
    nothing = company("nia", hidden=("state_period.mrr", "state_period.quantity"))
    assert "as far as you may see" in nothing.get("/accounts/acme/contracts/K-1/course").text


def test_pages_hold_where_fields_are_hidden(company: Visitors) -> None:
    """What a page is made of may be hidden field by field; what is left is shown, or refused in words."""
    for number, fields in enumerate(
        (
            ("asset.name", "asset.parent", "account.name", "contract.last_day", "order.recorded_at"),
            ("asset.id", "asset.product", "account.parent", "contract.coterminate", "order.state"),
            ("asset.ends_at", "asset.status", "asset.account", "account.key", "contract.key"),
            ("asset.currency", "product.name", "account.currency", "order.number"),
            ("asset.contract", "state_period.renewal_term", "asset.starts_at", "order.account"),
        )
    ):
        visitor = company(f"v{number}", hidden=fields)
        for path in PAGES:
            answer = visitor.get(f"/accounts/acme{path}?{SUMMER}")
            assert answer.status_code in {200, 404, 422}, (fields, path)
        assert visitor.get("/accounts").status_code == 200
        assert visitor.get(f"/accounts/acme?{SUMMER}").status_code == 200


def test_names_are_written_as_text(company: Visitors, ledger: Ledger) -> None:
    risky = "<script>alert(1)</script>&\"'"
    assert (
        put_records(
            ACTOR, TODAY, "r", ledger, [Account(key="risky", name=risky, currency="USD", owner=risky[:50])]
        )
        == []
    )
    activated(ledger, order("R-1", sale("<img src=x>"), account="risky"))
    visitor: Browser = company()

    for path in (
        "/accounts?q=%3Cscript",
        f"/accounts/risky?{SUMMER}&text=%3Cimg",
        "/accounts/risky/orders",
        "/accounts/risky/dashboard",
    ):
        text = visitor.get(path).text
        assert "<script>alert" not in text, path
        assert "<img" not in text, path


def facts(page: Page) -> dict[str, str]:
    """Give the key facts on top of a page."""
    found = page.locator(".record .facts > div").all()
    return {one.locator("dt").inner_text(): one.locator("dd").inner_text().strip() for one in found}


def table(page: Page) -> list[list[str]]:
    """Give the cells of the managed assets, but for the boxes."""
    rows = page.locator("#managed tbody tr").all()
    return [[cell.strip() for cell in row.locator("th, td:not(.tick)").all_inner_texts()] for row in rows]


def test_find_a_customer_and_say_what_it_has(chrome: Chromium) -> None:
    """Golden Sheaf on the last day of September 2025.

    Tills 3 x 600 less 5 % a year: 142.50; seats 4 x 22.55; ordering 4 x 129; stock 4 x 408 a year: 136.00; phone
    numbers 3 x 4.50; support 208.80 a year: 17.40; a counter set at 100.00 with a menu board at 25.00.
    """
    chrome.complaints.clear()
    with chrome.window() as page:
        page.goto("/")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Accounts").click()
        page.get_by_label("Name or key").press_sequentially("golden sh")
        expect(page.locator("#accounts tbody tr")).to_have_count(1)
        page.get_by_role("link", name="Golden Sheaf").click()
        page.get_by_label("On the day").fill("2025-09-30")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**on=2025-09-30**")

        assert "You see what holds on 30 Sept 2025." in page.locator(".looking").inner_text()
        assert (facts(page)["Current MRR"], facts(page)["Assets in force"]) == ("US$1,040.60", "14")
        rows = table(page)
        assert rows[0][:5] == ["A-02560", "Till", "Active", "3", "US$142.50"]
        names = [row[0] for row in rows]
        assert names[10:] == ["A-02570", *(f"A-0257{nth}\npart of A-02570" for nth in (1, 2, 3))]

        page.get_by_label("Name, product or order").press_sequentially("MENU B")
        expect(page.locator("#managed tbody tr")).to_have_count(1)
        assert table(page)[0][:5] == ["A-02572\npart of A-02570", "Menu board", "Active", "1", "US$25.00"]

    assert chrome.complaints == []


def test_last_quarter_as_it_was_known_then(chrome: Chromium) -> None:
    """Sumire Tea Rooms at the end of September 2025; two seats since August were told of on 15 October.

    Tills 2 x 67,200 a year: 11,200; a seat at 3,400 less 10 %: 3,060; hosting 4,900 less 12.5 %: 4,288; support 76,000
    a year: 6,333. Together 24,881; with two seats more at 3,400 it is 31,681.
    """
    with chrome.window() as page:
        page.goto("/accounts/sumire-tea-rooms")
        page.get_by_label("On the day").fill("2025-09-30")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**on=2025-09-30**")
        now = facts(page)["Current MRR"], table(page)[1][:5]

        page.get_by_label("As known on").fill("2025-09-30")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**known_at=2025-09-30**")
        then = facts(page)["Current MRR"], table(page)[1][:5]
        page.get_by_role("link", name="Dashboard").click()
        on_dashboard = page.locator(".figure", has_text="Current MRR").locator("strong").inner_text()
        page.get_by_role("link", name="Back to today").click()

        assert page.url.endswith("/accounts/sumire-tea-rooms/dashboard")
    assert now == ("JP¥31,681", ["A-02621", "Back office seat", "Active", "3", "JP¥9,860"])
    assert then == ("JP¥24,881", ["A-02621", "Back office seat", "Active", "1", "JP¥3,060"])
    assert on_dashboard == "JP¥24,881"


def test_without_scripts_assets_are_found_and_chosen(chrome: Chromium) -> None:
    with chrome.window(java_script_enabled=False) as page:
        page.goto("/accounts/golden-sheaf?on=2025-09-30")
        page.locator("#product").select_option("Phone number")
        page.locator("#status").select_option("Active")
        page.get_by_role("button", name="Show").click()
        assert [row[:2] for row in table(page)] == [["A-02564", "Phone number"]]

        page.goto("/accounts/golden-sheaf?on=2025-09-30&sort=-mrr")
        assert [row[0] for row in table(page)][:2] == ["A-02562", "A-02560"]
        for asset in ("A-02560", "A-02561"):
            page.get_by_label(f"Choose {asset}").check()
        chosen = [
            page.get_by_label(f"Choose {asset}").get_attribute("value") for asset in ("A-02560", "A-02561")
        ]
        page.get_by_role("button", name="Renew").click()

        address, _, asked = page.url.partition("?")
        assert address.endswith("/accounts/golden-sheaf/change/renew")
        assert sorted(asked.split("&")) == sorted(f"asset={one}" for one in chosen)
