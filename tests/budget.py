"""How long each folder of tests may take in `make test`, and how long it took.

The budgets are seconds of work, added up over the workers: two workers finish them within ten minutes. They
are printed, never asserted: a machine may be slow, and a diff of this table is what a reviewer should see.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

import pytest

FOLDER_SECONDS: Final[Mapping[str, int]] = {
    "api": 110,
    "cli": 80,
    "client": 40,
    "contract": 85,
    "fire": 150,
    "identity": 25,
    "operations": 90,
    "properties": 40,
    "stories": 40,
    "site": 45,
    "store": 170,
    "style": 25,
    "web": 290,
    "webhooks": 10,
}


def folder_of(nodeid: str) -> str:
    """Return the folder under tests/ that a test lies in, or `tests` for one that lies in none."""
    parts = PurePosixPath(nodeid.partition("::")[0]).parts
    return parts[1] if len(parts) > 2 else "tests"


@dataclass(slots=True, eq=False)
class Stopwatch:
    """Adds up, by folder, the tests that ran and the seconds of their set-up, call and tear-down."""

    tests: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called once for each phase of each test; under xdist in the process that prints."""
        folder = folder_of(report.nodeid)
        self.tests[folder] += report.when == "setup"
        self.seconds[folder] += report.duration

    def table(self, budget: Mapping[str, int]) -> Iterator[str]:
        """Yield a line for each folder: tests, seconds, and seconds it may take where it has a budget."""
        for folder, seconds in sorted(self.seconds.items()):
            allowed = budget.get(folder)
            of = "" if allowed is None else f" of {allowed:4d}{' OVER' if seconds > allowed else ''}"
            yield f"{folder:<12} {self.tests[folder]:5d} tests {seconds:8.1f} s{of}"
        yield f"{'all':<12} {sum(self.tests.values()):5d} tests {sum(self.seconds.values()):8.1f} s"
