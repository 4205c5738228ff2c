"""Streams of records in portions: however many records come, a portion of them is in memory, and can be sent again.

A portion is so small that the server has read all of it before its answer could fill the way back, so that they never
wait for each other.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import structs

from tenure.client.errors import Unreachable
from tenure.client.session import Session, decoded
from tenure.client.shapes import Result, Tally

BYTES: Final = 256 * 1024
LINES: Final = 1_000
"""The most of a portion; a single line may be longer."""

LINES_TYPE: Final = {"Content-Type": "application/x-ndjson"}

Said = Mapping[str, Any] | bytes | str
"""A record: its keys, or the JSON of it on one line."""


class Portion(NamedTuple):
    """Some lines, and how many stood before them."""

    before: int
    content: bytes


def portions(records: Iterable[Said]) -> Iterator[Portion]:
    """Give records in portions."""
    before, count, size = 0, 0, 0
    lines: list[bytes] = []
    for record in records:
        line = _line(record)
        if lines and (count == LINES or size + len(line) > BYTES):
            yield Portion(before, b"".join(lines))
            before, count, size, lines = before + count, 0, 0, []
        lines.append(line)
        count, size = count + 1, size + len(line)
    if lines:
        yield Portion(before, b"".join(lines))


def _line(record: Said) -> bytes:
    if isinstance(record, str):
        record = record.encode()
    elif not isinstance(record, bytes):
        return msgspec.json.encode(record) + b"\n"
    line = record.rstrip(b"\r\n")
    if b"\n" in line:
        raise ValueError("A record stands on one line.")
    return line + b"\n"


class Loading:
    """What becomes of records while they are sent: results one by one, and what was taken so far in `tally`."""

    def __init__(self, session: Session, records: Iterable[Said], *, activate: bool) -> None:
        self.tally = Tally()
        self._results = self._all(session, records, activate=activate)

    def __iter__(self) -> Iterator[Result]:
        return self._results

    def finish(self) -> Tally:
        """Send all that is left, and give what was taken; what became of each is not looked at."""
        for _ in self._results:
            pass
        return self.tally

    def _all(self, session: Session, records: Iterable[Said], *, activate: bool) -> Iterator[Result]:
        for portion in portions(records):
            answer = answered(session, "/records", portion, params={"activate": activate})
            self.tally += _tally(session, answer)
            yield from results(session, answer[:-1], portion)


def answered(
    session: Session, path: str, portion: Portion, params: Mapping[str, bool] | None = None
) -> list[bytes]:
    """Send a portion, and give the lines that are answered."""
    told = session.ask(
        "POST", path, params=params, content=portion.content, headers=LINES_TYPE, again=True
    ).content
    return [line for line in told.split(b"\n") if line]


def results(session: Session, lines: Iterable[bytes], portion: Portion) -> Iterator[Result]:
    """Give the results of a portion, each with its line among all."""
    for line in lines:
        result: Result = decoded(session.url, line, Result)
        yield structs.replace(result, line=portion.before + result.line)


class _Last(msgspec.Struct, frozen=True):
    tally: Tally


def _tally(session: Session, answer: list[bytes]) -> Tally:
    if not answer:
        raise Unreachable(f"{session.url} answers nothing; what was sent may or may not have been taken.")
    last: _Last = decoded(session.url, answer[-1], _Last)
    return last.tally


def activated(session: Session, orders: Iterable[Said]) -> Iterator[Result]:
    """Send orders to be activated, and give what becomes of each, in their order."""
    for portion in portions(orders):
        yield from results(session, answered(session, "/activations", portion), portion)
