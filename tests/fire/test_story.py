"""What the tests under fire take for granted about their stories, looked at where nothing hits."""

from pathlib import Path
from random import Random
from typing import Final

from tenure.operations.ledger import Ledger
from tenure.operations.outcomes import Outcome
from tests.fire.ordeal import take
from tests.fire.story import draw_story

STORIES: Final = 15
ORDERS: Final = 200
"""As long as the longest story under fire: the longer one is, the more changes meet in it."""


def test_only_sales_of_nothing_are_refused(ledger: Ledger, chance: Random, tmp_path: Path) -> None:
    for number in range(STORIES):
        story = draw_story(chance, f"s{number}", ORDERS)

        became = take(ledger, story.write(tmp_path), activate=True)

        assert became[Outcome.FAILED] == story.refused
        assert became[Outcome.ACTIVATED] == ORDERS - story.refused
