"""Products, price policies, index rates, accounts and contracts: forms that put them into the book."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.urls import path

from tenure.operations.custom.declared import ObjectName
from tenure.operations.documents import Document
from tenure.operations.documents.records import ACCOUNT, CONTRACT, INDEX_RATE, PRICE_POLICY, PRODUCT
from tenure.operations.lists import book
from tenure.operations.lists.asking import Question
from tenure.operations.loading import put_records
from tenure.operations.pricing import index_rates, price_policies
from tenure.operations.reading import Malformed
from tenure.web.forms import SHOWN_AGAIN, Form, SeeOther, by_field, to, typed_in
from tenure.web.pages.administration import show
from tenure.web.recording import KINDS, fields_of, read_form, typed_of
from tenure.web.tables import columns
from tenure.web.visits import Visit, page

CALLED: Final = {
    "account": "account",
    "product": "product",
    "contract": "contract",
    "price_policy": "price policy",
    "index_rate": "index rate",
}
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "account": ("key",),
    "product": ("code",),
    "contract": ("account", "key"),
    "price_policy": ("name",),
    "index_rate": ("name", "region", "from"),
}
"""What names a record of a kind."""

CUSTOM_OF: Final[Mapping[str, tuple[ObjectName, ...]]] = {"account": ("account",), "product": ("product",)}
"""Kinds of records that have custom fields, and of which object these are."""


@page
def records(visit: Visit) -> HttpResponse:
    """What can be kept here, and how prices are raised."""
    hidden = visit.actor.hidden
    return show(
        visit,
        "records",
        "records.html",
        policies=price_policies(*visit.asked),
        policy_columns=columns(PRICE_POLICY, hidden),
        rates=index_rates(*visit.asked),
        rate_columns=columns(INDEX_RATE, hidden),
        kinds=CALLED,
        may=visit.may("manage_asset_lifecycle"),
    )


@page
def record(visit: Visit, kind: str) -> HttpResponse:
    """A record of a kind, to be put into the book: a new one, or all of what one now is."""
    if kind not in KINDS:
        raise Http404
    keys = {name: visit.said(name) or "" for name in KEYS[kind]}
    if visit.request.method != "POST":
        found = _found(visit, kind, keys)
        return _shown(visit, kind, keys if found is None else typed_of(kind, found), is_old=found is not None)
    typed = typed_in(visit.request.POST)
    try:
        put = read_form(kind, typed)
    except Malformed as malformed:
        return _shown(visit, kind, typed, malformed.problems)
    refused = put_records(*visit.because(typed.get("message")).asked, [put])  # type: ignore[list-item]
    if refused:
        return _shown(visit, kind, typed, [one.refusal for one in refused])
    return _after(kind, typed)


def _after(kind: str, typed: Mapping[str, str]) -> SeeOther:
    """Send the visitor to what was put into the book."""
    match kind:
        case "account":
            return to("account", account=typed["key"])
        case "contract":
            return to("contract", account=typed["account"], contract=typed["key"])
        case "product":
            return to("product", code=typed["code"])
    return to("records")


def _found(visit: Visit, kind: str, keys: Mapping[str, str]) -> Document | None:
    """Give the record that the address names, None where it names none."""
    if not all(value or name == "region" for name, value in keys.items()):
        return None
    [last] = KEYS[kind][-1:]
    wanted = Question([(last, keys[last])])
    match kind:
        case "account":
            found = book.accounts(*visit.asked, wanted)
            return _first(ACCOUNT.document(row, "", found.hidden) for row in found.results)
        case "product":
            found = book.products(*visit.asked, wanted)
            return _first(PRODUCT.document(row, row.currency or "", found.hidden) for row in found.results)
        case "contract":
            found = book.contracts(*visit.asked, keys["account"], wanted)
            told = _first(CONTRACT.document(row, "", found.hidden) for row in found.results)
            return told and {"account": keys["account"], **told}
    of_kind = price_policies if kind == "price_policy" else index_rates
    return _first(
        row for row in of_kind(*visit.asked) if all((row.get(name) or "") == keys[name] for name in keys)
    )


def _first(documents: Any) -> Document | None:
    return next(iter(documents), None)


def _shown(
    visit: Visit, kind: str, typed: Mapping[str, str], wrong: Sequence[Any] = (), *, is_old: bool = False
) -> HttpResponse:
    keys = {name: typed.get(name, "") for name in KEYS[kind]} if is_old else {}
    closed = visit.actor.hidden | visit.actor.fixed
    fields = fields_of(kind, closed, keys, visit.custom_to_write(*CUSTOM_OF.get(kind, ())))
    return show(
        visit,
        "records",
        "record.html",
        SHOWN_AGAIN if wrong else 200,
        called=CALLED[kind],
        form=Form(fields, typed, by_field(wrong, [field.name for field in fields])),
        is_old=is_old,
        may=visit.may("manage_asset_lifecycle"),
    )


addresses = [
    path("administration/records", records, name="records"),
    path("administration/records/<str:kind>", record, name="record"),
]
