"""The pictures of pages in README and docs: taken of the example company, in a real browser.

`make pictures` writes them anew; every run takes them, and looks whether they would show a page.
"""

import os
import struct
from pathlib import Path
from typing import Final

import pytest

from tests.web.chromium import Chromium, open_page

WRITES: Final = "TENURE_PICTURES"
WIDE: Final = {"width": 1280, "height": 900}
PICTURES: Final = {
    "account": "/accounts/kestrel-europe",
    "asset": "/assets/kestrel-europe~1A-01508",
    "changes": "/assets/kestrel-europe~1A-01508/changes?from=2023-11-01&to=2026-12-31",
    "order": "/orders/SO-00498",
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_page_has_its_picture(chrome: Chromium, repository: Path, name: str) -> None:
    kept = repository / f"docs/pages/{name}.png"
    with chrome.window(viewport=WIDE, color_scheme="light") as page:
        open_page(page, PICTURES[name])
        taken = page.screenshot(full_page=False)

    if WRITES in os.environ:
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(taken)
    assert _size(taken) == _size(kept.read_bytes()) == (1280, 900)
    assert len(taken) > 20_000, "nothing is on it"
    for told in ("README.md", "docs/pages.md"):
        assert f"pages/{name}.png" in (repository / told).read_text("utf-8"), told


def _size(picture: bytes) -> tuple[int, int]:
    """Give width and height, as the head of a PNG has them."""
    width, height = struct.unpack(">II", picture[16:24])
    return width, height
