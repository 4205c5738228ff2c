"""The organisation's settings, on the command line."""

import pytest

from tests.cli.calling import Command, Load, order, sale


def test_the_settings_of_a_new_organisation(tenure: Command) -> None:
    assert tenure("settings", "--json").json == {
        "time_zone": "UTC",
        "backdating": "allow",
        "rollback_scope": "any_last",
        "books_closed_through": "none",
    }
    assert tenure("settings", "backdating").out == "allow\n"
    assert tenure("settings", "backdating", "--json").json == {"backdating": "allow"}
    assert tenure("settings", "--csv").out.splitlines()[:2] == ["name,value", "time_zone,UTC"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_zone", "Europe/Berlin"),
        ("backdating", "refuse"),
        ("rollback_scope", "future_only"),
        ("books_closed_through", "2024-12-31"),
    ],
)
def test_a_setting_is_changed(tenure: Command, name: str, value: str) -> None:
    assert (tenure("settings", name, value).code, tenure("settings", name).out) == (0, f"{value}\n")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            ("time_zones",),
            "There is no setting 'time_zones'."
            " There are time_zone, backdating, rollback_scope, books_closed_through.",
        ),
        (
            ("time_zone", "Mars/Olympus"),
            "'Mars/Olympus' is no IANA time zone; one is written like Europe/Berlin or UTC.",
        ),
        (("time_zone", "../UTC"), "'../UTC' is no IANA time zone; one is written like Europe/Berlin or UTC."),
        (("backdating", "maybe"), "'maybe' is not known here: it is allow or refuse."),
        (("rollback_scope", ""), "'' is not known here: it is any_last or future_only."),
        (
            ("books_closed_through", "2024-02-30"),
            "'2024-02-30' is neither a date such as 2025-12-31 nor none.",
        ),
        (
            ("books_closed_through", "2024-02-03T00:00:00Z"),
            "'2024-02-03T00:00:00Z' is neither a date such as 2025-12-31 nor none.",
        ),
    ],
)
def test_a_wrong_setting_is_a_wrong_call(tenure: Command, call: tuple[str, ...], sentence: str) -> None:
    said = tenure("settings", *call)

    assert (said.code, said.out, said.err) == (2, "", sentence + "\n")
    assert tenure("settings", "time_zone").out == "UTC\n"


def test_the_time_zone_is_fixed_once_anything_is_activated(
    tenure: Command, load: Load, company: None
) -> None:
    load(order("O-1", sale("A", "QBO", "1", "2025-01-01", "2025-12-31")), activate=False)
    assert tenure("settings", "time_zone", "Asia/Tokyo").code == 0

    tenure("activate")

    said = tenure("settings", "time_zone", "Europe/Berlin")
    assert said.code == 1
    assert "stays Asia/Tokyo" in said.err
    assert tenure("settings", "time_zone", "Asia/Tokyo").code == 0
    assert tenure("settings", "time_zone").out == "Asia/Tokyo\n"


def test_closed_books_bind_the_next_order(tenure: Command, load: Load, company: None) -> None:
    tenure("settings", "backdating", "refuse")

    [refused] = load(order("O-1", sale("A", "QBO", "1", "2025-01-01", "2025-12-31")))

    assert "the setting backdating refuses that" in refused
