"""Files loaded by the command itself, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import available_timezones

import psycopg
import pytest

from tests.cli.calling import CAPRICORN, SEAT, Command, Said, change, order, picked, sale

TENURE = [sys.executable, "-c", "from tenure.cli.main import main; main()"]


def called(*arguments: str) -> Said:
    done = subprocess.run(
        [*TENURE, *arguments], capture_output=True, text=True, env=os.environ.copy(), check=False
    )
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a sale, a change that takes too much, and a line that is not JSON."""
    records = (
        CAPRICORN,
        SEAT,
        order("O-1", sale("A", "SEAT", "10", "2022-01-01", "2022-12-31")),
        order("O-2", change("A", "-20", "2022-03-01")),
    )
    path = tmp_path / "orders.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records) + "\n{broken\n")
    return path


def test_what_is_wrong_is_told_and_the_rest_is_loaded(tenure: Command, file: Path) -> None:
    said = called("load", str(file), "--activate")

    assert said.code == 1
    assert [line.partition(": ")[0] for line in said.err.splitlines()] == [
        f"{file}, line 5",
        f"{file}, line 4, order O-2, line 1",
    ]
    assert said.out == "Orders: 1 activated, 1 failed. Other records: 2. Problems: 2.\n"
    held = tenure("have", "capricorn", "--on", "2022-04-01", "--json").json["assets"]
    assert picked(held, "asset", "quantity") == [("A", "10")]


def test_the_first_command_of_an_organisation_takes_the_zone_of_its_machine(
    tenure: Command, file: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    forget_the_zone(database_url)

    called("load", str(file), "--activate")

    assert tenure("settings", "time_zone").out == "Asia/Tokyo\n"
    [period] = tenure("history", "A", "--json").json["periods"]
    assert period["start"] == "2021-12-31T15:00:00Z"


def test_a_zone_that_nobody_knows_is_not_taken(
    tenure: Command, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Nowhere/Land")
    forget_the_zone(database_url)

    said = called("settings", "time_zone")

    assert (said.code, said.err) == (0, "")
    assert said.out.strip() in available_timezones()


def forget_the_zone(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("delete from setting where name = 'time_zone'")
