"""`tenure audit`: who did what, when, from where, in which request and why."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import get_args

from tenure.cli.book import opened
from tenure.cli.endings import WrongCall
from tenure.cli.moments import asked_moment
from tenure.cli.printing import Column, Form, print_csv, print_table
from tenure.operations.audit import Asked, Entry, whole_audit
from tenure.operations.audited_fields import About
from tenure.operations.documents import AUDIT_COLUMNS, audit_document

SHOWN = 100
"""Entries in a table, unless more are asked for."""

COLUMNS = (
    Column("At"),
    Column("By"),
    Column("From", prose=True),
    Column("What", prose=True),
    Column("Account"),
    Column("Changes", prose=True),
    Column("Message", prose=True),
    Column("Request"),
)


def audit(
    since: str | None,
    until: str | None,
    asked: Asked,
    limit: int | None,
    form: Form,
) -> None:
    """Print the newest entries of the audit; as JSON or comma-separated values all of them unless it is limited."""
    if asked.object is not None and asked.object not in get_args(About):
        raise WrongCall(f"--object: {asked.object!r} is not known here: it is {', '.join(get_args(About))}.")
    moments = asked_moment("--from", since), asked_moment("--to", until)
    wanted = Asked(*moments, asked.actor, asked.object, asked.key, asked.account, asked.request_id)
    with opened() as book:
        entries = whole_audit(*book.asked, wanted)
        match form:
            case Form.JSON:
                _print_json(islice(entries, limit))
            case Form.CSV:
                print_csv(AUDIT_COLUMNS, map(audit_document, islice(entries, limit)))
            case Form.TABLE:
                _print_entries(list(islice(entries, (limit or SHOWN) + 1)), limit or SHOWN)


def _print_json(entries: Iterable[Entry]) -> None:
    """Print one document piece by piece."""
    print('{\n  "entries": [', end="")
    between = "\n    "
    for entry in entries:
        print(between + json.dumps(audit_document(entry), ensure_ascii=False), end="")
        between = ",\n    "
    print("\n  ]\n}")


def _print_entries(entries: list[Entry], most: int) -> None:
    if not entries:
        print("Nothing was done that is asked for.")
        return
    print_table(COLUMNS, map(_row, entries[:most]))
    if len(entries) > most:
        print(
            f"\nThere are more; these are the newest {most}. All of them: --json or --csv, more: --limit N."
        )


def _row(entry: Entry) -> list[str | None]:
    told = audit_document(entry)
    deed = (
        entry.deed if entry.number is None else f"{entry.deed} (action {entry.number}, order {entry.order})"
    )
    changes = [f"{one.field}: {_shown(one.before)} → {_shown(one.after)}" for one in entry.changes]
    return [
        told["at"],
        entry.actor,
        entry.source,
        f"{entry.object} {entry.key}: {deed}",
        entry.account,
        "; ".join(changes),
        entry.message,
        entry.request_id,
    ]


def _shown(value: object) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
