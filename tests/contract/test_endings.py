"""However a server ends, nothing of it stays behind, and its address is free again."""

import os
import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.contract.serving import PATIENCE, TENURE, children, free_port, served


def is_there(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and was not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def left_after_a_while(started: list[int]) -> list[int]:
    """Give which processes are still there, once all have had the time to notice that nobody needs them."""
    until = time.monotonic() + PATIENCE
    while any(map(is_there, started)) and time.monotonic() < until:
        time.sleep(0.1)
    return [pid for pid in started if is_there(pid)]


@pytest.mark.fire
def test_who_is_killed_outright_leaves_nobody_behind(environment: dict[str, str], tmp_path: Path) -> None:
    with served(environment, tmp_path / "said") as serving:
        started = children(serving.process.pid)
        assert (len(started), len(serving.workers())) == (4, 2)
        serving.process.send_signal(signal.SIGKILL)
        serving.process.wait(PATIENCE)

        assert left_after_a_while(started) == []
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{serving.url}/healthz")


@pytest.mark.fire
@pytest.mark.parametrize("seconds", [0, 0.2, 0.5])
def test_who_is_told_to_end_while_it_starts_ends(
    environment: dict[str, str], tmp_path: Path, seconds: float
) -> None:
    said = tmp_path / "said"
    with said.open("wb") as stream:
        process = subprocess.Popen(
            [TENURE, "serve", "--port", str(free_port())],
            stdout=stream,
            stderr=stream,
            env={**os.environ, **environment},
        )
    until = time.monotonic() + PATIENCE
    while "Tenure answers" not in said.read_text() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(seconds)
    workers = children(process.pid)

    process.terminate()

    # At once, nobody listens yet, and the signal itself ends it.
    assert process.wait(PATIENCE) in {0, -signal.SIGTERM}
    assert left_after_a_while(workers) == []
