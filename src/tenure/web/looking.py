"""Looking back, or ahead: the day that pages of an account, an asset and a contract are looked at on, and by when what
they tell was known. Links between these pages keep both.
"""

from urllib.parse import urlencode

from msgspec import Struct

from tenure.operations.moments import Moment
from tenure.web.reader import Reader
from tenure.web.visits import Visit

ON, KNOWN_AT = "on", "known_at"


class Looking(Struct, frozen=True):
    """On which moment one looks, as known when; None is now. The texts are those of the address."""

    on: Moment | None
    known_at: Moment | None
    said: tuple[tuple[str, str], ...]

    @property
    def query(self) -> str:
        """Give what an address ends with that is looked at the same way."""
        return f"?{urlencode(self.said)}" if self.said else ""

    def words(self, reader: Reader) -> str:
        """Say how one looks, in words."""
        said = dict(self.said)
        on = f"what holds on {_moment(reader, said[ON])}" if ON in said else "what holds today"
        if KNOWN_AT not in said:
            return f"You see {on}."
        known = _moment(reader, said[KNOWN_AT])
        return f"You see {on}, as it was known on {known}. What was recorded later is left out."


def looking_of(visit: Visit) -> Looking:
    """Give how a visit looks; raise `NoMoment`."""
    said = tuple((name, text) for name in (ON, KNOWN_AT) if (text := visit.said(name)) is not None)
    return Looking(visit.moment(ON), visit.moment(KNOWN_AT), said)


def _moment(reader: Reader, text: str) -> str:
    return reader.day(text) if len(text) == len("2025-08-10") else reader.instant(text)
