"""Orders that were loaded: previewed, activated, cancelled; and those that failed."""

from tests.cli.calling import CAPRICORN, Command, Load, change, order, picked, sale

SOLD = order("O-1", sale("A", "SEAT", "10", "2022-01-01", "2022-12-31"), recorded_at="2022-01-01T08:00:00Z")
MORE = order("O-2", change("A", "5", "2022-07-01"))
TOO_MUCH = order("O-3", change("A", "1", "2022-02-01"), change("A", "-20", "2022-03-01"))


def test_drafts_are_activated_in_the_order_in_which_they_were_loaded(
    tenure: Command, load: Load, company: None
) -> None:
    load(SOLD, MORE, activate=False)
    assert tenure("have", "capricorn", "--on", "2022-08-01", "--json").json["assets"] == []

    said = tenure("activate")

    assert (said.code, said.out, said.err) == (0, "2 activated\n", "")
    held = tenure("have", "capricorn", "--on", "2022-08-01", "--json").json["assets"]
    assert picked(held, "quantity") == [("15",)]
    assert tenure("activate").out == "No order waits to be activated.\n"
    assert tenure("activate", "O-1").out == "1 activated already\n"


def test_a_refused_order_says_why_and_nothing_of_it_is_kept(
    tenure: Command, load: Load, company: None
) -> None:
    load(SOLD, TOO_MUCH, MORE, activate=False)

    said = tenure("activate", "O-1", "O-3", "O-2", "O-9")

    assert said.code == 1
    assert said.err.splitlines() == [
        "O-3, line 2: QUANTITY_BELOW_ZERO: Asset A holds 11 from 2022-03-01 on; 20 cannot be taken from it.",
        "O-9: UNKNOWN_ORDER: There is no order O-9.",
    ]
    assert said.out == "2 activated, 2 refused\n"
    held = tenure("have", "capricorn", "--on", "2022-08-01", "--json").json["assets"]
    assert picked(held, "quantity") == [("15",)]


def test_a_preview_shows_before_and_after_and_writes_nothing(
    tenure: Command, load: Load, company: None
) -> None:
    load(SOLD)
    load(MORE, activate=False)

    shown = tenure("preview", "O-2", "--json").json

    assert (shown["number"], shown["outcome"], shown["refusals"]) == ("O-2", "activated", [])
    [asset] = shown["assets"]
    assert (asset["asset"], asset["product"], asset["currency"]) == ("A", "SEAT", "USD")
    assert picked(asset["actions"], "number", "category", "quantity_change", "amount", "total_amount") == [
        (2, "Upsells", "5", "300.00", "1500.00")
    ]
    periods = ("start_date", "end_date", "quantity", "amount")
    assert picked(asset["before"], *periods) == [("2022-01-01", "2022-12-31", "10", "1200.00")]
    assert picked(asset["after"], *periods) == [
        ("2022-01-01", "2022-06-30", "10", "600.00"),
        ("2022-07-01", "2022-12-31", "15", "900.00"),
    ]
    told = tenure("history", "A", "--json").json
    assert told["periods"] == asset["before"]
    tenure("activate")
    assert tenure("history", "A", "--json").json["periods"] == asset["after"]


def test_a_preview_of_what_would_be_refused(tenure: Command, load: Load, company: None) -> None:
    load(SOLD)
    load(TOO_MUCH, activate=False)

    said = tenure("preview", "O-3", "--json")

    assert said.code == 1
    assert said.json["outcome"] == "failed"
    assert said.json["assets"] == []
    assert picked(said.json["refusals"], "line", "code") == [("2", "QUANTITY_BELOW_ZERO")]
    assert "QUANTITY_BELOW_ZERO" in tenure("preview", "O-3").err
    assert tenure("report", "failures", "--json").json == {"failures": []}


def test_previews_are_read_by_people_and_as_values(tenure: Command, load: Load, company: None) -> None:
    load(SOLD, activate=False)

    lines = tenure("preview", "O-1").out.splitlines()
    assert lines[0] == "O-1 would be activated."
    assert lines[lines.index("Before") + 2] == "Nothing."
    values = tenure("preview", "O-1", "--csv").out.splitlines()
    assert values[1].split(",")[0] == "A"
    assert values[1].split(",")[2] == "after"
    assert tenure("preview", "O-9").code == 1


def test_orders_are_cancelled_where_nothing_was_built_on_them(
    tenure: Command, load: Load, company: None
) -> None:
    load(SOLD)
    load(MORE, activate=False)

    assert (tenure("cancel", "O-2").code, tenure("activate").out) == (0, "No order waits to be activated.\n")
    load(order("O-4", change("A", "5", "2022-07-01")))
    said = tenure("cancel", "O-1")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "O-1, line 1: Action 1 of asset A cannot be rolled back; action 2 is the last one in force.\n"
    )
    assert tenure("cancel", "O-4").out == "O-4 is cancelled.\n"
    assert tenure("cancel", "O-1").out == "O-1 is cancelled.\n"
    assert tenure("have", "capricorn", "--on", "2022-08-01", "--json").json["assets"] == []
    assert tenure("cancel", "O-9").err == "There is no order O-9.\n"


def test_a_quote_is_accepted_or_declined(tenure: Command, load: Load, company: None) -> None:
    load(
        {**SOLD, "number": "Q-1", "state": "quote"},
        {**SOLD, "number": "Q-2", "state": "quote"},
        activate=False,
    )

    said = tenure("quote", "accept", "Q-1")
    assert (said.code, said.out) == (0, "Q-1 is accepted; `tenure activate Q-1` activates it.\n")
    assert tenure("quote", "decline", "Q-2").out == "Q-2 is declined.\n"
    assert tenure("activate").out == "1 activated\n"
    said = tenure("quote", "decline", "Q-1")
    assert (said.code, said.err) == (1, "Q-1 is activated, and no quote any more; it can be cancelled.\n")
    assert tenure("quote", "accept", "Q-9").err == "There is no order Q-9.\n"


def test_failed_orders_are_reported_until_they_succeed(tenure: Command, load: Load, company: None) -> None:
    other = {**CAPRICORN, "key": "aquarius", "name": "Aquarius Tea"}
    load(other, TOO_MUCH, order("O-4", change("B", "1", "2022-01-01"), account="aquarius"))

    reported = tenure("report", "failures", "--json").json["failures"]
    assert picked(reported, "number", "account", "line", "code", "tried_at", "tried_by") == [
        ("O-3", "capricorn", "1", "UNKNOWN_ASSET", "2026-01-01T12:00:00Z", "tester"),
        ("O-3", "capricorn", "2", "UNKNOWN_ASSET", "2026-01-01T12:00:00Z", "tester"),
        ("O-4", "aquarius", "1", "UNKNOWN_ASSET", "2026-01-01T12:00:00Z", "tester"),
    ]
    assert reported[0]["sentence"] == "Account capricorn has no asset A."
    mine = tenure("report", "failures", "--account", "aquarius", "--csv").out.splitlines()
    assert mine[0] == "number,account,line,code,sentence,tried_at,tried_by"
    assert [line.split(",")[0] for line in mine[1:]] == ["O-4"]

    load(SOLD)
    tenure("activate", "O-3")

    again = tenure("report", "failures", "--json").json["failures"]
    assert picked(again, "number", "line", "code") == [
        ("O-4", "1", "UNKNOWN_ASSET"),
        ("O-3", "2", "QUANTITY_BELOW_ZERO"),
    ]
    tenure("cancel", "O-3")
    tenure("cancel", "O-4")
    assert tenure("report", "failures").out == "No order has failed.\n"
    assert tenure("report", "failures", "--account", "capricorn").out == "No order has failed.\n"
