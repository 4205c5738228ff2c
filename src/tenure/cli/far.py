"""A server, asked by the commands: the same answers as those of the book itself, over HTTP."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final

import msgspec

from tenure.cli.book import told
from tenure.cli.endings import NoDatabase, Refused, WrongCall
from tenure.cli.server import Server, token_for
from tenure.client import Problem, Session, Unreachable
from tenure.client.session import KEY, path_of
from tenure.operations.custom.declared import CustomField, full_name, is_full_name
from tenure.operations.custom.declaring import UnknownCustomField, check
from tenure.operations.documents import Document, custom_field_document
from tenure.operations.hidden import NOTHING
from tenure.operations.moments import Moment
from tenure.operations.showing import moment_text

MOST: Final = 1_000
"""Results of a page."""

GONE: Final = frozenset({429, 502, 503, 504})
"""What a server, or a proxy before it, answers where Tenure cannot be reached."""


@contextmanager
def reached(server: Server) -> Iterator[Session]:
    """Open a server; what it refuses, and that it cannot be reached, ends the command."""
    try:
        session = Session(server.url, token_for(server))
    except ValueError as wrong:
        raise WrongCall(str(wrong)) from None
    with closing(session):
        try:
            yield session
        except Unreachable as error:
            raise NoDatabase(str(error)) from error
        except Problem as problem:
            ending = NoDatabase if problem.status in GONE else Refused
            raise ending(problem.sentence) from problem


class Far:
    """Asks a server, as whose token is shown."""

    def __init__(self, session: Session, message: str | None) -> None:
        self._session, self._message = session, message

    def have(self, account: str, on: Moment | None, known_at: Moment | None, *, everything: bool) -> Document:
        """Give what a customer has, with names beside keys and codes."""
        path = path_of("accounts", account, "assets")
        first, *others = self._pages(path, on, known_at, all=everything, limit=MOST)
        return {**first, "assets": [asset for page in (first, *others) for asset in page["assets"]]}

    def history(self, asset: str, known_at: Moment | None) -> Document:
        """Give the history of an asset, with the name of its product and its status today."""
        account, _, key = asset.rpartition("/")
        asked = {"account": account or None, "known_at": _text(known_at)}
        return self._document("GET", path_of("assets", key), params=asked)

    def inventory(
        self, on: Moment | None, known_at: Moment | None, account: str | None
    ) -> Iterator[Document]:
        """Give what is in force, some customers at a time."""
        return self._pages("/reports/inventory", on, known_at, account=account)

    def failures(self, account: str | None) -> Sequence[Document]:
        """Give why orders could not be activated."""
        pages = self._pages("/failures", account=account, limit=MOST)
        return [failure for page in pages for failure in page["failures"]]

    def preview(self, number: str) -> Document:
        """Give what activating an order would do, or why it would be refused."""
        try:
            return self._act(number, "preview")
        except Problem as problem:
            refusals = _refusals(problem)
            return {"number": number, "outcome": "rejected", "refusals": refusals, "assets": []}

    def activate(self, numbers: Sequence[str] | None) -> Iterator[Document]:
        """Activate the orders of these numbers, or all that wait; give what became of each."""
        if numbers is None:
            told = self._session.ask("POST", "/activations/drafts", again=True).content
            yield from (msgspec.json.decode(line) for line in told.split(b"\n") if line)
            return
        for number in numbers:
            try:
                yield self._act(number, "activate")
            except Problem as problem:
                refusals = _refusals(problem)
                yield {"number": number, "outcome": problem.outcome or "rejected", "refusals": refusals}

    def cancel(self, number: str) -> Sequence[Document]:
        """Cancel an order; give why it cannot be."""
        return self._refused(number, "cancel")

    def accept(self, number: str) -> Document | None:
        """Make a quote a draft order; give why it cannot be."""
        return next(iter(self._refused(number, "accept")), None)

    def decline(self, number: str) -> Document | None:
        """Decline a quote; give why it cannot be."""
        return next(iter(self._refused(number, "decline")), None)

    def custom_fields(self) -> Sequence[Document]:
        """Give the fields that the organisation has declared."""
        found: Sequence[Document] = self._document("GET", "/custom-fields")["custom_fields"]
        return found

    def put_custom_field(self, field: CustomField) -> None:
        """Declare a field, or change what is said of one."""
        with told():
            check(field)
        said = custom_field_document(field, NOTHING)
        path = path_of("custom-fields", said.pop("object"), said.pop("name"))
        del said["retired"]
        body = {name: value for name, value in said.items() if value is not None}
        self._session.ask("PUT", path, params={"message": self._message}, body=body)

    def retire_custom_field(self, of_object: str, name: str) -> None:
        """Let a field take no new values any more."""
        wanted = full_name(of_object, name)
        if not is_full_name(wanted):
            raise Refused(str(UnknownCustomField(name=wanted)))
        path = path_of("custom-fields", of_object, name, "retire")
        key = {KEY: secrets.token_hex(16)}
        self._session.ask("POST", path, params={"message": self._message}, headers=key)

    def _refused(self, number: str, what: str) -> list[Document]:
        try:
            self._act(number, what)
        except Problem as problem:
            return _refusals(problem)
        return []

    def _act(self, number: str, what: str) -> Document:
        """Do with an order what may be done twice."""
        return self._document("POST", path_of("orders", number, what), again=True)

    def _document(self, method: str, path: str, **asked: Any) -> Document:
        document: Document = self._session.document(method, path, **asked)
        return document

    def _pages(
        self,
        path: str,
        on: Moment | None = None,
        known_at: Moment | None = None,
        **more: str | int | bool | None,
    ) -> Iterator[Document]:
        """Give all pages, the later ones on the moment and as known at the instant that the first one tells, if any."""
        asked: dict[str, str | int | bool | None] = {"on": _text(on), "known_at": _text(known_at), **more}
        while True:
            page = self._document("GET", path, params=asked)
            cursor = page.pop("next_cursor")
            yield page
            if cursor is None:
                return
            asked |= {name: page[name] for name in ("on", "known_at") if name in page} | {"cursor": cursor}


def _refusals(problem: Problem) -> list[Document]:
    """Give what is wrong with an order; raise the problem where it is not about one."""
    errors: list[Mapping[str, Any]] = problem.document.get("errors", [])
    if not errors:
        raise problem
    return [dict(error) for error in errors]


def _text(moment: Moment | None) -> str | None:
    return None if moment is None else moment_text(moment)
