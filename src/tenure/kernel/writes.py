"""Which attribute writes are in force, as the actions of an asset say."""

from collections.abc import Iterable

from tenure.kernel.spans import Edge
from tenure.kernel.timeline import Attributes, Write


def writes_before(writes: tuple[Write, ...], start: Edge) -> tuple[Write, ...]:
    """Give the writes that a renewal from an edge on leaves: what was written for later instants goes with them."""
    return tuple(write for write in writes if write.at.at < start.at)


def writes_after(
    actions: Iterable[tuple[int, str, str | None, Edge, Edge | None, Attributes]],
) -> tuple[Write, ...]:
    """Give the writes in force after some actions of an asset, in recorded order.

    Each is given by its number, category, subtype, effective edge, the start of the lifecycle after it, and the
    attributes that it wrote. A moved start takes the fields of the sale with it.
    """
    writes: tuple[Write, ...] = ()
    for number, category, subtype, effective, start, attributes in actions:
        at = effective
        if category == "Renewals":
            writes = writes_before(writes, effective)
        elif subtype == "StartDateAdjustment" and start is not None:
            writes, at = (), start
        if attributes:
            writes = (*writes, Write(at, number, attributes))
    return writes
