"""One asset on its pages: what it is, what caused it, what belongs to it."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import httpx
from msgspec import structs

from tenure.catalogue.objects import object_named
from tenure.kernel.orders import Line, Replacement
from tenure.operations.ledger import Ledger
from tests.operations.orders_told import activated, amendment, everything, order, sale
from tests.site.browsing import Browser
from tests.web.visitors import Visitors

SEATS: Final = "/assets/acme~1seats"
PAGES: Final = ("", "/details", "/related", "/changes", "/actions/1")
EMBEDDED: Final = "/embed/assets/acme~1seats/dashboard"
APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)
SCRIPT: Final = '<script>alert("!")</script>'


def words(page: httpx.Response) -> str:
    """Give what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text))


def facts(page: httpx.Response) -> dict[str, str]:
    """Give the facts of a page, by what they are called."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.text, re.DOTALL)
    return {label: re.sub(r"<[^>]*>", "", value).strip() for label, value in found}


def dots(page: httpx.Response, measure: str = "mrr") -> list[tuple[str, str]]:
    """Give what the dots of a chart say, with where they lead."""
    chart = page.text.partition(f'<figure class="chart {measure}"')[2].partition("</figure>")[0]
    return [
        (label, link)
        for link, label in re.findall(r'<a class="dot" href="([^"]*)" aria-label="([^"]*)"', chart)
    ]


def verbs(page: httpx.Response) -> list[str]:
    """Give what the buttons of an asset do."""
    return re.findall(r'<a class="button" href="[^"]*/change/(\w+)\?asset=\d+"', page.text)


def put(visitor: Browser, path: str, do: str, **said: Any) -> httpx.Response:
    """Send a form of a page, with the token that it has."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', visitor.get(path).text)
    assert token is not None
    files = said.pop("files", None)
    return visitor.client.post(path, data={"csrfmiddlewaretoken": token[1], "do": do, **said}, files=files)


def test_an_asset_opens_with_how_much_it_is_and_how_that_came(company: Visitors, ledger: Ledger) -> None:
    """Ten seats at 17.77 are 177.70 a month, and four fewer from July on 106.62."""
    activated(ledger, order("O-4", amendment("seats", "-4", JULY)))

    page = company().get(f"{SEATS}?on=2025-08-01")

    assert page.status_code == 200
    assert facts(page) == {
        "Account": "Acme",
        "Status": "Active",
        "Current Quantity": "6",
        "Current MRR": "$106.62",
        "Lifecycle": "Jan 1, 2025 \N{EN DASH} Dec 31, 2025",
    }
    assert re.findall(r"<strong>([^<]*)</strong>", page.text) == ["6", "$106.62", "$1,705.92"]
    query = "?on=2025-08-01"
    assert dots(page) == [
        ("Jan 1, 2025 Initial Sale: $177.70 (+$177.70)", f"{SEATS}/actions/1{query}"),
        ("Jul 1, 2025 Downsells: $106.62 (-$71.08)", f"{SEATS}/actions/2{query}"),
    ]
    assert [label for label, _ in dots(page, "quantity")] == [
        "Jan 1, 2025 Initial Sale: 10 (+10)",
        "Jul 1, 2025 Downsells: 6 (-4)",
    ]
    assert ">Aug 1, 2025</text>" in page.text
    assert 'aria-label="Jan 1, 2026 End: $0.00"' in page.text


def test_each_dot_leads_to_its_action_and_that_to_its_order(company: Visitors, ledger: Ledger) -> None:
    activated(ledger, order("O-4", amendment("seats", "-4", JULY, message="One counter closed")))
    visitor = company()

    [_, (_, link)] = dots(visitor.get(SEATS))
    page = visitor.get(link)

    rows = re.findall(r'<th scope="row">([^<]*)</th>' + r'<td class="number">([^<]*)</td>' * 3, page.text)
    assert rows == [
        ("Total Quantity", "10", "-4", "6"),
        ("Total MRR", "$177.70", "-$71.08", "$106.62"),
        ("Total Amount", "$2,132.40", "-$426.48", "$1,705.92"),
    ]
    assert '<a href="/orders/O-4">O-4/1</a>' in page.text
    assert facts(page)["Message"] == "One counter closed"
    assert facts(page)["Order"] == "O-4, line 1"


def test_what_was_undone_says_by_what(company: Visitors, ledger: Ledger) -> None:
    activated(ledger, order("O-4", amendment("seats", "5", date(2099, 1, 1))))
    activated(ledger, order("O-5", amendment("seats", "-4", JULY)))
    outcome = activated(ledger, order("O-6", Line(line="1", action="rollback", asset="seats")))
    assert outcome[0].refusals == ()
    visitor = company()

    assert "undone by action 3" in words(visitor.get(SEATS))
    assert "It was undone by action 3" in words(visitor.get(f"{SEATS}/actions/2"))
    assert facts(visitor.get(f"{SEATS}/actions/3"))["It undid"] == "action 2"
    # What was undone is no dot, and neither is what undid it.
    assert [link for _, link in dots(visitor.get(SEATS))] == [f"{SEATS}/actions/1"]


def test_the_other_side_of_a_swap_is_a_link_away(company: Visitors, ledger: Ledger) -> None:
    given = Replacement(product="HOST", asset="hosting", unit_price=Decimal("9.00"))
    swap = Line(line="1", action="swap", asset="seats", effective_date=JULY, replacement=given)
    activated(ledger, order("O-4", swap))
    visitor = company()

    assert "Replaced by hosting on Jul 1, 2025, by action 2" in words(visitor.get(f"{SEATS}/details"))
    assert "Replaces seats on Jul 1, 2025, by action 1" in words(visitor.get("/assets/hosting/details"))
    page = visitor.get(f"{SEATS}/actions/2")
    assert facts(page)["The other side"] == "action 1 of hosting"
    assert visitor.get("/assets/acme~1hosting/actions/1").status_code == 200


def test_a_bundle_and_its_components_know_each_other(company: Visitors, ledger: Ledger) -> None:
    part = Line(
        line="2",
        action="add",
        product="HOST",
        asset="part",
        quantity=Decimal(3),
        parent_line="1",
        role="Addon",
    )
    activated(ledger, order("O-4", sale("whole"), structs.replace(part, start_date=date(2025, 1, 1))))
    visitor = company()

    assert "Has Hosting part, Addon" in words(visitor.get("/assets/whole/details"))
    assert "Part of Seat whole" in words(visitor.get("/assets/part/details"))


def test_changes_are_those_of_the_days_that_are_chosen(company: Visitors, ledger: Ledger) -> None:
    activated(
        ledger, order("O-4", amendment("seats", "5", APRIL)), order("O-5", amendment("seats", "-4", JULY))
    )
    visitor = company()

    page = visitor.get(f"{SEATS}/changes?from=2025-04-01&to=2025-06-30")

    assert "Asset Actions (1)" in page.text
    assert [label for label, _ in dots(page)] == ["Apr 1, 2025 Upsells: $266.55 (+$88.85)"]
    assert "Asset Actions (0)" in visitor.get(f"{SEATS}/changes?from=2024-01-01&to=2024-12-31").text
    assert "Asset Actions (3)" in visitor.get(f"{SEATS}/changes").text


WRONG_DAYS: Final = {
    "from=2025-06-30&to=2025-04-01": "The first day is after the last one.",
    "from=June": "&#39;June&#39; is neither a date such as 2025-08-10",
    "to=2025-06-30T10:00:00Z": "2025-06-30T10:00:00Z is no date such as 2025-08-10.",
    "to=9999-12-31": "9999-12-31 is out of range",
}


def test_days_that_are_none_are_told_beside_the_fields(company: Visitors) -> None:
    visitor = company()

    for asked, sentence in WRONG_DAYS.items():
        page = visitor.get(f"{SEATS}/changes?{asked}")
        assert page.status_code == 422, asked
        assert sentence in page.text, asked
        assert 'aria-describedby="wrong"' in page.text, asked


def test_what_is_not_there_is_said_in_words(company: Visitors) -> None:
    visitor = company()

    for path in ("/assets/nothing", f"{SEATS}/actions/9", f"{SEATS}/files/9"):
        page = visitor.get(path)
        assert page.status_code == 404, path
        assert "This cannot be done" in page.text, path


def test_an_asset_of_several_accounts_says_which_there_are(company: Visitors, ledger: Ledger) -> None:
    activated(ledger, order("B-9", sale("seats"), account="bolt"))

    page = company().get("/assets/seats")

    assert page.status_code == 409
    assert "Name one of these: acme/seats, bolt/seats." in page.text


def test_what_was_known_then_is_what_was_shown_then(company: Visitors, ledger: Ledger) -> None:
    """All was recorded on 1 January 2026: the day before, nothing was known of it."""
    page = company().get(f"{SEATS}?known_at=2025-12-31&on=2025-08-01")

    assert "as it was known on Dec 31, 2025" in page.text
    assert "never in force" in page.text
    assert "Asset Actions (0)" in page.text
    assert "Nothing was recorded of it by then." in page.text
    assert verbs(page) == []
    assert f'href="{SEATS}/details?on=2025-08-01&amp;known_at=2025-12-31"' in page.text


def test_buttons_are_what_the_status_allows_to_who_may(company: Visitors) -> None:
    """Seats and the paused asset ended with 2025; hosting is sold from then on without an end."""
    visitor = company()

    assert verbs(visitor.get(SEATS)) == ["renew", "rollback"]
    assert verbs(company("reader", permissions=()).get(SEATS)) == []


def test_a_pause_is_shown_as_such(company: Visitors) -> None:
    page = company().get("/assets/paused?on=2025-11-15")

    assert "<title>Suspended</title>" in page.text
    assert facts(page)["Status"] == "Suspended"
    assert [label for label, _ in dots(page)][-1] == "Nov 1, 2025 Suspend: $0.00 (-$100.00)"


HIDDEN: Final = (
    "asset",
    "action",
    "action_source",
    "state_period",
    "contract",
    "account",
    "file",
    "case",
    "product",
)


def test_pages_do_without_what_is_hidden(company: Visitors, ledger: Ledger) -> None:
    """Whatever of an object is hidden, all else is there."""
    activated(ledger, order("O-4", amendment("seats", "-4", JULY)))

    for name in HIDDEN:
        visitor = company(name, hidden=[f"{name}.{field.name}" for field in object_named(name).fields])
        for page in PAGES:
            assert visitor.get(f"{SEATS}{page}").status_code == 200, (name, page)
        assert visitor.get(EMBEDDED).status_code == 200, name


def test_hidden_mrr_is_in_no_chart_card_or_column(company: Visitors) -> None:
    money = ("asset.current_mrr", "state_period.mrr", "action.mrr_change", "action.total_mrr")
    visitor = company("hal", hidden=money)

    for page in PAGES:
        found = visitor.get(f"{SEATS}{page}?on=2025-08-01").text
        assert "177.70" not in found, page
        assert "MRR" not in found, page
    chart = visitor.get("/embed/assets/acme~1seats/charts/mrr")
    assert (chart.status_code, "177" in chart.text) == (404, False)


def test_a_file_is_added_listed_kept_and_removed(company: Visitors) -> None:
    visitor, path = company(), f"{SEATS}/related"

    answer = put(
        visitor, path, "add_file", files={"file": ("Order <1>.html", b"<script>1</script>", "text/html")}
    )
    page = visitor.get(path)
    found = re.search(rf'href="({SEATS}/files/\d+)" download>Order &lt;1&gt;.html<', page.text)
    assert found is not None
    kept = visitor.get(found[1])
    gone = put(visitor, path, "remove_file", id=found[1].rpartition("/")[2])

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}#files")
    assert kept.content == b"<script>1</script>"
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert kept.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert gone.status_code == 303
    assert "Order &lt;1&gt;.html" not in visitor.get(path).text
    assert visitor.get(found[1]).status_code == 404


def test_a_case_is_added_and_removed(company: Visitors) -> None:
    visitor, path = company(), f"{SEATS}/related"

    said = {"reference": "C-7", "system": "Helpdesk", "title": SCRIPT, "url": "https://help.example/7"}
    put(visitor, path, "add_case", **said)
    page = visitor.get(path)

    assert '<a href="https://help.example/7" rel="noopener noreferrer">C-7</a>' in page.text
    assert SCRIPT not in page.text
    [number, _] = re.findall(r'value="remove_case"><input type="hidden" name="id" value="(\d+)"', page.text)
    put(visitor, path, "remove_case", id=number)
    assert "C-7" not in visitor.get(path).text


UNKEPT: Final = {
    ("add_file", ()): "file: choose one first.",
    ("add_case", (("reference", " "),)): "reference: it has 1 to 255 characters.",
    (
        "add_case",
        (("reference", "C"), ("url", "javascript:alert(1)")),
    ): "it is an address that begins with https://.",
    ("remove_case", (("id", "9"),)): "Asset acme/seats has no case 9.",
    ("burn", ()): "do: a form of this page says what to do.",
}


def test_what_cannot_be_kept_is_told_beside_its_form(company: Visitors, ledger: Ledger) -> None:
    visitor, before = company(), everything(ledger)

    for (do, said), sentence in UNKEPT.items():
        answer = put(visitor, f"{SEATS}/related", do, **dict(said))
        assert answer.status_code == 422, sentence
        assert sentence in answer.text
    assert everything(ledger) == before


def test_who_may_not_attach_gets_no_form_and_is_refused(company: Visitors, ledger: Ledger) -> None:
    visitor, before = company("reader", permissions=()), everything(ledger)
    path = f"{SEATS}/related"

    assert 'name="do"' not in visitor.get(path).text
    token = visitor.client.cookies.get("tenure_csrf") or ""
    answer = visitor.client.post(path, data={"csrfmiddlewaretoken": token, "do": "remove_case", "id": "2001"})

    assert answer.status_code == 403
    assert everything(ledger) == before


def test_many_actions_come_a_hundred_at_a_time(company: Visitors, ledger: Ledger) -> None:
    """Of 121 actions the last hundred are on the first page of changes, the last twenty on the dashboard; every step is
    drawn, and few dots.
    """
    days = [date(2025, 1, 2) + timedelta(days=number) for number in range(120)]
    activated(
        ledger, *(order(f"N-{number}", amendment("seats", "1", day)) for number, day in enumerate(days))
    )
    visitor = company()

    dashboard = visitor.get(f"{SEATS}?on=2025-08-01")
    first = visitor.get(f"{SEATS}/changes?on=2025-08-01")
    rest = visitor.get(f"{SEATS}/changes?on=2025-08-01&cursor=100")

    numbers = [re.findall(r">Action (\d+)</a>", page.text) for page in (dashboard, first, rest)]
    assert [(len(found), found[0], found[-1]) for found in numbers] == [
        (20, "121", "102"),
        (100, "121", "22"),
        (21, "21", "1"),
    ]
    assert "Asset Actions (121)" in dashboard.text
    assert 'rel="next"' not in dashboard.text
    line = re.search(r'<path class="line" d="([^"]*)"', dashboard.text)
    assert line is not None
    assert line[1].count("V") == 1 + 120
    # The picture has 383 days, so that a dot has those of six; the last of its 121 days has one of its own.
    assert len(dots(dashboard)) == 21
    assert dots(dashboard)[0] == (
        "Jan 1, 2025 \N{EN DASH} Jan 6, 2025: $266.55 (6 changes)",
        f"{SEATS}/changes?on=2025-08-01&amp;from=2025-01-01&amp;to=2025-01-06",
    )
