"""Starting a change from assets: lines become a quote, a draft order, or are activated at once.

It is the same order as one from a file. Each line that acts on an asset says which version of it was seen, so that it
is refused where the asset has moved on by the time it is activated.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, get_args

from msgspec import structs

from tenure.kernel.orders import Line, Order
from tenure.operations.activation import activate_orders, keep_orders
from tenure.operations.actor import Actor
from tenure.operations.finding import account_named
from tenure.operations.ledger import Ledger
from tenure.operations.outcomes import OrderOutcome
from tenure.operations.previews import Preview, preview_unsaved
from tenure.store.connection import rows

Output = Literal["quote", "order", "activated"]
"""What a change becomes."""

OUTPUTS: Final[tuple[str, ...]] = get_args(Output)


def start(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    account: str,
    lines: Sequence[Line],
    *,
    output: Output,
    number: str | None = None,
    contract: str | None = None,
    message: str | None = None,
) -> OrderOutcome:
    """Make lines of an account a quote, a draft order, or an order that is activated; gives what became of it.

    Without a number the order gets one. Raises `NoSuchAccount`.
    """
    number = number or number_of(output, new_ticket(ledger, now))
    order = _order(actor, ledger, account, lines, number, contract, message)
    order = structs.replace(order, state="quote" if output == "quote" else "draft")
    take = activate_orders if output == "activated" else keep_orders
    [outcome] = take(actor, now, request_id, ledger, [order])
    return outcome


def preview_start(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    account: str,
    lines: Sequence[Line],
    *,
    number: str | None = None,
    contract: str | None = None,
    message: str | None = None,
) -> Preview:
    """Tell what lines of an account would do if they were activated. Raises `NoSuchAccount`."""
    number = number or number_of("activated", new_ticket(ledger, now))
    order = _order(actor, ledger, account, lines, number, contract, message)
    return preview_unsaved(actor, now, request_id, ledger, order)


def new_ticket(ledger: Ledger, now: datetime) -> str:
    """Draw what no other number has; who draws it before a change is started cannot start it twice."""
    ledger.ids.begin(now)
    return str(ledger.ids())


def number_of(output: Output, ticket: str) -> str:
    """Give the number of an order by its ticket, which tells a quote from an order."""
    return f"{'Q' if output == 'quote' else 'O'}-{ticket}"


def _order(
    actor: Actor,
    ledger: Ledger,
    account: str,
    lines: Sequence[Line],
    number: str,
    contract: str | None,
    message: str | None,
) -> Order:
    customer = account_named(ledger, actor, account)
    seen = _with_versions(ledger, customer.account_id, lines)
    return Order(number=number, account=customer.key, lines=seen, contract=contract, message=message)


def _with_versions(ledger: Ledger, account_id: int, lines: Sequence[Line]) -> list[Line]:
    """Say on each line which version of its asset it was started from, unless it says so itself."""
    names = [line.asset for line in lines if line.action != "add" and line.asset is not None]
    found = rows(ledger.connection, "find_versions", {"account_id": account_id, "names": names})
    versions = {row.name: row.version for row in found}
    return [
        line
        if line.action == "add" or line.asset_version is not None
        else structs.replace(line, asset_version=versions.get(line.asset or ""))
        for line in lines
    ]
