"""Orders on pages: listed by state, done with what may be done, and told line by line."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import httpx
import pytest

from tenure.kernel.orders import Contract, Line, Order, Replacement, Segment, Source
from tenure.operations.activation import activate_orders, keep_orders
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import DECEMBER, JANUARY, activated, amendment, everything, order, sale
from tests.site.browsing import Browser
from tests.web.visitors import Visitors

SCRIPT: Final = '<script>alert("!")</script>'
ESCAPED: Final = "&lt;script&gt;alert("


def drafted(ledger: Ledger, *orders: Order) -> None:
    """Keep orders, as drafts or quotes."""
    keep_orders(ACTOR, TODAY, "r", ledger, orders)


def numbers(page: httpx.Response) -> list[str]:
    """Give the orders that a list names."""
    return re.findall(r'<td><a href="/orders/[^"]*">([^<]*)</a></td>', page.text)


def buttons(page: httpx.Response) -> list[str]:
    """Give what the buttons of an order do."""
    return re.findall(r'name="do" value="(\w+)"', page.text)


def press(browser: Browser, number: str, do: str, **fields: str) -> httpx.Response:
    """Press a button of an order."""
    return browser.send(f"/orders/{number}", do=do, **fields)


def state(ledger: Ledger, number: str) -> str:
    """Give the state of an order."""
    [(found,)] = ledger.connection.execute(
        "select o.state from sales_order o join order_directory d using (account_id, order_id) where d.number = %s",
        (number,),
    ).fetchall()
    return str(found)


def test_orders_are_listed_by_state(company: Visitors) -> None:
    visitor = company()

    assert sorted(numbers(visitor.get("/orders"))) == ["B-1", "B-2", "D-1", "O-1", "O-2", "O-3", "Q-1"]
    assert numbers(visitor.get("/orders?state=draft")) == ["D-1"]
    assert numbers(visitor.get("/orders?state=quote")) == ["Q-1"]
    both = visitor.get("/orders?state=quote&state=draft")
    assert sorted(numbers(both)) == ["D-1", "Q-1"]
    assert both.text.count('<input type="hidden" name="state"') == 2
    assert sorted(numbers(visitor.get("/orders?state=activated"))) == ["B-1", "O-1", "O-2"]
    assert sorted(numbers(visitor.get("/orders?state=failed"))) == ["B-2", "O-3"]
    assert numbers(visitor.get("/orders?state=failed&account=bolt")) == ["B-2"]
    assert numbers(visitor.get("/orders?number.starts=O-&sort=-number")) == ["O-3", "O-2", "O-1"]


def test_what_was_recorded_last_comes_first(company: Visitors, ledger: Ledger) -> None:
    activate_orders(ACTOR, TODAY + timedelta(days=1), "r", ledger, [order("A-1", sale("later"))])

    page = company().get("/orders")

    assert numbers(page)[0] == "A-1"
    assert (
        '<th scope="col" aria-sort="descending"><a href="/orders?sort=recorded_at">Recorded</a>' in page.text
    )


def test_failed_orders_say_why(company: Visitors) -> None:
    page = company().get("/orders?state=failed&account=acme")

    assert "Asset seats holds 10 from 2025-04-01 on; 99 cannot be taken from it." in page.text


def test_a_list_without_orders_says_what_to_do_next(company: Visitors) -> None:
    page = company().get("/orders?state=quote&account=bolt")

    assert "No quote waits. Change an asset and save that as a quote" in page.text


def test_what_an_order_says_is_told_with_labels(company: Visitors, ledger: Ledger) -> None:
    swap = Line(
        line="1",
        action="swap",
        asset="seats",
        effective_date=date(2025, 4, 1),
        replacement=Replacement(product="SEAT", asset="better", unit_price=Decimal("12.50")),
        source=Source(type="external", reference="T-9", system="Helpdesk"),
    )
    drafted(ledger, order("S-1", swap, message="As agreed"))

    page = company().get("/orders/S-1")

    facts = dict(re.findall(r"<dt>([^<]*)</dt><dd>(?:<a [^>]*>)?([^<]*)", page.text))
    assert facts["Account"] == "Acme"
    assert facts["Effective Date"] == "Apr 1, 2025"
    assert facts["Unit Price"] == "$12.50"
    assert facts["Source"] == "type: external, reference: T-9, system: Helpdesk"
    assert '<a href="/assets/acme~1seats">seats</a>' in page.text
    assert "As agreed" in page.text


def test_a_draft_is_activated_and_says_what_it_became(company: Visitors, ledger: Ledger) -> None:
    visitor = company()

    answer = press(visitor, "D-1", "activate")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/orders/D-1?done=activate")
    page = visitor.get(answer.headers["Location"])
    assert "It is activated. Below each line stands what it became." in page.text
    assert re.search(
        r'Initial Sale: <a href="/assets/\d+">D</a>, <a href="/assets/\d+/actions/1">action 1</a>', page.text
    )
    assert buttons(page) == ["cancel"]
    assert state(ledger, "D-1") == "activated"


def test_the_steps_of_a_ramp_stand_below_each_other(company: Visitors, ledger: Ledger) -> None:
    half, steps = date(2025, 6, 30), ("5", "8")
    ends = ((JANUARY, half), (date(2025, 7, 1), DECEMBER))
    segments = [
        Segment(start_date=first, end_date=last, quantity=Decimal(many))
        for (first, last), many in zip(ends, steps, strict=True)
    ]
    drafted(ledger, order("R-1", Line(line="1", action="add", product="SEAT", segments=segments)))

    page = company().get("/orders/R-1")

    assert re.findall(r"<td>([^<]*)</td>", page.text) == [
        *("5", "Jan 1, 2025", "Jun 30, 2025"),
        *("8", "Jul 1, 2025", "Dec 31, 2025"),
    ]


def test_a_transfer_leads_to_the_other_side(company: Visitors, ledger: Ledger) -> None:
    """Who has acme alone is not told of bolt."""
    line = Line(
        line="1",
        action="transfer",
        asset="seats",
        effective_date=date(2025, 4, 1),
        to_account="bolt",
        to_asset="new",
    )
    activated(ledger, order("T-1", line))

    page, own = company().get("/orders/T-1"), company("ann", roots=("acme",)).get("/orders/T-1")

    assert '<a href="/accounts/bolt">bolt</a>' in page.text
    assert '<a href="/assets/bolt~1new/actions/1">action 1</a>' in page.text
    assert "Transfer From" in own.text
    assert "on the other side" not in own.text


def test_a_quote_is_accepted_and_then_activated(company: Visitors, ledger: Ledger) -> None:
    visitor = company()
    assert buttons(visitor.get("/orders/Q-1")) == ["accept", "decline"]

    accepted = visitor.get(press(visitor, "Q-1", "accept").headers["Location"])

    assert "The quote is accepted. It takes effect once it is activated." in accepted.text
    assert buttons(accepted) == ["activate", "cancel"]
    press(visitor, "Q-1", "activate")
    assert state(ledger, "Q-1") == "activated"


def test_a_quote_is_declined(company: Visitors, ledger: Ledger) -> None:
    visitor = company()

    declined = visitor.get(press(visitor, "Q-1", "decline").headers["Location"])

    assert "The quote is declined." in declined.text
    assert buttons(declined) == []
    assert state(ledger, "Q-1") == "cancelled"


def test_a_failed_order_says_why_and_may_be_tried_again(company: Visitors, ledger: Ledger) -> None:
    visitor = company()
    page = visitor.get("/orders/O-3")
    assert "Try again" in page.text
    assert "Asset seats holds 10 from 2025-04-01 on; 99 cannot be taken from it." in page.text

    again = visitor.get(press(visitor, "O-3", "activate").headers["Location"])

    assert "It was tried, and refused. Below each line stands why; nothing has changed." in again.text
    activated(ledger, order("O-4", amendment("seats", "90", date(2025, 2, 1), unit_price=Decimal(1))))
    press(visitor, "O-3", "activate")
    assert state(ledger, "O-3") == "activated"


def test_a_cancelled_order_keeps_why(company: Visitors, ledger: Ledger) -> None:
    visitor = company()

    press(visitor, "O-2", "cancel", message="Not <b>meant</b>")

    assert state(ledger, "O-2") == "cancelled"
    [(message,)] = ledger.connection.execute(
        "select message from action where type = 'Rollback' or message is not null order by recorded_at desc limit 1"
    ).fetchall()
    assert message == "Not <b>meant</b>"


def test_why_an_order_is_cancelled_is_words(company: Visitors, ledger: Ledger) -> None:
    visitor, before = company(), everything(ledger)

    answers = [press(visitor, "D-1", "cancel", message=text) for text in ("a\0b", "x" * 4001)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "the character NUL" in answers[0].text
    assert "it may have 4,000." in answers[1].text
    assert everything(ledger) == before


def test_what_is_refused_is_told_on_the_order_and_changes_nothing(company: Visitors, ledger: Ledger) -> None:
    """The sale was built on since: its seats were paused."""
    visitor, before = company(), everything(ledger)

    answer = press(visitor, "O-1", "cancel")

    assert answer.status_code == 409
    assert "This was not done:" in answer.text
    assert "Line 2: " in answer.text
    assert everything(ledger) == before


def test_only_what_there_is_can_be_done(company: Visitors, ledger: Ledger) -> None:
    visitor, before = company(), everything(ledger)

    assert press(visitor, "D-1", "delete").status_code == 422
    assert press(visitor, "Q-1", "activate").status_code == 409
    assert press(visitor, "O-1", "decline").status_code == 409
    assert visitor.send("/orders/D-1", to="/orders/X-1", do="activate").status_code == 404
    assert everything(ledger) == before


@pytest.mark.parametrize(("number", "doing"), [("D-1", "activating"), ("Q-1", "accepting and activating")])
def test_an_order_is_previewed_without_a_write(
    company: Visitors, ledger: Ledger, number: str, doing: str
) -> None:
    """Ten seats at 10.00 a month, for a year."""
    visitor, before = company(), everything(ledger)

    link = re.findall(r'href="([^"#]*)#preview"', visitor.get(f"/orders/{number}").text)
    page = visitor.get(f"/orders/{number}?preview=yes")

    assert link == [f"/orders/{number}?preview=yes"]
    assert f"This is what {doing} it now would do. Nothing is written yet." in page.text
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page.text)
    assert cells == ["Nothing", "Jan 1, 2025", "Dec 31, 2025", "10", "$100.00", "$1,200.00"]
    assert everything(ledger) == before
    refused = visitor.get("/orders/O-3?preview=yes")
    assert "As things stand it would be refused:" in refused.text


def test_who_may_not_sees_no_buttons_and_is_refused(company: Visitors, ledger: Ledger) -> None:
    """Whoever posts all the same borrows the token of a page that has a form."""
    visitor, before = company("vera", permissions=("view_financials",)), everything(ledger)
    pages = {number: visitor.get(f"/orders/{number}") for number in ("D-1", "Q-1", "O-1", "O-3")}

    assert {number: buttons(page) for number, page in pages.items()} == {number: [] for number in pages}
    answers = [
        visitor.send("/account/password", to=f"/orders/{number}", do=do)
        for number in pages
        for do in ("activate", "accept", "decline", "cancel")
    ]
    assert [answer.status_code for answer in answers] == [403] * 16
    assert all("vera may not" in answer.text for answer in answers)
    assert everything(ledger) == before


def test_each_permission_has_its_buttons(company: Visitors) -> None:
    activates = company("ada", permissions=("activate_orders",))
    sells = company("sam", permissions=("manage_asset_lifecycle",))

    assert buttons(activates.get("/orders/D-1")) == ["activate"]
    assert buttons(activates.get("/orders/Q-1")) == []
    assert buttons(sells.get("/orders/D-1")) == ["cancel"]
    assert buttons(sells.get("/orders/Q-1")) == ["accept", "decline"]


def test_an_order_out_of_scope_does_not_exist(company: Visitors, ledger: Ledger) -> None:
    visitor, before = company("bo", roots=("bolt",)), everything(ledger)

    assert visitor.get("/orders/D-1").status_code == 404
    for do in ("activate", "accept", "decline", "cancel"):
        answer = visitor.send("/orders/B-1", to="/orders/D-1", do=do)
        assert (answer.status_code, "There is no order D-1." in answer.text) == (404, True)
    assert sorted(numbers(visitor.get("/orders"))) == ["B-1", "B-2"]
    assert numbers(visitor.get("/orders?state=failed")) == ["B-2"]
    assert everything(ledger) == before


def test_nothing_is_done_without_the_token_of_a_page(company: Visitors, ledger: Ledger) -> None:
    visitor, before = company(), everything(ledger)

    assert visitor.client.post("/orders/D-1", data={"do": "activate"}).status_code == 403
    assert everything(ledger) == before


def test_money_is_on_no_page_for_whom_it_is_hidden(company: Visitors, ledger: Ledger) -> None:
    ramp = sale("R", unit_price=Decimal("17.77"), discount_amount=Decimal("1.31"))
    swap = Line(
        line="2",
        action="swap",
        asset="seats",
        effective_date=date(2025, 4, 1),
        replacement=Replacement(product="SEAT", unit_price=Decimal("17.77")),
    )
    drafted(ledger, order("R-1", ramp, swap))
    plain = company("pat", permissions=("activate_orders",))

    pages = [plain.get(path).text for path in ("/orders/R-1", "/orders/R-1?preview=yes", "/orders/O-1")]

    assert [re.findall(r"17\.77|1\.31|MRR|Amount|Price|\$", page) for page in pages] == [[], [], []]


def test_hidden_fields_are_on_no_page(company: Visitors) -> None:
    visitor = company(
        "hal",
        hidden=("order.state", "order_line.asset", "refusal.sentence", "account.name", "refusal.tried_by"),
    )

    failed, every = visitor.get("/orders/O-3"), visitor.get("/orders")

    assert "cannot be taken" not in failed.text
    assert "Failed" not in failed.text + every.text
    assert "Acme" not in failed.text
    assert buttons(failed) == []
    assert "<dt>Asset</dt>" not in failed.text
    assert visitor.get("/orders?state=failed").status_code in {200, 422}


def test_whatever_an_order_says_is_text(company: Visitors, ledger: Ledger) -> None:
    """Numbers, lines, messages, keys of assets, sources and attributes: all of them try."""
    contract = Contract(account="acme", key=SCRIPT, start_date=date(2025, 1, 1), end_date=date(2025, 12, 31))
    assert put_records(ACTOR, TODAY, "r", ledger, [contract]) == []
    line = amendment(
        SCRIPT, "1", date(2025, 3, 1), line=SCRIPT, message=SCRIPT,
        source=Source(type="external", reference=SCRIPT, system=SCRIPT), attributes={SCRIPT: SCRIPT},
    )  # fmt: skip
    activated(ledger, order(SCRIPT, line, message=SCRIPT, contract=SCRIPT))
    visitor = company()

    [link] = re.findall(r'<td><a href="(/orders/%3Cscript[^"]*)">', visitor.get("/orders?state=failed").text)
    pages = [visitor.get(path) for path in ("/orders", "/orders?state=failed", link, f"{link}?preview=yes")]

    assert [page.status_code for page in pages] == [200, 200, 200, 200]
    assert [SCRIPT in page.text for page in pages] == [False] * 4
    assert all(ESCAPED in page.text for page in pages)


def test_an_order_of_many_lines_is_shown_in_parts(company: Visitors, ledger: Ledger) -> None:
    lines = [sale(f"A-{nth}", line=str(nth)) for nth in range(1, 202)]
    lines[150] = amendment("nowhere", "1", date(2025, 3, 1), line="151")
    activated(ledger, order("L-1", *lines))
    visitor = company()

    first, last = visitor.get("/orders/L-1"), visitor.get("/orders/L-1?from=200")

    assert len(re.findall(r'<article class="line"', first.text)) == 100
    assert 'href="/orders/L-1?from=100#line-151">line 151</a>' in first.text
    assert 'href="/orders/L-1?from=100" rel="next"' in first.text
    assert len(re.findall(r'<article class="line"', last.text)) == 1
    assert 'rel="next"' not in last.text


def test_products_tell_how_they_are_sold(company: Visitors) -> None:
    visitor = company()

    page = visitor.get("/products/SEAT")

    assert "It is sold for a term, at a price for 1 month." in page.text
    assert "$" not in page.text  # Its price holds in any currency.
    assert re.findall(r'<td>Any</td><td class="number">([^<]*)</td>', page.text) == ["10"]
    assert re.findall(r"<td>(BOX|SEAT|CALL|HOST)<|>(BOX|SEAT|CALL|HOST)</a>", visitor.get("/products").text)
    assert visitor.get("/products/NONE").status_code == 404


def test_prices_of_products_are_money(company: Visitors) -> None:
    plain = company("pat", permissions=("manage_asset_lifecycle",))

    for path in ("/products", "/products/SEAT"):
        text = plain.get(path).text
        assert "Seat" in text
        assert re.findall(r"10\.00|List Price", text) == []
