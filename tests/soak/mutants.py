"""Ways to break the kernel, as `mutants.txt` gives them: a file, a name, and as in a patch what is replaced by what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Mutant:
    """A substitution in a file of the kernel; `old` stands there exactly once."""

    name: str
    file: str
    old: str
    new: str


def read(text: str) -> Iterator[Mutant]:
    """Read paragraphs of `FILE: NAME`, lines that begin with `- `, and lines that begin with `+ `, if any."""
    for paragraph in text.split("\n\n"):
        if not paragraph.startswith("#"):
            head, *lines = paragraph.rstrip().splitlines()
            file, _, name = head.partition(": ")
            yield Mutant(name, file, side("- ", lines), side("+ ", lines))


def side(sign: str, lines: Sequence[str]) -> str:
    """Give the text that stands on one side of a substitution."""
    return "\n".join(line.removeprefix(sign) for line in lines if line.startswith(sign))


MUTANTS: Final = tuple(read(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")))
