"""The reference page of the lifecycle: what is allowed when, as the kernel decides it, in a table."""

from typing import Final, get_args

from tenure.kernel.legality import ALLOWED, UNTOUCHED_BY_PAUSES
from tenure.kernel.orders import ActionName
from tenure.kernel.statuses import Status

ACTIONS: Final = (
    "amend",
    "amend start",
    *(action for action in get_args(ActionName) if action not in {"add", "amend", "no_change"}),
)
"""The columns of the table: what a line can do to an asset that there is."""

MEANS: Final = {
    Status.SCHEDULED: "its start is still ahead",
    Status.ACTIVE: "it is in force",
    Status.SUSPENDED: "it is in force, and nothing is held",
    Status.EXPIRED: "its term is over, or it is between an end and a late renewal",
    Status.COMPLETED: "it was sold once, and its end is past",
    Status.TERMINATED: "it was cancelled, swapped or transferred away, or never was in force",
}

PAGE: Final = """# What is allowed when

Made by `python -m tenure.catalogue lifecycle` from the table by which the program decides: change the table in
`src/tenure/kernel/legality.py`, then make this page anew.

The status is that of the asset **at the instant at which a line takes effect**, as it is known when the order is
activated; today does not matter. So a file of history makes the same book on any day.

{table}

Beyond the table:

- At the very end of a term the status is Expired; a renewal there is on time, before it early, after it late.
- Once an asset was cancelled, or swapped or transferred away as a whole, only a rollback acts on it, whatever the date.
- What would take effect before the end of a suspension, or of the gap before a late renewal, is refused, except
  {untouched}, rollback.
- A rollback looks at what was recorded last, not at the status: the asset's last action in force, or its very last
  rollback. What belongs together is undone together: both sides of a swap or transfer, what a line carried to
  components, a bundle's sale with its components'.
- Settings can refuse more: `backdating`, `rollback_scope` and `books_closed_through`.
- A component whose price is included in its bundle's changes with its parent alone.
"""


def lifecycle_page() -> str:
    """Give the page."""
    head = ["status at the effective instant", *ACTIONS]
    rows = [
        [
            f"**{status}**: {MEANS[status]}",
            *("yes" if action in ALLOWED[status] else "" for action in ACTIONS),
        ]
        for status in Status
    ]
    lines = [head, ["---"] * len(head), *rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return PAGE.format(table=table, untouched=", ".join(sorted(UNTOUCHED_BY_PAUSES)))
