"""Whose a record is: the account that it concerns, told without reading all of it.

Readers that share a file by accounts read the lines of their own accounts; of the others they learn that they are
there.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from tenure.kernel.orders import Account, Contract, Order, Record

Mine = Callable[[str], bool]
"""Tells whether an account, by its key, is the reader's own."""


class _Told(msgspec.Struct, gc=False):
    """The keys of a record that say whose it is; a line may hold any others."""

    kind: str | None = None
    account: str | None = None
    key: str | None = None
    parent: str | None = None


_TOLD: Final = msgspec.json.Decoder(_Told)


def everyone(_: str) -> bool:
    """Read the records of all accounts."""
    return True


def owner_of(record: Record) -> str | None:
    """Give the key of the account that a record concerns; none where it concerns all of them."""
    match record:
        case Order() | Contract():
            return record.account
        case Account(parent=None):
            return record.key
    return None


def owner_of_line(raw: bytes) -> str | None:
    """Give what `owner_of` gives for the record of a line; none where the line does not tell."""
    try:
        told = _TOLD.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if told.kind in {"order", "contract"}:
        return told.account
    return told.key if told.kind == "account" and told.parent is None else None
