"""Renewal terms: for how long an asset is renewed where nobody says otherwise.

What was kept on the asset goes before its contract, and that before its product, as it does when an asset is renewed
(`kernel/verbs/renew.py`). What ends for good, has no end or is sold once has none.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct

from tenure.kernel.past import CONTRACT
from tenure.kernel.spans import Zone
from tenure.kernel.sweep import attributes_at
from tenure.operations.ledger import Ledger
from tenure.store.connection import numbers, rows
from tenure.store.restoring import writings_of

EVER: Final = datetime.max.replace(tzinfo=UTC)
"""Later than anything recorded, and than any end."""


class RenewalTerm(Struct, frozen=True):
    """How many units a renewal runs, and the field of the catalogue that says so."""

    length: int
    unit: str
    field: str


def renewal_terms(
    ledger: Ledger, zone: Zone, account: str, asset_ids: Collection[int], known_at: datetime | None
) -> Mapping[int, RenewalTerm]:
    """Give the renewal terms of some assets of an account, by their ids; of those that have one."""
    if not asset_ids:
        return {}
    asked = {"account": account, "asset_ids": numbers(asset_ids), "known_at": known_at or EVER}
    found = rows(ledger.connection, "find_renewal_terms", asked)
    contracts = {row.key: row for row in rows(ledger.connection, "find_contract_terms", {"account": account})}
    told = ((row.asset_id, _first(_sources(row, zone, contracts))) for row in found)
    return {asset_id: term for asset_id, term in told if term is not None}


def _sources(row: Any, zone: Zone, contracts: Mapping[str, Any]) -> Iterable[tuple[Any, Any, str]]:
    """Give what may say the term of an asset, what goes first first: the length, the unit, and the field."""
    kept = {} if row.writings is None else dict(attributes_at(writings_of(row.writings, zone), EVER))
    yield kept.get("renewal_term"), kept.get("renewal_term_unit"), "state_period.renewal_term"
    contract = contracts.get(kept.get(CONTRACT) or row.contract)
    if contract is not None:
        yield contract.renewal_term, contract.renewal_term_unit, "contract.renewal_term"
    yield row.renewal_term, row.renewal_term_unit, "product.renewal_term"


def _first(sources: Iterable[tuple[Any, Any, str]]) -> RenewalTerm | None:
    for length, unit, field in sources:
        if length is not None and unit is not None:
            return RenewalTerm(int(length), unit, field)
    return None
