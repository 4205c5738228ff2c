"""Chance that repeats: the same seed draws the same, on every version of Python.

Only `random()` is used, the one method whose sequence Python promises to keep.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws for one purpose, from a seed that names it."""

    def __init__(self, seed: str) -> None:
        self._draw = Random(seed).random

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included; one below the low end gives the low end."""
        return low + int(self._draw() * (max(high, low) - low + 1))

    def happens(self, share: float) -> bool:
        """Tell whether something happens that happens in a share (0 to 1) of all cases."""
        return self._draw() < share

    def pick(self, choices: Sequence[T]) -> T:
        """Draw one of some choices."""
        return choices[int(self._draw() * len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Draw a number of different choices, in the order in which they stand."""
        places = list(range(len(choices)))
        while len(places) > count:
            places.pop(int(self._draw() * len(places)))
        return [choices[place] for place in places]

    def weighed(self, weights: Mapping[T, int]) -> T:
        """Draw one of some choices, each as often as its weight says."""
        left = self._draw() * sum(weights.values())
        for choice, weight in weights.items():
            left -= weight
            if left < 0:
                return choice
        return next(reversed(list(weights)))

    def day(self, first: date, last: date) -> date:
        """Draw a day, both ends included."""
        return first + timedelta(days=self.whole(0, (last - first).days))
