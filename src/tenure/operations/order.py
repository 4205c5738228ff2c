"""One order as it stands: its state, its lines, and what each became or why it was refused."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from tenure.operations.actor import Actor
from tenure.operations.hidden import Hidden
from tenure.operations.history import OtherSide
from tenure.operations.ledger import Ledger
from tenure.operations.outcomes import LineRefusal, unknown_order
from tenure.operations.scope import in_scope
from tenure.store.connection import rows
from tenure.store.reading import snapshot

Said = Mapping[str, Any]
"""What an order or a line says, key by key: texts as they were given, numbers as strings."""


class Became(Struct, frozen=True):
    """What a line did to an asset; on the other side of a swap or a transfer is another action."""

    asset: str
    id: int
    action: int
    type: str
    category: str
    subtype: str | None
    other_side: OtherSide | None


class LineTold(Struct, frozen=True):
    """A line: what it says, what it did, and why it was refused when last tried."""

    said: Said
    became: Sequence[Became]
    refusals: Sequence[LineRefusal]


class OrderTold(Struct, frozen=True):
    """An order. `recorded_at`, `activated_by` and `request_id` tell of its activation, None before it.

    `refusals` are those of the order itself. `hidden` fields are not told to who asked.
    """

    number: str
    account: str
    state: str
    recorded_at: datetime | None
    activated_by: str | None
    request_id: str | None
    said: Said
    lines: Sequence[LineTold]
    refusals: Sequence[LineRefusal]
    tried_at: datetime | None
    hidden: Hidden


def order_told(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, number: str
) -> OrderTold | LineRefusal:
    """Tell an order; gives why it cannot be told where there is none."""
    del now, request_id
    with snapshot(ledger.connection):
        found = rows(ledger.connection, "find_order", {"number": number})
        if not found or not in_scope(ledger, actor, {found[0].account_id}):
            return unknown_order(number)
        row = found[0]
        place = {"account_id": row.account_id, "order_id": row.order_id}
        actions = rows(ledger.connection, "find_order_actions", place)
        tried = rows(ledger.connection, "find_order_refusals", place) if row.state == "failed" else []
        visible = in_scope(ledger, actor, {one.counterpart_account_id for one in actions} - {None})
    became, refusals = _by_line(actions, visible), _refusals(tried)
    lines = [
        LineTold(msgspec.json.decode(content), became.get(place, ()), refusals.get(place, ()))
        for place, content in enumerate(row.contents or [])
    ]
    return OrderTold(
        row.number,
        row.account,
        row.state,
        row.recorded_at,
        row.activated_by,
        row.request_id,
        msgspec.json.decode(row.content),
        lines,
        refusals.get(-1, ()),
        tried[0].tried_at if tried else None,
        actor.hidden,
    )


def _by_line(actions: Sequence[Any], visible: Collection[int]) -> Mapping[int, Sequence[Became]]:
    found: dict[int, list[Became]] = defaultdict(list)
    for row in actions:
        other = None
        if row.counterpart_account_id in visible:
            other = OtherSide(row.counterpart_account, row.counterpart, row.counterpart_action)
        became = Became(row.asset, row.asset_id, row.number, row.type, row.category, row.subtype, other)
        found[row.position].append(became)
    return found


def _refusals(tried: Sequence[Any]) -> Mapping[int, Sequence[LineRefusal]]:
    found: dict[int, list[LineRefusal]] = defaultdict(list)
    for row in tried:
        found[row.position].append(LineRefusal(row.code, row.sentence, row.line))
    return found
