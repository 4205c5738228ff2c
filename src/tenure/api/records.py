"""Records of every kind at once, as a file has them: one a line in, what became of the orders and what was refused out.

It is what `tenure load` does, in one lane. What was taken is counted at the end; an answer without that line is not
whole, and what was sent can be sent again.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Annotated, BinaryIO

from django.http import HttpRequest, StreamingHttpResponse
from msgspec import structs
from ninja import Query, Router

from tenure.api.asked import Asked, asked
from tenure.api.bodies import sent_stream
from tenure.api.described import records_sent
from tenure.api.lines import count_refusals, lines_answer, problems_told, sent_lines
from tenure.clock import now
from tenure.operations.bulk import Loader
from tenure.operations.documents import Document, outcome_document
from tenure.operations.hidden import Hidden
from tenure.operations.outcomes import OrderOutcome
from tenure.operations.reading import Located, Problem
from tenure.watching.figures import count_outcome

router = Router(tags=["Records"])


@router.post("/records", operation_id="load", openapi_extra=records_sent())
def load(
    request: HttpRequest,
    activate: Annotated[bool, Query(description="Activate the orders, in the order of the lines.")] = False,
) -> StreamingHttpResponse:
    """Take records of every kind: JSON Lines in; a line out for each order, each record refused, and the count."""
    question = asked(request)
    question.actor.must("manage_asset_lifecycle", "load records")
    if activate:
        question.actor.must("activate_orders", "activate orders")
    return lines_answer(_results(question, sent_stream(request), activate=activate))


class _Results:
    """What became of records, until it is told."""

    def __init__(self, hidden: Hidden) -> None:
        self._hidden = hidden
        self._waiting: list[Document | Problem] = []

    def order(self, located: Located, outcome: OrderOutcome) -> None:
        """Take what became of an order."""
        count_outcome(outcome)
        count_refusals(outcome.refusals)
        self._waiting.append({"line": located.line, **outcome_document(outcome, self._hidden)})

    def refused(self, problem: Problem) -> None:
        """Take why another record was refused."""
        self._waiting.append(problem)

    def told(self) -> Iterator[Document]:
        """Give all that waits, what is wrong with one line together."""
        waiting, self._waiting = self._waiting, []
        for place, some in groupby(waiting, lambda one: one.line if isinstance(one, Problem) else None):
            if place is None:
                yield from (one for one in some if not isinstance(one, Problem))
            else:
                problems = [one for one in some if isinstance(one, Problem)]
                yield problems_told("rejected", problems, self._hidden)


def _results(question: Asked, sent: BinaryIO, *, activate: bool) -> Iterator[Document]:
    hidden = question.actor.hidden
    results = _Results(hidden)
    loader = Loader(
        question.actor,
        now,
        question.request_id,
        question.ledger,
        results.refused,
        results.order,
        activate=activate,
    )
    for _, found in sent_lines(sent):
        if isinstance(found, Located):
            loader.add(found)
            yield from results.told()
        else:
            loader.tally.problems += len(found)
            yield problems_told("unreadable", found, hidden)
    loader.flush()
    yield from results.told()
    yield {"tally": structs.asdict(loader.tally)}
