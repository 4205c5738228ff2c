"""What the methods are made of: how a server is asked, and what is read page by page."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypedDict, TypeVar

from tenure.client.session import KEY, Answer, Session, decoded

Moment = date | datetime | str
"""A date, an instant, or a text that is one of them."""

Value = str | int | bool | Decimal | date
Filters = Mapping[str, Value | Sequence[Value]]
"""What fields have to be: `{"state": ["draft", "quote"], "mrr.gte": 100}`, as docs/api.md has it under Lists."""

Kind = TypeVar("Kind")


class Wanted(TypedDict, total=False):
    """What is asked of a list: which of it, in which order (`-` turns one round), and how many a page."""

    filters: Filters
    sort: str
    limit: int


class OnPage(Wanted, total=False):
    """What is asked of a page of a list: the `next_cursor` of the page before it, too."""

    cursor: str


class Why(TypedDict, total=False):
    """Why something is done, which the audit keeps, and a key under which it is done once."""

    message: str
    idempotency_key: str


class Page(Protocol):
    """Some of a list."""

    @property
    def next_cursor(self) -> str | None: ...


PageKind = TypeVar("PageKind", bound=Page)


class Asking:
    """Asks a server."""

    session: Session

    def _get(self, kind: type[Kind], path: str, params: Mapping[str, Any] | None = None) -> Kind:
        return self._read(kind, self.session.ask("GET", path, params=params).content)

    def _list(self, kind: type[Kind], path: str, asked: Mapping[str, Any], **beside: Any) -> Kind:
        """Give a page of a list; `beside` is what else says which list it is."""
        said = dict(asked)
        filters = {name: written(value) for name, value in (said.pop("filters", None) or {}).items()}
        which = {name: value for name, value in beside.items() if value is not None}
        return self._get(kind, path, {**filters, **said, **which})

    def _put(self, path: str, said: Mapping[str, Any]) -> None:
        """Put what is said; it has why, too."""
        body, why = split(said)
        headers = keyed(why.get("idempotency_key"))
        self.session.ask("PUT", path, params={"message": why.get("message")}, body=body, headers=headers)

    def _write(self, method: str, path: str, said: Mapping[str, Any], *, bodied: bool = False) -> Answer:
        """Write what is said, once: under a key of its own where it is said under none. It has why, too."""
        body, why = split(said)
        key = why.get("idempotency_key") or secrets.token_hex(16)
        sent = body if bodied else None
        return self.session.ask(
            method, path, params={"message": why.get("message")}, body=sent, headers=keyed(key)
        )

    def _read(self, kind: type[Kind], content: bytes) -> Kind:
        found: Kind = decoded(self.session.url, content, kind)
        return found


def pages(ask: Callable[..., PageKind], *about: str, **asked: Any) -> Iterator[PageKind]:
    """Give a list page by page: the later ones on the moment and as known when the first was asked, if of any."""
    page = ask(*about, **asked)
    yield page
    while page.next_cursor is not None:
        moments = {name: getattr(page, name) for name in ("on", "known_at") if hasattr(page, name)}
        page = ask(*about, **{**asked, **moments, "cursor": page.next_cursor})
        yield page


def split(said: Mapping[str, Any]) -> tuple[dict[str, Any], Why]:
    """Tell what is said from why."""
    why: Why = {}
    body = dict(said)
    if "message" in body:
        why["message"] = body.pop("message")
    if "idempotency_key" in body:
        why["idempotency_key"] = body.pop("idempotency_key")
    return body, why


def keyed(key: str | None) -> dict[str, str]:
    """Give the header of a key."""
    return {} if key is None else {KEY: key}


def times(on: Moment | None, known_at: Moment | None) -> dict[str, str | None]:
    """Give the moments that are asked, as they are written."""
    return {"on": moment_text(on), "known_at": moment_text(known_at)}


def moment_text(moment: Moment | None) -> str | None:
    """Write a moment."""
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise ValueError("An instant says its offset from UTC: give it a tzinfo.")
    return moment.isoformat() if isinstance(moment, date) else moment


def written(value: Value | Sequence[Value]) -> str | int | bool | list[str | int | bool]:
    """Write what a field has to be: a value, or one of several."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return moment_text(value) or ""
    return f"{value:f}" if isinstance(value, Decimal) else [_one(each) for each in value]


def _one(value: Value) -> str | int | bool:
    found = written(value)
    if isinstance(found, list):
        raise TypeError("A field is held against values, not against lists of them.")
    return found
