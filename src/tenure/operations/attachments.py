"""Files and references to cases on an asset: added, listed, read and removed.

They say nothing about what a customer has, so they are no part of its history. What is removed is gone for everyone,
and that it was there, and who removed it when, stays.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct, structs

from tenure.kernel.attachments import URL_LENGTH, CaseRecord, FileRecord
from tenure.kernel.orders import NAME_LENGTH
from tenure.kernel.refusals import Conflict, Malformed
from tenure.operations.actor import Actor
from tenure.operations.fields import must_write_all
from tenure.operations.finding import LARGEST_ID, AssetPlace, asset_named
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.limits import ATTACHMENTS, FILE_BYTES
from tenure.operations.lists.asking import Question, understood
from tenure.operations.lists.book import Listing
from tenure.operations.lists.kinds import CASES, FILES
from tenure.operations.lists.listed import Listed
from tenure.operations.lists.picking import Page, Told, matching, page
from tenure.store.connection import rows, run, transaction
from tenure.store.reading import snapshot

PERMISSION: Final = "manage_attachments"
MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}", re.ASCII)
NOT_IN_NAMES: Final = frozenset("/\\")


class NoSuchFile(Malformed):
    """The asset has no file of the id, or has it no longer."""

    code = "UNKNOWN_FILE"
    status = 404
    template = "Asset {asset} has no file {id}."


class NoSuchCase(Malformed):
    """The asset has no reference to a case of the id, or has it no longer."""

    code = "UNKNOWN_CASE"
    status = 404
    template = "Asset {asset} has no case {id}."


class FileTooLarge(Malformed):
    """The file has more bytes than are kept."""

    code = "FILE_TOO_LARGE"
    status = 413
    template = "A file has at most {most} bytes, and this one has more."


class AttachmentMalformed(Malformed):
    """What is said of a file or a case cannot be so."""

    code = "ATTACHMENT_MALFORMED"
    template = "{key}: {why}."


class TooManyAttachments(Conflict):
    """The asset has as many as it can have."""

    code = "TOO_MANY_ATTACHMENTS"
    template = "Asset {asset} has {most} {what} already; remove one first."


class FileContent(Struct, frozen=True):
    """A file as it was added."""

    name: str
    media_type: str
    content: bytes


def add_file(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, asset: str, file: FileRecord
) -> Any:
    """Add a file to an asset; gives its row. Raises what is wrong with it, and as `asset_named` does."""
    actor.must(PERMISSION, "add files")
    must_write_all(actor, "file")
    if len(file.content) > FILE_BYTES:
        raise FileTooLarge(most=FILE_BYTES)
    _check_text("name", file.name)
    if NOT_IN_NAMES.intersection(file.name) or file.name in {".", ".."}:
        raise AttachmentMalformed(key="name", why="a file is called by its name alone, without folders")
    if not MEDIA_TYPE.fullmatch(file.media_type):
        raise AttachmentMalformed(key="media_type", why="it is written like application/pdf")
    values = {
        **structs.asdict(file),
        "size": len(file.content),
        "digest": sha256(file.content).digest(),
    }
    return _added(actor, now, request_id, ledger, asset, "file", values)


def add_case(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, asset: str, case: CaseRecord
) -> Any:
    """Add a reference to a case to an asset; gives its row. Raises as `add_file` does."""
    actor.must(PERMISSION, "add cases")
    must_write_all(actor, "case")
    values = structs.asdict(case)
    for key, value in values.items():
        if value is not None:
            _check_text(key, value, URL_LENGTH if key == "url" else NAME_LENGTH)
    if case.url is not None and not _is_address(case.url):
        raise AttachmentMalformed(key="url", why="it is an address that begins with https://")
    return _added(actor, now, request_id, ledger, asset, "case", values)


def files(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, asset: str, question: Question,
    *, everything: bool = False,
) -> Listing:  # fmt: skip
    """Give the files of an asset; with `everything` those that were removed too. Raises `CannotList`."""
    del now, request_id
    return _listed(actor, ledger, asset, FILES, question, everything=everything)


def cases(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, asset: str, question: Question,
    *, everything: bool = False,
) -> Listing:  # fmt: skip
    """Give the references to cases of an asset; with `everything` removed ones too. Raises `CannotList`."""
    del now, request_id
    return _listed(actor, ledger, asset, CASES, question, everything=everything)


def file_content(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, asset: str, file: str
) -> FileContent:
    """Give a file of an asset; raise `NoSuchFile`, also where its content is hidden from who asks."""
    del now, request_id
    with snapshot(ledger.connection):
        place = asset_named(ledger, actor, asset)
        found = rows(ledger.connection, "find_file_content", {**_here(place), "file_id": _id(file)})
    if not found or not actor.sees("file.content"):
        raise NoSuchFile(asset=asset, id=file)
    name = found[0].name if actor.sees("file.name") else file
    media_type = found[0].media_type if actor.sees("file.media_type") else "application/octet-stream"
    return FileContent(name, media_type, bytes(found[0].content))


def remove_file(actor: Actor, now: datetime, request_id: str, ledger: Ledger, asset: str, file: str) -> None:
    """Remove a file of an asset; raise `NoSuchFile`."""
    del request_id
    actor.must(PERMISSION, "remove files")
    must_write_all(actor, "file")
    if not _removed(actor, now, ledger, asset, "remove_file", file):
        raise NoSuchFile(asset=asset, id=file)


def remove_case(actor: Actor, now: datetime, request_id: str, ledger: Ledger, asset: str, case: str) -> None:
    """Remove a reference to a case from an asset; raise `NoSuchCase`."""
    del request_id
    actor.must(PERMISSION, "remove cases")
    must_write_all(actor, "case")
    if not _removed(actor, now, ledger, asset, "remove_case", case):
        raise NoSuchCase(asset=asset, id=case)


def _check_text(key: str, value: str, most: int = NAME_LENGTH) -> None:
    if not value or len(value) > most:
        raise AttachmentMalformed(key=key, why=f"it has 1 to {most} characters")
    if not value.isprintable() or value != value.strip():
        raise AttachmentMalformed(
            key=key, why="every character of it can be seen, and it has no blanks around it"
        )


def _is_address(url: str) -> bool:
    """Tell whether a text is an address on the web, of https, that hands nobody's password on."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return url.startswith("https://") and named and "@" not in parts.netloc and " " not in url


def _here(place: AssetPlace) -> dict[str, int]:
    return {"account_id": place.account_id, "asset_id": place.asset_id}


def _id(text: str) -> int:
    """Give the id that a text says; one that there never is where it says none."""
    known = text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID
    return int(text) if known else 0


def _added(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    asset: str,
    what: str,
    values: dict[str, Any],
) -> Any:
    connection = ledger.connection
    ledger.ids.begin(now)
    with transaction(connection):
        here = _here(asset_named(ledger, actor, asset))
        account = rows(connection, "find_asset", here)[0].account
        rows(connection, "lock_accounts", {"keys": [account]})
        found = rows(connection, f"find_{what}s", here)
        if sum(row.removed_at is None for row in found) >= ATTACHMENTS:
            raise TooManyAttachments(asset=asset, most=ATTACHMENTS, what=f"{what}s")
        told = {"added_at": now, "added_by": actor.name, "request_id": request_id}
        run(connection, f"add_{what}", {**values, **here, f"{what}_id": ledger.ids(), **told})
        return rows(connection, f"find_{what}s", here)[-1]


def _removed(actor: Actor, now: datetime, ledger: Ledger, asset: str, statement: str, one: str) -> bool:
    with transaction(ledger.connection):
        here = _here(asset_named(ledger, actor, asset))
        told = {"id": _id(one), "removed_at": now, "removed_by": actor.name}
        return bool(run(ledger.connection, statement, {**here, **told}))


def _listed(
    actor: Actor, ledger: Ledger, asset: str, listed: Listed, question: Question, *, everything: bool
) -> Listing:
    asked = understood(listed, actor.hidden, question, lambda: settings_of(ledger, actor).zone)
    with snapshot(ledger.connection):
        here = _here(asset_named(ledger, actor, asset))
        found: Sequence[Any] = rows(ledger.connection, f"find_{listed.name}", here)
    told: Told[Any] = Told(listed, lambda _: "", lambda row: row.id, actor.hidden)
    there = [row for row in found if everything or row.removed_at is None]
    shown: Page[Any] = page(ledger, told, question, asked, matching(told, asked, there))
    return Listing(shown.results, shown.next_cursor, actor.hidden)
