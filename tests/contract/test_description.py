"""The interface does what its description says, and nothing else: schemathesis asks a real server.

All checks, all phases: examples, the edges of each shape, chance, and chains of requests. In `make test` some of the
operations are asked, drawn anew for each run; in `make soak` all, with many more examples.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.contract.serving import Server

PROGRAM: Final = Path(sys.executable).parent / "st"
SETTINGS: Final = Path(__file__).with_name("schemathesis.toml")
ROOT: Final = SETTINGS.parents[2]
DESCRIPTION: Final = "docs/reference/openapi.json"
OPERATIONS: Final = 4
"""How many operations are asked in `make test`."""


def asked(
    serving: Server, repository: Path, folder: Path, seed: int, *options: str
) -> subprocess.CompletedProcess[str]:
    """Let schemathesis ask a server whatever the description allows, and what it forbids."""
    arguments = [str(PROGRAM), "--config-file", str(SETTINGS), "run", str(repository / DESCRIPTION)]
    arguments += ["--url", serving.url, "-H", f"Authorization: {serving.headers['Authorization']}"]
    arguments += ["--checks", "all", "--phases", "examples,coverage,fuzzing,stateful", "--warnings", "off"]
    arguments += ["--continue-on-failure", "--seed", str(seed), *options]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.contract.hooks", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        arguments, cwd=folder, env={**os.environ, **hooks}, check=False, capture_output=True, text=True
    )


def operations(repository: Path) -> list[str]:
    """Give the names of all operations that are described."""
    paths = json.loads((repository / DESCRIPTION).read_text())["paths"]
    return [method["operationId"] for methods in paths.values() for method in methods.values()]


def test_some_of_it_does_what_is_described(
    torn: Server, repository: Path, tmp_path: Path, chance: random.Random, seed: int
) -> None:
    some = chance.sample(operations(repository), OPERATIONS)
    names = [word for name in some for word in ("--include-operation-id", name)]

    told = asked(torn, repository, tmp_path, seed, "--max-examples", "5", "--max-time", "25", *names)

    assert told.returncode == 0, told.stdout + told.stderr
    assert f"Tested: {OPERATIONS}" in told.stdout


@pytest.mark.soak(share=2)
def test_all_of_it_does_what_is_described(
    torn: Server, repository: Path, tmp_path: Path, seed: int, soak_seconds: float
) -> None:
    told = asked(torn, repository, tmp_path, seed, "--max-time", str(max(300, int(soak_seconds))))

    assert told.returncode == 0, told.stdout + told.stderr
    assert f"Tested: {len(operations(repository))}" in told.stdout


def test_what_is_not_as_described_is_found(torn: Server, repository: Path, tmp_path: Path) -> None:
    wrong = json.loads((repository / DESCRIPTION).read_text())
    wrong["components"]["schemas"]["Failures"]["properties"]["failures"] = {"type": "integer"}
    (tmp_path / "docs/reference").mkdir(parents=True)
    (tmp_path / DESCRIPTION).write_text(json.dumps(wrong))

    bad = asked(torn, tmp_path, tmp_path, 1, "--include-operation-id", "failures", "--max-examples", "1")

    assert bad.returncode == 1, bad.stdout
    assert "Response violates schema" in bad.stdout
