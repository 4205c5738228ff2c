"""Orders of a table: rows that follow each other and have the same number are the lines of one order.

The keys of the order stand on its first row, and may be repeated on the others. A row without a number goes
on with the order above it. Of an order with a faulty row nothing is given; a row that cannot even be divided
into cells takes the orders on both sides with it, since it may be a line of either.
"""

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, Final

from tenure.kernel.orders import KEY_LENGTH, LINES_PER_ORDER
from tenure.operations.limits import LINE_BYTES, NUMBERS_REMEMBERED, PROBLEMS_PER_RECORD
from tenure.operations.reading.columns import Column, fill
from tenure.operations.reading.diagnosis import shown_number
from tenure.operations.reading.problems import MORE, Code, Fault, Located, Malformed, Problem, located
from tenure.operations.reading.records import convert_record
from tenure.operations.reading.rows import Row
from tenure.operations.reading.wording import quoted

_PLACE: Final = itemgetter(0)
_LINE_PATH: Final = re.compile(r"lines\[(\d+)\]\.?(.*)", re.DOTALL)


def orders(file: str, plan: Sequence[Column], source: Iterator[Row]) -> Iterator[Located | Problem]:
    """Give each order of a table with its first line, or what is wrong with it."""
    place_of_number = next((at for at, column in enumerate(plan) if column.path == ("number",)), None)
    remembered = _Remembered()
    names = {column.path: column.name for column in plan if column.is_of_order}
    group: _Group | None = None
    lost: int | None = None
    for row in source:
        number = _number(row, plan, place_of_number)
        if number is None:
            yield from located([row.fault] if row.fault else [], file, row.place, None)
            lost = row.place
            if group is not None:
                group.lose(lost)
            continue
        if group is None or (number and number != group.number):
            if group is not None:
                yield from group.finished(file, names)
            group = _Group(number, row.place, is_apart=remembered.knows(number))
            if lost is not None:
                group.lose(lost)
        lost = None
        group.add(row, plan)
    if group is not None:
        yield from group.finished(file, names)


def _number(row: Row, plan: Sequence[Column], place: int | None) -> str | None:
    """Give the order number on a row, empty where it has none, or None where it cannot be told for sure.

    In a row with too few or too many cells only a number in front of all that may have shifted is sure.
    """
    if row.cells is None:
        return None
    if place is None:
        return ""
    ragged = len(row.cells) != len(plan)
    in_front = all(column.name == "kind" for column in plan[:place])
    if ragged and not (in_front and place < len(row.cells)):
        return None
    number = row.cells[place]
    return number if number.isprintable() or not row.fault else None


class _Remembered:
    """The latest order numbers of a table, so many and no more."""

    def __init__(self) -> None:
        self._numbers: dict[str, None] = {}

    def knows(self, number: str) -> bool:
        """Tell whether a number came before, and remember it."""
        if number in self._numbers:
            return True
        if len(number) > KEY_LENGTH:
            return False
        if len(self._numbers) >= NUMBERS_REMEMBERED:
            del self._numbers[next(iter(self._numbers))]
        self._numbers[number] = None
        return False


class _Group:
    """The rows of one order, as they come."""

    def __init__(self, number: str, place: int, *, is_apart: bool) -> None:
        self.number = number
        self._place = place
        self._header: dict[str, Any] = {}
        self._cells: dict[str, str] = {}
        self._lines: list[dict[str, Any]] = []
        self._places: list[int] = []
        self._faults: list[tuple[int, Fault]] = []
        self._has_more = False
        self._count = 0
        self._size = 0
        if is_apart:
            sentence = f"Rows of order {quoted(number)} stand apart; those of one order follow each other."
            self._tell(place, Fault("number", Code.ORDER_ROWS_APART, sentence))

    def lose(self, place: int) -> None:
        """Take note of a row that may have belonged to the order."""
        sentence = f"The row at line {place} beside this order cannot be read and may belong to it."
        self._tell(self._place, Fault(None, Code.ORDER_INCOMPLETE, sentence))

    def add(self, row: Row, plan: Sequence[Column]) -> None:
        """Take in a row whose number is known."""
        self._count += 1
        if row.fault is not None:
            self._tell(row.place, row.fault)
            return
        cells = row.cells or []
        self._size += sum(map(len, cells))
        if self._count > LINES_PER_ORDER or self._size > LINE_BYTES:
            return
        line: dict[str, Any] = {}
        for column, cell in zip(plan, cells, strict=True):
            if not cell:
                continue
            if not column.is_of_order:
                fill(line, column.path, column.value(cell))
            elif self._places:
                self._compare(row.place, column, cell)
            elif column.name != "kind":
                self._cells[column.name] = cell
                fill(self._header, column.path, column.value(cell))
        self._lines.append(line)
        self._places.append(row.place)

    def _compare(self, place: int, column: Column, cell: str) -> None:
        first = self._cells.get(column.name)
        if column.name != "kind" and cell != first:
            before = "is not given" if first is None else f"is {quoted(first)}"
            sentence = f"{column.name} is {quoted(cell)} here; on the first row of the order it {before}."
            self._tell(place, Fault(column.name, Code.ORDER_ROWS_DIFFER, sentence))

    def finished(self, file: str, names: dict[tuple[str, ...], str]) -> Iterator[Located | Problem]:
        """Give the order, or all that is wrong with it, from its first row to its last."""
        if self._count > LINES_PER_ORDER:
            sentence = f"The order has {self._count:,} lines; it may have {LINES_PER_ORDER:,}."
            self._tell(self._place, Fault(None, Code.LINES_TOO_MANY, sentence))
        elif self._size > LINE_BYTES:
            sentence = f"The order has {self._size:,} characters; it may have {LINE_BYTES:,}."
            self._tell(self._place, Fault(None, Code.RECORD_TOO_LARGE, sentence))
        elif self._places:
            try:
                record = convert_record({"kind": "order", **self._header, "lines": self._lines})
            except Malformed as malformed:
                for fault in malformed.problems:
                    self._tell(*self._placed(fault, names))
            else:
                if not self._faults:
                    yield Located(record, file, self._place)
        self._faults.sort(key=_PLACE)
        if self._has_more:
            self._faults.append((self._place, MORE))
        for place, fault in self._faults:
            yield from located([fault], file, place, shown_number(self.number))

    def _tell(self, place: int, fault: Fault) -> None:
        if len(self._faults) < PROBLEMS_PER_RECORD:
            self._faults.append((place, fault))
        else:
            self._has_more = True

    def _placed(self, fault: Fault, names: dict[tuple[str, ...], str]) -> tuple[int, Fault]:
        """Give a fault the row it is on, and its key the name of the column."""
        if fault.key is None:
            return self._place, fault
        match = _LINE_PATH.fullmatch(fault.key)
        if match:
            return self._places[int(match[1])], fault._replace(key=match[2] or None)
        if fault.key == "lines":
            return self._place, fault._replace(key=None)
        return self._place, fault._replace(key=names.get(tuple(fault.key.split(".")), fault.key))
