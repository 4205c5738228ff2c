"""Tells stories through the kernel, and names the first that does not hold; nothing where all do.

Run as a program: `python -m tests.soak.tell FOLDER STORY…`. FOLDER is where the package must come from. It imports
little, since a broken kernel is given a process of its own.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import tenure
from tests.stories.kernel_driver import KernelDriver
from tests.stories.language import read
from tests.stories.telling import Telling


def first_to_fail(stories: Iterable[Path]) -> str:
    """Tell stories until one fails; whatever a broken kernel raises counts."""
    for story in stories:
        statements = read(story.read_text(encoding="utf-8"))
        try:
            Telling(KernelDriver()).tell(statements)
        except Exception:
            return story.stem
    return ""


if __name__ == "__main__":
    folder, *files = sys.argv[1:]
    assert str(tenure.__file__).startswith(folder), tenure.__file__
    print(first_to_fail(map(Path, files)))
