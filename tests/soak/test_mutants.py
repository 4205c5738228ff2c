"""The kernel broken on purpose: for each way there is a story that notices, in every run.

A copy of the package is broken, never the checkout. A mutant that no story notices fails the run, and so does one
whose text is no longer there. The stories alone have to notice: histories drawn by chance may miss what is rare.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.soak.mutants import MUTANTS, Mutant

pytestmark = pytest.mark.soak(share=0)


@pytest.fixture(scope="module")
def folder(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the package."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(repository / "src" / "tenure", folder / "tenure")
    return folder


@contextmanager
def broken(folder: Path, mutant: Mutant) -> Iterator[None]:
    """Let a mutant live in the copy for a while."""
    file = folder / "tenure" / "kernel" / mutant.file
    text = file.read_text(encoding="utf-8")
    found = text.count(mutant.old)
    assert found == 1, f"{mutant.file} has the text {found} times"
    file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(text, encoding="utf-8")


def first_story_to_fail(folder: Path, repository: Path) -> str:
    """Tell the stories with the package in a folder; gives nothing where all of them hold."""
    stories = sorted((repository / "tests" / "stories").glob("*.txt"))
    telling = subprocess.run(
        [sys.executable, "-m", "tests.soak.tell", folder, *stories],
        cwd=repository,
        # What is compiled is not kept: it is told apart by seconds, and a mutant may live for less.
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return telling.stdout.strip()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_story_notices_that(mutant: Mutant, folder: Path, repository: Path) -> None:
    with broken(folder, mutant):
        assert first_story_to_fail(folder, repository)


def test_the_stories_hold_for_the_kernel_as_it_is(folder: Path, repository: Path) -> None:
    assert not first_story_to_fail(folder, repository)
