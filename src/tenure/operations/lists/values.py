"""Values that lists are asked for: read as their kind is written, compared as what they are.

A value of a kind that has an order stands for a stretch `[first, behind)`: a day for all of its instants in the
organisation's zone. So each way to hold a field against it comes to one or two bounds.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from tenure.catalogue.vocabulary import Kind, Picklist
from tenure.kernel.spans import INSTANT, Zone
from tenure.operations.limits import FILTER_CHARACTERS
from tenure.operations.moments import NoMoment, moment

DECIMAL: Final = r"-?[0-9]{1,15}(\.[0-9]{1,10})?"
WHOLE: Final = r"-?[0-9]{1,15}"
STEP: Final = Decimal("1e-10")
"""No number of the book has more than ten decimals."""


class NoValue(ValueError):
    """A text is no value of its kind; `str()` says what one is."""


class Stretch(NamedTuple):
    """What a value stands for, its end exclusive."""

    first: Any
    behind: Any


def text_of(kind: Kind | Picklist, text: str) -> str:
    """Read a text, or a value of a picklist; raise `NoValue`."""
    if len(text) > FILTER_CHARACTERS:
        raise NoValue(f"it has at most {FILTER_CHARACTERS} characters")
    if isinstance(kind, Picklist) and text not in kind.values:
        raise NoValue(f"it is one of {', '.join(kind.values)}")
    return text


def truth_of(text: str) -> bool:
    """Read whether something is so; raise `NoValue`."""
    if text not in {"true", "false"}:
        raise NoValue("it is true or false")
    return text == "true"


def stretch_of(kind: Kind, text: str, zone: Zone) -> Stretch:
    """Read a value of a kind that has an order; raise `NoValue`."""
    return STRETCHES.get(kind, _decimal)(text, zone)


def _decimal(text: str, zone: Zone) -> Stretch:
    del zone
    if not re.fullmatch(DECIMAL, text):
        raise NoValue("it is a number such as 12 or -2.5")
    return Stretch(Decimal(text), Decimal(text) + STEP)


def _whole(text: str, zone: Zone) -> Stretch:
    del zone
    if not re.fullmatch(WHOLE, text):
        raise NoValue("it is a whole number such as 12")
    return Stretch(int(text), int(text) + 1)


def _day(text: str, zone: Zone) -> Stretch:
    del zone
    day = _moment(text)
    if isinstance(day, datetime):
        raise NoValue("it is a date such as 2025-08-10")
    return Stretch(day, day + timedelta(days=1))


def _instant(text: str, zone: Zone) -> Stretch:
    found = _moment(text)
    if isinstance(found, datetime):
        return Stretch(found, found + INSTANT)
    return Stretch(zone.start_of(found).at, zone.end_of(found).at)


def _moment(text: str) -> date | datetime:
    try:
        return moment(text)
    except NoMoment as wrong:
        raise NoValue(str(wrong).removesuffix(".")) from None


STRETCHES: Final[Mapping[Kind, Callable[[str, Zone], Stretch]]] = {
    Kind.INTEGER: _whole,
    Kind.DATE: _day,
    Kind.INSTANT: _instant,
}
"""How a value of a kind is read where it is not a decimal."""


COMPARED: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    Kind.DATE: date.fromisoformat,
    Kind.INSTANT: datetime.fromisoformat,
    Kind.QUANTITY: Decimal,
    Kind.MONEY: Decimal,
    Kind.PERCENT: Decimal,
}
"""How what is told of a field becomes what it is compared as, where that is not how it is told."""


def comparing(kind: Kind | Picklist | None) -> Callable[[Any], Any]:
    """Give what makes of what is told of a field how it is compared; nothing stays nothing."""
    if kind is Kind.BOOLEAN or kind is Kind.INTEGER:
        return _as_told
    read = COMPARED.get(kind, str) if isinstance(kind, Kind) else str
    return lambda told: None if told is None else read(told)


def _as_told(told: Any) -> Any:
    return told
