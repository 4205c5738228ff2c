"""`tenure upload`: files that are given, taken in, shown and stopped."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import Command, Record, change, order, sale

SALE = sale("A", "SEAT", "10", "2025-01-01", "2025-12-31")


@pytest.fixture(autouse=True)
def ann(tenure: Command, company: None) -> None:
    tenure("user", "add", "ann", "--role", "sales")


def written(folder: Path, *records: Record, name: str = "orders.jsonl") -> str:
    """Write records into a file, and give its path."""
    file = folder / name
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(file)


def test_who_waits_is_told_what_became_of_the_file(tenure: Command, tmp_path: Path) -> None:
    file = written(tmp_path, order("O-1", SALE), order("O-2", change("A", "-20", "2025-07-01")))

    said = tenure("upload", "add", file, "--user", "ann", "--wait")
    number = said.out.strip()
    again = tenure("upload", "add", file, "--user", "ann", "--wait")

    assert said.code == 1
    assert said.err.splitlines() == [
        "line 2, order O-2, line 1: Asset A holds 10 from 2025-07-01 on; 20 cannot be taken from it.",
        f"Upload {number} is done. Orders: 1 activated, 1 failed. Other records: 0. Problems: 1.",
    ]
    assert "Orders: 1 unchanged, 1 failed." in again.err
    shown = tenure("upload", "show", number, "--json").json
    assert (shown["given_by"], shown["state"], shown["activated"], shown["problems"][0]["number"]) == (
        "ann",
        "done",
        1,
        "O-2",
    )
    table = tenure("upload", "show", number).out.splitlines()
    assert table[0].startswith(f"Upload {number} is done.")
    assert table[-1].split()[:5] == ["2", "O-2", "1", "failed", "QUANTITY_BELOW_ZERO"]
    columns = tenure("upload", "show", number, "--csv").out.splitlines()
    assert columns[0] == "outcome,line,number,order_line,key,code,sentence"


def test_a_sound_file_ends_well_and_may_be_kept_without_activating(tenure: Command, tmp_path: Path) -> None:
    file = written(tmp_path, order("O-1", SALE))

    said = tenure("upload", "add", file, "--user", "ann", "--no-activate", "--wait")

    assert (said.code, "Orders: 1 stored." in said.err) == (0, True)
    assert tenure("have", "capricorn", "--on", "2025-06-01", "--json").json["assets"] == []


def test_a_file_waits_until_somebody_takes_it_in_and_can_be_stopped(tenure: Command, tmp_path: Path) -> None:
    assert tenure("upload", "list").out == (
        "There are none. A file is given with: tenure upload add FILE --user USER\n"
    )
    number = tenure("upload", "add", written(tmp_path, order("O-1", SALE)), "--user", "ann").out.strip()

    [waiting] = tenure("upload", "list", "--json").json["uploads"]
    stopped = tenure("upload", "stop", number)
    again = tenure("upload", "stop", number)

    assert (waiting["id"], waiting["name"], waiting["state"]) == (number, "orders.jsonl", "waiting")
    assert (stopped.code, stopped.out) == (0, f"Upload {number} is stopped; what was taken in of it stays.\n")
    assert (again.code, again.err) == (1, f"Upload {number} is stopped already.\n")
    assert tenure("upload", "list", "--waiting", "--json").json == {"uploads": []}
    assert tenure("upload", "list").out.splitlines()[-1].split()[:3] == [number, "orders.jsonl", "ann"]


def test_what_cannot_be_given_is_refused_in_words(tenure: Command, tmp_path: Path) -> None:
    file = written(tmp_path, order("O-1", SALE))
    tenure("user", "add", "uwe", "--role", "service")
    for code, sentence, *arguments in (
        (2, "Say whose it is with --user", file),
        (1, "There is no user nobody.", file, "--user", "nobody"),
        (1, "uwe may not have records taken in", file, "--user", "uwe"),
        (1, "The format of orders.txt is not known", written(tmp_path, name="orders.txt"), "--user", "ann"),
        (1, "The file is empty.", written(tmp_path, name="empty.csv"), "--user", "ann"),
    ):
        said = tenure("upload", "add", *map(str, arguments))
        assert (said.code, said.out) == (code, "")
        assert str(sentence) in said.err
    assert tenure("upload", "list", "--json").json == {"uploads": []}
    assert tenure("upload", "show", "7").err == "There is no upload 7.\n"
