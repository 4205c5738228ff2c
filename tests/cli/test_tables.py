"""Tables for people: nothing is cut, and on a terminal prose makes way for the rest."""

import sys

import pytest

from tenure.cli.printing import Column, print_table

COLUMNS = (Column("#", number=True), Column("When"), Column("Why", prose=True))
ROWS = (
    ["1", "2025-01-14T09:44:00Z", "Switched to another supplier"],
    ["2", "2025-01-15T09:44:00Z", None],
    ["10", "2025-01-16T09:44:00Z", "コーヒーの店"],
)


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    print_table(COLUMNS, ROWS)
    return capsys.readouterr().out.splitlines()


def test_without_a_terminal_a_table_is_as_wide_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys) == [
        " #   When                   Why",
        "─" * 56,
        " 1   2025-01-14T09:44:00Z   Switched to another supplier",
        " 2   2025-01-15T09:44:00Z",
        "10   2025-01-16T09:44:00Z   コーヒーの店",
    ]


@pytest.mark.parametrize(
    ("room", "prose"),
    [
        (56, ["Switched to another supplier"]),
        (55, ["Switched to another", "supplier"]),
        (40, ["Switched to", "another", "supplier"]),
        (5, ["Switched to", "another", "supplier"]),
    ],
)
def test_on_a_terminal_prose_makes_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, room: int, prose: list[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(room))

    lines = printed(capsys)

    assert [line[28:].strip() for line in lines if line[28:29] in {"S", "a", "s"}] == prose
    assert all(f"2025-01-1{day}T09:44:00Z" in "".join(lines) for day in (4, 5, 6))
    assert "コーヒーの店" in "".join(lines)
