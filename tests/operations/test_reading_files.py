"""Files of records: formats, line numbers, damage, and memory that stays flat."""

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest

from tenure.kernel.orders import Account, Order
from tenure.operations.reading import Located, Problem, read, read_raw, read_record
from tests.operations.records_as_text import account, change, good, order, sale, told

ONE = json.dumps(account()).encode()
TWO = json.dumps(account(key="libra", name="Libra Books")).encode()


def written(folder: Path, content: bytes, name: str = "accounts.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.ndjson", "A.JSONL"])
def test_one_object_a_line_whatever_the_ending(tmp_path: Path, name: str) -> None:
    records = good(written(tmp_path, ONE + b"\n" + TWO + b"\n", name))

    assert [(each.line, each.record) for each in records] == [
        (1, Account(key="capricorn", name="Capricorn Coffee", currency="USD")),
        (2, Account(key="libra", name="Libra Books", currency="USD")),
    ]
    assert {each.file for each in records} == {str(tmp_path / name)}


def test_a_compressed_file_is_read_like_any_other(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(ONE + b"\n" + TWO), "accounts.jsonl.gz")

    assert told(path) == ["1 Account", "2 Account"]


def test_blank_lines_are_skipped_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, b"\n  \t\r\n" + ONE + b"\r\n\r\n" + TWO)

    assert told(path) == ["3 Account", "5 Account"]


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + ONE + b"\r\n" + TWO + b"\r\n")

    assert told(path) == ["1 Account", "2 Account"]


def test_an_empty_file_gives_nothing(tmp_path: Path) -> None:
    assert told(written(tmp_path, b"")) == []


def test_a_bad_line_costs_its_own_order_and_no_other(tmp_path: Path) -> None:
    lines = [
        json.dumps(order(number="O-1")),
        json.dumps(order(sale(quantity="NaN"), number="O-2")),
        '{"kind": "order", "number": "O-3"',
        json.dumps(order(change("cancel", effective_date=None), sale(quantity="x", line="2"), number="O-4")),
        json.dumps(order(number="O-5")),
    ]
    path = written(tmp_path, "\n".join(lines).encode(), "orders.jsonl")

    given = list(read(path))

    kept = [each.record for each in given if isinstance(each, Located)]
    assert [record.number for record in kept if isinstance(record, Order)] == ["O-1", "O-5"]
    assert [str(each).removeprefix(f"{tmp_path}/") for each in given if isinstance(each, Problem)] == [
        "orders.jsonl, line 2, lines[0].quantity: NaN is not a number.",
        "orders.jsonl, line 3: This is not JSON: it ends at column 33, in the middle of an object.",
        'orders.jsonl, line 4, lines[1].quantity: "x" cannot be read as a number; it is written like 1234.5.',
        "orders.jsonl, line 4, lines[0].effective_date: Neither the line nor the order says when the cancel "
        "takes effect.",
    ]
    assert [each.number for each in given if isinstance(each, Problem)] == ["O-2", None, "O-4", "O-4"]


def test_a_line_that_is_not_utf8_is_told_and_the_next_one_read(tmp_path: Path) -> None:
    path = written(tmp_path, ONE.replace(b"Coffee", b"Caf\xe9") + b"\n" + TWO)

    assert told(path) == ["1 - NOT_UTF8 Byte 63 of the line (0xE9) is not UTF-8.", "2 Account"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_file_in_utf16_is_told_once(tmp_path: Path, encoding: str) -> None:
    text = ("\ufeff" if encoding == "utf-16-be" else "") + (ONE + b"\n" + TWO).decode()

    assert told(written(tmp_path, text.encode(encoding))) == [
        "1 - NOT_UTF8 The file is UTF-16; save it as UTF-8."
    ]


def test_a_line_of_16_megabytes_is_read_and_a_longer_one_skipped(tmp_path: Path) -> None:
    limit = 16 * 1024 * 1024
    longest = ONE + b" " * (limit - len(ONE))
    path = written(tmp_path, longest + b"\n" + longest + b" \n" + b"x" * (3 * limit) + b"\n" + TWO)

    assert told(path) == [
        "1 Account",
        "2 - LINE_TOO_LONG The line is longer than 16,777,216 bytes.",
        "3 - LINE_TOO_LONG The line is longer than 16,777,216 bytes.",
        "4 Account",
    ]


def test_memory_stays_flat_however_large_the_file(tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(json.dumps(order()).encode() + b"\n")
        file.writelines(b" " * 1_000_000 for _ in range(200))
        file.write(b"\n")
        file.writelines(json.dumps(order(number=f"O-{number}")).encode() + b"\n" for number in range(3000))

    tracemalloc.start()
    records = sum(isinstance(each, Located) for each in read(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert records == 3001
    assert peak < 60_000_000


def test_a_compressed_file_that_is_cut_off_gives_what_it_holds(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(ONE + b"\n" for _ in range(20_000)))
    path = written(tmp_path, packed[: len(packed) // 2], "accounts.jsonl.gz")

    given = list(read(path))

    last = given[-1]
    assert isinstance(last, Problem)
    assert (last.code, last.line) == ("FILE_DAMAGED", len(given))
    assert len(given) > 1000
    assert all(isinstance(each, Located) for each in given[:-1])


def test_a_file_that_only_claims_to_be_compressed(tmp_path: Path) -> None:
    path = written(tmp_path, ONE, "accounts.jsonl.gz")

    assert told(path) == [
        "1 - FILE_DAMAGED The compressed file is damaged here: Not a gzipped file (b'{\"')."
    ]


def test_a_file_that_is_not_there_or_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.jsonl").mkdir()

    assert told(tmp_path / "none.csv") == [
        "0 - FILE_UNREADABLE The file cannot be opened: No such file or directory."
    ]
    assert told(tmp_path / "folder.jsonl") == [
        "0 - FILE_UNREADABLE The file cannot be opened: Is a directory."
    ]
    assert [str(each) for each in read(tmp_path / "none.csv")] == [
        f"{tmp_path}/none.csv: The file cannot be opened: No such file or directory."
    ]


@pytest.mark.parametrize("name", ["orders.xlsx", "orders", "orders.gz", "orders.csv.zip"])
def test_a_format_that_is_not_known(tmp_path: Path, name: str) -> None:
    assert told(written(tmp_path, ONE, name)) == [
        f"0 - FILE_FORMAT_UNKNOWN The format of {name} is not known: the name of a file of records ends in "
        ".jsonl, .ndjson, .json or .csv, with or without .gz."
    ]


def test_lines_are_given_raw_to_be_read_elsewhere(tmp_path: Path) -> None:
    long = b'{"number": "' + b"x" * 17_000_000 + b'"}'
    path = written(tmp_path, b"\xef\xbb\xbf{broken\n" + long + b"\n\n" + ONE)

    found = list(read_raw(path))

    assert [one if isinstance(one, tuple) else (one.line, one.code) for one in found] == [
        (1, b"{broken\n"),
        (2, "LINE_TOO_LONG"),
        (3, b"\n"),
        (4, ONE),
    ]


def test_tables_are_given_as_json_with_their_rows(tmp_path: Path) -> None:
    table = b"key,name,currency\ncapricorn,Capricorn Coffee,USD\n,None,USD\nlibra,Libra Books,USD\n"
    path = written(tmp_path, table, "accounts.csv")

    found = list(read_raw(path))

    assert [(one[0], read_record(one[1])) for one in found if isinstance(one, tuple)] == [
        (2, Account(key="capricorn", name="Capricorn Coffee", currency="USD")),
        (4, Account(key="libra", name="Libra Books", currency="USD")),
    ]
    assert [(one.line, one.key) for one in found if isinstance(one, Problem)] == [(3, "key")]
