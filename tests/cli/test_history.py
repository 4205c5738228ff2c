"""The history of an asset, asked on the command line."""

import csv
import io

from tests.cli.calling import CAPRICORN, Command, Load, change, order, picked, sale
from tests.cli.test_have import CANCELLED_RAMP


def test_the_history_of_a_cancelled_ramp(tenure: Command, load: Load, company: None) -> None:
    load(*CANCELLED_RAMP)

    told = tenure("history", "R", "--json").json
    assert [told[key] for key in ("asset", "account", "product", "currency", "known_at")] == [
        "R",
        "capricorn",
        "SEAT",
        "USD",
        "2020-11-01T10:00:00Z",
    ]
    changes = ("number", "category", "quantity_change", "mrr_change", "amount")
    assert picked(told["actions"], *changes) == [
        (1, "Initial Sale", "20", "200.00", "1800.00"),
        (2, "Upsells", "5", "50.00", "150.00"),
        (3, "Cancellations", "-25", "-250.00", "-250.00"),
    ]
    assert picked(told["actions"], "total_quantity", "total_mrr", "total_amount") == [
        ("20", "200.00", "1800.00"),
        ("25", "250.00", "1950.00"),
        ("0", "0.00", "1700.00"),
    ]
    spans = ("start_date", "end_date", "quantity", "mrr", "amount", "segment_name")
    assert picked(told["periods"], *spans) == [
        ("2020-01-01", "2020-06-30", "10", "100.00", "600.00", "first"),
        ("2020-07-01", "2020-09-30", "20", "200.00", "600.00", "second"),
        ("2020-10-01", "2020-11-30", "25", "250.00", "500.00", "second"),
    ]


def test_each_action_says_when_why_and_by_whom(tenure: Command, load: Load, company: None) -> None:
    ticket = {"type": "external", "reference": "CASE-7", "system": "helpdesk"}
    load(
        order("O-1", sale("A", "QBO", "2", "2025-01-01", "2025-12-31"), recorded_at="2025-01-02T10:00:00Z"),
        order(
            "O-2",
            change("A", "-1", "2025-03-01", source=ticket, message="one too many"),
            recorded_at="2025-03-02T10:00:00.25Z",
        ),
    )

    sold, reduced = tenure("history", "A", "--json").json["actions"]
    assert sold == {
        "number": 1,
        "recorded_at": "2025-01-02T10:00:00Z",
        "effective": "2025-01-01T00:00:00Z",
        "effective_date": "2025-01-01",
        "type": "Generate",
        "category": "Initial Sale",
        "subtype": None,
        "quantity_change": "2",
        "mrr_change": "8.33",
        "amount": "99.98",
        "total_quantity": "2",
        "total_mrr": "8.33",
        "total_amount": "99.98",
        "order": "O-1",
        "line": "1",
        "sources": [{"type": "order_product", "reference": "O-1/1", "system": None}],
        "rolled_back_action": None,
        "other_side": None,
        "fields": {},
        "attributes": {},
        "actor": "tester",
        "request_id": "loading",
        "message": None,
    }
    assert [reduced[key] for key in ("recorded_at", "message", "sources")] == [
        "2025-03-02T10:00:00.250000Z",
        "one too many",
        [ticket],
    ]


def test_the_periods_of_a_change_within_a_day(tenure: Command, load: Load, company: None) -> None:
    """Sold at 9:00 on Jan 1, changed at 11:00 on Feb 1: the first period ends when the second starts."""
    sold = {"action": "add", "asset": "S", "product": "SEAT", "quantity": "10", "end_date": "2022-12-31"}
    load(
        order("O-1", {**sold, "start_at": "2022-01-01T09:00:00Z"}),
        order(
            "O-2", {"action": "amend", "asset": "S", "quantity": "5", "effective_at": "2022-02-01T11:00:00Z"}
        ),
    )

    periods = tenure("history", "S", "--json").json["periods"]
    assert picked(periods, "start", "end", "quantity", "amount") == [
        ("2022-01-01T09:00:00Z", "2022-02-01T11:00:00Z", "10", "100.00"),
        ("2022-02-01T11:00:00Z", "2023-01-01T00:00:00Z", "15", "1650.00"),
    ]
    assert picked(periods, "start_date", "end_date") == [
        ("2022-01-01", "2022-02-01"),
        ("2022-02-01", "2022-12-31"),
    ]


def test_a_gap_before_a_late_renewal_is_a_period_of_nothing(
    tenure: Command, load: Load, company: None
) -> None:
    load(
        order("O-1", sale("S", "SEAT", "10", "2022-01-01", "2022-03-31"), recorded_at="2022-01-01T08:00:00Z"),
        order(
            "O-2",
            {"action": "renew", "asset": "S", "start_date": "2022-05-15", "end_date": "2022-06-14"},
            recorded_at="2022-05-10T08:00:00Z",
        ),
    )

    periods = tenure("history", "S", "--json").json["periods"]
    assert picked(periods, "start_date", "end_date", "quantity", "amount", "gap", "unit_price") == [
        ("2022-01-01", "2022-03-31", "10", "300.00", False, "10.00"),
        ("2022-04-01", "2022-05-14", "0", "0.00", True, None),
        ("2022-05-15", "2022-06-14", "10", "100.00", False, "10.00"),
    ]
    assert tenure("history", "S", "--known-at", "2022-05-10", "--json").json["periods"] == periods
    before = tenure("history", "S", "--known-at", "2022-05-09", "--json").json
    assert before["periods"] == periods[:1]
    assert picked(before["actions"], "category") == [("Initial Sale",)]
    assert before["known_at"] == "2022-05-09T23:59:59.999999Z"


def test_prices_discounts_and_fields_of_a_period(tenure: Command, load: Load, company: None) -> None:
    load(
        order(
            "O-1",
            sale(
                "S",
                "SEAT",
                "4",
                "2022-01-01",
                "2022-12-31",
                unit_price="8",
                discount="12.50",
                list_price="10",
            ),
        ),
        order(
            "O-2",
            {
                "action": "amend",
                "asset": "S",
                "effective_date": "2022-07-01",
                "billing_frequency": "annual",
                "attributes": {"region": "EU"},
            },
        ),
    )

    first, second = tenure("history", "S", "--json").json["periods"]
    assert [first[key] for key in ("unit_price", "list_price", "discount", "discount_amount", "mrr")] == [
        "8.00",
        "10.00",
        "12.5",
        None,
        "28.00",
    ]
    assert (first["fields"], first["attributes"], second["quantity"]) == ({}, {}, "4")
    assert (second["fields"], second["attributes"]) == ({"billing_frequency": "annual"}, {"region": "EU"})


def test_what_has_no_end_has_an_open_period(tenure: Command, load: Load, company: None) -> None:
    evergreen = {"kind": "product", "code": "E", "name": "Ever", "selling_model": "evergreen"}
    load(
        {**evergreen, "pricing_term_unit": "month", "list_price": "7"},
        order(
            "O-1",
            {"action": "add", "product": "E", "asset": "E", "quantity": "2", "start_date": "2025-01-01"},
        ),
    )

    [period] = tenure("history", "E", "--json").json["periods"]
    assert (period["end"], period["end_date"], period["mrr"]) == (None, None, "14.00")


def test_an_asset_is_named_by_key_by_account_and_by_id(tenure: Command, load: Load, company: None) -> None:
    other = {**CAPRICORN, "key": "aquarius", "name": "Aquarius Tea"}
    sold = sale("A", "QBO", "1", "2025-01-01", "2025-12-31")
    load(
        other,
        order("O-1", sold),
        order("O-2", sold, account="aquarius"),
        order("O-3", sale("x/1", "QBO", "1", "2025-01-01", "2025-12-31")),
    )

    ambiguous = tenure("history", "A")
    assert (ambiguous.code, ambiguous.out) == (1, "")
    assert ambiguous.err == "Several accounts have an asset A. Name one of these: aquarius/A, capricorn/A.\n"
    mine = tenure("history", "aquarius/A", "--json").json
    assert (mine["account"], mine["asset"]) == ("aquarius", "A")
    assert tenure("history", mine["id"], "--json").json == mine
    assert tenure("history", "x/1", "--json").json["asset"] == "x/1"
    assert tenure("history", "capricorn/x/1", "--json").json["asset"] == "x/1"


def test_an_asset_that_is_not_there(tenure: Command, company: None) -> None:
    for name in ("A", "capricorn/A", "nobody/A", "77", "9" * 40, "", "/"):
        said = tenure("history", name, "--json")
        assert (said.code, said.out, said.err) == (1, "", f"There is no asset {name}.\n")


def test_before_its_sale_an_asset_has_no_history(tenure: Command, load: Load, company: None) -> None:
    load(order("O-1", sale("A", "QBO", "1", "2025-01-01", "2025-12-31"), recorded_at="2025-01-02T10:00:00Z"))

    told = tenure("history", "A", "--known-at", "2025-01-01", "--json").json
    assert (told["actions"], told["periods"]) == ([], [])
    assert "not known yet" in tenure("history", "A", "--known-at", "2025-01-01").out


def test_actions_as_comma_separated_values(tenure: Command, load: Load, company: None) -> None:
    load(*CANCELLED_RAMP)

    rows = list(csv.DictReader(io.StringIO(tenure("history", "R", "--csv").out)))
    assert picked(rows, "number", "category", "amount", "subtype") == [
        ("1", "Initial Sale", "1800.00", ""),
        ("2", "Upsells", "150.00", ""),
        ("3", "Cancellations", "-250.00", ""),
    ]
    assert list(rows[0]) == list(tenure("history", "R", "--json").json["actions"][0])


def test_a_history_is_read_by_people(tenure: Command, load: Load, company: None) -> None:
    load(*CANCELLED_RAMP)

    lines = tenure("history", "R").out.splitlines()
    assert lines[0] == "capricorn/R, Seat: Terminated, as known at 2020-11-01T10:00:00Z (money in USD)"
    assert [line.split() for line in lines if line.startswith("2020-")] == [
        ["2020-01-01", "2020-06-30", "10", "100.00", "600.00", "10.00", "first"],
        ["2020-07-01", "2020-09-30", "20", "200.00", "600.00", "10.00", "second"],
        ["2020-10-01", "2020-11-30", "25", "250.00", "500.00", "10.00", "second"],
    ]
