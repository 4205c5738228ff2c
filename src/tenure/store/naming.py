"""What a batch of orders names: the accounts, contracts, products and assets that have to be gathered for it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from tenure.kernel.orders import Line, Order

Pair = tuple[str, str]
"""The key of an account, and a key or a name within it."""

OF_THE_PAST = frozenset({"resume", "rollback"})
"""Actions that look at all that was recorded of an asset."""

LAST_ID = 2**63 - 1
"""Ids are not above this; a name that is a larger number is not one."""


class Named(Struct, frozen=True):
    """Names by kind, each once, in the order of the batch.

    `changed` are assets that lines act on, `added` keys of those to be made, `reversed` those whose past is needed;
    `crossing` are accounts that are asked whether they have anything in force.
    """

    accounts: set[str]
    contracts: list[Pair]
    products: set[str]
    changed: list[Pair]
    added: list[Pair]
    reversed: set[Pair]
    crossing: set[str]


def named_by(batch: Sequence[Order]) -> Named:
    """Collect what orders name."""
    named = Named({order.account for order in batch}, [], set(), [], [], set(), set())
    contracts = {(order.account, order.contract) for order in batch if order.contract is not None}
    changed: dict[Pair, None] = {}
    added: dict[Pair, None] = {}
    for order in batch:
        for line in order.lines:
            if line.asset is not None:
                (added if line.action == "add" else changed)[order.account, line.asset] = None
            if line.product is not None:
                named.products.add(line.product)
            if line.category is not None:
                named.crossing.add(order.account)
            if line.action in ELSEWHERE or line.new_start_date is not None:
                _collect_others(named, order.account, line, contracts, added)
    named.reversed.update(_sources(batch, named.reversed))
    named.contracts.extend(sorted(contracts))
    named.changed.extend(changed)
    named.added.extend(added)
    return named


ELSEWHERE = frozenset({"swap", "upgrade", "downgrade", "transfer", *OF_THE_PAST})
"""Actions that name more than the asset that they act on."""


def _collect_others(
    named: Named, account: str, line: Line, contracts: set[Pair], added: dict[Pair, None]
) -> None:
    replacement = line.replacement
    if replacement is not None:
        if replacement.product is not None:
            named.products.add(replacement.product)
        if replacement.asset is not None:
            added[account, replacement.asset] = None
    if line.to_account is not None:
        named.accounts.add(line.to_account)
        if line.to_asset is not None:
            added[line.to_account, line.to_asset] = None
        if line.to_contract is not None:
            contracts.add((line.to_account, line.to_contract))
    if line.asset is not None and (line.action in OF_THE_PAST or line.new_start_date is not None):
        named.reversed.add((account, line.asset))


def _sources(batch: Sequence[Order], made: Iterable[Pair]) -> set[Pair]:
    """Give the assets of which lines of the batch make these, by a swap or a transfer: they are undone together."""
    origins: dict[Pair, Pair] = {}
    for order in batch:
        for line in order.lines:
            if line.asset is None:
                continue
            if line.replacement is not None and line.replacement.asset is not None:
                origins[order.account, line.replacement.asset] = order.account, line.asset
            if line.to_account is not None and line.to_asset is not None:
                origins[line.to_account, line.to_asset] = order.account, line.asset
    found: set[Pair] = set()
    waiting = list(made) if origins else []
    while waiting:
        account, name = waiting.pop()
        # A component that is transferred with its bundle has the key of that before its own.
        for key in (name, *(name[:at] for at, letter in enumerate(name) if letter == "/")):
            origin = origins.get((account, key))
            if origin is not None and origin not in found:
                found.add(origin)
                waiting.append(origin)
    return found


def ids_among(names: Iterable[Pair]) -> list[tuple[str, int]]:
    """Give the names that may be ids."""
    return [(account, int(name)) for account, name in names if _may_be_id(name)]


def _may_be_id(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 20 and int(name) <= LAST_ID
