"""What a customer has, asked on the command line."""

import pytest

from tests.cli.calling import CAPRICORN, QBO, Command, Load, change, order, picked, sale

C_1 = {
    "kind": "contract",
    "account": "capricorn",
    "key": "C-1",
    "start_date": "2025-08-10",
    "end_date": "2026-08-09",
}


def test_five_licences_for_a_year(tenure: Command, load: Load, company: None) -> None:
    sold = sale("A-1", "QBO", "5", "2025-08-10", "2026-08-09", unit_price="49.99")
    load(C_1, order("O-1", sold, contract="C-1", recorded_at="2025-08-11T09:30:00Z"))

    [asset] = tenure("have", "capricorn", "--on", "2025-11-15", "--json").json["assets"]
    assert tenure("have", "capricorn", "--on", "2025-11-15", "--json").json == {
        "account": "capricorn",
        "on": "2025-11-15",
        "known_at": "2025-08-11T09:30:00Z",
        "assets": [
            {
                "asset": "A-1",
                "id": asset["id"],
                "product": "QBO",
                "status": "Active",
                "quantity": "5",
                "mrr": "20.83",
                "currency": "USD",
                "start_date": "2025-08-10",
                "end_date": "2026-08-09",
                "total_lifecycle_amount": "249.95",
                "order": "O-1",
                "contract": "C-1",
            }
        ],
        "totals": [{"currency": "USD", "mrr": "20.83", "assets": 1}],
    }
    assert asset["id"].isdigit()


def test_two_of_five_are_given_back(tenure: Command, load: Load, company: None) -> None:
    load(
        order("O-1", sale("A-1", "QBO", "5", "2025-08-10", "2026-08-09")),
        order("O-2", change("A-1", "-2", "2025-11-01")),
    )

    before = tenure("have", "capricorn", "--on", "2025-10-31", "--json").json
    after = tenure("have", "capricorn", "--on", "2025-11-15", "--json").json
    assert picked(before["assets"], "quantity", "mrr") == [("5", "20.83")]
    assert picked(after["assets"], "quantity", "mrr") == [("3", "12.50")]
    assert after["totals"] == [{"currency": "USD", "mrr": "12.50", "assets": 1}]


def test_a_cancelled_ramp_is_gone_and_still_told(tenure: Command, load: Load, company: None) -> None:
    load(*CANCELLED_RAMP)

    nothing = tenure("have", "capricorn", "--on", "2020-12-15", "--json").json
    ended = tenure("have", "capricorn", "--on", "2020-12-15", "--all", "--json").json
    assert (nothing["assets"], nothing["totals"]) == ([], [])
    assert picked(
        ended["assets"], "status", "quantity", "mrr", "start_date", "end_date", "total_lifecycle_amount"
    ) == [("Terminated", "0", "0.00", "2020-01-01", "2020-11-30", "1700.00")]
    assert ended["totals"] == []


CANCELLED_RAMP = (
    order(
        "O-1",
        {
            "action": "add",
            "asset": "R",
            "product": "SEAT",
            "segments": [
                {
                    "name": "first",
                    "start_date": "2020-01-01",
                    "end_date": "2020-06-30",
                    "quantity": "10",
                    "unit_price": "10",
                },
                {
                    "name": "second",
                    "start_date": "2020-07-01",
                    "end_date": "2020-12-31",
                    "quantity": "20",
                    "unit_price": "10",
                },
            ],
        },
        recorded_at="2020-01-01T10:00:00Z",
    ),
    order("O-2", change("R", "5", "2020-10-01"), recorded_at="2020-09-01T10:00:00Z"),
    order(
        "O-3",
        {"action": "cancel", "asset": "R", "effective_date": "2020-12-01"},
        recorded_at="2020-11-01T10:00:00Z",
    ),
)
"""10 and then 20 seats, five more from October, cancelled from December."""


def test_what_was_known_of_the_ramp_on_past_days(tenure: Command, load: Load, company: None) -> None:
    load(*CANCELLED_RAMP)

    def known(instant: str) -> list[tuple[str, ...]]:
        said = tenure("have", "capricorn", "--on", "2020-12-15", "--known-at", instant, "--all", "--json")
        return picked(said.json["assets"], "status", "quantity", "mrr", "end_date", "total_lifecycle_amount")

    assert known("2020-01-01T09:59:59Z") == []
    assert known("2020-01-01T10:00:00Z") == [("Active", "20", "200.00", "2020-12-31", "1800.00")]
    assert known("2020-08-31") == [("Active", "20", "200.00", "2020-12-31", "1800.00")]
    assert known("2020-09-01") == [("Active", "25", "250.00", "2020-12-31", "1950.00")]
    assert known("2020-11-01T10:00:00Z") == [("Terminated", "0", "0.00", "2020-11-30", "1700.00")]


def test_what_was_known_stays_known(tenure: Command, load: Load, company: None) -> None:
    """An answer for a past known-at never changes."""
    ask = ("have", "capricorn", "--on", "2020-11-15", "--known-at", "2020-10-31", "--all", "--json")
    load(*CANCELLED_RAMP[:2])
    before = tenure(*ask)

    load(CANCELLED_RAMP[2], order("O-4", sale("B", "QBO", "1", "2020-01-01", "2020-12-31")))

    assert tenure(*ask) == before
    assert picked(before.json["assets"], "asset", "quantity") == [("R", "25")]


def test_between_an_end_and_a_late_renewal_there_is_nothing(
    tenure: Command, load: Load, company: None
) -> None:
    load(
        order("O-1", sale("S", "SEAT", "10", "2022-01-01", "2022-03-31"), recorded_at="2022-01-01T08:00:00Z"),
        order(
            "O-2",
            {"action": "renew", "asset": "S", "start_date": "2022-05-15", "end_date": "2022-12-31"},
            recorded_at="2022-05-10T08:00:00Z",
        ),
    )

    def asked(*more: str) -> list[tuple[str, ...]]:
        said = tenure("have", "capricorn", "--all", "--json", *more)
        return picked(said.json["assets"], "status", "quantity", "mrr", "end_date")

    assert tenure("have", "capricorn", "--on", "2022-04-10", "--json").json["assets"] == []
    assert asked("--on", "2022-04-10") == [("Expired", "0", "0.00", "2022-12-31")]
    for day in ("2022-04-01", "2022-04-10", "2022-05-14"):
        assert asked("--on", day, "--known-at", "2022-05-10") == [("Expired", "0", "0.00", "2022-12-31")]
    assert asked("--on", "2022-04-10", "--known-at", "2022-05-09") == [("Expired", "0", "0.00", "2022-03-31")]
    assert asked("--on", "2022-05-15") == [("Active", "10", "100.00", "2022-12-31")]


def test_a_change_within_a_day(tenure: Command, load: Load, company: None) -> None:
    load(
        order(
            "O-1",
            {
                "action": "add",
                "asset": "S",
                "product": "SEAT",
                "quantity": "10",
                "start_at": "2022-01-01T09:00:00Z",
                "end_date": "2022-12-31",
            },
        ),
        order(
            "O-2",
            {"action": "amend", "asset": "S", "quantity": "5", "effective_at": "2022-02-01T12:00:00+01:00"},
        ),
    )

    def held(on: str) -> list[tuple[str, ...]]:
        return picked(
            tenure("have", "capricorn", "--on", on, "--all", "--json").json["assets"], "status", "quantity"
        )

    assert held("2022-01-01") == [("Scheduled", "0")]
    assert held("2022-01-01T09:00:00Z") == [("Active", "10")]
    assert held("2022-02-01T10:59:59.999999Z") == [("Active", "10")]
    assert held("2022-02-01T11:00:00Z") == [("Active", "15")]
    assert held("2022-02-01T13:00:00+02:00") == [("Active", "15")]


def test_currencies_are_never_added(tenure: Command, load: Load, company: None) -> None:
    prices = {"JPY": "1000", "KWD": "1.234", "USD": "9"}
    load(
        {**QBO, "code": "M", "name": "Monthly", "pricing_term_unit": "month", "prices": prices},
        order("O-1", sale("Y", "M", "3", "2024-01-01", "2024-12-31"), currency="JPY"),
        order("O-2", sale("K", "M", "2.5", "2024-01-01", "2024-12-31"), currency="KWD"),
        order(
            "O-3",
            sale("D", "M", "1", "2024-01-01", "2024-12-31"),
            sale("E", "M", "1", "2024-01-01", "2024-06-30"),
        ),
    )

    answer = tenure("have", "capricorn", "--on", "2024-03-01", "--json").json
    assert picked(answer["assets"], "asset", "quantity", "mrr", "currency", "total_lifecycle_amount") == [
        ("Y", "3", "3000", "JPY", "36000"),
        ("K", "2.5", "3.085", "KWD", "37.020"),
        ("D", "1", "9.00", "USD", "108.00"),
        ("E", "1", "9.00", "USD", "54.00"),
    ]
    assert answer["totals"] == [
        {"currency": "JPY", "mrr": "3000", "assets": 1},
        {"currency": "KWD", "mrr": "3.085", "assets": 1},
        {"currency": "USD", "mrr": "18.00", "assets": 2},
    ]


def test_a_year_from_a_leap_day(tenure: Command, load: Load, company: None) -> None:
    load(order("O-1", sale("L", "QBO", "1", "2024-02-29", "2025-02-27", unit_price="1000")))

    def asked(on: str) -> list[tuple[str, ...]]:
        said = tenure("have", "capricorn", "--on", on, "--all", "--json").json
        return picked(said["assets"], "status", "mrr", "total_lifecycle_amount")

    assert asked("2024-02-28") == [("Scheduled", "0.00", "1000.00")]
    assert asked("2024-02-29") == [("Active", "83.33", "1000.00")]
    assert asked("2025-02-27") == [("Active", "83.33", "1000.00")]
    assert asked("2025-02-28") == [("Expired", "0.00", "1000.00")]


def test_dates_are_those_of_auckland(tenure: Command, load: Load) -> None:
    """There, 2024-09-29 has 23 hours: it ends at 11:00 UTC, thirteen hours before midnight in London."""
    tenure("settings", "time_zone", "Pacific/Auckland")
    load(
        CAPRICORN,
        QBO,
        order(
            "O-1",
            sale("A", "QBO", "1", "2024-09-30", "2025-09-29"),
            recorded_at="2024-09-30T10:59:59.999999Z",
        ),
        order("O-2", change("A", "1", "2024-09-30"), recorded_at="2024-09-30T11:00:00Z"),
    )

    def asked(*more: str) -> list[tuple[str, ...]]:
        said = tenure("have", "capricorn", "--all", "--json", *more).json
        return picked(said["assets"], "status", "quantity", "start_date", "end_date")

    assert asked("--on", "2024-09-29") == [("Scheduled", "0", "2024-09-30", "2025-09-29")]
    assert asked("--on", "2024-09-29T10:59:59Z") == [("Scheduled", "0", "2024-09-30", "2025-09-29")]
    assert asked("--on", "2024-09-29T11:00:00Z") == [("Active", "2", "2024-09-30", "2025-09-29")]
    assert asked("--on", "2024-09-30", "--known-at", "2024-09-29") == []
    assert asked("--on", "2024-09-30", "--known-at", "2024-09-30") == [
        ("Active", "1", "2024-09-30", "2025-09-29")
    ]
    assert asked("--on", "2025-09-30") == [("Expired", "0", "2024-09-30", "2025-09-29")]


def test_dates_are_those_of_new_york(tenure: Command, load: Load) -> None:
    """A month in which the clocks go forward begins at 05:00 UTC and ends at 04:00 UTC."""
    tenure("settings", "time_zone", "America/New_York")
    load(CAPRICORN, QBO, order("O-1", sale("A", "QBO", "1", "2025-03-01", "2025-03-31")))

    def status(on: str) -> str:
        return str(tenure("have", "capricorn", "--on", on, "--all", "--json").json["assets"][0]["status"])

    assert status("2025-03-01T04:59:59Z") == "Scheduled"
    assert status("2025-03-01T05:00:00Z") == "Active"
    assert status("2025-04-01T03:59:59Z") == "Active"
    assert status("2025-04-01T04:00:00Z") == "Expired"


def test_known_at_a_moment_to_come_is_known_now(tenure: Command, load: Load, company: None) -> None:
    load(order("O-1", sale("A", "QBO", "1", "2025-01-01", "2025-12-31"), recorded_at="2025-01-01T10:00:00Z"))

    said = tenure("have", "capricorn", "--on", "2025-06-01", "--known-at", "2999-01-01", "--json").json
    assert said["known_at"] == "2025-01-01T10:00:00Z"
    assert picked(said["assets"], "asset") == [("A",)]


def test_an_asset_without_a_key_is_known_by_its_id(tenure: Command, load: Load, company: None) -> None:
    sold = sale("A", "QBO", "1", "2025-01-01", "2025-12-31")
    del sold["asset"]
    load(order("O-1", sold))

    [asset] = tenure("have", "capricorn", "--on", "2025-06-01", "--json").json["assets"]
    assert asset["asset"] == asset["id"]
    assert tenure("history", asset["id"], "--json").json["asset"] == asset["id"]


def test_tables_are_read_by_people(tenure: Command, load: Load, company: None) -> None:
    load(
        order("O-1", sale("A-1", "QBO", "5", "2025-08-10", "2026-08-09"), recorded_at="2025-08-11T09:30:00Z")
    )

    said = tenure("have", "capricorn", "--on", "2025-11-15")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "Capricorn Coffee (capricorn) on 2025-11-15, as known at 2025-08-11T09:30:00Z",
        "",
        "Asset   Product             Status   Quantity     MRR   Currency   Start        End          Amount"
        "   Contract   Order",
        "─" * 118,
        "A-1     QuickBooks Online   Active          5   20.83   USD        2025-08-10   2026-08-09   249.95"
        "              O-1",
        "",
        "In force: USD 20.83 a month from 1 asset",
    ]


def test_a_table_is_never_cut_where_there_is_no_terminal(
    tenure: Command, load: Load, company: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    name = "L" * 200
    load(
        {**QBO, "code": "LONG", "name": name},
        order("O-1", sale("A", "LONG", "1", "2025-01-01", "2025-12-31")),
    )

    assert name in tenure("have", "capricorn", "--on", "2025-06-01").out


def test_comma_separated_values(tenure: Command, load: Load, company: None) -> None:
    load(
        order("O-1", sale("A, B", "QBO", "5", "2025-08-10", "2026-08-09")),
        {
            "kind": "product",
            "code": "E",
            "name": "E",
            "selling_model": "evergreen",
            "pricing_term_unit": "month",
        },
        order(
            "O-2",
            {
                "action": "add",
                "asset": "E",
                "product": "E",
                "quantity": "1",
                "unit_price": "2",
                "start_date": "2025-01-01",
            },
        ),
    )

    said = tenure("have", "capricorn", "--on", "2025-11-15", "--csv").out.splitlines()
    ids = [row["id"] for row in tenure("have", "capricorn", "--on", "2025-11-15", "--json").json["assets"]]
    assert said == [
        "asset,id,product,status,quantity,mrr,currency,start_date,end_date,total_lifecycle_amount,order,contract",
        f'"A, B",{ids[0]},QBO,Active,5,20.83,USD,2025-08-10,2026-08-09,249.95,O-1,',
        f"E,{ids[1]},E,Active,1,2.00,USD,2025-01-01,,0.00,O-2,",
    ]


def test_where_there_is_nothing_it_says_what_to_do(tenure: Command, load: Load, company: None) -> None:
    assert "tenure load FILE --activate" in tenure("have", "capricorn").out

    load(order("O-1", sale("A", "QBO", "5", "2020-01-01", "2020-12-31")))

    assert "--all" in tenure("have", "capricorn", "--on", "2021-01-01").out


def test_an_account_that_is_not_there(tenure: Command, company: None) -> None:
    said = tenure("have", "Capricom", "--json")

    assert said.code == 1
    assert said.out == ""
    assert said.err == "There is no account Capricom. Is capricorn meant?\n"
    assert tenure("have", "zebra").err == "There is no account zebra.\n"
    assert tenure("have", "").err == "There is no account .\n"
