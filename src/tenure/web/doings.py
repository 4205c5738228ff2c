"""What can be done with an order on its page: in which states, by whom, and what is said when it is done.

The operations decide and refuse; here stands only which buttons are shown.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.json import encode

from tenure.kernel.orders import CancelOrder
from tenure.operations.activation import activate
from tenure.operations.outcomes import LineRefusal, Outcome
from tenure.operations.reading import Malformed, read_record
from tenure.operations.states import accept_quote, cancel_order, decline_quote
from tenure.watching.figures import count_outcome
from tenure.web.visits import Visit

Refusals = Sequence[LineRefusal]


class Doing(Struct, frozen=True):
    """Something that can be done: what its button says in which state, what it takes, and what does it.

    `said` tells what came of it, by the state that the order is in afterwards.
    """

    labels: Mapping[str, str]
    permission: str
    do: Callable[[Visit, str], Refusals]
    said: Mapping[str, str]


def _activate(visit: Visit, number: str) -> Refusals:
    """Activate an order; one that fails stands in the book with its refusals, and so refuses nothing here."""
    [outcome] = activate(*visit.asked, [number])
    count_outcome(outcome)
    return outcome.refusals if outcome.outcome is Outcome.REJECTED else ()


def _accept(visit: Visit, number: str) -> Refusals:
    refusal = accept_quote(*visit.asked, number)
    return () if refusal is None else (refusal,)


def _decline(visit: Visit, number: str) -> Refusals:
    refusal = decline_quote(*visit.asked, number)
    return () if refusal is None else (refusal,)


def _cancel(visit: Visit, number: str) -> Refusals:
    """Cancel an order, and keep why, where that is a text as a file could have it."""
    message = visit.request.POST.get("message", "").strip()
    try:
        record = read_record(encode({"kind": "cancel_order", "number": number, "message": message or None}))
    except Malformed as malformed:
        return [LineRefusal(fault.code, fault.sentence, key=fault.key) for fault in malformed.problems]
    assert isinstance(record, CancelOrder)
    return cancel_order(*visit.asked, record)


DOINGS: Final[Mapping[str, Doing]] = {
    "activate": Doing(
        {"draft": "Activate", "failed": "Try again"},
        "activate_orders",
        _activate,
        {
            "activated": "It is activated. Below each line stands what it became.",
            "failed": "It was tried, and refused. Below each line stands why; nothing has changed.",
        },
    ),
    "accept": Doing(
        {"quote": "Accept quote"},
        "manage_asset_lifecycle",
        _accept,
        {"draft": "The quote is accepted. It takes effect once it is activated."},
    ),
    "decline": Doing(
        {"quote": "Decline quote"},
        "manage_asset_lifecycle",
        _decline,
        {"cancelled": "The quote is declined."},
    ),
    "cancel": Doing(
        {"draft": "Cancel order", "failed": "Cancel order", "activated": "Cancel order"},
        "manage_asset_lifecycle",
        _cancel,
        {"cancelled": "The order is cancelled."},
    ),
}


def doable(visit: Visit, state: str | None) -> dict[str, str]:
    """Give what the buttons of an order say, by what they do; none for whom its state is hidden."""
    return {
        name: doing.labels[state]
        for name, doing in DOINGS.items()
        if state is not None and state in doing.labels and visit.may(doing.permission)
    }


def said_of(done: str | None, state: str | None) -> str | None:
    """Give what is said when something was done with an order that is in a state now."""
    doing = DOINGS.get(done or "")
    return None if doing is None else doing.said.get(state or "")
