"""Hypothesis strategies for records that keep every rule of the input, and for values that keep none."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.operations.records_as_text import Keys

SEEN = st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31)).map(str)
EARLY = st.dates(date(1900, 1, 1), date(2400, 12, 31))
FIRST, LAST = datetime(1901, 1, 1), datetime(2998, 1, 1)  # noqa: DTZ001 (hypothesis adds the zone)
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC)).map(lambda instant: instant.isoformat())
KEYS = st.text(SEEN, min_size=1, max_size=12)
ACCOUNTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"], exclude_characters="/"), min_size=1)
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t\r"), max_size=200)
CURRENCIES = st.sampled_from(["USD", "JPY", "KWD", "EUR"])
QUANTITIES = st.decimals("0.01", "9999999999.99", places=2).map(str)
CHANGES = st.decimals("-9999999999.99", "9999999999.99", places=2).filter(bool).map(str)
PRICES = st.decimals(0, "999999999999.99", places=2).map(str)
PERCENT = st.decimals(0, 100, places=4).map(str)
UPLIFTS = st.decimals(-100, 1000, places=4).map(str)
TERMS = st.fixed_dictionaries({"term": st.integers(1, 100), "term_unit": st.sampled_from(["day", "annual"])})


def keys(needed: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> st.SearchStrategy[Keys]:
    """Give objects with all of the needed keys and any of the optional ones."""
    return st.fixed_dictionaries(dict(needed), optional=dict(optional or {}))


def merged(*parts: st.SearchStrategy[Keys]) -> st.SearchStrategy[Keys]:
    """Give objects with the keys of one object of each strategy."""
    return st.tuples(*parts).map(lambda each: {key: value for part in each for key, value in part.items()})


SOURCES = keys(
    {"type": st.sampled_from(["work_order_line", "external"]), "reference": NAMES}, {"system": NAMES}
)
ALWAYS = keys({}, {"message": WORDS, "source": SOURCES})
EFFECTIVE = st.one_of(keys({"effective_date": DAYS}), keys({"effective_at": INSTANTS}))
KEPT = keys(
    {},
    {
        "billing_frequency": NAMES,
        "legal_entity": NAMES,
        "uplift": UPLIFTS,
        "price_revision_policy": KEYS,
        "attributes": st.dictionaries(KEYS, WORDS, max_size=4),
    },
)


@st.composite
def spans(draw: st.DrawFn) -> Keys:
    """A start, and an end or none, as dates or instants, or as a term."""
    start = draw(EARLY)
    if draw(st.booleans()):
        end = draw(st.none() | st.integers(0, 40_000).map(lambda days: start + timedelta(days)))
        more = draw(TERMS) if end is None and draw(st.booleans()) else {}
        return {"start_date": str(start), **({"end_date": str(end)} if end else {}), **more}
    at = datetime(start.year, start.month, start.day, 9, tzinfo=UTC)
    end_at = at + timedelta(seconds=draw(st.integers(1, 10**9)))
    return {"start_at": at.isoformat(), "end_at": end_at.isoformat()}


@st.composite
def ramps(draw: st.DrawFn) -> Keys:
    """Up to five segments that touch."""
    start, segments = draw(EARLY), []
    for place in range(draw(st.integers(1, 5))):
        end = start + timedelta(draw(st.integers(0, 400)))
        segment = {"start_date": str(start), "end_date": str(end), "quantity": draw(QUANTITIES)}
        if place == 0 and draw(st.booleans()):
            segment["type"] = "free_trial"
        segments.append(segment | draw(keys({}, {"name": NAMES, "unit_price": PRICES, "discount": PERCENT})))
        start = end + timedelta(1)
    return {"segments": segments}


PRICED = keys({}, {"unit_price": PRICES, "list_price": PRICES, "discount": PERCENT})
SOLD = merged(spans(), keys({"quantity": QUANTITIES}))
ADD = keys({"action": st.just("add"), "product": KEYS}, {"asset": KEYS})
ACTS = keys({"asset": KEYS}, {"asset_version": st.integers(0, 10**6)})
AMENDED = st.one_of(
    keys({"quantity": CHANGES}),
    keys({"quantity": QUANTITIES, "unit_price": PRICES}),
    keys({"unit_price": PRICES}, {"list_price": PRICES}),
    keys({"new_end_date": DAYS}),
    keys({"new_end_at": INSTANTS}),
    keys({"new_start_date": DAYS}),
    keys({"legal_entity": NAMES}),
)
REPLACEMENTS = merged(keys({"product": KEYS}, {"asset": KEYS, "quantity": QUANTITIES}), PRICED)


def acting(action: str, *parts: st.SearchStrategy[Keys]) -> st.SearchStrategy[Keys]:
    return merged(keys({"action": st.just(action)}), ACTS, EFFECTIVE, ALWAYS, *parts)


FLAT_LINES = st.one_of(
    merged(ADD, SOLD, PRICED, KEPT, ALWAYS),
    acting("amend", AMENDED),
    acting("renew", keys({}, {"quantity": QUANTITIES, "price_uplift": UPLIFTS}), st.one_of(TERMS, keys({}))),
    acting("cancel"),
    acting("transfer", keys({"to_account": ACCOUNTS}, {"to_asset": KEYS, "to_contract": KEYS})),
    acting("suspend"),
    merged(keys({"action": st.just("rollback")}, {"rollback_of": st.integers(1, 99)}), ACTS, ALWAYS),
)
LINES = st.one_of(
    FLAT_LINES,
    merged(ADD, ramps(), PRICED, KEPT, ALWAYS),
    acting("swap", keys({"replacement": REPLACEMENTS}, {"quantity": QUANTITIES})),
)
HEADERS = merged(
    keys(
        {"kind": st.just("order"), "number": KEYS, "account": ACCOUNTS},
        {
            "currency": CURRENCIES,
            "contract": KEYS,
            "state": st.sampled_from(["draft", "quote"]),
            "recorded_at": INSTANTS,
            "message": WORDS,
            "source": SOURCES,
        },
    ),
    st.one_of(EFFECTIVE, keys({})),
)


def orders(lines: st.SearchStrategy[Keys]) -> st.SearchStrategy[Keys]:
    """Give orders of one to four of such lines."""
    return st.tuples(HEADERS, st.lists(lines, min_size=1, max_size=4)).map(
        lambda each: {
            **each[0],
            "lines": [{"line": str(place), **line} for place, line in enumerate(each[1])],
        }
    )


ORDERS = orders(LINES)
OTHERS = st.one_of(
    keys(
        {"kind": st.just("account"), "key": ACCOUNTS, "name": NAMES, "currency": CURRENCIES},
        {
            "owner": KEYS,
            "renewal_notice_days": st.integers(0, 3650),
            "external_ids": st.dictionaries(KEYS, NAMES, max_size=3),
        },
    ),
    keys(
        {
            "kind": st.just("product"),
            "code": KEYS,
            "name": NAMES,
            "selling_model": st.sampled_from(["term", "evergreen", "one_time"]),
            "pricing_term_unit": st.sampled_from(["month", "annual"]),
        },
        {
            "list_price": PRICES,
            "prices": st.dictionaries(st.just("USD"), PRICES),
            "proration_precision": st.sampled_from(["month", "day"]),
            "uplift": UPLIFTS,
            "refundable": st.booleans(),
            "components": st.lists(keys({"product": st.just("#"), "quantity": QUANTITIES}), max_size=3),
        },
    ).filter(lambda product: product["code"] != "#"),
    merged(keys({"kind": st.just("contract"), "account": ACCOUNTS, "key": KEYS, "start_date": DAYS}), TERMS),
    keys({"kind": st.just("cancel_order"), "number": KEYS}, {"message": WORDS}),
    keys({"kind": st.just("price_policy"), "name": KEYS, "type": st.just("flat"), "percent": UPLIFTS}),
)
RECORDS = st.one_of(ORDERS, OTHERS)

ODD: st.SearchStrategy[Any] = st.sampled_from([
    None, True, False, 0, -1, 5, 1.5, 10**30, "", "x", "NaN", "sNaN", "-inf", "1e400", "-0", "0", "5.001",
    "2025-02-30", "1899-12-31", "2025-08-10", "2025-08-10T09:00:00", "2025-08-10T09:00:00Z", " x", "x ", "a/b",
    "\0", "\x07", "\x85", "\u3000x", "\ud800", "n\nl", "month", "add", "cancel", "usd", "y" * 300, "z" * 5000,
    float("nan"), [], {}, [[[]]], {"a": {"b": []}}, ["x"], {"type": "external", "reference": "R"},
]).map(deepcopy)  # fmt: skip
