"""`tenure load` with a server: files are sent line by line, and what is wrong is told as if they were read there."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tenure.cli.far import reached
from tenure.cli.load import line_count
from tenure.cli.progress import bar
from tenure.cli.server import Server
from tenure.client import Loading, Session
from tenure.client.shapes import Result
from tenure.client.shapes import Tally as Counted
from tenure.operations.bulk import Tally
from tenure.operations.reading import Problem, read_raw

Report = Callable[[Problem], None]


def sent(server: Server, files: Sequence[Path], *, activate: bool, report: Report) -> Tally:
    """Send files, with a bar; each problem is reported when it is known."""
    counted, own = Counted(), Counted()
    with reached(server) as session, bar("loading", line_count(files)) as advance:
        for file in files:
            lines = _Lines(file, report, advance)
            counted += _file_sent(session, str(file), lines, activate=activate, report=report)
            own += Counted(problems=lines.problems)
    whole = counted + own
    return Tally(dict(whole.orders), whole.records, whole.problems)


class _Lines:
    """The lines of a file as they are sent, each in its place: one that cannot be sent leaves an empty one."""

    def __init__(self, file: Path, report: Report, advance: Callable[[int], None]) -> None:
        self.problems = 0
        self._file, self._report, self._advance = file, report, advance

    def __iter__(self) -> Iterator[bytes]:
        before = 0
        for item in read_raw(self._file):
            if isinstance(item, Problem):
                self.problems += 1
                self._report(item)
                continue
            place, raw = item
            yield from (b"" for _ in range(before + 1, place))
            yield raw
            self._advance(place - before)
            before = place


def _file_sent(session: Session, file: str, lines: _Lines, *, activate: bool, report: Report) -> Counted:
    loading = Loading(session, lines, activate=activate)
    for result in loading:
        for problem in _problems(file, result):
            report(problem)
    return loading.tally


def _problems(file: str, result: Result) -> Iterator[Problem]:
    """Say why a record was not taken, at the keys of the file; a refused line of an order is named."""
    number = result.number if isinstance(result.number, str) else None
    for refusal in result.refusals:
        key = refusal.key
        if key is None and isinstance(refusal.line, str):
            key = f"order {number}, line {refusal.line}"
        sentence = refusal.sentence if isinstance(refusal.sentence, str) else refusal.code
        yield Problem(file, result.line, key, refusal.code, sentence, number)
