"""The page about the client: every example gives what it says."""

import doctest
from pathlib import Path

from tests.client.conftest import Served


def test_every_example_of_the_page_gives_what_it_says(served: Served, repository: Path) -> None:
    text = (repository / "docs/client.md").read_text().replace("http://127.0.0.1:8000", served.url)
    page = doctest.DocTestParser().get_doctest(text, {"token": served.token}, "client.md", None, 0)

    said: list[str] = []
    tried = doctest.DocTestRunner().run(page, out=said.append)

    assert (tried.failed, "".join(said)) == (0, "")
    assert tried.attempted > 20
