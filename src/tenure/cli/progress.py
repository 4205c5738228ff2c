"""Progress of long work: a bar on standard error, and only where that is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how much more is done of a total, None where that is not known."""
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        tell(done, total)

    with gauge(what) as tell:
        yield advance


@contextmanager
def gauge(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """Give a function that is told how much is done, and of how much, None where that is not known."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)
