"""The contract that an asset is under: that of its sale, until a renewal under another one begins.

The change of contract is kept as an attribute, so that it holds from the renewal on, is known when it is recorded,
and goes when the renewal is rolled back.
"""

from datetime import datetime

from tenure.kernel.assets import State
from tenure.kernel.case import Case, NotGathered
from tenure.kernel.past import CONTRACT
from tenure.kernel.products import Contract
from tenure.kernel.sweep import attributes_at
from tenure.kernel.timeline import Attributes


def contract_at(case: Case, state: State, instant: datetime) -> Contract | None:
    """Give the contract that an asset is under at an instant."""
    key = dict(attributes_at(state.timeline.writes, instant)).get(CONTRACT)
    if key is None:
        return state.asset.contract
    contract = case.customers.by_id[state.asset.account].contracts.get(key)
    if contract is None:
        raise NotGathered
    return contract


def moved_to(contract: Contract | None, before: Contract | None) -> Attributes:
    """Give the attribute that a renewal writes; none where it stays under the contract that it was under."""
    if contract is None or (before is not None and contract.record.key == before.record.key):
        return ()
    return ((CONTRACT, contract.record.key),)
