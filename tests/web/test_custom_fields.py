"""Custom fields on pages: declared, shown as what they are, chosen as columns, written by forms; hidden, on no page."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Final

import httpx
import pytest

from tenure.identity.documents import whole_role_document
from tenure.identity.roles import role_named
from tenure.operations.custom.declared import CustomField, declared
from tenure.operations.custom.declaring import custom_fields
from tenure.operations.ledger import Ledger
from tenure.web.reader import NO_VALUE
from tests.database import ACTOR, TODAY
from tests.operations.declaring import (
    LEDGER_CODE,
    REGION,
    SCORE,
    SINCE,
    SITE,
    SPEED,
    TIER,
    VIP,
    accounts,
    declare,
    put_account,
    retire,
    told_periods,
)
from tests.operations.orders_told import activated, amendment, everything, order, sale
from tests.site.browsing import Browser
from tests.web.changes import fill
from tests.web.test_administration import said, send
from tests.web.visitors import Visitors

FIELDS: Final = "/administration/custom-fields"
ACCOUNT: Final = "/administration/records/account?key=acme"
STANDS: Final = {"key": "acme", "name": "Acme", "currency": "USD"}
NEW: Final = {"object": "asset", "name": "new", "label": "New", "type": "text"}
KEPT: Final = {"region": "EMEA", "customer_since": "2020-02-29", "score": "1234.5", "vip": False}
ADDED: Final = {"tier": "gold", "site": "Kiel", "speed": "2.5", "colour": "red"}


def sell_kit(ledger: Ledger) -> None:
    """Sell a kit to Acme that is gold in Kiel, and silver in Oslo from July 2025 on."""
    sold = sale("kit", end_date=date(2034, 12, 31), unit_price=Decimal("17.77"), attributes=ADDED)
    moved = amendment("kit", "1", date(2025, 7, 1), attributes={"tier": "silver", "site": "Oslo"})
    assert [one.outcome for one in activated(ledger, order("K-1", sold), order("K-2", moved))] == [
        "activated",
        "activated",
    ]


@pytest.fixture
def kept(company: Visitors, ledger: Ledger) -> Visitors:
    """Acme has a value in each of its fields; its kit is gold in Kiel, and silver in Oslo from July 2025 on."""
    declare(ledger, REGION, SINCE, SCORE, VIP, LEDGER_CODE, TIER, SITE, SPEED)
    assert put_account(ledger, KEPT) == []
    sell_kit(ledger)
    return company


def facts(answer: httpx.Response) -> dict[str, str]:
    """Give what a page tells under a name."""
    found = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", answer.text, re.DOTALL)
    return {unescape(name): unescape(re.sub(r"<[^>]+>", "", value)).strip() for name, value in found}


def table(answer: httpx.Response, caption: str) -> list[list[str]]:
    """Give the cells of a table."""
    part = answer.text.partition(f'aria-label="{caption}"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", part, re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def token(visitor: Browser) -> dict[str, str]:
    """Give what a form has that is sent by who opened a page."""
    found = re.findall(
        r'name="(csrfmiddlewaretoken)" value="(\w+)"', visitor.get("/administration/tokens").text
    )
    return dict(found)


def offered(answer: httpx.Response) -> set[str]:
    """Give the custom fields that a form has a control for."""
    return set(re.findall(r'name="((?:custom|attributes)\.\w+)"', answer.text))


def test_a_field_is_declared_changed_retired_and_takes_values_again(
    company: Visitors, ledger: Ledger
) -> None:
    visitor = company()
    new = {"object": "asset", "name": "tier", "label": "Tier", "type": "picklist", "values": "gold\nsilver\n"}

    assert send(visitor, FIELDS, **new, message="what they pay for").headers["Location"] == FIELDS

    page = visitor.get(FIELDS)
    assert table(page, "Asset")[1] == ["Tier", "tier", "Picklist", "gold, silver", NO_VALUE, "No"]
    assert table(page, "Product")[1] == ["Product Line", "line", "Text", NO_VALUE, NO_VALUE, "No"]
    assert "what they pay for" in visitor.get("/administration/audit").text
    path = f"{FIELDS}/asset/tier"
    assert f'href="{path}"' in page.text

    send(visitor, path, label="Level", values="gold\nsilver\nbronze", help="How much care they get")
    assert custom_fields(ACTOR, TODAY, "asking", ledger)[0] == CustomField(
        "asset", "tier", "Level", "picklist", ("gold", "silver", "bronze"), "How much care they get"
    )
    form = visitor.get("/accounts/acme/change/add").text
    assert '<label for="field-attributes-tier">Level</label>' in form
    assert 'title="How much care they get"' in form
    send(visitor, path, do="retire")
    assert declared(ledger).of("asset")["tier"].retired
    send(visitor, path, label="Tier", values="gold")
    assert declared(ledger).of("asset")["tier"].retired
    send(visitor, path, do="take")
    found = declared(ledger).of("asset")["tier"]
    assert (found.retired, found.label, found.choices) == (False, "Tier", ("gold",))


WRONG: Final[tuple[tuple[dict[str, str], str], ...]] = (
    ({"name": "Line"}, "name begins with a small letter"),
    ({"name": "<b>"}, "name begins with a small letter"),
    ({"label": " "}, "label has between 1 and"),
    ({"type": "money"}, "type is text, number, date, boolean or picklist."),
    ({"object": "order"}, "object is account, product, asset or state_period."),
    ({"values": "a\nb"}, "values go with the type picklist"),
    ({"object": "product", "name": "line"}, "There is such a field already."),
)


def test_what_cannot_be_declared_is_said_and_what_was_typed_stays(company: Visitors, ledger: Ledger) -> None:
    before, visitor = declared(ledger), company()

    for typed, wrong in WRONG:
        answer = send(visitor, FIELDS, **{**NEW, "help": "<Where>", **typed})

        assert answer.status_code == 422, typed
        assert wrong in " ".join(said(answer))
        assert "&lt;Where&gt;</textarea>" in answer.text
        assert "<b>" not in answer.text
    assert declared(ledger) == before


def test_who_may_not_change_settings_reads_what_is_declared(kept: Visitors, ledger: Ledger) -> None:
    before = declared(ledger)
    reader = kept("rita", permissions=("manage_asset_lifecycle",))
    narrow = kept("nora", roots=("acme",))

    for visitor in (reader, narrow):
        assert table(visitor.get(FIELDS), "Account")[1][:2] == ["Customer Since", "customer_since"]
        for path, more in ((FIELDS, {}), (f"{FIELDS}/asset/tier", {"values": "gold"})):
            assert "<button" not in visitor.get(path).text.partition("<h1>")[2], path
            refused = visitor.client.post(path, data={**token(visitor), **NEW, **more})
            assert refused.status_code == 403, path
    assert declared(ledger) == before
    assert reader.get(f"{FIELDS}/asset/none").status_code == 404


def test_an_account_shows_them_as_its_reader_writes(kept: Visitors) -> None:
    visitor = kept()
    for language, since, score in (("en-US", "Feb 29, 2020", "1,234.5"), ("de", "29.02.2020", "1.234,5")):
        visitor.client.headers["Accept-Language"] = language

        shown = facts(visitor.get("/accounts/acme"))
        listed = visitor.get("/accounts?columns=custom.score&columns=custom.vip")

        own = [shown[name] for name in ("Region", "Customer Since", "Score", "VIP")]
        assert own == ["EMEA", since, score, "No"]
        assert table(listed, "Accounts")[:2] == [
            ["Account Name", "Key", "Score", "VIP"],
            ["Acme", "acme", score, "No"],
        ]


def test_an_asset_and_its_periods_show_them_on_the_day(kept: Visitors) -> None:
    visitor, path = kept(), "/assets/acme~1kit"
    march = visitor.get(f"{path}/details?on=2025-03-01")
    august = visitor.get(f"{path}/details?on=2025-08-01")

    assert [facts(march)[name] for name in ("Tier", "Site", "Speed", "colour")] == [
        "gold",
        "Kiel",
        "2.5",
        "red",
    ]
    assert [facts(august)[name] for name in ("Tier", "Site", "Speed")] == ["silver", "Oslo", "2.5"]
    assert (march.text.count(">Tier<"), march.text.count(">Site<")) == (1, 1)
    periods = table(visitor.get(f"{path}/related"), "State periods")
    places = [periods[0].index("Site"), periods[0].index("Speed")]
    assert [[row[place] for place in places] for row in periods[1:]] == [["Kiel", "2.5"], ["Oslo", "2.5"]]
    written = facts(visitor.get(f"{path}/actions/2"))
    assert (written["Tier"], written["Site"]) == ("silver", "Oslo")


def test_managed_assets_have_them_as_columns_in_pages_and_files(kept: Visitors) -> None:
    visitor = kept()
    asked = "on=2025-08-01&columns=custom.tier&columns=custom.speed&sort=-custom.tier"

    page = visitor.get(f"/accounts/acme?{asked}")
    file = visitor.get(f"/accounts/acme/assets.csv?{asked}&custom.tier=silver").content.decode("utf-8-sig")

    assert [row[1:] for row in table(page, "Managed assets")] == [
        ["Asset Name", "Tier", "Speed"],
        ["kit", "silver", "2.5"],
        ["paused", NO_VALUE, NO_VALUE],
        ["seats", NO_VALUE, NO_VALUE],
    ]
    assert 'value="custom.site">Site</label>' in page.text
    assert "sort=custom.tier" in page.text
    assert file.splitlines() == ["Asset Name,Tier,Speed", "kit,silver,2.5"]


def test_a_product_shows_and_takes_them(kept: Visitors) -> None:
    visitor, path = kept(), "/administration/records/product?code=SEAT"
    assert offered(visitor.get(path)) == {"custom.line", "custom.ledger_code"}
    stands = {"code": "SEAT", "name": "Seat", "selling_model": "term", "pricing_term_unit": "month"}

    answer = send(visitor, path, **stands, **{"custom.ledger_code": "4000 <i>", "custom.line": ""})

    assert answer.headers["Location"] == "/products/SEAT"
    shown = facts(visitor.get("/products/SEAT"))
    assert shown["Ledger Code"] == "4000 <i>"
    assert "Product Line" not in shown
    assert "<i>" not in visitor.get("/products/SEAT").text
    assert 'value="4000 &lt;i&gt;"' in visitor.get(path).text


def test_an_account_is_changed_field_by_field_and_what_is_retired_stays(
    kept: Visitors, ledger: Ledger
) -> None:
    retire(ledger, "account", "score")
    visitor = kept()
    page = visitor.get(ACCOUNT)
    assert offered(page) == {"custom.region", "custom.customer_since", "custom.vip"}
    assert re.search(r'name="custom.customer_since" value="2020-02-29" type="date"', page.text)

    new = {"custom.region": "Americas", "custom.customer_since": "", "custom.vip": "true"}
    assert send(visitor, ACCOUNT, **STANDS, **new).status_code == 303

    there = {"region": "Americas", "customer_since": None, "score": "1234.5", "vip": True}
    assert accounts(ledger)["acme"] == there

    wrong = {"custom.region": "Asia", "custom.vip": "true"}
    answer = send(visitor, ACCOUNT, **STANDS, **wrong)

    assert answer.status_code == 422
    assert 'id="f-custom.region-wrong">Region is EMEA or Americas, not &#34;Asia&#34;.</p>' in answer.text
    assert '<option value="Asia" selected>' in answer.text
    assert accounts(ledger)["acme"] == there


def test_a_change_writes_them_and_its_preview_shows_them(kept: Visitors, ledger: Ledger) -> None:
    visitor = kept()
    visitor.client.headers["Accept-Language"] = "de"
    assert offered(visitor.get("/accounts/acme/change/amend?asset=kit")) == {
        "attributes.tier",
        "attributes.site",
        "attributes.speed",
    }
    assert offered(visitor.get("/accounts/acme/change/cancel?asset=kit")) == set()
    typed = {"effective_date": "2030-01-01", "attributes__tier": "gold", "attributes__speed": "3,75"}

    preview = fill(visitor, "amend", "kit", attributes="colour: blue", **typed)

    shown = table(preview, "State periods of Seat")
    assert [shown[0][-3:], *(row[:1] + row[-3:] for row in shown if row[0] == "after")] == [
        ["Tier", "Site", "Speed"],
        ["after", "silver", "Oslo", "2,5"],
        ["after", "gold", "Oslo", "3,75"],
    ]
    assert fill(visitor, "amend", "kit", do="activated", **typed).status_code == 303
    assert [own for first, own in told_periods(ledger, "kit") if first == "2030-01-01"] == [
        {"site": "Oslo", "speed": "3.75"}
    ]


def test_a_wrong_value_is_told_beside_its_field_and_changes_nothing(kept: Visitors, ledger: Ledger) -> None:
    before = everything(ledger)

    answer = fill(
        kept(),
        "amend",
        "kit",
        do="activated",
        effective_date="2030-01-01",
        attributes__tier="bronze",
        attributes__speed="fast",
    )

    assert 'id="field-attributes-tier-fault">Tier is gold or silver, not &#34;bronze&#34;.</p>' in answer.text
    assert 'id="field-attributes-speed-fault">Speed is a number' in answer.text
    assert '<option value="bronze" selected>' in answer.text
    assert everything(ledger) == before


HIDDEN: Final = (
    "account.custom.region",
    "product.custom.line",
    "asset.custom.tier",
    "state_period.custom.site",
)
EVERYWHERE: Final = (
    "/",
    "/accounts",
    "/accounts/acme",
    "/accounts/acme?on=2025-08-01&columns=custom.tier&columns=custom.site&columns=custom.speed",
    "/accounts/acme/assets.csv?on=2025-08-01&columns=custom.tier&columns=custom.site",
    "/accounts/acme/change/amend?asset=kit",
    "/assets/acme~1kit",
    "/assets/acme~1kit/details?on=2025-08-01",
    "/assets/acme~1kit/related",
    "/assets/acme~1kit/changes",
    "/assets/acme~1kit/actions/1",
    "/assets/acme~1kit/actions/2",
    "/orders/K-1",
    "/orders/K-2",
    "/products/SEAT",
    "/products",
    ACCOUNT,
    "/administration/records/product?code=SEAT",
    "/administration/audit",
    FIELDS,
)
TOLD: Final = re.compile(r"EMEA|Region|region|Product Line|Tier|tier|gold|silver|Site|\bsite\b|Kiel|Oslo")


def hidden_words(answer: httpx.Response) -> list[str]:
    """Give what a page tells of hidden fields, but for what its own address asks for."""
    plain = re.sub(r'role="region"|<meta[^>]*>|columns=custom\.\w+|href="[^"]*"', "", answer.text)
    return TOLD.findall(plain)


def test_a_hidden_field_is_on_no_page(kept: Visitors, ledger: Ledger) -> None:
    rep = kept("rep", hidden=HIDDEN)

    for path in EVERYWHERE:
        answer = rep.get(path)
        assert answer.status_code == 200, path
        assert hidden_words(answer) == [], path
    assert rep.get(f"{FIELDS}/account/region").status_code == 404
    assert rep.get("/accounts/acme?custom.tier=gold").status_code == 422
    preview = fill(rep, "amend", "kit", quantity="1", effective_date="2030-01-01")
    assert hidden_words(preview) == []

    answer = send(rep, ACCOUNT, **STANDS, **{"custom.score": "7"})
    assert answer.status_code == 303, said(answer)

    assert accounts(ledger)["acme"] == {"region": "EMEA", "customer_since": None, "score": "7", "vip": None}


def test_what_is_hidden_as_a_whole_or_where_it_is_kept_is_on_no_page(kept: Visitors) -> None:
    whole = kept("whole", hidden=("account.custom", "asset.custom", "state_period.custom", "product.custom"))
    there = kept("there", hidden=("state_period.attributes", "action.attributes", "order_line.attributes"))

    for path in EVERYWHERE[:14]:
        if "/orders/" not in path:
            assert not re.search(r"EMEA|Tier|Site|gold|Kiel|Oslo", whole.get(path).text), path
            assert not re.search(r"Tier|Site|gold|Kiel|Oslo", there.get(path).text), path
    kept_apart = kept("apart", hidden=("state_period.attributes",))
    assert offered(kept_apart.get("/accounts/acme/change/amend?asset=kit")) == set()


def test_what_is_readable_is_shown_and_has_no_control(kept: Visitors, ledger: Ledger) -> None:
    reader = kept("ray", readable=("account.custom.region", "asset.custom", "state_period.custom.site"))

    assert facts(reader.get("/accounts/acme"))["Region"] == "EMEA"
    assert facts(reader.get("/assets/acme~1kit/details?on=2025-08-01"))["Tier"] == "silver"
    assert offered(reader.get(ACCOUNT)) == {"custom.customer_since", "custom.score", "custom.vip"}
    assert offered(reader.get("/accounts/acme/change/amend?asset=kit")) == {"attributes.speed"}
    assert "<button" not in reader.get(f"{FIELDS}/account/region").text.partition("<h1>")[2]

    answer = send(reader, ACCOUNT, **STANDS, **{"custom.region": "Americas"})

    assert answer.status_code == 422
    assert "ray may not write Region." in " ".join(said(answer))
    assert send(reader, ACCOUNT, **STANDS).status_code == 303
    assert accounts(ledger)["acme"]["region"] == "EMEA"


def test_a_role_hides_them_one_by_one_and_keeps_what_its_form_does_not_show(kept: Visitors) -> None:
    visitor, path = kept(), "/administration/roles/role-of-desk"
    kept("desk", hidden=("account.custom.vip", "account.custom.region"), permissions=("manage_users",))
    boss = kept("boss", hidden=("account.custom.vip",))
    page = visitor.get(path).text
    assert re.search(r'<select id="f-account.custom.vip".*?<option value="hidden" selected>', page, re.DOTALL)
    assert "VIP" not in boss.get(path).text

    chosen = {"field.account.custom.region": "", "field.asset.custom.tier": "readable"}
    assert said(send(boss, path, permissions=["manage_users"], **chosen)) == []

    assert whole_role_document(role_named(ACTOR, "role-of-desk"))["fields"] == {
        "account.custom.vip": "hidden",
        "asset.custom.tier": "readable",
    }
