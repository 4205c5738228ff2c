"""The open book that every operation works with (a `Ledger`), and its settings."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any, Final

from msgspec import Struct

from tenure.kernel.products import Settings
from tenure.operations.actor import Actor
from tenure.store.connection import Asked, Connection, rows
from tenure.store.ids import Ids
from tenure.store.records import zone_of


class Ledger(Struct):
    """An open book: a connection that `store.connection.adapt` has set up, and the maker of ids.

    Deciding, which waits for nothing, is done within `turn`: where threads share a processor, one of them decides
    while the database works for the others.
    """

    connection: Connection
    ids: Ids
    turn: AbstractContextManager[object] = nullcontext()


SETTINGS: Final[Asked] = ("find_settings", {})
"""Asks for the organisation's settings, together with something else."""


def settings_of(ledger: Ledger, actor: Actor) -> Settings:
    """Give the organisation's settings, as they bind an actor."""
    return settings_told(rows(ledger.connection, *SETTINGS), actor)


def setting_values(ledger: Ledger) -> dict[str, str]:
    """Give the values that are set, by name."""
    return values_told(rows(ledger.connection, *SETTINGS))


def values_told(found: Sequence[Any]) -> dict[str, str]:
    """Give the values of what `SETTINGS` answers; the custom fields that are declared stand among them, as JSON."""
    return {row.name: row.value for row in found}


def settings_told(found: Sequence[Any], actor: Actor) -> Settings:
    """Give the settings of what `SETTINGS` answers, as they bind an actor."""
    return settings_for(values_told(found), actor)


def settings_for(values: Mapping[str, str], actor: Actor) -> Settings:
    """Give the settings of these values, by name, as they bind an actor."""
    closed = values.get("books_closed_through", "none")
    open_to_actor = closed == "none" or "post_into_closed_books" in actor.permissions
    return Settings(
        zone=zone_of(values),
        backdating=values.get("backdating", "allow") == "allow",
        rollback_any=values.get("rollback_scope", "any_last") == "any_last",
        books_closed_through=None if open_to_actor else date.fromisoformat(closed),
    )
