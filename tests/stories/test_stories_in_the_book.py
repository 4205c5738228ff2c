"""Every story in this folder, told through the database."""

from pathlib import Path

import pytest

from tenure.operations.ledger import Ledger
from tests.stories.book_driver import BookDriver
from tests.stories.language import read
from tests.stories.telling import Telling
from tests.stories.test_stories import STORIES


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_story_in_the_book(story: Path, ledger: Ledger) -> None:
    Telling(BookDriver(ledger)).tell(read(story.read_text(encoding="utf-8")))
