"""However a server ends, nothing of it stays behind, and its address is free again."""

import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.contract.serving import PATIENCE, served


def is_there(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and was not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.fire
def test_who_is_killed_outright_leaves_nobody_behind(environment: dict[str, str], tmp_path: Path) -> None:
    with served(environment, tmp_path / "said") as serving:
        workers = serving.workers()
        assert len(workers) == 2
        serving.process.send_signal(signal.SIGKILL)
        serving.process.wait(PATIENCE)

        until = time.monotonic() + PATIENCE
        while any(map(is_there, workers)) and time.monotonic() < until:
            time.sleep(0.1)

        assert [pid for pid in workers if is_there(pid)] == []
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{serving.url}/healthz")
