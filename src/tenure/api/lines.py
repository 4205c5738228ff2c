"""JSON Lines in and out: what is sent is read line by line, and what became of it is answered meanwhile."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import BinaryIO, Final

import msgspec
from django.http import StreamingHttpResponse

from tenure.api.described import LINES_TYPE
from tenure.operations.documents import Document, refusal_document
from tenure.operations.hidden import Hidden
from tenure.operations.outcomes import LineRefusal
from tenure.operations.reading import Located, Problem, read_lines
from tenure.watching.figures import count_refusal

SENT: Final = "what is sent"
_line = msgspec.json.Encoder().encode


HELD_BACK: Final = 8 * 1024 * 1024
"""Bytes of results that wait until all is read. Most clients read no answer before they have sent all: one that sends
up to 256 KiB or 1,000 lines at a time gets no answer before, so that under WSGI they never wait for each other."""

PIECE: Final = 64 * 1024
"""Bytes of results that are sent together where nothing is read meanwhile."""


def lines_answer(results: Iterable[Document], held: int = HELD_BACK) -> StreamingHttpResponse:
    """Answer results as they come, one a line, some together."""
    return StreamingHttpResponse(_pieces(results, held), content_type=LINES_TYPE)


def _pieces(results: Iterable[Document], held: int) -> Iterator[bytes]:
    piece = bytearray()
    for result in results:
        piece += _line(result) + b"\n"
        if len(piece) >= held:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def sent_lines(sent: BinaryIO) -> Iterator[tuple[int, Located | list[Problem]]]:
    """Give the record of each line, or all that is wrong there."""
    for place, items in groupby(read_lines(SENT, sent), key=lambda item: item.line):
        found = list(items)
        first = found[0]
        yield (
            place,
            first if isinstance(first, Located) else [one for one in found if isinstance(one, Problem)],
        )


def not_taken(
    place: int, number: str | None, outcome: str, refusals: Sequence[LineRefusal], hidden: Hidden
) -> Document:
    """Say why what stands on a line was not taken."""
    count_refusals(refusals)
    return {
        "line": place,
        "number": number,
        "outcome": outcome,
        "recorded_at": None,
        "assets": [],
        "refusals": [refusal_document(refusal, hidden) for refusal in refusals],
    }


def count_refusals(refusals: Iterable[LineRefusal]) -> None:
    """Count why lines are refused, which no problem tells."""
    for refusal in refusals:
        count_refusal(refusal.code)


def problems_told(outcome: str, problems: Sequence[Problem], hidden: Hidden) -> Document:
    """Say what is wrong with the record of a line."""
    first = problems[0]
    refusals = [LineRefusal(one.code, one.sentence, key=one.key) for one in problems]
    return not_taken(first.line, first.number, outcome, refusals, hidden)
