"""Administration on pages: what is typed there is done, told, and refused in words."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import httpx
import pytest

from tenure.identity.documents import user_document, whole_role_document
from tenure.identity.limits import TOKEN_DAYS_MOST
from tenure.identity.roles import role_named
from tenure.identity.users import user_named
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.operations.pricing import index_rates, price_policies
from tenure.operations.settings import settings
from tests.database import ACTOR, TODAY
from tests.site.browsing import Browser
from tests.web.visitors import TESS, Visitors

ADMINISTRATION = "/administration"


def said(answer: httpx.Response) -> list[str]:
    """Give what a page says is wrong."""
    found = re.findall(
        r'<p class="error"[^>]*>(.*?)</p>|<div class="error".*?>(.*?)</div>', answer.text, re.DOTALL
    )
    return [unescape(re.sub(r"<[^>]+>", " ", "".join(one))).strip() for one in found]


def shown_once(answer: httpx.Response) -> str:
    """Give the secret that a page shows."""
    [found] = re.findall(r'role="status">.*?<code>(.*?)</code>', answer.text)
    return str(found)


def send(visitor: Browser, path: str, **fields: str | Sequence[str]) -> httpx.Response:
    """Send the form of a page."""
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', visitor.get(path).text)[0]
    filled: Any = {**fields, "csrfmiddlewaretoken": token}
    return visitor.client.post(path, data=filled)


def asked(ledger: Ledger, actor: Actor = ACTOR) -> tuple[Any, ...]:
    return actor, TODAY, "request", ledger


def test_settings_are_changed_with_a_reason(company: Visitors, ledger: Ledger) -> None:
    visitor = company()

    answer = send(
        visitor, ADMINISTRATION, backdating="refuse", books_closed_through="2025-03-31", message="year end"
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, ADMINISTRATION)
    now = settings(*asked(ledger))
    assert (now["backdating"], now["books_closed_through"]) == ("refuse", "2025-03-31")
    told = visitor.get("/administration/audit?object=setting").text
    assert told.count("year end") == 2

    send(visitor, ADMINISTRATION, books_closed_through="")

    assert settings(*asked(ledger))["books_closed_through"] == "none"


def test_a_setting_that_is_refused_changes_none(company: Visitors, ledger: Ledger) -> None:
    before = settings(*asked(ledger))

    answer = send(company(), ADMINISTRATION, backdating="refuse", time_zone="Europe/Berlin")

    assert answer.status_code == 422
    assert "orders are activated" in " ".join(said(answer))
    assert 'value="Europe/Berlin"' in answer.text
    assert settings(*asked(ledger)) == before


def test_who_may_not_change_settings_reads_them(company: Visitors, ledger: Ledger) -> None:
    reader = company("pat", permissions=("view_financials",))

    assert "Save" not in reader.get(ADMINISTRATION).text
    answer = send(reader, ADMINISTRATION, backdating="refuse")

    assert answer.status_code == 403
    assert "change backdating" in " ".join(said(answer))
    assert settings(*asked(ledger))["backdating"] == "allow"


def test_a_user_is_added_and_given_a_password_that_is_shown_once(company: Visitors, ledger: Ledger) -> None:
    visitor = company()

    answer = send(visitor, "/administration/users", name="uma", full_name="Uma", roles=["sales"], scope="own")

    assert answer.headers["Location"] == "/administration/users/uma"
    told = user_document(user_named(ACTOR, "uma"))
    assert (told["full_name"], told["roles"], told["scope"]) == ("Uma", ["sales"], "own")
    password = shown_once(send(visitor, "/administration/users/uma", do="password"))
    assert password not in visitor.get("/administration/users/uma").text
    newcomer = company.stranger()
    newcomer.log_in("uma", password)
    assert newcomer.get("/").headers["Location"] == "/account/password"


def test_a_user_gets_other_roles_and_accounts_and_is_let_in_no_more(company: Visitors) -> None:
    visitor, path = company(), f"/administration/users/{TESS}"

    send(visitor, path, roles=["auditor"], scope="subtree", accounts="acme, bolt", state=["active"])

    told = user_document(user_named(ACTOR, TESS))
    assert (told["roles"], told["accounts"], told["active"]) == (["auditor"], ["acme", "bolt"], True)

    send(visitor, path, roles=["auditor"], scope="all")

    told = user_document(user_named(ACTOR, TESS))
    assert (told["scope"], told["active"]) == ("all", False)


def test_what_is_wrong_with_a_user_is_said_and_what_was_typed_stays(company: Visitors) -> None:
    answer = send(company(), "/administration/users", name=TESS, full_name="<Tess>", scope="all")

    assert answer.status_code == 422
    assert TESS in " ".join(said(answer))
    assert 'value="&lt;Tess&gt;"' in answer.text


def test_nobody_gives_more_than_they_have(company: Visitors) -> None:
    small = company("sam", permissions=("manage_users",))

    answer = send(small, "/administration/users", name="eve", roles=["administrator"], scope="all")

    assert answer.status_code == 403
    assert "eve" not in small.get("/administration/users").text


def test_a_role_hides_a_field_from_who_has_it(company: Visitors) -> None:
    visitor = company()

    made = send(
        visitor, "/administration/roles", name="desk", label="Desk", permissions=["manage_asset_lifecycle"]
    )
    fields = {"field.asset.product": "hidden", "field.account.owner": "readable", "label": "Front desk"}
    send(visitor, made.headers["Location"], permissions=["view_financials"], **fields)

    told = whole_role_document(role_named(ACTOR, "desk"))
    assert told["fields"] == {"account.owner": "readable", "asset.product": "hidden"}
    assert [one["permission"] for one in told["permissions"]] == ["view_financials"]
    assert told["label"] == "Front desk"

    assert send(visitor, "/administration/roles/desk", do="delete").headers["Location"].endswith("/roles")
    assert visitor.get("/administration/roles/desk").status_code == 404


def test_a_ready_made_role_stays_as_it_is(company: Visitors) -> None:
    answer = send(company(), "/administration/roles/sales", label="Sellers", permissions=[])

    assert answer.status_code == 422
    assert whole_role_document(role_named(ACTOR, "sales"))["label"] != "Sellers"


def test_a_token_is_shown_once_and_good_until_it_is_revoked(company: Visitors) -> None:
    visitor, path = company(), "/administration/tokens"

    secret = shown_once(send(visitor, path, label="till", days="30", permissions=["view_financials"]))

    program = company.stranger().client
    program.headers["Authorization"] = f"Bearer {secret}"
    assert program.get("/api/v1/accounts").status_code == 200
    page = visitor.get(path).text
    assert secret not in page
    [token] = re.findall(r'name="revoke" value="(\d+)"', page)

    send(visitor, path, revoke=token)

    assert program.get("/api/v1/accounts").status_code == 401


@pytest.mark.parametrize("days", ["", "0", "many", "99999999999"])
def test_a_token_is_good_for_a_number_of_days(company: Visitors, days: str) -> None:
    answer = send(company(), "/administration/tokens", label="till", days=days)

    assert said(answer)[-1] == f"A whole number from 1 to {TOKEN_DAYS_MOST}."
    assert f'value="{days}"' in answer.text


def test_a_webhook_is_added_looked_at_and_removed(company: Visitors) -> None:
    visitor, path = company(), "/administration/webhooks"

    made = send(visitor, path, url="https://example.com/told", types=["order.failed"])

    assert shown_once(made).startswith("whsec_")
    [webhook] = re.findall(rf'href="({path}/\d+)">https://example.com/told', visitor.get(path).text)
    assert "order.failed" in visitor.get(webhook).text

    assert send(visitor, webhook, do="remove").headers["Location"] == path
    assert "example.com/told" not in visitor.get(path).text


def test_an_address_that_nobody_may_be_told_at_is_refused(company: Visitors) -> None:
    answer = send(company(), "/administration/webhooks", url="http://127.0.0.1/told")

    assert answer.status_code == 422
    assert any("127.0.0.1" in sentence for sentence in said(answer))


def test_a_product_is_changed_field_by_field(company: Visitors, ledger: Ledger) -> None:
    visitor, path = company(), "/administration/records/product?code=HOST"
    before = visitor.get(path).text
    stands = dict(re.findall(r'<input id="f-\w+" name="(\w+)" value="([^"]*)"', before))
    chosen = re.findall(r'<select id="f-\w+" name="(\w+)".*?</select>', before, re.DOTALL)
    picked = {name: value for name in chosen if (value := _selected(before, name)) is not None}

    answer = send(
        visitor,
        path,
        **{**stands, **picked, "name": "Hosting, by the month", "prices": "EUR 12.50\nJPY 1800"},
        components="SEAT, 2, constant, required",
    )

    assert answer.status_code == 303, said(answer)
    told = visitor.get(path).text
    assert 'value="Hosting, by the month"' in told
    assert "EUR 12.50\nJPY 1800" in told
    assert "SEAT, 2, constant, required" in told


def _selected(page: str, name: str) -> str | None:
    [options] = re.findall(rf'<select id="f-{name}".*?</select>', page, re.DOTALL)
    found = re.search(r'<option value="([^"]*)" selected', options)
    return None if found is None else found[1]


def test_what_is_wrong_with_a_record_stands_beside_its_field(company: Visitors) -> None:
    answer = send(
        company(),
        "/administration/records/product",
        code="NEW",
        name="<b>New</b>",
        selling_model="term",
        list_price="twelve",
        prices="EURO 12",
        renewal_term="-1",
    )

    assert answer.status_code == 422
    beside = dict(re.findall(r'<p class="error" id="f-(\w+)-wrong">(.*?)</p>', answer.text))
    assert set(beside) == {"list_price", "prices", "renewal_term"}
    assert "twelve" in beside["list_price"]
    assert "&lt;b&gt;New&lt;/b&gt;" in answer.text
    assert "<b>New</b>" not in answer.text


def test_price_policies_and_index_rates_are_put_into_the_book(company: Visitors, ledger: Ledger) -> None:
    visitor, path = company(), "/administration/records"

    made = send(visitor, f"{path}/price_policy", name="CPI", type="price_index", margin="1.5")
    assert said(made) == []
    rate: Any = {"name": "CPI", "rate": "2.5", "from": "2024-02-29", "to": "2025-02-28"}
    assert said(send(visitor, f"{path}/index_rate", **rate)) == []

    assert [(one["name"], one["margin"]) for one in price_policies(*asked(ledger))] == [("CPI", "1.5")]
    [told] = index_rates(*asked(ledger))
    assert (told["from"], told["to"], told["rate"]) == ("2024-02-29", "2025-02-28", "2.5")
    page = visitor.get(path).text
    assert "Feb 29, 2024" in page


def test_a_contract_is_made_for_an_account_and_out_of_scope_there_is_none(company: Visitors) -> None:
    visitor = company()
    wanted = {"account": "acme", "key": "K-9", "start_date": "2026-01-01", "end_date": "2026-12-31"}

    made = send(visitor, "/administration/records/contract?account=acme", **wanted)

    assert made.headers["Location"] == "/accounts/acme/contracts/K-9"
    bolts = company("bo", roots=("bolt",))
    assert bolts.get("/administration/records/contract?account=acme&key=K-9").status_code == 404
    answer = send(bolts, "/administration/records/contract", **wanted)
    assert answer.status_code == 422


def test_a_kind_of_records_that_there_is_not_has_no_form(company: Visitors) -> None:
    assert company().get("/administration/records/order").status_code == 404
