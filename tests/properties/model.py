"""The naive model: what is true of customers' assets, found in the slowest and plainest way.

It imports nothing from the product. It holds each lot as a quantity on each day, scans days for periods,
counts pricing terms day by day, and takes orders as plain dictionaries with the keys of the input. Against it
the kernel is tested; what the two disagree on is a bug in one of them.

It knows dates only, not instants within a day. Adding a verb is adding a function to `VERBS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tests.properties.model_amend import amend
from tests.properties.model_asset import HOME, Asset
from tests.properties.model_case import Case, Line, RefusedLine, World
from tests.properties.model_life import cancel, renew
from tests.properties.model_pause import resume, suspend
from tests.properties.model_rollback import rollback
from tests.properties.model_sale import add
from tests.properties.model_swap import swap
from tests.properties.model_transfer import transfer

__all__ = ["VERBS", "Model", "Refusals"]

Refusals = Mapping[str, tuple[str, ...]]
"""The codes that apply to each refused line, by its name; the first in precedence comes first."""


def no_change(case: Case) -> None:
    """Make nothing."""
    del case


VERBS: Final[Mapping[str, Callable[[Case], None]]] = {
    "add": add,
    "amend": amend,
    "cancel": cancel,
    "renew": renew,
    "suspend": suspend,
    "resume": resume,
    "swap": swap,
    "upgrade": swap,
    "downgrade": swap,
    "transfer": transfer,
    "rollback": rollback,
    "no_change": no_change,
}


@dataclass(slots=True)
class Model:
    """What each account has, by its key; `assets` is what the account has that orders are for which name none."""

    world: World
    accounts: dict[str, dict[str, Asset]] = field(default_factory=lambda: {HOME: {}})

    @property
    def assets(self) -> dict[str, Asset]:
        return self.accounts[HOME]

    @assets.setter
    def assets(self, assets: dict[str, Asset]) -> None:
        self.accounts[HOME] = assets

    def place(self, order: Line, today: date) -> Refusals:
        """Do an order that is recorded on a day, in all accounts or nothing of it; give the refusals, if any."""
        accounts = copied(self.accounts)
        missing: set[str] = set()
        made: dict[str, list[str]] = {}
        refused: dict[str, tuple[str, ...]] = {}
        for line in order["lines"]:
            after = copied(accounts)
            case = Case(self.world, order, line, today.toordinal(), self.accounts, after, missing, made)
            try:
                decide(case)
            except RefusedLine as refusal:
                refused[line["line"]] = refusal.codes
                missing.update(key for key in would_make(line) if key)
            else:
                made[line["line"]] = [key for key in case.assets if key not in accounts[case.account]]
                accounts = after
        if not refused:
            self.accounts = accounts
        return refused


def would_make(line: Line) -> list[str | None]:
    """Give the keys of the account's assets that a line is to make."""
    sold = line if line["action"] == "add" else line.get("replacement") or {}
    return [sold.get("asset")]


def copied(accounts: Mapping[str, dict[str, Asset]]) -> dict[str, dict[str, Asset]]:
    return {account: dict(assets) for account, assets in accounts.items()}


def decide(case: Case) -> None:
    VERBS[case.line["action"]](case)
