"""Who did what, written down with what was done, in the same transaction: settings, users, records, states of orders.

Orders and actions that are activated say it of themselves. A change to what there is already is none, and is not
written down. Neither secrets nor their hashes are.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.store.connection import json_rows, run

Deed = Literal["added", "changed", "removed", "imported"]

EVERYONES: Final = 0
"""The account of what concerns all accounts."""

BeforeAndAfter = Mapping[str, tuple[Any, Any]]
"""What each field was, and what it is."""


class Changed(Struct, frozen=True):
    """One thing that was changed: of which kind, by which name it is known, and field by field how."""

    object: str
    key: str
    deed: Deed
    fields: BeforeAndAfter
    account_id: int = EVERYONES
    message: str | None = None


def record(actor: Actor, now: datetime, request_id: str, ledger: Ledger, changes: Sequence[Changed]) -> None:
    """Write down what an actor changed; what is changed in no field is left out."""
    ledger.ids.begin(now)
    found = [
        {
            **msgspec.to_builtins(change),
            "change_id": ledger.ids(),
            "message": change.message or actor.message,
        }
        for change in changes
        if change.deed != "changed" or change.fields
    ]
    if found:
        run(ledger.connection, "record_changes", {**json_rows(found), **stamp(actor, now, request_id)})


def stamp(actor: Actor, now: datetime, request_id: str) -> dict[str, Any]:
    """Give who changes something, when, in which request, and from where, as statements ask for it."""
    return {"now": now, "actor": actor.name, "source": actor.source, "request_id": request_id}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Give the fields in which something is not what it was."""
    return {name: (before.get(name), after[name]) for name in after if before.get(name) != after[name]}
