"""Visitors of the embedded server: processes that come, use it, leave or are killed, as a test tells them.

Run as a program this file is such a visitor: a command a line on standard input, an answer a line on standard
output, both JSON.
"""

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import psycopg

from tenure.store.embedded import EmbeddedError, Installation, Lease, lease, start, status, stop
from tenure.store.embedded.account import SYSTEM_FOLDER, Account, server_account

ORDINARY_USER: Final = "nobody"
DEBIAN_15: Final = Path("/usr/lib/postgresql/15/bin")
IS_ROOT: Final = os.geteuid() == 0

_REPOSITORY = Path(__file__).resolve().parents[2]


class Visitor:
    """A process of its own with one home; `ordinary` makes it an unprivileged user's where we are root."""

    def __init__(
        self,
        home: Path,
        *,
        ordinary: bool = False,
        installation: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        programs = installation or (reachable_programs() if ordinary else "")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.embedded_support", home, str(ordinary), str(programs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_REPOSITORY,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )

    def asks(self, verb: str, *words: str | bool) -> None:
        """Sends a command without waiting for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([verb, *words]) + "\n")
        self.process.stdin.flush()

    def hears(self) -> Any:
        """The answer to the oldest command that is open.

        Raises:
            EmbeddedError: the visitor met one.
        """
        assert self.process.stdout is not None
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise EmbeddedError(answer["error"])
        return answer["value"]

    def does(self, verb: str, *words: str | bool) -> Any:
        self.asks(verb, *words)
        return self.hears()

    def sql(self, statement: str, role: str = "tenure_owner") -> Any:
        return self.does("sql", role, statement)

    def is_killed(self) -> None:
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()


def sql(held: Lease, statement: str, role: str = "tenure_owner") -> Any:
    """The one value that a statement gives, or None."""
    with psycopg.connect(held.conninfo(role), autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def server_process(home: Path) -> int:
    """The process id of the running server."""
    data = status(home).data
    assert data is not None
    return int((data / "postmaster.pid").read_text().splitlines()[0])


def kill_server(pid: int) -> None:
    """Kills a server and all of its processes, as the machine would that runs out of memory."""
    children = [child for child in _processes() if _parent(child) == pid]
    for process in (pid, *children):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


def wait_until(what: Callable[[], object]) -> None:
    """Waits for something that another process is about to do."""
    for _ in range(3_000):
        if what():
            return
        time.sleep(0.005)
    raise AssertionError("it did not happen in 15 seconds")


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has let go of everything is given a moment to be gone."""
    for _ in range(100):
        if _state(pid) in (None, "X", "Z"):
            return False
        time.sleep(0.01)
    return True


def data_folder(home: Path) -> Path:
    """Where the marker says that the data is, whoever owns it."""
    folder: str = json.loads((home / "embedded.json").read_text())["folder"]
    return home / folder / "data"


def clear_away(home: Path) -> None:
    """Ends what a test left behind: its server, and root's folder outside of the home."""
    for name in ("embedded.json", "embedded.json.planned"):
        if (home / name).exists():
            folder = home / json.loads((home / name).read_text())["folder"]
            for process in _processes():
                if f"-D\0{folder}/data\0" in _command_line(process):
                    kill_server(process)
            if folder.parent == SYSTEM_FOLDER:
                shutil.rmtree(folder, ignore_errors=True)


def reachable_programs() -> Path:
    """The bundled programs, copied where the checkout is out of the ordinary user's reach."""
    user = pwd.getpwnam(ORDINARY_USER)
    ordinary = Account(user.pw_name, user.pw_uid, user.pw_gid) if IS_ROOT else server_account()
    return Installation.bundled().usable_by(ordinary).bin


@contextmanager
def ordinary_folder() -> Iterator[Path]:
    """A folder of the unprivileged user's (or of ours, where we are one) that he can reach."""
    folder = Path(tempfile.mkdtemp(prefix="tenure-test-"))
    if IS_ROOT:
        shutil.chown(folder, ORDINARY_USER)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _command_line(pid: int) -> str:
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _state(pid: int) -> str | None:
    return next(iter(_stat(pid)), None)


def _parent(pid: int) -> int | None:
    return next((int(parent) for parent in _stat(pid)[1:2]), None)


def _stat(pid: int) -> list[str]:
    """What the kernel says of a process after its name: state, parent and so on."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _become_ordinary() -> None:
    user = pwd.getpwnam(ORDINARY_USER)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def _visit(home: Path, installation: Installation | None) -> None:
    held: list[Lease] = []
    said: list[str] = []

    def take(durable: bool = False) -> list[str]:
        held.append(lease(home, installation=installation, durable=durable, say=said.append))
        return said

    verbs: dict[str, Callable[..., object]] = {
        "lease": take,
        "release": lambda: held.pop().release(),
        "sql": lambda role, statement: sql(held[-1], statement, role),
        "conninfo": lambda: held[-1].conninfo("tenure_app"),
        "connect": lambda conninfo: psycopg.connect(conninfo).close(),
        "start": lambda: asdict(start(home, installation=installation)),
        "stop": lambda: asdict(stop(home)),
        "status": lambda: asdict(status(home)),
        "modules": lambda: sorted(sys.modules),
    }
    for line in sys.stdin:
        verb, *words = json.loads(line)
        try:
            answer = {"value": verbs[verb](*words)}
        except (EmbeddedError, psycopg.Error) as error:
            answer = {"error": str(error)}
        print(json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    # Who runs the tests in the background may ignore interrupts, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _home, _ordinary, _bin = sys.argv[1:]
    if _ordinary == "True" and IS_ROOT:
        _become_ordinary()
    _visit(Path(_home), Installation.at(Path(_bin)) if _bin else None)
