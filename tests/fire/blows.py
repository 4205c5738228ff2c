"""What can hit a load: a blow at the process, at PostgreSQL, or at one of its backends, at a drawn moment.

PostgreSQL is found through the file of process ids in its data folder, never by name.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final

from tests.fire.watch import Phase, Watch

PHASES: Final = (
    Phase.RECORDS, Phase.BETWEEN, Phase.GATHER, Phase.DECIDE, Phase.WRITE, *[Phase.COMMIT] * 3,
)  # fmt: skip
"""Phases that are aimed at; a COMMIT three times as often as any other."""

PAUSE: Final = 20e-6
"""Seconds between two looks through the window, until the batch has come that is aimed at."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A moment: so far into a phase of a batch, in parts of how long that phase usually takes."""

    batch: int
    phase: Phase
    part: float


def draw_aim(chance: Random, batches: Sequence[int], done: int, blows: int) -> Aim:
    """Draw the moment of the next of so many blows, so that they spread over what is left of the batches.

    `batches` are the orders in each batch of the whole run, of which `done` stand already.
    """
    through = list(accumulate(batches))
    first = next((place for place, orders in enumerate(through, 1) if orders > done), len(batches))
    reach = 2 * (len(batches) - first + 1) // (blows + 1)
    batch = chance.randint(first, first + max(0, reach - 1))
    # Nearer to the beginning of the phase: many are much shorter than usual.
    return Aim(batch, chance.choice(PHASES), chance.random() * chance.random())


@dataclass(slots=True)
class Target:
    """A loading process, and the data folder of the server that it uses.

    `doomed` are the processes that a blow has hit or brings down: nothing is sure before they are gone.
    """

    process: subprocess.Popen[bytes]
    data: Path
    doomed: list[int] = field(default_factory=list)

    def postmaster(self) -> int:
        """The process id of the server."""
        return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])


Strike = Callable[[], bool]
"""Strikes, and tells whether there was still anything to hit."""

Blow = Callable[[Target], Strike]
"""Looks for what it will hit, and gives what strikes."""


def kill_process(target: Target) -> Strike:
    """SIGKILL for the loading process; its backend then finds nobody to answer to."""
    target.doomed = _backends(target)
    return partial(_send, signal.SIGKILL, [target.process.pid])


def kill_postgresql(target: Target) -> Strike:
    """SIGKILL for the postmaster and all of its processes."""
    postmaster = target.postmaster()
    target.doomed = [postmaster, *children_of(postmaster)]
    return partial(_send, signal.SIGKILL, target.doomed)


def stop_postgresql(target: Target) -> Strike:
    """PostgreSQL's immediate stop: it aborts without a checkpoint, and recovers when it is started again."""
    postmaster = target.postmaster()
    target.doomed = [postmaster, *children_of(postmaster)]
    return partial(_send, signal.SIGQUIT, [postmaster])


def kill_backend(target: Target) -> Strike:
    """SIGKILL for the backend of the load: PostgreSQL throws out everybody and recovers while it runs."""
    children = children_of(target.postmaster())
    target.doomed = [child for child in children if "logger" not in title(child)]
    return partial(_send, signal.SIGKILL, _backends(target))


def _backends(target: Target) -> list[int]:
    return [child for child in children_of(target.postmaster()) if " tenure_app " in title(child)]


def _send(number: signal.Signals, processes: Sequence[int]) -> bool:
    """Send a signal to all that still run; one that has ended takes a signal too until it is buried, unhurt."""
    hit = False
    for process in processes:
        if title(process):
            with suppress(ProcessLookupError):
                os.kill(process, number)
                hit = True
    return hit


BLOWS: Final[Mapping[str, Blow]] = {
    "kill the process": kill_process,
    "kill PostgreSQL": kill_postgresql,
    "stop PostgreSQL at once": stop_postgresql,
    "kill a backend": kill_backend,
}


def strike_at(aim: Aim, watch: Watch, usual: Sequence[float], blow: Blow, target: Target) -> Watch | None:
    """Wait for the moment and strike; gives what was hit, None where nothing was left to hit."""
    strike = None
    while not _has_come(aim, watch):
        if target.process.poll() is not None:
            return None
        if strike is None and 0 < aim.batch - 1 <= watch.batch:
            strike = blow(target)
        if watch.batch < aim.batch:
            time.sleep(PAUSE)
    strike = strike or blow(target)
    until = time.perf_counter() + aim.part * usual[aim.phase]
    while time.perf_counter() < until:
        continue
    hit = strike()
    return watch.now() if hit else None


def _has_come(aim: Aim, watch: Watch) -> bool:
    return watch.batch > aim.batch or (watch.batch == aim.batch and watch.phase == aim.phase)


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    children = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):
            children += [int(child) for child in (thread / "children").read_text().split()]
    return children


def title(pid: int) -> str:
    """What a process calls itself; nothing where it is gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes())
    return ""


def wait_until_gone(processes: Sequence[int]) -> None:
    """Wait until processes have let go of everything, buried or not."""
    assert are_gone(processes), f"still there: {[title(process) for process in processes]}"


def are_gone(processes: Sequence[int]) -> bool:
    """Wait for processes to let go of everything, buried or not; tell whether they have within half a minute."""
    until = time.perf_counter() + 30
    while any(title(process) for process in processes):
        if time.perf_counter() > until:
            return False
        time.sleep(0.002)
    return True
