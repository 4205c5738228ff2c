"""Records of a JSON Lines file: one object a line, blank lines skipped."""

from collections.abc import Iterator
from typing import BinaryIO

from tenure.operations.reading.owners import Mine, owner_of_line
from tenure.operations.reading.physical_lines import physical_lines
from tenure.operations.reading.problems import Fault, Located, Malformed, Owned, located
from tenure.operations.reading.records import read_record


def records(file: str, stream: BinaryIO, mine: Mine) -> Iterator[Owned]:
    """Give each record of a stream with its line, or what is wrong with it; of others only whose they are."""
    for number, raw in physical_lines(stream):
        if isinstance(raw, Fault):
            yield from ((None, problem) for problem in located([raw], file, number, None))
        elif not raw.isspace() and raw:
            owner = owner_of_line(raw)
            if owner is not None and not mine(owner):
                yield owner, None
                continue
            try:
                record = read_record(raw)
            except Malformed as malformed:
                found = located(malformed.problems, file, number, malformed.number)
                yield from ((owner, problem) for problem in found)
            else:
                yield owner, Located(record, file, number)
