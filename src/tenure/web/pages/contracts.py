"""A contract of a customer: what was agreed, what is under it, and what ends together."""

from collections.abc import Iterator, Sequence

from django.http import HttpResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tenure.operations.customers import contract as contract_told
from tenure.operations.documents.holdings import HELD, SUM, term_text
from tenure.operations.documents.keys import Document
from tenure.operations.documents.records import CONTRACT
from tenure.operations.lists.managed import Ending
from tenure.operations.showing import day_text
from tenure.web.addresses import address
from tenure.web.courses import charts_of
from tenure.web.customers import Fact, customer_of, facts_of_sums
from tenure.web.managed import table_of
from tenure.web.reader import NO_VALUE
from tenure.web.tables import column_of, label_of, write
from tenure.web.visits import Visit, page

UNIT = "_unit"
"""How the name of a key ends that tells the unit of another."""


@page
def contract(visit: Visit, account: str, contract: str) -> HttpResponse:
    """A contract of a customer."""
    told = contract_told(*visit.asked, account, contract)
    document = CONTRACT.document(told.contract, "", told.hidden)
    table = table_of(visit, account, contract)
    top = customer_of(visit, account)
    totals = [SUM.document(one, one.currency, told.hidden) for one in table.listed.sums]
    facts = list(_facts(visit, document))
    return visit.show(
        "contract.html",
        customer=top,
        contract=document,
        facts=[*facts_of_sums(visit.reader, totals), *(fact for fact in facts if fact[1] != NO_VALUE)],
        fields=facts,
        table=table,
        others=table.listed.later_endings,
        endings=list(_endings(visit, table.listed.endings, document.get("last_day"), top.looking.query)),
    )


@page
def course(visit: Visit, account: str, contract: str) -> HttpResponse:
    """How what is under a contract went, and will go: the page of the contract shows it once all else is there."""
    charts = charts_of(visit, account, contract)
    return visit.show(
        "contract_course.html", customer=customer_of(visit, account), contract=contract, charts=charts
    )


def _facts(visit: Visit, document: Document) -> Iterator[Fact]:
    """Give every field of a contract, a length of time with its unit."""
    for key in CONTRACT.keys:
        if key.name not in document or key.name.endswith(UNIT):
            continue
        length, unit = document[key.name], document.get(f"{key.name}{UNIT}")
        if length is not None and unit is not None:
            yield label_of(key), term_text(length, unit)
        else:
            yield label_of(key), write(column_of(key), document, visit.reader)


def _endings(
    visit: Visit, endings: Sequence[Ending], last_day: str | None, query: str
) -> Iterator[tuple[str, bool, str, SafeString]]:
    """Say of each end when it is, whether it is the contract's, how much ends then, and what."""
    for ending in endings:
        day = day_text(ending.end_date)
        yield (
            "Without an end" if day is None else visit.reader.day(day),
            day is not None and day == last_day,
            "1 asset" if ending.count == 1 else f"{ending.count} assets",
            _named(visit, ending, query),
        )


def _named(visit: Visit, ending: Ending, query: str) -> SafeString:
    """Name some of what ends, as far as its names are told."""
    documents = [HELD.document(one, one.currency, visit.actor.hidden) for one in ending.assets]
    links = [(_link(document, query),) for document in documents if "asset" in document]
    rest = ending.count - len(links)
    named = format_html_join(", ", "{}", links)
    return format_html("{} and {} more", named, rest) if links and rest > 0 else named


def _link(document: Document, query: str) -> SafeString | str:
    """Give the name of an asset, with a link where its id is told."""
    if "id" not in document:
        return str(document["asset"])
    return format_html(
        '<a href="{}">{}</a>', address("asset", asset=document["id"]) + query, document["asset"]
    )


addresses = [
    path("accounts/<key:account>/contracts/<key:contract>", contract, name="contract"),
    path("accounts/<key:account>/contracts/<key:contract>/course", course, name="contract_course"),
]
