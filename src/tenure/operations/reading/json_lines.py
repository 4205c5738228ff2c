"""Records of a JSON Lines file: one object a line, blank lines skipped."""

from collections.abc import Iterator
from typing import BinaryIO

from tenure.operations.reading.physical_lines import physical_lines
from tenure.operations.reading.problems import Fault, Located, Malformed, Problem, located
from tenure.operations.reading.records import read_record


def records(file: str, _name: str, stream: BinaryIO) -> Iterator[Located | Problem]:
    """Give each record of a stream with its line, or what is wrong with it."""
    for number, raw in physical_lines(stream):
        if isinstance(raw, Fault):
            yield from located([raw], file, number, None)
        elif not raw.isspace() and raw:
            try:
                record = read_record(raw)
            except Malformed as malformed:
                yield from located(malformed.problems, file, number, malformed.number)
            else:
                yield Located(record, file, number)
