"""Which accounts of some files belong together: those between which something is transferred.

Several readers share files by accounts; orders that concern two accounts keep their place among the orders of both
only where one reader has the two.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from tenure.kernel.orders import Order
from tenure.operations.reading.files import read
from tenure.operations.reading.physical_lines import opened, physical_lines
from tenure.operations.reading.problems import Fault, Located

Families = dict[str, str]
"""For each account that belongs to others, the account that stands for all of them."""

_MARK: Final = b'"to_account"'


class _Line(msgspec.Struct, gc=False):
    to_account: str | None = None


class _Order(msgspec.Struct, gc=False):
    account: str | None = None
    lines: list[_Line] = []


_decode: Final = msgspec.json.Decoder(_Order).decode


def families(files: Iterable[Path]) -> Families:
    """Give which accounts the transfers of some files join; files that cannot be read join none."""
    leaders: Families = {}

    def leader(account: str) -> str:
        while (above := leaders.get(account, account)) != account:
            account = above
        return account

    for file in files:
        for one, other in _transfers(file):
            first, second = sorted((leader(one), leader(other)))
            leaders[first] = leaders[second] = first
    return {account: leader(account) for account in leaders}


def _transfers(file: Path) -> Iterator[tuple[str, str]]:
    """Give the accounts of each transfer of a file; what is wrong there is told when it is read."""
    if file.name.lower().removesuffix(".gz").endswith(".csv"):
        orders = (item.record for item in read(file) if isinstance(item, Located))
        yield from (
            (order.account, line.to_account)
            for order in orders
            if isinstance(order, Order)
            for line in order.lines
            if line.to_account is not None
        )
        return
    with suppress(OSError), opened(file) as stream:
        for _, raw in physical_lines(stream):
            if isinstance(raw, Fault) or _MARK not in raw:
                continue
            with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                order = _decode(raw)
                for line in order.lines:
                    if order.account is not None and line.to_account is not None:
                        yield order.account, line.to_account
