"""The kernel broken on purpose: for each way there is a test that notices.

A copy of the package is broken, never the checkout. A mutant that no test notices fails the run, and so does one
whose text is no longer there.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.soak.mutants import MUTANTS, Mutant

pytestmark = pytest.mark.soak(share=0)

TESTS: Final = (
    "tests/stories/test_stories.py",
    "tests/properties/test_kernel_refusals.py",
    "tests/properties/test_kernel_machine.py",
    "tests/properties/test_kernel_instants.py",
)
"""Those that know the kernel, the quickest first."""

ATTEMPTS: Final = 5
"""Histories are drawn by chance: a rare one may be missing from a run, and comes in one of the next."""

RUN: Final = """
import sys, pytest, tenure

class Quick:
    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config):
        from hypothesis import Phase, settings
        only = {"phases": [Phase.generate], "database": None, "deadline": None}
        settings.register_profile("quick", max_examples=200, **only)
        settings.load_profile("quick")

assert tenure.__file__.startswith(sys.argv[1]), tenure.__file__
sys.exit(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--tb=line", *sys.argv[2:]], plugins=[Quick()]))
"""


def broken(mutant: Mutant, repository: Path, folder: Path) -> Path:
    """Give a copy of the package in which the mutant lives."""
    shutil.copytree(
        repository / "src" / "tenure", folder / "tenure", ignore=shutil.ignore_patterns("__pycache__")
    )
    file = folder / "tenure" / "kernel" / mutant.file
    text = file.read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1, (
        f"{mutant.name}: {mutant.file} has the text {text.count(mutant.old)} times"
    )
    file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    return folder


def run_tests(package: Path, repository: Path, seed: int) -> subprocess.CompletedProcess[str]:
    """Run the tests with a package that is not the checkout's."""
    return subprocess.run(
        [sys.executable, "-c", RUN, str(package), f"--hypothesis-seed={seed}", *TESTS],
        cwd=repository,
        env={"PYTHONPATH": str(package), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_broken_kernel_is_noticed(mutant: Mutant, repository: Path, tmp_path: Path, seed: int) -> None:
    package = broken(mutant, repository, tmp_path)
    for attempt in range(ATTEMPTS):
        run = run_tests(package, repository, seed + attempt)
        if re.search(r"^1 failed", run.stdout, re.MULTILINE):
            return
    pytest.fail(f"{mutant.name}\n{run.stdout[-3000:]}\n{run.stderr[-3000:]}")


def test_the_kernel_as_it_is_passes_the_same_tests(repository: Path, tmp_path: Path, seed: int) -> None:
    nothing = Mutant("none", "__init__.py", '"""The pure heart', '"""The pure heart')

    run = run_tests(broken(nothing, repository, tmp_path), repository, seed)

    assert run.returncode == 0, f"{run.stdout[-3000:]}\n{run.stderr[-3000:]}"
