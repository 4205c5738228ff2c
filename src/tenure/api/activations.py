"""Many orders at once: one a line in, what became of it a line out, in the same order, while more is still sent.

A batch is one transaction, as in `tenure load`. What has no line of its own in the answer may or may not have been
done: sent again, what was activated already is answered as unchanged.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from django.http import HttpRequest, StreamingHttpResponse
from msgspec import Struct, field
from ninja import Router

from tenure.api.asked import Asked, asked
from tenure.api.bodies import sent_stream
from tenure.api.described import streamed, told_in_lines
from tenure.api.lines import PIECE, count_refusals, lines_answer, not_taken, problems_told, sent_lines
from tenure.clock import now
from tenure.kernel.orders import Order
from tenure.operations.activation import activate, activate_orders
from tenure.operations.bulk import LINES
from tenure.operations.documents import Document, outcome_document
from tenure.operations.hidden import Hidden
from tenure.operations.outcomes import LineRefusal
from tenure.operations.reading import Located, Problem
from tenure.watching.figures import count_outcome

router = Router(tags=["Orders"])

NOT_AN_ORDER: Final = LineRefusal(
    "NOT_AN_ORDER", "Only orders are activated; other records are put one by one.", key="kind"
)


@router.post("/activations", operation_id="activate", openapi_extra=streamed())
def activations(request: HttpRequest) -> StreamingHttpResponse:
    """Activate many orders: JSON Lines in, one result a line out. One order that is refused holds back no other."""
    question = asked(request)
    question.actor.must("activate_orders", "activate orders")
    return lines_answer(_results(question, sent_stream(request)))


@router.post("/activations/drafts", operation_id="activateDrafts", openapi_extra=told_in_lines("Outcome"))
def drafts(request: HttpRequest) -> StreamingHttpResponse:
    """Activate all orders that wait for it, in the order in which they came; one result a line."""
    question = asked(request)
    question.actor.must("activate_orders", "activate orders")
    hidden = question.actor.hidden
    return lines_answer((outcome_document(outcome, hidden) for outcome in activate(*question)), PIECE)


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
    for place, found in sent_lines(sent):
        order = found.record if isinstance(found, Located) else None
        if not isinstance(order, Order) or order.number in batch.orders or batch.lines >= LINES:
            yield from _activated(question, batch)
            batch = _Batch()
        if isinstance(order, Order):
            batch.add(order, place)
        else:
            yield _no_order(place, found, question.actor.hidden)
    yield from _activated(question, batch)


def _no_order(place: int, found: Located | list[Problem], hidden: Hidden) -> Document:
    """Say why a line says no order."""
    if isinstance(found, Located):
        return not_taken(place, None, "unreadable", [NOT_AN_ORDER], hidden)
    return problems_told("unreadable", found, hidden)


def _activated(question: Asked, batch: _Batch) -> Iterator[Document]:
    if not batch.orders:
        return
    outcomes = activate_orders(*question._replace(now=now()), list(batch.orders.values()))
    for place, outcome in zip(batch.places, outcomes, strict=True):
        count_outcome(outcome)
        count_refusals(outcome.refusals)
        yield {"line": place, **outcome_document(outcome, question.actor.hidden)}
