"""The page about the client: every example gives what it says."""

import doctest
from pathlib import Path
from typing import Any

import psycopg

from tenure.operations.ledger import Ledger
from tenure.store.connection import adapt
from tenure.store.ids import Ids
from tests.client.conftest import Served
from tests.operations.feeding import all_told


class Patient(doctest.DocTestRunner):
    """Lets the feed come up with what was done before it is asked: others are at work on the same server."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    def report_start(self, out: Any, test: doctest.DocTest, example: doctest.Example) -> None:
        """Wait before what asks the feed."""
        if "tenure.changes(" in example.source:
            all_told(self._ledger)


def test_every_example_of_the_page_gives_what_it_says(served: Served, repository: Path) -> None:
    text = (repository / "docs/client.md").read_text().replace("http://127.0.0.1:8000", served.url)
    page = doctest.DocTestParser().get_doctest(text, {"token": served.token}, "client.md", None, 0)

    said: list[str] = []
    with psycopg.connect(served.book["DATABASE_URL"], autocommit=True) as connection:
        tried = Patient(Ledger(adapt(connection), Ids())).run(page, out=said.append)

    assert (tried.failed, "".join(said)) == (0, "")
    assert tried.attempted > 20
