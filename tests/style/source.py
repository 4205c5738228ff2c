"""Finds the files that the style checks read. The root is an argument: a check can be shown a bad tree."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

CODE_FOLDERS: Final = ("src", "tests", "benchmarks", "examples")


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file: its path from the root of the checkout, and its text."""

    path: PurePosixPath
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree; raises SyntaxError."""
        return ast.parse(self.text, str(self.path))

    def lies_in(self, *folders: str) -> bool:
        """Tell whether the file lies in one of the folders, named from src/tenure (`kernel`, `clock.py`)."""
        return any(self.path.is_relative_to(f"src/tenure/{folder}") for folder in folders)

    @property
    def is_shipped(self) -> bool:
        return self.path.is_relative_to("src")


def python_sources(root: Path) -> Iterator[Source]:
    """Yield every Python file of the code folders that exist."""
    for folder in CODE_FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            yield Source(PurePosixPath(path.relative_to(root).as_posix()), path.read_text("utf-8"))


def tracked_texts(root: Path) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield path and text of every file that git tracks and that is text."""
    # A checkout may belong to another user than the one who tests it.
    git = ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z"]
    for name in subprocess.run(git, capture_output=True, check=True, text=True).stdout.split("\0"):
        path = root / name
        if name and path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield PurePosixPath(name), content.decode("utf-8")
