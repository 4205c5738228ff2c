"""`tenure upload`: files that are taken in while their givers do something else, in the book here or on a server."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import structs

from tenure.cli import far
from tenure.cli.book import opened, opened_to_users, say
from tenure.cli.endings import Refused, WrongCall
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.cli.progress import gauge
from tenure.cli.server import chosen
from tenure.client import Session
from tenure.client.session import KEY, path_of
from tenure.operations import uploads as operation
from tenure.operations.documents import Document
from tenure.operations.documents.uploads import (
    UPLOAD,
    UPLOAD_PROBLEM,
    upload_document,
    upload_told_document,
)
from tenure.operations.hidden import NOTHING
from tenure.operations.limits import UPLOAD_BYTES
from tenure.operations.uploads import PIECE, State
from tenure.store.shell import django_on, load_django

LOOKS_EVERY: Final = 0.5
"""Seconds between two looks at how far a file is."""

ENDED: Final = frozenset({"done", "stopped"})
COUNTS: Final = ("activated", "unchanged", "stored", "failed", "rejected")
COLUMNS: Final = (
    Column("ID"),
    Column("File", prose=True),
    Column("Given by"),
    Column("Given"),
    Column("State"),
    Column("Orders", number=True),
    Column("Other records", number=True),
    Column("Problems", number=True),
)
PROBLEM_COLUMNS: Final = (
    Column("Line", number=True),
    Column("Order"),
    Column("Its line"),
    Column("Became"),
    Column("Code"),
    Column("Why", prose=True),
)


def add(file: Path, user: str | None, *, activate: bool, wait: bool) -> None:
    """Give a file and print its id; with `wait` what became of it, once it is taken in."""
    server = chosen()
    if server is None:
        _add_here(file, user, activate=activate, wait=wait)
        return
    if user is not None:
        raise WrongCall("--user is for the book of this machine; a server knows by the token who asks.")
    with _opened(file) as stream, far.reached(server) as session:
        content = stream.read(UPLOAD_BYTES + 1)
        told = session.document(
            "POST",
            "/uploads",
            params={"name": file.name, "activate": activate},
            content=content,
            headers={"Content-Type": "application/octet-stream", KEY: secrets.token_hex(16)},
        )
        print(told["id"], flush=True)
        if wait:
            _followed(lambda: _far(session, told["id"]), lambda: False)


def _add_here(file: Path, user: str | None, *, activate: bool, wait: bool) -> None:
    if user is None:
        raise WrongCall("Say whose it is with --user: it is taken in with their rights, and in their name.")
    load_django()
    from tenure.cli.upload_run import taken_in
    from tenure.identity.actors import actor_named
    from tenure.identity.users import user_named

    with _opened(file) as stream, opened_to_users() as book:
        actor = actor_named(user_named(book.actor, user).name)
        asked = structs.replace(actor, source=book.actor.source), *book.asked[1:]
        pieces = iter(lambda: stream.read(PIECE), b"")
        upload = operation.keep_upload(*asked, file.name, pieces, activate=activate)
    print(upload.id, flush=True)
    if wait:
        with opened() as book, django_on(book.place.app):
            _followed(
                lambda: upload_told_document(operation.upload_told(*book.asked, str(upload.id)), NOTHING),
                lambda: taken_in(book.ledger),
            )


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("rb") as stream:
            yield stream
    except OSError as error:
        raise WrongCall(f"{file} cannot be read: {error.strerror}.") from None


def _followed(look: Callable[[], Document], work: Callable[[], bool]) -> None:
    """Follow an upload to its end, taking it in where nobody else does; say what became of it."""
    with gauge("taking in") as tell:
        while (told := look())["state"] not in ENDED:
            tell(told.get("bytes_read", 0), told.get("size"))
            if not work():
                time.sleep(LOOKS_EVERY)
    _say(told)
    if told["state"] == "stopped" or told.get("problem_count"):
        raise Refused


def _say(told: Document) -> None:
    """Say what became of a file, and what is wrong with it."""
    for problem in told["problems"]:
        order = [f"order {problem['number']}"] if problem.get("number") else []
        line = [f"line {problem['order_line']}"] if problem.get("order_line") else []
        key = [problem["key"]] if problem.get("key") and not line else []
        place = ", ".join([f"line {problem['line']}", *order, *line, *key])
        say(f"{place}: {problem.get('sentence') or problem.get('code')}")
    left = told.get("problem_count", 0) - len(told["problems"])
    if left > 0:
        say(f"{left} more problems are counted, and not kept.")
    if told.get("why"):
        say(told["why"])
    say(_summary(told))


def _summary(told: Document) -> str:
    orders = ", ".join(f"{told[name]} {name}" for name in COUNTS if told.get(name))
    return (
        f"Upload {told['id']} is {told['state']}. Orders: {orders or 'none'}."
        f" Other records: {told.get('records', 0)}. Problems: {told.get('problem_count', 0)}."
    )


def show_all(state: State | None, form: Form) -> None:
    """Print the uploads."""
    server = chosen()
    if server is None:
        with opened() as book:
            found, more = operation.uploads(*book.asked, state=state)
        documents = [upload_document(one, NOTHING) for one in found]
    else:
        with far.reached(server) as session:
            page = session.document("GET", "/uploads", params={"state": state})
        documents, more = page["uploads"], page["next_cursor"] is not None
    if more:
        say(f"Only the newest {len(documents)} are shown.")
    match form:
        case Form.JSON:
            print_json({"uploads": documents})
        case Form.CSV:
            print_csv(UPLOAD.columns_of(documents), documents)
        case Form.TABLE if documents:
            print_table(COLUMNS, [_row(one) for one in documents])
        case Form.TABLE:
            print("There are none. A file is given with: tenure upload add FILE --user USER")


def _row(one: Document) -> list[str | None]:
    orders = sum(one.get(name, 0) for name in COUNTS)
    texts = [one.get(name) for name in ("id", "name", "given_by", "given_at", "state")]
    return [*texts, str(orders), str(one.get("records", 0)), str(one.get("problem_count", 0))]


def show(upload: str, form: Form) -> None:
    """Print how far an upload is, and what is wrong with it."""
    server = chosen()
    if server is None:
        with opened() as book:
            told = upload_told_document(operation.upload_told(*book.asked, upload), NOTHING)
    else:
        with far.reached(server) as session:
            told = _far(session, upload)
    match form:
        case Form.JSON:
            print_json(told)
        case Form.CSV:
            print_csv(UPLOAD_PROBLEM.columns_of(told["problems"]), told["problems"])
        case Form.TABLE:
            print(_summary(told))
            if told.get("why"):
                print(told["why"])
            if told["problems"]:
                print_table(PROBLEM_COLUMNS, [_problem_row(one) for one in told["problems"]])


def _problem_row(one: Document) -> list[str | None]:
    names = ("number", "order_line", "outcome", "code", "sentence")
    return [str(one["line"]), *(one.get(name) for name in names)]


def stop(upload: str) -> None:
    """Stop an upload."""
    server = chosen()
    if server is None:
        with opened() as book:
            operation.stop_upload(*book.asked, upload)
    else:
        with far.reached(server) as session:
            session.ask("POST", path_of("uploads", upload, "stop"))
    print(f"Upload {upload} is stopped; what was taken in of it stays.")


def _far(session: Session, upload: str) -> Document:
    told: Document = session.document("GET", path_of("uploads", upload))
    return told
