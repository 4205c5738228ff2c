"""The outbox: what a transaction recorded, to be told to others, written by the transaction itself.

`every_action_is_told`: an action is in the outbox once, in the order in which it was recorded. What is told in which
order, see `schema/0008_outbox.sql`.
"""

from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct, field

from tenure.store.connection import numbers, texts


class Kind(StrEnum):
    """What a fact is."""

    ACTION = "action"
    ACTIVATED = "activated"
    FAILED = "failed"


class Outbox(Struct):
    """What is to be told of a batch: facts by account and kind, each what it is about, and a number of that."""

    ids: Callable[[], int]
    facts: defaultdict[tuple[int, Kind], list[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.facts

    def put(self, account: int, kind: Kind, subject: int, number: int = 0) -> None:
        """Put a fact in: an action of an asset, an order that was activated, or an attempt that failed."""
        self.facts[account, kind].append((subject, number))

    def columns(self) -> dict[str, str]:
        """Give the parameters of the statement that writes it: what became of orders comes behind all actions."""
        told = [
            (account, kind, facts)
            for each in Kind
            for (account, kind), facts in self.facts.items()
            if kind is each
        ]
        return {
            "account_ids": numbers(account for account, _, _ in told),
            "outbox_ids": numbers(self.ids() for _ in told),
            "kinds": texts(kind for _, kind, _ in told),
            "subjects": texts(numbers(subject for subject, _ in facts) for _, _, facts in told),
            "numbers": texts(numbers(number for _, number in facts) for _, _, facts in told),
        }
