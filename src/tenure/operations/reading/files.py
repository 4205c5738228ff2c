"""Any file of records: which format it has is told by its name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tenure.operations.reading import json_lines, table
from tenure.operations.reading.physical_lines import opened
from tenure.operations.reading.problems import Code, Fault, Located, Problem, located
from tenure.operations.reading.wording import visible

_JSON_LINES: Final = (".jsonl", ".ndjson", ".json")


def read(path: Path) -> Iterator[Located | Problem]:
    """Give the records of a file one by one, each with its line, or what is wrong there.

    JSON Lines (.jsonl, .ndjson, .json) and tables (.csv), each also compressed (.gz). Memory stays flat
    whatever the size of the file. Nothing of a faulty record is given, and a fault never ends the file
    unless it cannot be read on.
    """
    file = str(path)
    name = path.name.lower().removesuffix(".gz")
    if not name.endswith((*_JSON_LINES, ".csv")):
        sentence = (
            f"The format of {visible(path.name)} is not known: the name of a file of records ends in "
            ".jsonl, .ndjson, .json or .csv, with or without .gz."
        )
        yield from located([Fault(None, Code.FILE_FORMAT_UNKNOWN, sentence)], file, 0, None)
        return
    try:
        stream = opened(path)
    except OSError as error:
        sentence = f"The file cannot be opened: {error.strerror or error}."
        yield from located([Fault(None, Code.FILE_UNREADABLE, sentence)], file, 0, None)
        return
    give = table.records if name.endswith(".csv") else json_lines.records
    with stream:
        yield from give(file, name, stream)
