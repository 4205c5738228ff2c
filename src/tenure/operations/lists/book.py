"""Lists of the book that grow without end: filtered, sorted and cut into pages by the database."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct, structs

from tenure.catalogue.vocabulary import Kind, Picklist
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import ObjectName, declared
from tenure.operations.custom.values import kept_in, values
from tenure.operations.documents.keys import WITHIN_CUSTOM, Key
from tenure.operations.finding import account_named
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.lists.asking import Question, Understood, Wanted, understood
from tenure.operations.lists.cursors import opened, sealed
from tenure.operations.lists.custom import WithCustom, conditions, with_custom
from tenure.operations.lists.kinds import ACCOUNTS, CONTRACTS, FAILURES, ORDERS, PRODUCTS
from tenure.operations.lists.listed import EMPTY, TEXTS, Listed
from tenure.operations.lists.picking import Page, Told, matching, page
from tenure.store.connection import numbers, planned, rows, texts
from tenure.store.reading import snapshot
from tenure.store.records import contract_of

NOT_YET: Final = "-infinity"
"""Where an instant that is empty stands in a sort: before all others."""


class Listing(Struct, frozen=True):
    """A page of a list: rows with a value for each key of its shape; `hidden` fields are not told to who asked."""

    results: Sequence[Any]
    next_cursor: str | None
    hidden: Hidden


def orders(actor: Actor, now: datetime, request_id: str, ledger: Ledger, question: Question) -> Listing:
    """Give orders; raise `CannotList`."""
    del now, request_id
    with snapshot(ledger.connection):
        return _listed(actor, ledger, ORDERS, question, _scope(actor, ledger))


def accounts(actor: Actor, now: datetime, request_id: str, ledger: Ledger, question: Question) -> Listing:
    """Give accounts; raise `CannotList`."""
    del now, request_id
    with snapshot(ledger.connection):
        listed = with_custom(ACCOUNTS, question, actor, ledger)
        found = _listed(actor, ledger, listed, question, _scope(actor, ledger), custom_of=listed)
        return structs.replace(found, results=with_values(ledger, "account", found.results))


def refused_orders(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, question: Question, *, account: str | None
) -> Listing:
    """Give why orders failed, of all accounts or of one; raise `CannotList` or `NoSuchAccount`."""
    del now, request_id
    with snapshot(ledger.connection):
        if account is None:
            scope = _scope(actor, ledger)
        else:
            scope = numbers([account_named(ledger, actor, account).account_id])
        return _listed(actor, ledger, FAILURES, question, scope)


def products(actor: Actor, now: datetime, request_id: str, ledger: Ledger, question: Question) -> Listing:
    """Give products; raise `CannotList`."""
    del now, request_id
    with snapshot(ledger.connection):
        listed = with_custom(PRODUCTS, question, actor, ledger)
        told: Told[Any] = Told(listed, lambda row: row.currency or "", lambda row: row.code, actor.hidden)
        found = with_values(ledger, "product", rows(ledger.connection, "list_products"))
        return _picked(actor, ledger, told, question, found)


def with_values(ledger: Ledger, of_object: ObjectName, found: Sequence[Any]) -> list[WithCustom]:
    """Give rows with what is told of their custom fields."""
    fields = tuple(declared(ledger).of(of_object).values())
    return [WithCustom(row, values(fields, kept_in(row.custom))) for row in found]


def contracts(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, account: str, question: Question
) -> Listing:
    """Give the contracts of an account; raise `CannotList` or `NoSuchAccount`."""
    del now, request_id
    with snapshot(ledger.connection):
        place = {"account_id": account_named(ledger, actor, account).account_id}
        found = [_Contract(row) for row in rows(ledger.connection, "list_contracts", place)]
        told: Told[Any] = Told(CONTRACTS, lambda _: "", lambda contract: contract.key, actor.hidden)
        return _picked(actor, ledger, told, question, found)


class _Contract:
    """A contract as it stands in the book, and the last day that follows from that."""

    def __init__(self, row: Any) -> None:
        self._row = row
        self.last_day = contract_of(row).end

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def _picked(
    actor: Actor, ledger: Ledger, told: Told[Any], question: Question, found: Sequence[Any]
) -> Listing:
    asked = understood(told.listed, actor.hidden, question, lambda: settings_of(ledger, actor).zone)
    shown: Page[Any] = page(ledger, told, question, asked, matching(told, asked, found))
    return Listing(shown.results, shown.next_cursor, actor.hidden)


def _scope(actor: Actor, ledger: Ledger) -> str | None:
    """Give the accounts that there are for an actor, None where that is all of them."""
    scope = actor.scope
    if scope is None:
        return None
    asked = {"roots": texts(scope.roots), "owner": scope.owner}
    return numbers(row.account_id for row in rows(ledger.connection, "find_scope", asked))


def _listed(
    actor: Actor,
    ledger: Ledger,
    listed: Listed,
    question: Question,
    scope: str | None,
    *,
    custom_of: Listed | None = None,
) -> Listing:
    """Give the page of a list that is asked for, of the accounts of a scope; `custom_of` is one with custom fields."""
    asked = understood(listed, actor.hidden, question, lambda: settings_of(ledger, actor).zone)
    place = opened(ledger, listed, question)
    values = {
        "account_ids": scope,
        **_wanted(listed, asked),
        **_after(listed, asked, place),
        "sort": asked.order,
        "most": question.limit + 1,
        **({} if custom_of is None else {"custom": conditions(custom_of, asked)}),
    }
    found = planned(ledger.connection, f"list_{listed.name}", values)
    if len(found) <= question.limit:
        return Listing(found, None, actor.hidden)
    shown = found[: question.limit]
    return Listing(shown, sealed(ledger, listed, question, _place(listed, asked, shown[-1])), actor.hidden)


def _wanted(listed: Listed, asked: Understood) -> dict[str, Any]:
    """Give what fields have to be as the parameters of a statement; of what is not asked there is nothing."""
    return {
        f"{name}_{aspect}": value
        for name, key in listed.fields(()).items()
        if not name.startswith(WITHIN_CUSTOM)
        for aspect, value in parameters(key, asked.wanted.get(name, Wanted())).items()
    }


def parameters(key: Key, wanted: Wanted) -> Mapping[str, Any]:
    """Give what a field has to be, each aspect by the end of its parameter's name."""
    found: dict[str, Any] = {}
    if key.kind in TEXTS or isinstance(key.kind, Picklist):
        found |= {"any": _array(wanted.any), "none": _array(wanted.none)}
        if key.kind in TEXTS:
            found["starts"] = wanted.starts
    else:
        found |= {"from": _plain(wanted.least), "until": _plain(wanted.below)}
    return found | ({EMPTY: wanted.empty} if key.nullable else {})


def _array(values: frozenset[str] | None) -> str | None:
    return None if values is None else texts(sorted(values))


def _plain(value: Any) -> Any:
    """Give a date as a text, as it stands within JSON; all else as it is."""
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


def _place(listed: Listed, asked: Understood, row: Any) -> tuple[Any, ...]:
    """Give where a row stands: what it is sorted by, and what tells it apart."""
    said = getattr(row, asked.sort or "")
    if listed is FAILURES:
        return said, row.number, row.position
    return said, row.key if listed.name == ACCOUNTS.name else row.number, None


def _after(listed: Listed, asked: Understood, place: Any) -> dict[str, Any]:
    """Give a place as the parameters of a statement."""
    by_instant = listed.shape.key(asked.sort or "").kind is Kind.INSTANT
    said, key, position = place or (None, None, None)
    found = {
        "after_key": key,
        "after_at": (said or NOT_YET) if by_instant else None,
        "after_text": None if by_instant else said or "",
    }
    return found | ({"after_position": position} if listed is FAILURES else {})
