"""Files of records that users give to be taken in: kept, listed, shown with what was wrong with them, and stopped.

They are taken in by a process beside the server, see `operations.intake`. Everybody sees their own; who manages users
and has all accounts sees everybody's.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, Literal, NamedTuple

from msgspec import Struct, structs

from tenure.kernel.orders import NAME_LENGTH
from tenure.kernel.refusals import Conflict, Malformed
from tenure.operations.actor import Actor
from tenure.operations.finding import LARGEST_ID
from tenure.operations.ledger import Ledger
from tenure.operations.limits import UPLOAD_BYTES, UPLOADS, UPLOADS_AT_ONCE
from tenure.operations.reading import wrong_name
from tenure.operations.scope import in_scope
from tenure.store.connection import json_list, rows, run, transaction

LOADS: Final = "manage_asset_lifecycle"
ACTIVATES: Final = "activate_orders"
SEES_ALL: Final = "manage_users"
"""The permissions to have records taken in, to have their orders activated, and to see the uploads of others."""

PIECE: Final = 1024 * 1024
"""Bytes of a file that are kept, and read, together."""

State = Literal["waiting", "working", "done", "stopped"]
Ended = Literal["done", "stopped"]


class WrongUpload(Malformed):
    """What is given is no file of records."""

    code = "UPLOAD_WRONG"
    template = "{why}"


class UploadTooLarge(Malformed):
    """The file has more bytes than are taken."""

    code = "UPLOAD_TOO_LARGE"
    status = 413
    template = (
        "A file to be taken in has at most {most:,} bytes, and this one has more: compress or divide it."
    )


class TooManyUploads(Conflict):
    """As many files of theirs wait as may."""

    code = "TOO_MANY_UPLOADS"
    template = "{most} files of {actor} are still to be taken in; wait for one of them, or stop it."


class UnknownUpload(Malformed):
    """There is none, or none for who asks."""

    code = "UNKNOWN_UPLOAD"
    status = 404
    template = "There is no upload {upload}."


class UploadEnded(Conflict):
    """It cannot be stopped any more."""

    code = "UPLOAD_ENDED"
    template = "Upload {upload} is {state} already."


class Upload(Struct, frozen=True):
    """A file that was given, and how far it is; `why` it was stopped.

    The counts say what became of its records: orders by outcome, `records` and `refused` of other kinds, and how many
    lines were `skipped` as they cannot be read. `problem_count` is of all that was wrong.
    """

    id: int
    name: str
    size: int
    activates: bool
    given_by: str
    given_at: datetime
    source: str
    request_id: str
    state: State = "waiting"
    why: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    bytes_read: int = 0
    records: int = 0
    refused: int = 0
    activated: int = 0
    unchanged: int = 0
    stored: int = 0
    failed: int = 0
    rejected: int = 0
    skipped: int = 0
    problem_count: int = 0


class UploadProblem(Struct, frozen=True):
    """What is wrong with a record of a file: on which line, and of an order its number and its own line.

    The outcome is `unreadable`, `rejected` where nothing of it is in the book, or `failed` where an order stands there.
    """

    outcome: Literal["unreadable", "rejected", "failed"]
    line: int
    number: str | None
    order_line: str | None
    key: str | None
    code: str
    sentence: str


class UploadTold(Struct, frozen=True):
    """An upload with what is wrong with it, as far as that is kept and is for who asks."""

    upload: Upload
    problems: Sequence[UploadProblem]


class Received(NamedTuple):
    """A file of which all is there and put aside, and that is not kept yet; `digest` is the SHA-256 of its content."""

    name: str
    size: int
    digest: bytes
    aside: IO[bytes]


def keep_upload(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    name: str,
    pieces: Iterable[bytes],
    *,
    activate: bool,
) -> Upload:
    """Keep a file that comes in pieces, to be taken in by and by; raise as `received` and `keep_received` do."""
    with received(actor, name, pieces, activate=activate) as file:
        return keep_received(actor, now, request_id, ledger, file, activate=activate)


@contextmanager
def received(actor: Actor, name: str, pieces: Iterable[bytes], *, activate: bool) -> Iterator[Received]:
    """Put a file that comes in pieces aside until this ends; memory stays flat.

    What comes slowly is all there before it is kept, so that no transaction waits for it. Raises `NotPermitted` and
    `WrongUpload` before anything is read, and `UploadTooLarge`.
    """
    actor.must(LOADS, "have records taken in")
    if activate:
        actor.must(ACTIVATES, "activate orders")
    _check_name(name)
    with SpooledTemporaryFile(max_size=PIECE) as aside:
        size, digest = 0, sha256()
        for piece in pieces:
            size += len(piece)
            if size > UPLOAD_BYTES:
                raise UploadTooLarge(most=UPLOAD_BYTES)
            aside.write(piece)
            digest.update(piece)
        if not size:
            raise WrongUpload(why="The file is empty.")
        yield Received(name, size, digest.digest(), aside)


def keep_received(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, file: Received, *, activate: bool
) -> Upload:
    """Keep a file that was received, to be taken in by and by; raise `TooManyUploads`."""
    ledger.ids.begin(now)
    upload = Upload(ledger.ids(), file.name, file.size, activate, actor.name, now, actor.source, request_id)
    file.aside.seek(0)
    with transaction(ledger.connection):
        _must_have_room(actor, ledger)
        _add(ledger, upload, sorted(actor.permissions), iter(lambda: file.aside.read(PIECE), b""))
    return upload


def uploads(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    *,
    state: State | None = None,
    behind: int = LARGEST_ID,
    most: int = UPLOADS,
) -> tuple[Sequence[Upload], bool]:
    """Give the uploads that are there for an actor, the newest first and behind one, and whether there are more."""
    del now, request_id
    of = None if _sees_all(actor) else actor.name
    asked = {"given_by": of, "state": state, "behind": behind, "most": most + 1}
    found = rows(ledger.connection, "find_uploads", asked)
    return [_upload(row) for row in found[:most]], len(found) > most


def upload_told(actor: Actor, now: datetime, request_id: str, ledger: Ledger, upload: str) -> UploadTold:
    """Give an upload and what is wrong with it; raise `UnknownUpload`.

    What is wrong with an order of an account that is not there for who asks, any more, is not told.
    """
    found = upload_of(actor, now, request_id, ledger, upload)
    problems = rows(ledger.connection, "find_upload_problems", {"upload_id": found.id})
    visible = _visible(ledger, actor, {row.account for row in problems if row.account is not None})
    return UploadTold(
        found, [_problem(row) for row in problems if row.account is None or row.account in visible]
    )


def upload_of(actor: Actor, now: datetime, request_id: str, ledger: Ledger, upload: str) -> Upload:
    """Give the upload of an id; raise `UnknownUpload`."""
    del now, request_id
    for row in rows(ledger.connection, "find_upload", {"upload_id": _id(upload)}):
        if row.given_by == actor.name or _sees_all(actor):
            return _upload(row)
    raise UnknownUpload(upload=upload)


def stop_upload(actor: Actor, now: datetime, request_id: str, ledger: Ledger, upload: str) -> None:
    """Stop an upload: what is taken in of it stays. Raises `UnknownUpload` and `UploadEnded`."""
    found = upload_of(actor, now, request_id, ledger, upload)
    if not end_upload(ledger, found.id, now, "stopped", f"Stopped by {actor.name}."):
        found = upload_of(actor, now, request_id, ledger, upload)
        raise UploadEnded(upload=upload, state=found.state)


def end_upload(ledger: Ledger, upload_id: int, now: datetime, state: Ended, why: str | None = None) -> bool:
    """End an upload and remove what is in it; tells whether it was not ended before."""
    with transaction(ledger.connection):
        ended = {"upload_id": upload_id, "now": now, "state": state, "why": why}
        if not run(ledger.connection, "end_upload", ended):
            return False
        run(ledger.connection, "remove_upload_pieces", {"upload_id": upload_id})
    return True


def _check_name(name: str) -> None:
    if not 0 < len(name) <= NAME_LENGTH:
        raise WrongUpload(why=f"The name of a file has 1 to {NAME_LENGTH} characters.")
    if not name.isprintable() or name != name.strip() or "/" in name or "\\" in name:
        raise WrongUpload(
            why="A file is called by its name alone, without folders, blanks around it or what cannot be seen."
        )
    wrong = wrong_name(name)
    if wrong is not None:
        raise WrongUpload(why=wrong.sentence)


def _must_have_room(actor: Actor, ledger: Ledger) -> None:
    [row] = rows(ledger.connection, "count_uploads_to_be_done", {"given_by": actor.name})
    if row.uploads >= UPLOADS_AT_ONCE:
        raise TooManyUploads(most=UPLOADS_AT_ONCE, actor=actor.name)


def _add(ledger: Ledger, upload: Upload, permissions: Sequence[str], pieces: Iterator[bytes]) -> None:
    said = {
        "upload_id": upload.id,
        "name": upload.name,
        "size": upload.size,
        "activates": upload.activates,
        "given_by": upload.given_by,
        "now": upload.given_at,
        "source": upload.source,
        "request_id": upload.request_id,
        "permissions": json_list(permissions),
    }
    run(ledger.connection, "add_upload", said)
    for nth, piece in enumerate(pieces):
        run(ledger.connection, "add_upload_piece", {"upload_id": upload.id, "nth": nth, "content": piece})


def _id(upload: str) -> int:
    """Give the id that a text is; 0, which nothing has, where it is none."""
    is_number = upload.isascii() and upload.isdigit() and len(upload) <= len(str(LARGEST_ID))
    return min(int(upload), LARGEST_ID) if is_number else 0


def _sees_all(actor: Actor) -> bool:
    return SEES_ALL in actor.permissions and actor.scope is None


def _visible(ledger: Ledger, actor: Actor, keys: Collection[str]) -> Collection[str]:
    """Give those of some accounts, by their keys, that are there for an actor."""
    if actor.scope is None or not keys:
        return keys
    found = {
        row.key: row.account_id for row in rows(ledger.connection, "find_accounts", {"keys": sorted(keys)})
    }
    visible = in_scope(ledger, actor, found.values())
    return {key for key, account_id in found.items() if account_id in visible}


def _upload(row: Any) -> Upload:
    return Upload(**{info.name: getattr(row, info.name) for info in structs.fields(Upload)})


def _problem(row: Any) -> UploadProblem:
    return UploadProblem(**{info.name: getattr(row, info.name) for info in structs.fields(UploadProblem)})
