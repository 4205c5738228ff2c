"""Files and cases of an asset: added, listed, got and removed; and what is said where that cannot be."""

from pathlib import Path

import pytest

from tests.cli.calling import Command, Load, order, picked, sale


@pytest.fixture
def sold(load: Load, company: None) -> None:
    """Capricorn has an asset A."""
    load(order("O-1", sale("A", "SEAT", "10", "2022-01-01", "2022-12-31")))


def test_a_file_from_its_coming_to_its_going(tenure: Command, sold: None, tmp_path: Path) -> None:
    path, copy = tmp_path / "terms.txt", tmp_path / "copy.txt"
    path.write_bytes(b"twelve months\n")

    added = tenure("file", "add", "A", str(path))
    file = added.out.strip()

    assert (added.code, added.err, file.isdigit()) == (0, "", True)
    assert tenure("file", "get", "A", file).out == "twelve months\n"
    got = tenure("file", "get", "A", file, "--to", str(copy))
    assert (got.code, got.err) == (0, f"{copy}: terms.txt, 14 bytes.\n")
    assert copy.read_bytes() == path.read_bytes()
    shown = tenure("file", "list", "A", "--json").json["files"]
    assert picked(shown, "id", "name", "media_type", "size") == [(file, "terms.txt", "text/plain", 14)]
    assert "terms.txt" in tenure("file", "list", "A").out
    assert (
        tenure("file", "list", "A", "--csv")
        .out.splitlines()[1]
        .startswith(f"{file},terms.txt,text/plain,14,")
    )

    assert tenure("file", "remove", "A", file).out == f"File {file} of A is removed.\n"

    assert tenure("file", "list", "A").out == "The asset has no files.\n"
    assert picked(tenure("file", "list", "A", "--all", "--json").json["files"], "name", "size") == [
        ("terms.txt", 14)
    ]
    gone = tenure("file", "get", "A", file)
    assert (gone.code, gone.out, gone.err) == (1, "", f"Asset A has no file {file}.\n")
    assert tenure("verify").code == 0


def test_a_case_from_its_coming_to_its_going(tenure: Command, sold: None) -> None:
    said = (
        "--system",
        "Helpdesk",
        "--title",
        "Does not open",
        "--url",
        "https://help.example.com/7",
        "--state",
        "open",
    )
    case = tenure("case", "add", "A", "7", *said).out.strip()

    shown = tenure("case", "list", "A", "--json").json["cases"]
    assert picked(shown, "id", "reference", "system", "title", "url", "state") == [
        (case, "7", "Helpdesk", "Does not open", "https://help.example.com/7", "open")
    ]
    assert tenure("case", "remove", "A", case).out == f"Case {case} of A is removed.\n"
    assert tenure("case", "list", "A").out == "The asset has no cases.\n"
    assert tenure("case", "remove", "A", case).code == 1


def test_what_cannot_be_is_said_and_nothing_is_kept(tenure: Command, sold: None, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"x" * (10 * 1024 * 1024 + 1))

    large = tenure("file", "add", "A", str(path))
    unknown = tenure("file", "add", "B", __file__)
    folder = tenure("file", "add", "A", __file__, "--name", "a/b")
    address = tenure("case", "add", "A", "7", "--url", "http://help.example.com")
    there = tenure("file", "get", "A", tenure("file", "add", "A", __file__).out.strip(), "--to", str(path))

    assert (large.code, large.err) == (1, "A file has at most 10485760 bytes, and this one has more.\n")
    assert (unknown.code, unknown.err) == (1, "There is no asset B.\n")
    assert (folder.code, folder.err) == (1, "name: a file is called by its name alone, without folders.\n")
    assert (address.code, address.err) == (1, "url: it is an address that begins with https://.\n")
    assert (there.code, there.err) == (1, f"{path} is there already; nothing is written over it.\n")
    assert tenure("file", "add", "A", str(tmp_path / "none")).code == 2
    assert len(tenure("file", "list", "A", "--json").json["files"]) == 1
    assert tenure("case", "list", "A", "--json").json["cases"] == []
