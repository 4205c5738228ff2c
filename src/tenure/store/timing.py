"""How long statements take, told to whoever watches; where nobody does, it costs a comparison."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

Watcher = Callable[[str, float, float], None]
"""Is told a statement's name, and between which readings of `time.perf_counter` it ran."""

_watchers: Final[list[Watcher]] = []


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Tell a watcher of all statements that are run inside, in any thread."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def watch(watcher: Watcher) -> None:
    """Tell a watcher of all statements from now on, as long as the process lives."""
    _watchers.append(watcher)


def begun() -> float:
    """Say when a statement begins."""
    return perf_counter() if _watchers else 0.0


def ended(name: str, start: float) -> None:
    """Say that a statement has ended, that began at a moment."""
    if start:
        end = perf_counter()
        for watcher in _watchers:
            watcher(name, start, end)
