"""The verbs of the lifecycle: one file each. Adding a verb is adding its file and its row in `VERBS`."""

from collections.abc import Callable, Mapping

from tenure.kernel.assets import State
from tenure.kernel.case import Case
from tenure.kernel.verbs.add import add
from tenure.kernel.verbs.amend import amend
from tenure.kernel.verbs.cancel import cancel
from tenure.kernel.verbs.no_change import no_change
from tenure.kernel.verbs.renew import renew

Verb = Callable[[Case], list[State]]
"""Decides one line: gives the assets that it makes or changes, each with its new action, or raises a refusal."""

VERBS: Mapping[str, Verb] = {
    "add": add,
    "amend": amend,
    "cancel": cancel,
    "renew": renew,
    "no_change": no_change,
}
