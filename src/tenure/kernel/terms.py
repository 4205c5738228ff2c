"""What the keys of a line come to: ends and terms as edges, kept fields as attributes."""

from operator import attrgetter

from tenure.kernel.orders import Terms
from tenure.kernel.proration import PricingTerm, term_end
from tenure.kernel.spans import Edge, Zone
from tenure.kernel.timeline import Attributes

KEPT_FIELDS = (
    "billing_frequency",
    "legal_entity",
    "uplift",
    "renewal_term",
    "renewal_term_unit",
    "price_revision_policy",
    "binding_instance_target",
)
"""The fields of a line that are kept on the asset's state from its effective instant on."""

_kept = attrgetter(*KEPT_FIELDS, "attributes")
NOTHING_KEPT = (None,) * (len(KEPT_FIELDS) + 1)


def ending(zone: Zone, terms: Terms, start: Edge, pricing_term: PricingTerm | None) -> Edge | None:
    """Give the end that a line states: its last date, the instant after it, or a term from the start.

    A term ends where that many pricing terms do, so that it is charged as whole ones.
    """
    if terms.end_date is not None:
        return zone.end_of(terms.end_date)
    if terms.end_at is not None:
        return zone.ending_at(terms.end_at)
    if terms.term is not None and terms.term_unit is not None:
        return zone.start_of(term_end(start.day, terms.term, terms.term_unit, pricing_term))
    return None


def field_attributes(terms: Terms) -> Attributes:
    """Give the kept fields and free attributes that a line writes, by name."""
    if _kept(terms) == NOTHING_KEPT:
        return ()
    values = {name: value for name in KEPT_FIELDS if (value := getattr(terms, name)) is not None}
    values |= {f"attributes.{name}": value for name, value in (terms.attributes or {}).items()}
    return tuple(sorted((name, str(value)) for name, value in values.items()))
