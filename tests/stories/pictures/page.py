"""The page docs/idea.md: its words are written by hand, its stories and pictures are made from the files beside it.

Between `<!-- NAME -->` and `<!-- /NAME -->` stand what is told in docs/idea/NAME.txt and its picture, NAME.svg.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.stories import statements as said
from tests.stories.kernel_driver import KernelDriver
from tests.stories.language import read
from tests.stories.pictures.drawing import Held, picture
from tests.stories.telling import Telling

PAGE: Final = "docs/idea.md"
PLACE: Final = re.compile(r"<!-- ([\w-]+) -->\n.*?<!-- /\1 -->", re.DOTALL)
HAPPENED: Final = (
    said.Zone,
    said.Currency,
    said.Setting,
    said.Today,
    said.Product,
    said.Contract,
    said.Order,
)


def made(root: Path) -> dict[str, str]:
    """Make all that the program makes under a root: the text of each file, by its path from there."""
    page = (root / PAGE).read_text(encoding="utf-8")
    stories = {
        path.stem: path.read_text(encoding="utf-8") for path in sorted((root / "docs/idea").glob("*.txt"))
    }
    pictures = {f"docs/idea/{name}.svg": drawn(story) for name, story in stories.items()}
    return {PAGE: PLACE.sub(lambda place: part(place[1], stories[place[1]]), page), **pictures}


def part(name: str, story: str) -> str:
    """Give the part of the page on one story, with the marks around it."""
    told = f"```text\n{happened(story)}\n```\n\n![{title(story)}](idea/{name}.svg)"
    return f"<!-- {name} -->\n{told}\n<!-- /{name} -->"


def title(story: str) -> str:
    """Give the title of a story, its first line."""
    return story.partition("\n")[0].removeprefix("# ")


def happened(story: str) -> str:
    """Give what a story says before its first answer, without comments."""
    answer = next(one.at for one in read(story) if not isinstance(one, HAPPENED))
    lines = [line.partition("#")[0].rstrip() for line in story.splitlines()[: answer - 1]]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def drawn(story: str) -> str:
    """Tell a story to the kernel and draw what the customer then has, the first asset first."""
    return picture(title(story), held(story))


def held(story: str) -> Sequence[Held]:
    driver = KernelDriver()
    Telling(driver).tell(read(story))
    assets = [
        Held(
            name,
            driver.entries(name),
            driver.periods(name),
            [action.category for action in driver.actions(name)],
        )
        for name in driver.assets()
    ]
    return sorted(assets, key=lambda asset: asset.entries[0].start)
