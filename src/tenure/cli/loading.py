"""What `tenure load` prints: a bar, what is wrong with the files as it is found, and what became of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from tenure.cli.book import opened, say
from tenure.cli.endings import NoDatabase, Refused, WrongCall
from tenure.cli.load import Failed, line_count, load
from tenure.cli.progress import bar
from tenure.cli.server import chosen
from tenure.operations.bulk import Tally
from tenure.operations.reading import Problem


def load_files(files: Sequence[Path], *, activate: bool, workers: int | None) -> None:
    """Load files, and activate their orders if asked to; print what became of them."""
    server = chosen()
    if server is None:
        tally = loaded(files, activate=activate, workers=workers, report=_say)
    elif workers is not None:
        raise WrongCall(
            "--workers load into a book of this machine; a server takes one file after the other."
        )
    else:
        from tenure.cli.far_loading import sent

        tally = sent(server, files, activate=activate, report=_say)
    print_tally(tally)
    if tally.problems:
        raise Refused


def _say(problem: Problem) -> None:
    say(str(problem))


def loaded(
    files: Sequence[Path], *, activate: bool, workers: int | None, report: Callable[[Problem], None]
) -> Tally:
    """Load files, with a bar; each problem is reported when it is found."""
    # The book is opened here too, so that a new one gets its time zone before the first order.
    with opened(), bar("loading", line_count(files)) as advance:
        try:
            return load(files, activate=activate, workers=workers, report=report, progress=advance)
        except Failed as failed:
            raise NoDatabase(str(failed)) from failed


def print_tally(tally: Tally) -> None:
    """Print what became of the records of files."""
    orders = [f"{count} {outcome}" for outcome, count in tally.orders.items() if count]
    print(
        f"Orders: {', '.join(orders) or 'none'}. Other records: {tally.records}. Problems: {tally.problems}."
    )
