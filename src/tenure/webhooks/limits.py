"""Every limit of telling others, said once."""

from datetime import timedelta
from typing import Final

URL_LENGTH: Final = 2_000
"""The most characters of an address."""

WEBHOOKS: Final = 100
"""The most webhooks of a book."""

PAUSES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""How long to wait after each try that failed; what fails once more is given up, after three days in all."""

SENDING: Final = timedelta(seconds=15)
"""How long one try may take, from looking up the address to the status of the answer."""

LEASE: Final = timedelta(seconds=240)
"""After how long something is tried again of which nothing was heard, since whoever tried it ended."""

AT_ONCE: Final = 8
"""How many are told at the same time."""

OF_EACH: Final = 50
"""Deliveries that one webhook gets in a round, so that all have their turn."""

OF_ALL: Final = 100
"""Deliveries of a round. Even where none of their servers answers they are tried within the lease."""

TAKEN: Final = 500
"""Events looked at for a webhook in one transaction."""

KEPT: Final = timedelta(days=30)
"""For how long it is kept that something was told."""

DELIVERIES: Final = 200
"""Deliveries shown at once."""
