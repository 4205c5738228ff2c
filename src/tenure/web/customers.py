"""What stands on top of every page about a customer: what is kept of the account, what it comes to, and the tabs."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from msgspec import Struct

from tenure.operations.custom.declared import CustomField
from tenure.operations.customers import customer
from tenure.operations.documents.holdings import SUM
from tenure.operations.documents.keys import Document
from tenure.operations.documents.records import CUSTOMER
from tenure.operations.lists.portfolio import Sum
from tenure.web.addresses import address
from tenure.web.looking import Looking, looking_of
from tenure.web.reader import Reader
from tenure.web.tables import column_of, custom_column, label_of, write
from tenure.web.visits import Visit

TABS: Final = (
    ("account", "Managed assets"),
    ("account_dashboard", "Dashboard"),
    ("account_orders", "Orders"),
    ("account_contracts", "Contracts"),
)
SHOWN_CHILDREN: Final = 5

Fact = tuple[str, SafeString | str]


class Customer(Struct, frozen=True):
    """A customer on a page: its key as the address has it, the account as a document, and what stands on top."""

    key: str
    account: Document
    looking: Looking
    facts: Sequence[Fact]
    tabs: Sequence[tuple[str, str, str]]

    @property
    def name(self) -> str:
        """Give what people call it."""
        return str(self.account.get("name") or self.key)


def customer_of(visit: Visit, account: str, sums: Iterable[Sum] = ()) -> Customer:
    """Give a customer as it stands on top of a page, with what it comes to; raise `NoSuchAccount`."""
    told = customer(*visit.asked, account)
    document = CUSTOMER.document(told, told.currency, told.hidden)
    looking = looking_of(visit)
    tabs = [(name, words, address(name, account=account) + looking.query) for name, words in TABS]
    totals = [SUM.document(one, one.currency, told.hidden) for one in sums]
    facts = [*facts_of_sums(visit.reader, totals), *_kept(visit, document, looking)]
    return Customer(account, document, looking, facts, tabs)


def _kept(visit: Visit, document: Document, looking: Looking) -> Iterable[Fact]:
    """Give what is kept of an account and is not empty, in the order of its document."""
    reader = visit.reader
    for key in CUSTOMER.keys:
        value = document.get(key.name)
        if value in (None, [], {}) or key.name in {"name", "parent_name", "last_recorded_at"}:
            continue
        match key.name:
            case "parent":
                yield label_of(key), _account_link(value, document.get("parent_name") or value, looking)
            case "children":
                yield "Accounts below", _children(document, value, looking)
            case "custom":
                yield from custom_facts(reader, document, visit.custom("account"))
            case "external_ids":
                yield label_of(key), ", ".join(f"{system} {id_}" for system, id_ in value.items())
            case _:
                yield label_of(key), write(column_of(key), document, reader)


def custom_facts(reader: Reader, document: Document, fields: Iterable[CustomField]) -> Iterable[Fact]:
    """Give the custom fields of a record that have a value."""
    for column in map(custom_column, fields):
        if column.of(document) is not None:
            yield column.label, write(column, document, reader)


def _account_link(key: str, name: str, looking: Looking) -> SafeString:
    return format_html('<a href="{}">{}</a>', address("account", account=key) + looking.query, name)


def _children(document: Document, children: Sequence[dict[str, str]], looking: Looking) -> SafeString:
    links = [(_account_link(one["key"], one["name"], looking),) for one in children[:SHOWN_CHILDREN]]
    shown = format_html_join(", ", "{}", links)
    if len(children) <= SHOWN_CHILDREN or "key" not in document:
        return shown
    rest = f"{address('accounts')}?parent="
    return format_html('{}, <a href="{}{}">all of them</a>', shown, rest, document["key"])


def facts_of_sums(reader: Reader, totals: Sequence[Document]) -> Iterable[Fact]:
    """Give what a customer comes to as key facts, a line for each currency."""
    for name in ("mrr", "assets", "total_lifecycle_amount"):
        key = SUM.key(name)
        if key.field is not None and totals and name not in totals[0]:
            continue
        lines = [(_sum(reader, name, total),) for total in totals]
        if lines:
            label = "Assets in force" if key.field is None else label_of(key)
            yield label, format_html_join("", "<div><strong>{}</strong></div>", lines)


def _sum(reader: Reader, name: str, total: Document) -> Any:
    if name == "assets":
        return reader.number(str(total[name]))
    return write(column_of(SUM.key(name)), total, reader)
