"""Custom fields in lists on pages: a column of products, and what the forms above lists ask for."""

import re

import pytest

from tenure.operations.ledger import Ledger
from tests.operations.declaring import LEDGER_CODE, REGION, SCORE, SINCE, VIP, declare, put_account
from tests.web.test_administration import send
from tests.web.test_custom_fields import table
from tests.web.visitors import Visitors

KEPT = {"region": "EMEA", "customer_since": "2020-02-29", "score": "1234.5", "vip": False}
SEAT = {"code": "SEAT", "name": "Seat", "selling_model": "term", "pricing_term_unit": "month"}


@pytest.fixture
def kept(company: Visitors, ledger: Ledger) -> Visitors:
    """Acme has a value in each of its fields, and the seat a ledger code."""
    declare(ledger, REGION, SINCE, SCORE, VIP, LEDGER_CODE)
    assert put_account(ledger, KEPT) == []
    path = "/administration/records/product?code=SEAT"
    assert send(company("keeper"), path, **SEAT, **{"custom.ledger_code": "4000 <i>"}).status_code == 303
    return company


def test_the_list_of_products_has_them_as_columns_and_finds_by_them(kept: Visitors) -> None:
    visitor = kept()

    everything = table(visitor.get("/products"), "Products")
    found = visitor.get("/products?custom.ledger_code.starts=40")

    assert everything[0][-2:] == ["Ledger Code", "Product Line"]
    assert {row[0]: row[-2] for row in everything[1:]}["SEAT"] == "4000 <i>"
    assert [row[0] for row in table(found, "Products")[1:]] == ["SEAT"]
    assert 'name="custom.ledger_code.starts" value="40"' in found.text
    assert "<i>" not in found.text


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        ("custom.region=EMEA", "custom.region=Americas"),
        ("custom.vip=false", "custom.vip=true"),
        ("custom.customer_since=2020-02-29", "custom.customer_since=2020-03-01"),
        ("custom.score=1234.5", "custom.score=1"),
    ],
)
def test_accounts_are_found_by_them(kept: Visitors, asked: str, others: str) -> None:
    visitor, (name, _, value) = kept(), asked.partition("=")

    found, none = visitor.get(f"/accounts?{asked}"), visitor.get(f"/accounts?{others}")

    assert [row[0] for row in table(found, "Accounts")[1:]] == ["Acme"]
    assert "There is no such account." in none.text
    assert re.search(rf'name="{name}"[^>]* value="{value}"|value="{value}" selected', found.text)


def test_a_hidden_field_is_neither_asked_for_nor_told(kept: Visitors) -> None:
    rep = kept("rep", hidden=("account.custom.region", "product.custom"))

    accounts, products = rep.get("/accounts").text, rep.get("/products").text

    assert ("custom.region" in accounts, "custom.score" in accounts) == (False, True)
    assert ("custom." in products, "Ledger Code" in products) == (False, False)
    assert rep.get("/accounts?custom.region=EMEA").status_code == 422
    assert rep.get("/products?custom.ledger_code.starts=40").status_code == 422
