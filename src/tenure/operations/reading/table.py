"""Records of a table (CSV): one kind a file, one row a record; a table of orders has one row a line.

The kind stands in a column `kind`, or is told by the name of the file: accounts.csv, orders-2024.csv. An
empty cell means that the key is not given.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO, Final

from tenure.operations.reading.columns import Column, columns, fill
from tenure.operations.reading.order_rows import orders
from tenure.operations.reading.problems import Code, Fault, Located, Malformed, Problem, located
from tenure.operations.reading.records import convert_record
from tenure.operations.reading.rows import Row, rows
from tenure.operations.reading.shapes import KINDS
from tenure.operations.reading.wording import both, either, quoted, suggestion

PLURALS: Final = {kind: f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s" for kind in KINDS}


def records(file: str, name: str, stream: BinaryIO) -> Iterator[Located | Problem]:
    """Give each record of a table with the line where it begins, or what is wrong with it."""
    source = rows(stream)
    header = next(source, None)
    if header is None:
        return
    if header.fault or header.cells is None:
        yield from _problems(file, header)
        return
    source, kind = _kind(name, header.cells, source)
    if isinstance(kind, Fault):
        yield from located([kind], file, header.place, None)
        return
    plan = columns(kind, header.cells)
    faults = [column for column in plan if isinstance(column, Fault)]
    if faults:
        yield from located(faults, file, header.place, None)
        return
    sound = [column for column in plan if isinstance(column, Column)]
    checked = (_checked(row, kind, sound) for row in source)
    yield from orders(file, sound, checked) if kind == "order" else _one_a_row(file, kind, sound, checked)


def _kind(name: str, header: list[str], source: Iterator[Row]) -> tuple[Iterator[Row], str | Fault]:
    """Find the kind of a table: in its first row with cells, else in the name of its file."""
    if "kind" not in header:
        return source, kind_by_name(name)
    place = header.index("kind")
    before = []
    for row in source:
        before.append(row)
        if row.cells and place < len(row.cells):
            return chain(before, source), _known(row.cells[place])
    return chain(before), kind_by_name(name) if before else next(iter(KINDS))


def _known(kind: str) -> str | Fault:
    if kind in KINDS:
        return kind
    if not kind:
        return Fault("kind", Code.KIND_MISSING, f"The first row does not say its kind: {either(KINDS)}.")
    sentence = f"{quoted(kind)} is not a kind of record: it is {either(KINDS)}.{suggestion(kind, KINDS)}"
    return Fault("kind", Code.KIND_UNKNOWN, sentence)


def kind_by_name(name: str) -> str | Fault:
    """Tell the kind of a table by the name of its file, such as accounts.csv or orders-2024.csv."""
    stem = name.lower().removesuffix(".gz").removesuffix(".csv").replace("-", "_")
    for kind in sorted(KINDS, key=len, reverse=True):
        for word in (PLURALS[kind], kind):
            rest = stem.removeprefix(word)
            if rest != stem and not rest[:1].isalpha():
                return kind
    sentence = (
        f"The table has no column kind, and its name does not tell one as {both(PLURALS.values())} would."
    )
    return Fault(None, Code.KIND_NOT_TOLD, sentence)


def _checked(row: Row, kind: str, plan: list[Column]) -> Row:
    """Give a row with the fault that its cells are not those of the header, where that is so."""
    if row.fault or row.cells is None:
        return row
    if len(row.cells) != len(plan):
        sentence = f"The row has {len(row.cells):,} cells; the table has {len(plan):,} columns."
        return row._replace(fault=Fault(None, Code.ROW_RAGGED, sentence))
    for column, cell in zip(plan, row.cells, strict=True):
        if column.name == "kind" and cell not in {"", kind}:
            sentence = f"{quoted(cell)} stands in a table of {PLURALS[kind]}; a table has one kind."
            return row._replace(fault=Fault("kind", Code.KINDS_MIXED, sentence))
    return row


def _one_a_row(
    file: str, kind: str, plan: list[Column], source: Iterator[Row]
) -> Iterator[Located | Problem]:
    for row in source:
        if row.fault or row.cells is None:
            yield from _problems(file, row)
            continue
        values: dict[str, Any] = {"kind": kind}
        for column, cell in zip(plan, row.cells, strict=True):
            if cell and column.name != "kind":
                fill(values, column.path, column.value(cell))
        try:
            record = convert_record(values)
        except Malformed as malformed:
            yield from located(malformed.problems, file, row.place, malformed.number)
        else:
            yield Located(record, file, row.place)


def _problems(file: str, row: Row) -> list[Problem]:
    return located([row.fault] if row.fault else [], file, row.place, None)
