"""The rows of a comma-separated file: cells in quotes may hold commas, quotes (doubled) and line breaks."""

import csv
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from tenure.operations.limits import CELL_CHARACTERS
from tenure.operations.reading.physical_lines import physical_lines
from tenure.operations.reading.problems import Code, Fault, not_utf8


class Row(NamedTuple):
    """A row, the line of the file where it begins, and what is wrong with it.

    A faulty row has no cells where it could not be divided into cells; bytes that are not UTF-8 stand in its
    cells as lone surrogates.
    """

    place: int
    cells: list[str] | None
    fault: Fault | None = None


class _Unreadable(Exception):
    """A line that cannot be given to the reader of rows."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


class _Texts(Iterator[str]):
    """The lines of a stream as texts; unlike a generator it goes on after it has raised."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = physical_lines(stream)
        self.number = 0
        self.fault: Fault | None = None

    def __next__(self) -> str:
        self.number, raw = next(self._lines)
        if isinstance(raw, Fault):
            raise _Unreadable(raw)
        try:
            return raw.decode()
        except UnicodeDecodeError as mistake:
            self.fault = self.fault or not_utf8(raw, mistake)
            return raw.decode(errors="surrogateescape")


def rows(stream: BinaryIO) -> Iterator[Row]:
    """Give the rows of a stream; rows without any text are left out."""
    texts = _Texts(stream)
    reader = csv.reader(texts, strict=True)
    while True:
        place = texts.number + 1
        texts.fault = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _Unreadable as unreadable:
            yield Row(texts.number, None, unreadable.fault)
        except csv.Error as error:
            yield Row(place, None, _broken(error))
        else:
            if texts.fault or any(cell and not cell.isspace() for cell in cells):
                yield Row(place, cells, texts.fault)


def _broken(error: csv.Error) -> Fault:
    complaint = str(error)
    if "field larger" in complaint:
        sentence = f"A cell has more than {CELL_CHARACTERS:,} characters; perhaps a quote is not closed."
    elif "unexpected end" in complaint:
        sentence = "A quote that opens in this row is never closed."
    elif "new-line" in complaint:
        sentence = "A carriage return stands outside quotes."
    else:
        sentence = "A quote stands where a comma should: a quote within a cell is doubled."
    return Fault(None, Code.ROW_BROKEN, sentence)
