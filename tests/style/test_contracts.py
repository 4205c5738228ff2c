"""The import contracts and the banned calls catch what they are there for."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

FOLDERS: Final = (
    "site",
    "cli",
    "clock",
    "api",
    "login",
    "web",
    "watching",
    "webhooks",
    "client",
    "identity",
    "operations",
    "store",
    "catalogue",
    "kernel",
)
LAYERS: Final = "Imports point inward, and the edges do not know each other"
PSYCOPG: Final = "Only the store speaks to the database"
DJANGO: Final = "Django is the shell, never the heart"
CLIENT: Final = "The client asks over HTTP, and knows nothing of the rest"
PURE: Final = "Kernel and catalogue are pure: no clock, no chance, no world"


def broken_contracts(repository: Path, house: Path, modules: dict[str, str]) -> set[str]:
    """Build a house of empty packages and the given modules, and return the contracts it breaks."""
    for name in FOLDERS:
        (house / "tenure" / name).mkdir(parents=True, exist_ok=True)
        (house / "tenure" / name / "__init__.py").touch()
    (house / "tenure/__init__.py").touch()
    for name, text in modules.items():
        path = house / "tenure" / name
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text)
    shutil.copy(repository / ".importlinter", house)
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = run.stdout.splitlines()
    assert any(line.startswith("Contracts: ") for line in lines), run.stdout + run.stderr
    return {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}


def test_a_house_that_imports_inward_breaks_nothing(repository: Path, tmp_path: Path) -> None:
    house = {
        "kernel/spans.py": "from datetime import datetime",
        "store/load.py": "import psycopg\nimport django.db\nimport time\nfrom tenure.kernel import spans",
        "operations/load.py": "from tenure.store import load",
        "identity/models.py": "import django.db\nfrom tenure.operations import load",
        "client/session.py": "import httpx",
        "cli/main.py": "import django\nfrom tenure.operations import load\nfrom tenure import client, clock",
        "api/orders.py": "import django\nfrom tenure import identity\nfrom tenure import clock",
        "site/settings.py": "import django\nfrom tenure.cli import main",
    }

    assert broken_contracts(repository, tmp_path, house) == set()


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("pricing/rates.py", "", LAYERS),
        ("kernel/spans.py", "from tenure import store", LAYERS),
        ("store/load.py", "from tenure import operations", LAYERS),
        ("operations/load.py", "from tenure import clock", LAYERS),
        ("store/load.py", "from tenure import clock", LAYERS),
        ("operations/load.py", "from tenure import watching", LAYERS),
        ("cli/main.py", "from tenure import site", LAYERS),
        ("operations/load.py", "from tenure import identity", LAYERS),
        ("identity/tokens.py", "from tenure import clock", LAYERS),
        ("api/orders.py", "from tenure import cli", LAYERS),
        ("client/session.py", "from tenure import cli", LAYERS),
        ("client/session.py", "from tenure import identity", LAYERS),
        ("operations/load.py", "from tenure import client", LAYERS),
        ("client/session.py", "from tenure.kernel import orders", CLIENT),
        ("client/session.py", "from tenure.operations import load", CLIENT),
        ("client/session.py", "import django", CLIENT),
        ("identity/tokens.py", "import psycopg", PSYCOPG),
        ("operations/load.py", "import psycopg", PSYCOPG),
        ("cli/main.py", "from psycopg import sql", PSYCOPG),
        ("operations/load.py", "import django.db", DJANGO),
        ("kernel/spans.py", "import random", PURE),
        ("catalogue/fields.py", "import time", PURE),
        ("kernel/__init__.py", "import pydantic", PURE),
        ("catalogue/__init__.py", "import random", PURE),
    ],
)
def test_an_import_that_points_outward_is_found(
    repository: Path, tmp_path: Path, module: str, line: str, contract: str
) -> None:
    assert contract in broken_contracts(repository, tmp_path, {module: line})


def test_edges_do_not_import_each_other(repository: Path, tmp_path: Path) -> None:
    house = {"web/pages.py": "", "cli/main.py": "from tenure.web import pages"}

    assert broken_contracts(repository, tmp_path, house) == {LAYERS}


def test_a_layer_in_parentheses_does_not_exist_yet(repository: Path) -> None:
    contracts = (repository / ".importlinter").read_text()
    awaited = set(re.findall(r"\((\w+)\)", contracts))
    arrived = {path.parent.name for path in repository.glob("src/tenure/*/__init__.py")}
    pure = set(re.findall(r"^    tenure\.(kernel|catalogue)$", contracts, re.MULTILINE))

    assert awaited & arrived == set()
    assert pure == {"kernel", "catalogue"} & arrived


def banned_lines(repository: Path, path: str, text: str) -> list[str]:
    """Return what ruff finds banned (TID251) in a text, as if it stood at the path."""
    run = subprocess.run(
        [
            Path(sys.executable).with_name("ruff"),
            "check",
            "--no-cache",
            "--output-format=concise",
            "--stdin-filename",
            path,
            "-",
        ],
        cwd=repository,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in run.stdout.splitlines() if " TID251 " in line]


@pytest.mark.parametrize("path", ["src/tenure/operations/load.py", "src/tenure/cli/main.py", "tests/a.py"])
@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import datetime\ndatetime.utcnow()",
        "from datetime import datetime\ndatetime.today()",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "from time import time_ns",
        "from django.utils import timezone\ntimezone.now()",
        "from django.dispatch import receiver",
        "from django.db.models.signals import post_save",
        "import pickle",
    ],
)
def test_a_banned_call_is_found(repository: Path, path: str, text: str) -> None:
    assert len(banned_lines(repository, path, text + "\n")) == 1


def test_the_clock_is_read_in_one_module(repository: Path) -> None:
    text = "from datetime import UTC, datetime\ndatetime.now(UTC)\n"

    assert banned_lines(repository, "src/tenure/clock.py", text) == []
