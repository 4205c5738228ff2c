"""`tenure file` and `tenure case`: what is kept beside an asset."""

import mimetypes
import sys
from pathlib import Path
from typing import Any

from tenure.cli.book import opened, say
from tenure.cli.endings import Refused, WrongCall
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.kernel.attachments import CaseRecord, FileRecord
from tenure.operations import attachments as operation
from tenure.operations.documents.attachments import CASE, FILE
from tenure.operations.documents.keys import Shape
from tenure.operations.limits import FILE_BYTES, PAGE_MOST
from tenure.operations.lists.asking import Question
from tenure.operations.lists.book import Listing

UNKNOWN_TYPE = "application/octet-stream"
WHOLE = Question(limit=PAGE_MOST)

FILE_COLUMNS = {
    "id": Column("ID", number=True),
    "name": Column("Name", prose=True),
    "media_type": Column("Type"),
    "size": Column("Bytes", number=True),
    "added_at": Column("Added"),
    "added_by": Column("By"),
    "removed_at": Column("Removed"),
    "removed_by": Column("Removed by"),
}
CASE_COLUMNS = {
    "id": Column("ID", number=True),
    "reference": Column("Reference"),
    "system": Column("System"),
    "title": Column("Title", prose=True),
    "state": Column("State", prose=True),
    "url": Column("Address"),
    "added_at": Column("Added"),
    "added_by": Column("By"),
    "removed_at": Column("Removed"),
    "removed_by": Column("Removed by"),
}


def add_file(asset: str, path: Path, name: str | None, media_type: str | None) -> None:
    """Add a file, and print its id."""
    called = name or path.name
    try:
        with path.open("rb") as stream:
            content = stream.read(FILE_BYTES + 1)
    except OSError as error:
        raise WrongCall(f"{path} cannot be read: {error.strerror}.") from None
    kind = media_type or mimetypes.guess_type(called)[0] or UNKNOWN_TYPE
    with opened() as book:
        file = FileRecord(name=called, media_type=kind, content=content)
        row = operation.add_file(*book.asked, asset, file)
    print(row.id)


def add_case(
    asset: str, reference: str, *, system: str | None, title: str | None, url: str | None, state: str | None
) -> None:
    """Add a reference to a case, and print its id."""
    case = CaseRecord(reference=reference, system=system, title=title, url=url, state=state)
    with opened() as book:
        row = operation.add_case(*book.asked, asset, case)
    print(row.id)


def show_files(asset: str, form: Form, *, everything: bool) -> None:
    """Print the files of an asset."""
    with opened() as book:
        found = operation.files(*book.asked, asset, WHOLE, everything=everything)
    _print(form, "files", FILE, FILE_COLUMNS, found)


def show_cases(asset: str, form: Form, *, everything: bool) -> None:
    """Print the cases of an asset."""
    with opened() as book:
        found = operation.cases(*book.asked, asset, WHOLE, everything=everything)
    _print(form, "cases", CASE, CASE_COLUMNS, found)


def _print(form: Form, name: str, shape: Shape, columns: dict[str, Column], found: Listing) -> None:
    told: list[dict[str, Any]] = [shape.document(row, "", found.hidden) for row in found.results]
    match form:
        case Form.JSON:
            print_json({name: told})
        case Form.CSV:
            print_csv(shape.columns_of(told), told)
        case Form.TABLE if told:
            rows = [[None if one[key] is None else str(one[key]) for key in columns] for one in told]
            print_table(list(columns.values()), rows)
        case Form.TABLE:
            print(f"The asset has no {name}.")


def get_file(asset: str, file: str, to: Path | None) -> None:
    """Write what is in a file to standard output, or into a new file."""
    with opened() as book:
        found = operation.file_content(*book.asked, asset, file)
    if to is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(found.content)
        sys.stdout.buffer.flush()
        return
    try:
        with to.open("xb") as stream:
            stream.write(found.content)
    except FileExistsError:
        raise Refused(f"{to} is there already; nothing is written over it.") from None
    except OSError as error:
        raise Refused(f"{to} cannot be written: {error.strerror}.") from None
    say(f"{to}: {found.name}, {len(found.content)} bytes.")


def remove_file(asset: str, file: str) -> None:
    """Remove a file."""
    with opened() as book:
        operation.remove_file(*book.asked, asset, file)
    print(f"File {file} of {asset} is removed.")


def remove_case(asset: str, case: str) -> None:
    """Remove a reference to a case."""
    with opened() as book:
        operation.remove_case(*book.asked, asset, case)
    print(f"Case {case} of {asset} is removed.")
