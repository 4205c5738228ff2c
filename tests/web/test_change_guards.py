"""Who may change what by a form, and what cannot get in or out by one."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tenure.operations.ledger import Ledger
from tests.operations.orders_told import activated, everything, order, sale
from tests.web.changes import fill, opened
from tests.web.visitors import Visitors

TYPED = {"quantity": "5", "effective_date": "2030-01-01"}


@pytest.fixture
def long_seats(company: Visitors, ledger: Ledger) -> Visitors:
    """Acme has ten seats until the end of 2034, at 17.77 a month."""
    line = sale("long", end_date=date(2034, 12, 31), unit_price=Decimal("17.77"))
    assert activated(ledger, order("L-1", line))[0].outcome == "activated"
    return company


def _buttons(text: str) -> list[str]:
    return re.findall(r'<button[^>]* name="do" value="([a-z]+)"', text)


def test_buttons_are_those_that_one_may_press_and_others_are_refused(
    long_seats: Visitors, ledger: Ledger
) -> None:
    before = everything(ledger)
    clerk = long_seats("clerk", permissions=("view_financials",))
    planner = long_seats("planner", permissions=("view_financials", "manage_asset_lifecycle"))
    closer = long_seats("closer", permissions=("view_financials", "activate_orders"))
    asked = "/accounts/acme/change/amend?asset=long"

    seen = {one: _buttons(one.get(asked).text) for one in (clerk, planner, closer)}

    assert list(seen.values()) == [
        ["preview"],
        ["preview", "quote", "order"],
        ["preview", "activated"],
    ]
    for visitor, shown in seen.items():
        for do in {"quote", "order", "activated"} - set(shown):
            answer = fill(visitor, "amend", "long", do=do, **TYPED)
            assert answer.status_code == 403
            assert "permission" in answer.text
    assert everything(ledger) == before


def test_a_form_from_elsewhere_changes_nothing(long_seats: Visitors, ledger: Ledger) -> None:
    visitor, before = long_seats(), everything(ledger)
    path, fields = opened(visitor, "amend", "long")
    del fields["csrfmiddlewaretoken"]

    answer = visitor.client.post(path, data={**fields, **TYPED, "do": "activated"})

    assert answer.status_code == 403
    assert everything(ledger) == before


def test_who_may_not_see_money_sees_none_and_asks_for_none(long_seats: Visitors, ledger: Ledger) -> None:
    plain = long_seats("pat", permissions=("manage_asset_lifecycle", "activate_orders"))

    answer = fill(plain, "amend", "long", **TYPED)
    swap = plain.get("/accounts/acme/change/swap?asset=long")

    assert "Upsells" in answer.text
    assert "+5" in answer.text
    assert not re.search(r"17\.77|MRR|Amount|Unit Price</label>|\$|data-mrr", answer.text)
    assert swap.status_code == 403
    assert "may not write" in swap.text


def test_fields_that_one_may_not_write_are_not_asked(long_seats: Visitors, ledger: Ledger) -> None:
    visitor = long_seats("fay", readable=("order_line.unit_price", "order.message"))

    text = visitor.get("/accounts/acme/change/amend?asset=long").text

    assert "Change of quantity" in text
    assert "Unit Price</label>" not in text
    assert "Message</label>" not in text


def test_what_is_out_of_scope_does_not_exist(long_seats: Visitors, ledger: Ledger) -> None:
    bolts, before = long_seats("bo", roots=("bolt",)), everything(ledger)

    acme = bolts.get("/accounts/acme/change/amend?asset=long")
    mixed = bolts.get("/accounts/bolt/change/amend?asset=bolts&asset=long")
    gift = fill(
        bolts,
        "transfer",
        "bolts",
        account="bolt",
        do="activated",
        to_account="acme",
        effective_date="2025-06-01",
    )

    assert acme.status_code == mixed.status_code == 404
    assert "Account bolt has no asset long." in mixed.text
    assert "There is no account acme." in gift.text
    assert everything(ledger) == before


NASTY = "\"'><script>alert(1)</script>{{ 7 * 7 }}"


def test_what_is_typed_comes_back_as_text(long_seats: Visitors) -> None:
    """In every field of every form, whether it can be read or not."""
    visitor = long_seats()
    for verb, assets in {
        "add": (),
        "amend": ("long",),
        "renew": ("long", "seats"),
        "swap": ("long",),
    }.items():
        path, fields = opened(visitor, verb, *assets)
        page = visitor.get(path).text
        names = re.findall(r'<(?:input|select|textarea)(?! type="checkbox")[^>]* name="([^"]*)"', page)
        kept = {"csrfmiddlewaretoken", "with", "do"}
        sent = fields | {name: f"{NASTY}{name}" for name in names if name not in kept}

        answer = visitor.client.post(path, data={**sent, "do": "activated"})

        assert answer.status_code == 422, verb
        assert "<script>alert" not in answer.text, verb
        assert "49" not in re.findall(r"&lt;/script&gt;(.{9})", answer.text), verb
        assert f"&lt;script&gt;alert(1)&lt;/script&gt;{{{{ 7 * 7 }}}}{names[-1]}" in answer.text, verb


BARRED = {
    "fly?asset=long": (404, "There is no change that is called fly."),
    "amend": (422, "No asset is chosen."),
    "amend?asset=bolts": (404, "Account acme has no asset bolts."),
    "amend?" + "&".join(f"asset={number}" for number in range(201)): (404, "has no asset 0, 1, 2, 3, 4."),
}


def test_who_comes_to_no_form_is_told_where_to_go(long_seats: Visitors) -> None:
    visitor = long_seats()
    for path, (status, says) in BARRED.items():
        answer = visitor.get(f"/accounts/acme/change/{path}")

        assert answer.status_code == status, path
        assert says in answer.text, path
        assert 'href="/accounts/acme"' in answer.text, path
        assert 'href="/accounts/acme/change/add"' in answer.text, path


def test_one_comes_from_the_account_to_a_sale_and_from_a_swap_to_an_upgrade(long_seats: Visitors) -> None:
    visitor = long_seats()

    account = visitor.get("/accounts/acme").text
    swap = visitor.get("/accounts/acme/change/swap?asset=long").text

    assert '<a class="button" href="/accounts/acme/change/add">Add a product</a>' in account
    assert re.findall(r'/change/([a-z]+)\?asset=\d+">(\w+)</a>', swap) == [
        ("upgrade", "Upgrade"),
        ("downgrade", "Downgrade"),
    ]


def test_what_has_ended_says_so_and_what_can_be_done_with_it(long_seats: Visitors, ledger: Ledger) -> None:
    """The seats of 2025 have expired: they can be renewed, and what was done can be undone."""
    text = long_seats().get("/accounts/acme/change/amend?asset=seats").text

    assert "seats is Expired today, and amend is not for that." in text
    ways = re.findall(r'/change/([a-z]+)\?asset=\d+"', text)
    assert ways == ["renew", "rollback"]


def test_numbers_are_written_as_in_the_language_of_the_browser(long_seats: Visitors, ledger: Ledger) -> None:
    visitor = long_seats()
    visitor.client.headers["Accept-Language"] = "de-DE"

    answer = fill(visitor, "amend", "long", do="order", quantity="1.000,5", effective_date="2030-01-01")

    number = answer.headers["Location"].rpartition("/")[2]
    [row] = ledger.connection.execute(
        "select l.content::jsonb ->> 'quantity' from order_line l join sales_order o using (account_id, order_id) "
        "where o.number = %s",
        (number,),
    ).fetchall()
    assert row[0] == "1000.5"


UNREADABLE = (
    ({"quantity": "five"}, "&#34;five&#34; cannot be read as a number; it is written like 1234.5."),
    ({"quantity": "1,5"}, "&#34;1,5&#34; cannot be read as a number"),
    ({"quantity": "NaN"}, "NaN is not a number."),
    ({"quantity": "1.234"}, "1.234 has too many decimals"),
    ({"quantity": "1e999999999"}, "1E+999999999 is not a change of quantity"),
    ({"effective_date": "1.2.2030"}, "is not a date written as YYYY-MM-DD"),
    ({"effective_date": ""}, "Neither the line nor the order says when the amend takes effect."),
    ({"unit_price": "-1"}, "-1 is not a price"),
    ({"renewal_term": "twelve"}, "is not a whole number"),
    ({"attributes": "colour"}, "Attributes are written one a line, each as name: value."),
    ({"quantity": "0"}, "A change of 0 changes nothing"),
)


def test_what_cannot_be_read_is_said_beside_its_field(long_seats: Visitors, ledger: Ledger) -> None:
    visitor, before = long_seats(), everything(ledger)
    for typed, says in UNREADABLE:
        answer = fill(
            visitor, "amend", "long", do="order", **{**TYPED, "renewal_term_unit": "month", **typed}
        )

        assert answer.status_code == 422
        assert re.search(rf'-fault">[^<]*{re.escape(says)}', answer.text), says
    assert everything(ledger) == before
