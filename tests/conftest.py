"""What all tests share: the seed of a run, the time each folder takes, the budget of the soak.

- Chance is drawn from one seed a run. It is printed, and `make test SEED=n` replays the run: hypothesis takes
  it, and the fixture `chance` gives each test its own generator made from it.
- The seconds each folder took stand before the closing line, beside what the folder may take, and after them what
  each state machine did and was refused.
- `make soak` sets TENURE_SOAK_MINUTES; the tests marked `soak` share them by weight (fixture `soak_seconds`).
  All tests of tests/soak are marked so.
"""

import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from tests.budget import FOLDER_SECONDS, Stopwatch, folder_of

pytest_plugins = ["tests.database"]

STOPWATCH: Final = pytest.StashKey[Stopwatch]()
SOAK_SHARES: Final = pytest.StashKey[float]()
SOAK: Final = "TENURE_SOAK_MINUTES"
SEED: Final = "TENURE_SEED"

# Under CI=true hypothesis would draw the same examples on every run; here each run draws its own.
settings.register_profile("test", derandomize=False, deadline=None, print_blob=True, max_examples=100)
settings.register_profile("soak", settings.get_profile("test"), max_examples=1_000)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Settle the seed before hypothesis reads its option; workers inherit it through the environment."""
    os.environ.setdefault(SEED, str(random.SystemRandom().randrange(2**32)))
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = os.environ[SEED]
    settings.load_profile("soak" if SOAK in os.environ else "test")
    config.stash[STOPWATCH] = Stopwatch()
    config.pluginmanager.register(config.stash[STOPWATCH], "stopwatch")


def pytest_report_header() -> str:
    return f"seed: {os.environ[SEED]} (replay: make test SEED={os.environ[SEED]})"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Mark what lies in tests/soak, and add up the shares before `-m` takes its pick."""
    for item in items:
        if folder_of(item.nodeid) == "soak" and item.get_closest_marker("soak") is None:
            item.add_marker("soak")
    config.stash[SOAK_SHARES] = sum(soak_share(item) for item in items)


def soak_share(item: pytest.Item) -> float:
    """Return the parts of the soak's time that the test takes: none unless it is marked `soak`."""
    marker = item.get_closest_marker("soak")
    return float(marker.kwargs.get("share", 1)) if marker else 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    budget = {} if SOAK in os.environ else FOLDER_SECONDS
    terminalreporter.section(f"seconds by folder, seed {os.environ[SEED]}")
    for line in config.stash[STOPWATCH].table(budget):
        terminalreporter.line(line)
    for report in terminalreporter.getreports("passed"):
        if report.user_properties:
            terminalreporter.section(f"what {report.nodeid.rpartition('::')[2]} did", sep="-")
            for name, value in report.user_properties:
                told = (
                    value
                    if not isinstance(value, dict)
                    else ", ".join(f"{key} {value[key]}" for key in value)
                )
                terminalreporter.line(f"{name}: {told}")


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of this run."""
    return int(os.environ[SEED])


@pytest.fixture
def chance(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """A generator of the test's own, the same in every run with the same seed, whichever worker runs it."""
    return random.Random(f"{seed} {request.node.nodeid}")


@pytest.fixture
def soak_seconds(request: pytest.FixtureRequest) -> float:
    """The seconds that this test may take of the soak's budget, all workers' time taken together."""
    if SOAK not in os.environ:
        pytest.skip(f"runs in `make soak`, which sets {SOAK}")
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    whole = float(os.environ[SOAK]) * 60
    return min(whole, whole * workers * soak_share(request.node) / request.config.stash[SOAK_SHARES])


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parent.parent
