"""The naive model: what is true of a customer's assets, found in the slowest and plainest way.

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
from tests.properties.model_asset import Asset
from tests.properties.model_case import Case, Line, RefusedLine, World
from tests.properties.model_life import cancel, renew
from tests.properties.model_sale import add

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
    "no_change": no_change,
}


@dataclass(slots=True)
class Model:
    """What one account has."""

    world: World
    assets: dict[str, Asset] = field(default_factory=dict)

    def place(self, order: Line, today: date) -> Refusals:
        """Do an order that is recorded on a day, or nothing of it; give the refusals, if any."""
        assets = dict(self.assets)
        missing: set[str] = set()
        made: dict[str, list[str]] = {}
        refused: dict[str, tuple[str, ...]] = {}
        for line in order["lines"]:
            after = dict(assets)
            case = Case(self.world, order, line, today.toordinal(), self.assets, after, missing, made)
            try:
                decide(case)
            except RefusedLine as refusal:
                refused[line["line"]] = refusal.codes
                if line["action"] == "add" and line.get("asset"):
                    missing.add(line["asset"])
            else:
                made[line["line"]] = [key for key in after if key not in assets]
                assets = after
        if not refused:
            self.assets = assets
        return refused


def decide(case: Case) -> None:
    verb = VERBS.get(case.line["action"])
    if verb is None:
        raise RefusedLine({"UNKNOWN_ACTION"})
    verb(case)
