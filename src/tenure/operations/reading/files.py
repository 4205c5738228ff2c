"""Any file of records: which format it has is told by its name."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from tenure.operations.reading import json_lines, table
from tenure.operations.reading.owners import Mine, everyone, owner_of
from tenure.operations.reading.physical_lines import opened
from tenure.operations.reading.problems import Code, Fault, Located, Owned, Problem, located
from tenure.operations.reading.wording import visible

_JSON_LINES: Final = (".jsonl", ".ndjson", ".json")


def read(path: Path) -> Iterator[Located | Problem]:
    """Give the records of a file one by one, each with its line, or what is wrong there.

    JSON Lines (.jsonl, .ndjson, .json) and tables (.csv), each also compressed (.gz). Memory stays flat
    whatever the size of the file. Nothing of a faulty record is given, and a fault never ends the file
    unless it cannot be read on.
    """
    return (item for _, item in read_share(path, everyone) if item is not None)


def read_lines(name: str, stream: BinaryIO) -> Iterator[Located | Problem]:
    """Give what `read` gives, of JSON Lines that come in a stream; `name` is what its lines are lines of."""
    return (item for _, item in json_lines.records(name, stream, everyone) if item is not None)


def read_share(path: Path, mine: Mine) -> Iterator[Owned]:
    """Give what `read` gives, with the account that each record concerns; nothing of accounts that are not mine.

    What tells no account is given to every reader.
    """
    file = str(path)
    name = path.name.lower().removesuffix(".gz")
    if not name.endswith((*_JSON_LINES, ".csv")):
        sentence = (
            f"The format of {visible(path.name)} is not known: the name of a file of records ends in "
            ".jsonl, .ndjson, .json or .csv, with or without .gz."
        )
        yield from _of_everyone(file, Fault(None, Code.FILE_FORMAT_UNKNOWN, sentence))
        return
    try:
        stream = opened(path)
    except OSError as error:
        sentence = f"The file cannot be opened: {error.strerror or error}."
        yield from _of_everyone(file, Fault(None, Code.FILE_UNREADABLE, sentence))
        return
    with stream:
        if not name.endswith(".csv"):
            yield from json_lines.records(file, stream, mine)
            return
        for item in table.records(file, name, stream):
            owner = owner_of(item.record) if isinstance(item, Located) else None
            yield owner, item if owner is None or mine(owner) else None


def _of_everyone(file: str, fault: Fault) -> Iterator[Owned]:
    return ((None, problem) for problem in located([fault], file, 0, None))
