"""Whatever is read: a good record comes back the same, and nothing else crashes or slips through."""

import csv
import gzip
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.orders import Order, Record
from tenure.operations.reading import (
    Code,
    Fault,
    Located,
    Malformed,
    Problem,
    decode_line,
    decode_record,
    encode_line,
    encode_record,
    read,
    read_record,
)
from tenure.operations.reading.checks import faults_of
from tenure.operations.reading.diagnosis import diagnose, plain
from tenure.operations.reading.everyday import is_everyday
from tenure.operations.reading.tree import parse
from tests.operations.records_as_text import Keys
from tests.operations.sound_records import FLAT_LINES, LINES, ODD, RECORDS, orders


def as_text(record: Any) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")


@given(record=RECORDS)
def test_a_record_comes_back_from_its_text_the_same(record: Keys) -> None:
    parsed = read_record(as_text(record))

    encoded = encode_record(parsed)
    assert read_record(encoded) == parsed
    assert decode_record(encoded) == parsed
    assert encode_record(read_record(encoded)) == encoded
    assert b"\n" not in encoded


@given(record=RECORDS)
def test_escapes_and_layout_do_not_matter(record: Keys) -> None:
    spread = json.dumps(record, ensure_ascii=True, indent=1, separators=(" ,", " : ")).replace("\n", " ")

    assert read_record(spread.encode()) == read_record(as_text(record))


@given(line=LINES)
def test_a_line_comes_back_from_its_text_the_same(line: Keys) -> None:
    record = {"kind": "order", "number": "1", "account": "a", "effective_date": "2025-01-01"}
    parsed = read_record(as_text({**record, "lines": [{"line": "1", **line}]}))

    assert isinstance(parsed, Order)
    assert decode_line(encode_line(parsed.lines[0])) == parsed.lines[0]


def outcome(raw: bytes) -> list[str]:
    """The codes of what is wrong; a record that is taken must come back the same from its text."""
    problems: list[Fault] = []
    try:
        record = read_record(raw)
    except Malformed as malformed:
        problems = malformed.problems
    else:
        assert read_record(encode_record(record)) == record
        return []
    assert problems
    for fault in problems:
        assert fault.code is not Code.NOT_UNDERSTOOD, fault.sentence
        assert fault.sentence.isprintable()
        assert len(fault.sentence) < 500
        assert len(fault.key or "") < 400
    return [fault.code for fault in problems]


def found_slowly(raw: bytes) -> bool:
    """Whether the full checks, which take every text apart, find anything wrong."""
    try:
        tree = parse(raw.decode())
    except (UnicodeDecodeError, Malformed):
        return True
    return bool(diagnose(tree)) or bool(faults_of(msgspec.convert(plain(tree), Record)))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values within a value."""
    inner: list[tuple[Any, ...]] = [path] if path else []
    if isinstance(value, dict):
        return inner + [each for key, item in value.items() for each in places(item, (*path, key))]
    if isinstance(value, list):
        return inner + [each for key, item in enumerate(value) for each in places(item, (*path, key))]
    return inner


@st.composite
def spoiled(draw: st.DrawFn) -> Keys:
    """A record in which up to three values are odd, missing or under another key."""
    record: Keys = json.loads(json.dumps(draw(RECORDS)))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(record)))
        inside: Any = record
        for step in way:
            inside = inside[step]
        match draw(st.sampled_from(["odd", "gone", "moved", "more"])):
            case "odd":
                inside[last] = draw(ODD)
            case "gone":
                del inside[last]
            case "moved" if isinstance(inside, dict):
                inside[draw(st.sampled_from(["quantity", "end_date", "x", "parent", "message"]))] = inside[
                    last
                ]
            case _ if isinstance(inside, dict):
                inside[draw(st.sampled_from(["discount", "term", "asset", "role", "from"]))] = draw(ODD)
            case _:
                inside.append(draw(ODD))
        if not record:
            break
    return record


@given(record=spoiled())
def test_a_spoiled_record_is_taken_or_told_the_same_by_the_quick_and_the_full_checks(record: Keys) -> None:
    raw = as_text(record)

    assert bool(outcome(raw)) is found_slowly(raw)


@given(record=spoiled())
def test_an_order_recognised_as_everyday_has_nothing_wrong(record: Keys) -> None:
    try:
        parsed = msgspec.json.decode(as_text(record), type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return
    if isinstance(parsed, Order) and is_everyday(parsed, encode_record(parsed).count(b",")):
        assert faults_of(parsed) == []


@st.composite
def with_a_key_twice(draw: st.DrawFn) -> bytes:
    """A sound record but for one key, somewhere in it, that is given twice."""
    record: Keys = json.loads(json.dumps(draw(RECORDS)))
    *way, key = draw(st.sampled_from([path for path in places(record) if isinstance(path[-1], str)]))
    inside: Any = record
    for step in way:
        inside = inside[step]
    other = draw(st.sampled_from([None, "a,b", "null", inside[key]]))
    before = dict(inside)
    if draw(st.booleans()):
        inside.clear()
    inside |= {"@twice@": other, **before}
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,", " :")]))
    text = json.dumps(record, ensure_ascii=draw(st.booleans()), separators=separators)
    return text.replace('"@twice@"', json.dumps(key)).encode()


@given(raw=with_a_key_twice())
def test_a_key_given_twice_never_slips_through(raw: bytes) -> None:
    assert Code.KEY_TWICE in outcome(raw)


def flipped(raw: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(raw))
    return raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(8)]) + raw[place + 1 :]


def cut(raw: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    return raw[:start] + raw[end:]


def doubled(raw: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    return raw[:end] + raw[start:]


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (flipped, cut, doubled)


@given(record=RECORDS, chance=st.randoms(use_true_random=False), times=st.integers(1, 3))
def test_a_text_with_mutations_is_taken_or_told(record: Keys, chance: random.Random, times: int) -> None:
    raw = as_text(record)
    for _ in range(times):
        raw = chance.choice(MUTATIONS)(raw or b"{}", chance)

    assert bool(outcome(raw)) is found_slowly(raw)


@given(raw=st.binary(max_size=200))
def test_random_bytes_are_no_record(raw: bytes) -> None:
    assert outcome(raw)


@pytest.mark.parametrize(
    "name", ["orders.jsonl", "orders.csv", "accounts.csv", "orders.jsonl.gz", "orders.csv.gz"]
)
@given(content=st.binary(max_size=400), is_packed=st.booleans())
def test_random_files_give_problems_and_never_crash(name: str, content: bytes, is_packed: bool) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(gzip.compress(content) if is_packed else content)
        lines = [each.line for each in read(path) if isinstance(each, Located | Problem)]
    assert all(0 < line <= content.count(b"\n") + content.count(b"\r") + 50 for line in lines)


def flat(line: Keys) -> Keys:
    """A line with its nested keys dotted."""
    cells: Keys = {}
    for key, value in line.items():
        nested = value.items() if isinstance(value, dict) else ()
        cells |= {f"{key}.{inner}": item for inner, item in nested} if nested else {key: value}
    return cells


TABLE_HEADERS = ("account", "currency", "contract", "recorded_at")


def without_empty(value: Any) -> Any:
    """A value without the texts and objects that a cell cannot say."""
    if not isinstance(value, dict):
        return value
    kept = {key: without_empty(item) for key, item in value.items()}
    return {key: item for key, item in kept.items() if item not in ("", {})}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Keys], bytes]:
    """Orders, and the table that says the same."""
    rows: list[Keys] = []
    kept: list[Keys] = []
    for place, record in enumerate(draw(st.lists(orders(FLAT_LINES), min_size=1, max_size=3))):
        header: Keys = {key: record[key] for key in TABLE_HEADERS if key in record}
        header["number"] = f"O-{place}"
        own: Keys = {key: record[key] for key in ("effective_date", "effective_at") if key in record}
        lines = [without_empty(line) for line in record["lines"]]
        kept.append({"kind": "order", **header, **own, "lines": lines})
        dotted = {f"order.{key}": value for key, value in own.items()}
        rows += [header | dotted | flat(line) for line in lines]
    names = sorted({name for row in rows for name in row})
    text = io.StringIO()
    if draw(st.booleans()):
        writer = csv.DictWriter(text, names, lineterminator="\n", quoting=csv.QUOTE_ALL)
    else:
        writer = csv.DictWriter(text, names, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writeheader()
    writer.writerows(rows)
    return kept, text.getvalue().encode()


@given(orders_and_table=tables())
def test_a_table_says_the_same_as_json(orders_and_table: tuple[list[Keys], bytes]) -> None:
    expected, table = orders_and_table
    with TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        path.write_bytes(table)
        found = list(read(path))

    assert [each.record if isinstance(each, Located) else str(each) for each in found] == [
        read_record(as_text(record)) for record in expected
    ]


@given(orders_and_table=tables(), chance=st.randoms(use_true_random=False), times=st.integers(1, 3))
def test_a_table_with_mutations_never_crashes(
    orders_and_table: tuple[list[Keys], bytes], chance: random.Random, times: int
) -> None:
    _, table = orders_and_table
    for _ in range(times):
        table = chance.choice(MUTATIONS)(table or b"x", chance)
    with TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        path.write_bytes(table)
        problems = [each for each in read(path) if isinstance(each, Problem)]

    assert all(each.code != Code.NOT_UNDERSTOOD and each.sentence for each in problems)
