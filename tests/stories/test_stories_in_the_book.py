"""Every story that is told through the kernel, told through the database."""

from pathlib import Path

import psycopg
import pytest

from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.ledger import Ledger
from tenure.operations.verify import verify
from tenure.store.connection import adapt
from tests.database import TODAY
from tests.stories.book_driver import BookDriver
from tests.stories.language import read
from tests.stories.telling import Telling
from tests.stories.test_stories import STORIES


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_story_in_the_book(story: Path, ledger: Ledger, app_url: str) -> None:
    Telling(BookDriver(ledger)).tell(read(story.read_text(encoding="utf-8")))
    auditor = Actor("auditor", ALL_PERMISSIONS)
    assert not list(verify(auditor, TODAY, "story", lambda: adapt(psycopg.connect(app_url)), workers=1))


# Each order reads again what the ones before it wrote, so the renewal must be read as what took the field away.
TAKEN_BY_AN_EARLY_RENEWAL = """
product M term 10.00/month renewal_term=12 renewal_term_unit=month
2022-01-01 sell A 10 M until 2022-12-31
2022-11-01 amend A set billing_frequency=Monthly
2022-10-01 renew A
2023-02-01 amend A +5

2022-01-01 .. 2022-09-30  10  100.00   900.00  billing_frequency=
2022-10-01 .. 2023-01-31  10  100.00   400.00  billing_frequency=
2023-02-01 .. 2023-09-30  15  150.00  1200.00  billing_frequency=
"""


def test_what_an_early_renewal_took_away_stays_away(ledger: Ledger) -> None:
    Telling(BookDriver(ledger)).tell(read(TAKEN_BY_AN_EARLY_RENEWAL))
