"""Changes at instants within a few days, many of them at the same one: what the naive model, which knows only days,
cannot see. Whatever happens, every invariant holds, and each period is worth what its lots are by their days.
"""

import random
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given, seed
from hypothesis import strategies as st

from tenure.kernel.assets import State
from tenure.kernel.entries import Entry, Lot, LotKind
from tenure.kernel.posting import post
from tenure.kernel.products import Settings
from tenure.kernel.spans import Zone
from tenure.kernel.timeline import Posting, Timeline
from tests.properties.histories import Keys
from tests.properties.kernel_book import KernelBook
from tests.properties.kernel_invariants import check_all, lots_at
from tests.properties.model_lots import terms_until
from tests.properties.naive_proration import naive_value
from tests.properties.refusal_cases import WORLD

ZONES: Final = ("UTC", "America/New_York", "Pacific/Auckland", "America/Sao_Paulo")
RECORDED: Final = datetime(2026, 1, 1, tzinfo=UTC)

instants = st.builds(
    lambda day, hour: datetime(2024, 3, 28, tzinfo=UTC) + timedelta(days=day, hours=hour),
    st.integers(0, 12),
    st.sampled_from([0, 0, 3, 9, 12, 12, 23]),
)
quantities = st.integers(1, 9).map(Decimal)

Step = tuple[str, Keys]
steps: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("amend"), st.fixed_dictionaries({"effective_at": instants, "quantity": quantities})),
    st.tuples(
        st.just("amend"),
        st.fixed_dictionaries({"effective_at": instants, "quantity": quantities.map(lambda one: -one)}),
    ),
    st.tuples(st.just("amend"), st.fixed_dictionaries({"effective_at": instants, "unit_price": quantities})),
    st.tuples(st.just("amend"), st.fixed_dictionaries({"effective_at": instants, "new_end_at": instants})),
    st.tuples(
        st.just("amend"), st.fixed_dictionaries({"effective_at": instants, "billing_frequency": st.just("A")})
    ),
    st.tuples(st.just("renew"), st.fixed_dictionaries({"start_at": instants, "end_at": instants})),
    st.tuples(st.just("renew"), st.just({"term": 1, "term_unit": "month"})),
    st.tuples(st.just("cancel"), st.fixed_dictionaries({"effective_at": instants})),
    st.tuples(st.just("suspend"), st.fixed_dictionaries({"effective_at": instants})),
    st.tuples(
        st.just("suspend"),
        st.fixed_dictionaries(
            {"effective_at": instants, "resume_date": instants.map(lambda instant: instant.date())}
        ),
    ),
    st.tuples(st.just("resume"), st.fixed_dictionaries({"effective_at": instants})),
    st.tuples(st.just("rollback"), st.just({})),
)


@given(
    zone=st.sampled_from(ZONES),
    product=st.sampled_from(["SEAT", "SEAT", "SEAT", "METER"]),
    start=instants,
    end=instants,
    history=st.lists(steps, min_size=1, max_size=12),
)
def test_instants_within_a_day_break_no_invariant(
    zone: str, product: str, start: datetime, end: datetime, history: list[Step]
) -> None:
    book = KernelBook(settings=Settings(Zone(zone)))
    for keys in WORLD.products.values():
        book.sells(keys)
    sale: Keys = {"action": "add", "product": product, "quantity": Decimal(10), "start_at": start}
    place(book, 0, sale if product == "METER" else sale | {"end_at": end})
    for number, (action, keys) in enumerate(history, start=1):
        place(book, number, {"action": action, **keys})


@pytest.mark.soak(share=0.5)
def test_instants_for_long(soak_seconds: float, chance: random.Random) -> None:
    end = time.monotonic() + soak_seconds
    while time.monotonic() < end:
        seed(chance.getrandbits(64))(test_instants_within_a_day_break_no_invariant)()


def place(book: KernelBook, number: int, line: Keys) -> None:
    """Place an order of one line, and look at the asset whether it was refused or not."""
    order: dict[str, Any] = {"number": f"O-{number}", "lines": [{"line": "1", "asset": "A", **line}]}
    book.place(order, RECORDED + timedelta(minutes=number))
    for state in book.assets().values():
        check_all(state)
        periods_are_worth_what_their_lots_are(state)
        periods_follow_from_the_entries(state)


def periods_are_worth_what_their_lots_are(state: State) -> None:
    lots = {entry.lot: entry.opens for entry in state.timeline.entries if entry.opens}
    for period in state.timeline.periods:
        held = lots_at(state.timeline.entries, period.span.start.at)
        first, end = period.span.start.day, period.span.end.day
        worth = (up_to(lots[lot], held[lot], end) - up_to(lots[lot], held[lot], first) for lot in held)
        assert period.amount == sum(worth, Fraction(0))


def periods_follow_from_the_entries(state: State) -> None:
    """Post all changes together, in the days that they have by now: so the book tells what was known."""
    (action, entries), *later = state.recorded
    sale = post(Timeline(), action.number, postings(entries), Timeline(end=action.ends))
    rest = [posting for _, entries in later for posting in postings(entries)]
    assert post(sale, state.version, rest, state.timeline).periods == state.timeline.periods


def postings(entries: Iterable[Entry]) -> list[Posting]:
    return [Posting(entry.span, entry.quantity, entry.lot, entry.opens) for entry in entries]


def up_to(lot: Lot, quantity: Decimal, day: date) -> Fraction:
    if lot.kind is not LotKind.TERM:
        return Fraction(0)
    assert lot.pricing_term is not None
    term, anniversary = lot.pricing_term, ("anniversary", False, None, None)
    terms = terms_until(anniversary, term.length, term.unit, lot.anchor.toordinal(), day.toordinal())
    return naive_value(Fraction(quantity), Fraction(lot.price.net), lot.places, terms)
