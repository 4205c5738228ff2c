"""Many orders at once: one a line in, what became of it a line out, in the same order, while more is still sent.

A batch is one transaction, as in `tenure load`. What has no line of its own in the answer may or may not have been
done: sent again, what was activated already is answered as unchanged.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO, Final

import msgspec
from django.http import HttpRequest, StreamingHttpResponse
from msgspec import Struct, field
from ninja import Router

from tenure.api.asked import Asked, asked
from tenure.api.bodies import sent_stream
from tenure.api.described import LINES_TYPE, streamed
from tenure.clock import now
from tenure.kernel.orders import Order
from tenure.operations.activation import activate_orders
from tenure.operations.bulk import LINES
from tenure.operations.documents import Document, outcome_document, refusal_document
from tenure.operations.outcomes import LineRefusal
from tenure.operations.reading import Located, Problem, read_lines

router = Router(tags=["Orders"])

SENT: Final = "what is sent"
NOT_AN_ORDER: Final = "NOT_AN_ORDER"
_line = msgspec.json.Encoder().encode


@router.post("/activations", operation_id="activate", openapi_extra=streamed())
def activations(request: HttpRequest) -> StreamingHttpResponse:
    """Activate many orders: JSON Lines in, one result a line out. One order that is refused holds back no other."""
    question = asked(request)
    question.actor.must("activate_orders", "activate orders")
    sent = sent_stream(request)
    results = (_line(result) + b"\n" for result in _results(question, sent))
    return StreamingHttpResponse(results, content_type=LINES_TYPE)


class _Batch(Struct):
    """Orders that wait to be activated together, each with the line that it stands on."""

    orders: dict[str, Order] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    lines: int = 0

    def add(self, order: Order, place: int) -> None:
        self.orders[order.number] = order
        self.places.append(place)
        self.lines += len(order.lines)


def _results(question: Asked, sent: BinaryIO) -> Iterator[Document]:
    """Give what became of each line; what cannot be read waits for what stands before it."""
    batch = _Batch()
    for place, items in groupby(read_lines(SENT, sent), key=lambda item: item.line):
        order, problems = _told(items, question)
        if problems or order is None or order.number in batch.orders or batch.lines >= LINES:
            yield from _activated(question, batch)
            batch = _Batch()
        if order is None:
            yield {"line": place, **problems}
        else:
            batch.add(order, place)
    yield from _activated(question, batch)


def _told(items: Iterable[Located | Problem], question: Asked) -> tuple[Order | None, Document]:
    """Give the order that a line says, or why it says none."""
    found = list(items)
    first = found[0]
    if isinstance(first, Located) and isinstance(first.record, Order):
        return first.record, {}
    number = None
    refusals = [
        LineRefusal(NOT_AN_ORDER, "Only orders are activated; other records are put one by one.", key="kind")
    ]
    if isinstance(first, Problem):
        number = first.number
        refusals = [
            LineRefusal(one.code, one.sentence, key=one.key) for one in found if isinstance(one, Problem)
        ]
    told = [refusal_document(refusal, question.actor.hidden) for refusal in refusals]
    return None, {
        "number": number,
        "outcome": "unreadable",
        "recorded_at": None,
        "assets": [],
        "refusals": told,
    }


def _activated(question: Asked, batch: _Batch) -> Iterator[Document]:
    if not batch.orders:
        return
    outcomes = activate_orders(*question._replace(now=now()), list(batch.orders.values()))
    for place, outcome in zip(batch.places, outcomes, strict=True):
        yield {"line": place, **outcome_document(outcome, question.actor.hidden)}
