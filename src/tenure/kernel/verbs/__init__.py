"""The verbs of the lifecycle: one file each. Adding a verb is adding its file and its row in `VERBS`."""

from collections.abc import Callable, Mapping

from tenure.kernel.assets import State
from tenure.kernel.case import Case
from tenure.kernel.verbs.add import add
from tenure.kernel.verbs.amend import amend
from tenure.kernel.verbs.cancel import cancel
from tenure.kernel.verbs.no_change import no_change
from tenure.kernel.verbs.renew import renew
from tenure.kernel.verbs.rollback import rollback
from tenure.kernel.verbs.suspend import resume, suspend
from tenure.kernel.verbs.swap import swap
from tenure.kernel.verbs.transfer import transfer

Verb = Callable[[Case], list[State]]
"""Decides one line: gives the assets that it makes or changes, each with its new action, or raises a refusal."""

VERBS: Mapping[str, Verb] = {
    "add": add,
    "amend": amend,
    "cancel": cancel,
    "renew": renew,
    "swap": swap,
    "upgrade": swap,
    "downgrade": swap,
    "transfer": transfer,
    "suspend": suspend,
    "resume": resume,
    "rollback": rollback,
    "no_change": no_change,
}
