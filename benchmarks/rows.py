"""What a benchmark tells: rows of a table, each with what was asked for and what was reached."""

from typing import NamedTuple


class Row(NamedTuple):
    """One figure: what was measured, what is asked for, what was reached."""

    what: str
    bar: str
    reached: str


def table(rows: list[Row]) -> str:
    """Give rows as a Markdown table."""
    lines = ["| what | asked for | reached |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {row.what} | {row.bar} | {row.reached} |" for row in rows)])


def median(values: list[float]) -> float:
    """Give the middle value."""
    return sorted(values)[len(values) // 2]
