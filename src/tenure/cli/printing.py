"""Answers on standard output: one JSON document, comma-separated values, or tables for people."""

import csv
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import Any, Literal

from msgspec import Struct

from tenure.cli.endings import WrongCall

UNBOUNDED = 1_000_000
"""The width of a line that is not for a terminal: nothing is cut or wrapped."""


GUTTER = 3
"""The blanks between two columns."""

LONGEST_WORD = 20
"""A word of more characters may be broken where a column of prose is narrow."""


class Form(Enum):
    """How an answer is printed."""

    TABLE = auto()
    JSON = auto()
    CSV = auto()

    @classmethod
    def asked(cls, *, as_json: bool, as_csv: bool) -> "Form":
        """Give the form that the options ask for; they exclude each other."""
        if as_json and as_csv:
            raise WrongCall("--json and --csv exclude each other.")
        return cls.JSON if as_json else cls.CSV if as_csv else cls.TABLE


class Column(Struct, frozen=True):
    """A column of a table for people: its heading, whether it holds numbers, whether it is prose that can wrap."""

    heading: str
    number: bool = False
    prose: bool = False


def print_json(document: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(document, indent=2, ensure_ascii=False))


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, heading: bool = True) -> None:
    """Print rows of values by column; what is not there is empty, what is more than a value is JSON."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if heading:
        writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(_value(row, column)) for column in columns])


def _value(row: Mapping[str, Any], column: str) -> Any:
    """Give what a row has in a column, which may be a key within a key."""
    head, _, rest = column.partition(".")
    return row[head].get(rest) if rest else row[head]


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[str | None]]) -> None:
    """Print a table, nothing cut: prose is wrapped to the width of a terminal; elsewhere there are no colours."""
    # JSON and CSV do without Rich, which takes longer to import than most answers take.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    cells = [[value or "" for value in row] for row in rows]
    room = shutil.get_terminal_size().columns if terminal else UNBOUNDED
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold" if terminal else "")
    for column, width in zip(columns, _widths(columns, cells, room), strict=True):
        justify: Literal["left", "right"] = "right" if column.number else "left"
        table.add_column(column.heading, justify=justify, width=width, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console = Console(file=sys.stdout, width=UNBOUNDED, no_color=not terminal, highlight=False, markup=False)
    with console.capture() as capture:
        console.print(table)
    print("\n".join(line.rstrip() for line in capture.get().splitlines()))


def _widths(columns: Sequence[Column], cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Give each column its width: what its values need, but for prose, which makes way for the others."""
    from rich.cells import cell_len

    widths, least = [], []
    for place, column in enumerate(columns):
        values = [column.heading, *(row[place] for row in cells)]
        widths.append(max(map(cell_len, values)))
        words = [word for value in values for word in value.split()] if column.prose else values
        longest = max(map(cell_len, words))
        least.append(min(longest, LONGEST_WORD) if column.prose else longest)
    excess = sum(widths) + GUTTER * (len(widths) - 1) - room
    while excess > 0:
        slack, place = max(
            (width - low, at) for at, (width, low) in enumerate(zip(widths, least, strict=True))
        )
        if slack <= 0:
            break
        widths[place] -= 1
        excess -= 1
    return widths
