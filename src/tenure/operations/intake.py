"""Taking in what was uploaded: one file at a time, in the order in which they were given, as who gave it.

How far a file is stands in the book, written in the same transaction as each batch. So whoever ends when, the next one
goes on from there, and nothing is lost, done twice or counted twice. The rights of who gave a file are read anew for
each batch, and are never more than they had when they gave it.
"""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import msgspec
from msgspec import structs

from tenure.kernel.orders import Order
from tenure.kernel.refusals import NotPermitted
from tenure.operations.actor import Actor
from tenure.operations.bulk import Loader
from tenure.operations.ledger import Ledger
from tenure.operations.limits import UPLOAD_PROBLEMS, UPLOAD_STARTS
from tenure.operations.outcomes import LineRefusal, OrderOutcome, Outcome
from tenure.operations.reading import Located, Problem, read_stream
from tenure.operations.upload_content import Content, Gone, unpacked
from tenure.operations.uploads import ACTIVATES, LOADS, end_upload
from tenure.store.connection import json_rows, rows, run, transaction
from tenure.store.reaching import lost
from tenure.store.retrying import LOST_RACES

BETWEEN: Final = 1_000
"""After how many lines that cannot be read it is noted how far the file is, where there is no batch meanwhile."""

OURS: Final = "Something went wrong on our side: it is in the log of the server. What was taken in stays."
ENDED: Final = (
    f"It was begun {UPLOAD_STARTS} times and came no further, so it is not tried again."
    " What was taken in stays."
)
COUNTED: Final = ("records", "refused", *(outcome.value for outcome in Outcome))
"""What becomes of a record that can be read."""

_log = logging.getLogger("tenure.uploads")

Clock = Callable[[], datetime]
Actors = Callable[[str, Collection[str]], Actor]
"""Gives what somebody may do now, of what they were permitted before."""


def is_waiting(ledger: Ledger) -> bool:
    """Tell whether there is a file to be taken in."""
    return bool(rows(ledger.connection, "find_upload_to_be_done"))


def one_round(clock: Clock, ledger: Ledger, actors: Actors) -> bool:
    """Take in the file that was given first, unless somebody else takes in files; tells whether there was one."""
    if not is_waiting(ledger):
        return False
    [claim] = rows(ledger.connection, "claim_uploads")
    if not claim.is_ours:
        return False
    try:
        for row in rows(ledger.connection, "find_upload_to_be_done"):
            _taken_in(clock, ledger, actors, row)
    finally:
        rows(ledger.connection, "release_uploads")
    return True


def _taken_in(clock: Clock, ledger: Ledger, actors: Actors, row: Any) -> None:
    """Take in a file to its end, or until it is stopped; what loses a race is gone on with in the next round."""
    run(ledger.connection, "start_upload", {"upload_id": row.id, "now": clock()})
    if row.starts >= UPLOAD_STARTS:
        end_upload(ledger, row.id, clock(), "stopped", ENDED)
        return
    try:
        _Intake(clock, ledger, actors, row).go()
    except Gone:
        return
    except NotPermitted as refusal:
        end_upload(ledger, row.id, clock(), "stopped", str(refusal))
    except LOST_RACES:
        return
    except Exception as error:
        if lost(error) is not None:
            raise
        _log.exception("upload %s was stopped", row.id)
        end_upload(ledger, row.id, clock(), "stopped", OURS)


class _Intake:
    """Takes in one file from where it is, and notes how far it is with each batch."""

    def __init__(self, clock: Clock, ledger: Ledger, actors: Actors, row: Any) -> None:
        self._clock, self._ledger, self._actors, self._row = clock, ledger, actors, row
        self._content = Content(ledger, row.id, row.size)
        self._loader = Loader(
            self._actor(),
            clock,
            row.request_id,
            ledger,
            self._refused,
            self._told,
            activate=row.activates,
            together=self._batch,
        )
        self._taken: int = sum(getattr(row, name) for name in COUNTED)
        self._skipped: int = row.skipped
        self._problems: int = row.problem_count
        self._waiting: list[dict[str, Any]] = []

    def go(self) -> None:
        """Take in what is left; raise `Gone` where it is stopped meanwhile, `NotPermitted` where it may not be done."""
        noted = self._skipped
        for found in self._left():
            if isinstance(found, Located):
                self._loader.add(found)
                continue
            self._skipped += 1
            for problem in found:
                self._problem(problem.line, problem, outcome="unreadable", number=problem.number)
            if self._skipped - noted >= BETWEEN:
                noted = self._skipped
                with self._batch():
                    pass
        self._loader.flush()
        with transaction(self._ledger.connection):
            self._note()
            end_upload(self._ledger, self._row.id, self._clock(), "done")

    def _left(self) -> Iterator[Located | list[Problem]]:
        """Give what is in the file behind what was taken or skipped; all that is wrong with a line is one thing."""
        taken, skipped = self._taken, self._skipped
        found = read_stream(self._row.name, unpacked(self._row.name, self._content))
        for place, some in groupby(found, lambda one: one.line if isinstance(one, Problem) else None):
            if place is not None:
                skipped -= 1
                if skipped < 0:
                    yield [one for one in some if isinstance(one, Problem)]
                continue
            for one in some:
                taken -= 1
                if taken < 0 and isinstance(one, Located):
                    yield one

    @contextmanager
    def _batch(self) -> Iterator[None]:
        """Do something as who gave the file may now, and note with it how far the file is."""
        with transaction(self._ledger.connection):
            self._loader.actor = self._actor()
            yield
            self._note()

    def _actor(self) -> Actor:
        row = self._row
        actor = structs.replace(
            self._actors(row.given_by, msgspec.json.decode(row.permissions)), source=row.source
        )
        actor.must(LOADS, "have records taken in")
        if row.activates:
            actor.must(ACTIVATES, "activate orders")
        return actor

    def _note(self) -> None:
        """Write down how far the file is; raise `Gone` where it was stopped meanwhile."""
        tally = self._loader.tally
        told = {**tally.orders, "records": tally.records}
        told["refused"] = self._loader.taken - sum(told.values())
        noted = {name: getattr(self._row, name) + told[name] for name in COUNTED}
        noted |= {
            "skipped": self._skipped,
            "problem_count": self._problems,
            "bytes_read": self._content.place,
        }
        connection, upload = self._ledger.connection, {"upload_id": self._row.id}
        if not run(connection, "note_upload", {**upload, **noted}):
            raise Gone
        waiting, self._waiting = self._waiting, []
        if waiting:
            run(connection, "add_upload_problems", {**upload, **json_rows(waiting)})

    def _told(self, located: Located, outcome: OrderOutcome) -> None:
        """Note why an order was refused."""
        order = located.record
        assert isinstance(order, Order)
        failed = outcome.outcome is Outcome.FAILED
        for refusal in outcome.refusals:
            self._problem(
                located.line,
                refusal,
                outcome="failed" if failed else "rejected",
                number=order.number,
                account=order.account if failed else None,
            )

    def _refused(self, problem: Problem) -> None:
        """Note why another record was refused."""
        self._problem(problem.line, problem, outcome="rejected", number=problem.number)

    def _problem(
        self,
        line: int,
        wrong: Problem | LineRefusal,
        *,
        outcome: str,
        number: str | None,
        account: str | None = None,
    ) -> None:
        """Count what is wrong with the record on a line, and keep it where it is among the first."""
        if self._problems < UPLOAD_PROBLEMS:
            said = {"key": _keepable(wrong.key), "code": wrong.code, "sentence": wrong.sentence}
            order_line = wrong.line if isinstance(wrong, LineRefusal) else None
            place = {
                "nth": self._problems,
                "line": line,
                "number": _keepable(number),
                "order_line": order_line,
            }
            self._waiting.append({**place, **said, "outcome": outcome, "account": account})
        self._problems += 1


def _keepable(text: str | None) -> str | None:
    """Give a key or a number as a file has it, but for characters that the book cannot keep: these as escapes."""
    if text is None or text.isprintable():
        return text
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)
