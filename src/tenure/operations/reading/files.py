"""Any file of records: which format it has is told by its name."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from tenure.operations.reading import json_lines, table
from tenure.operations.reading.owners import Mine, everyone, owner_of
from tenure.operations.reading.physical_lines import opened, physical_lines
from tenure.operations.reading.problems import Code, Fault, Located, Owned, Problem, located
from tenure.operations.reading.records import encode_record
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


def read_stream(name: str, stream: BinaryIO) -> Iterator[Located | Problem]:
    """Give what `read` gives, of a file of a name that comes in a stream, unpacked already where it is compressed."""
    return (item for _, item in _records(name, name, stream, everyone) if item is not None)


def is_compressed(name: str) -> bool:
    """Tell by its name whether a file is compressed."""
    return name.lower().endswith(".gz")


def wrong_name(name: str) -> Fault | None:
    """Say why a file of a name cannot be read, where its name does not tell its format."""
    if name.lower().removesuffix(".gz").endswith((*_JSON_LINES, ".csv")):
        return None
    sentence = (
        f"The format of {visible(name)} is not known: the name of a file of records ends in "
        ".jsonl, .ndjson, .json or .csv, with or without .gz."
    )
    return Fault(None, Code.FILE_FORMAT_UNKNOWN, sentence)


def read_raw(path: Path) -> Iterator[tuple[int, bytes] | Problem]:
    """Give each record of a file as JSON on one line, with its line in the file, or what is wrong with the file there.

    What a line of JSON says is not looked at; the records of a table are read, so that they can be written as JSON.
    """
    name = path.name.lower().removesuffix(".gz")
    if not name.endswith(_JSON_LINES):
        for item in read(path):
            yield item if isinstance(item, Problem) else (item.line, encode_record(item.record))
        return
    stream = _opened(path)
    if isinstance(stream, Fault):
        yield from located([stream], str(path), 0, None)
        return
    with stream:
        for number, raw in physical_lines(stream):
            if isinstance(raw, Fault):
                yield from located([raw], str(path), number, None)
            else:
                yield number, raw


def read_share(path: Path, mine: Mine) -> Iterator[Owned]:
    """Give what `read` gives, with the account that each record concerns; nothing of accounts that are not mine.

    What tells no account is given to every reader.
    """
    file = str(path)
    wrong = wrong_name(path.name)
    if wrong is not None:
        yield from _of_everyone(file, wrong)
        return
    stream = _opened(path)
    if isinstance(stream, Fault):
        yield from _of_everyone(file, stream)
        return
    with stream:
        yield from _records(file, path.name, stream, mine)


def _records(file: str, name: str, stream: BinaryIO, mine: Mine) -> Iterator[Owned]:
    name = name.lower().removesuffix(".gz")
    if not name.endswith(".csv"):
        yield from json_lines.records(file, stream, mine)
        return
    for item in table.records(file, name, stream):
        owner = owner_of(item.record) if isinstance(item, Located) else None
        yield owner, item if owner is None or mine(owner) else None


def _opened(path: Path) -> BinaryIO | Fault:
    try:
        return opened(path)
    except OSError as error:
        sentence = f"The file cannot be opened: {error.strerror or error}."
        return Fault(None, Code.FILE_UNREADABLE, sentence)


def _of_everyone(file: str, fault: Fault) -> Iterator[Owned]:
    return ((None, problem) for problem in located([fault], file, 0, None))
