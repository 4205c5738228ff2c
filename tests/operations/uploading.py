"""Short ways of giving files of records and of having them taken in, as somebody of whom it is said what they may."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from msgspec import structs

from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.intake import Actors, one_round
from tenure.operations.ledger import Ledger
from tenure.operations.uploads import Upload, UploadTold, keep_upload, upload_told
from tests.database import TODAY

ANN: Final = Actor("ann", ALL_PERMISSIONS, source="192.0.2.7, token 4")
BEN: Final = Actor("ben", ALL_PERMISSIONS - {"manage_users"}, source="192.0.2.8, token 5")
PEOPLE: Final = {"ann": ANN, "ben": BEN}


def as_in(people: Mapping[str, Actor]) -> Actors:
    """Give what finds these people, as they are now, within the permissions of before."""

    def named(name: str, scopes: Collection[str]) -> Actor:
        found = people.get(name, Actor(name, frozenset()))
        return structs.replace(found, permissions=found.permissions.intersection(scopes), source="")

    return named


def sold(number: str, asset: str, quantity: str = "10", account: str = "acme", **more: Any) -> str:
    """Give the line of a file that sells seats for the year 2025."""
    line = {"line": "1", "action": "add", "product": "SEAT", "asset": asset, "quantity": quantity}
    dates = {"start_date": "2025-01-01", "end_date": "2025-12-31"}
    return json.dumps(
        {"kind": "order", "number": number, "account": account, "lines": [{**line, **dates, **more}]}
    )


def reduced(number: str, asset: str, quantity: str) -> str:
    """Give the line of a file that takes seats away in July."""
    line = {"line": "1", "action": "amend", "asset": asset, "quantity": quantity}
    return json.dumps(
        {
            "kind": "order",
            "number": number,
            "account": "acme",
            "effective_date": "2025-07-01",
            "lines": [line],
        }
    )


def given(
    ledger: Ledger,
    *lines: str | bytes,
    name: str = "orders.jsonl",
    actor: Actor = ANN,
    request: str = "r-7",
    activate: bool = True,
) -> Upload:
    """Give a file of these lines."""
    whole = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return given_bytes(ledger, whole, name=name, actor=actor, request=request, activate=activate)


def given_bytes(
    ledger: Ledger,
    content: bytes,
    *,
    name: str,
    actor: Actor = ANN,
    request: str = "r-7",
    activate: bool = True,
) -> Upload:
    """Give a file of these bytes, which come a few at a time."""
    pieces: Iterable[bytes] = (content[start : start + 100] for start in range(0, len(content), 100))
    return keep_upload(actor, TODAY, request, ledger, name, pieces, activate=activate)


def taken_in(ledger: Ledger, people: Mapping[str, Actor] = PEOPLE) -> None:
    """Take in all that was given."""
    while one_round(lambda: TODAY, ledger, as_in(people)):
        pass


def stands(ledger: Ledger, upload: Upload, actor: Actor = ANN) -> UploadTold:
    """Give how an upload stands."""
    return upload_told(actor, TODAY, "r", ledger, str(upload.id))


def counted(upload: Upload) -> dict[str, int]:
    """Give what became of the records of a file, without what became of none."""
    names = (
        "records",
        "refused",
        "activated",
        "unchanged",
        "stored",
        "failed",
        "rejected",
        "skipped",
        "problem_count",
    )
    return {name: getattr(upload, name) for name in names if getattr(upload, name)}
