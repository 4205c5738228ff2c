"""What git tracks stands alone: it names no developer's machine and no registry, and puts no work off."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import pytest

from tests.budget import FOLDER_SECONDS
from tests.style.source import tracked_texts

# Put together here, so that this file does not find itself.
REGISTRIES: Final = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry." + "npm" + "js.org",
    "deb." + "debian.org",
    "proxy." + "golang.org",
    "crates" + ".io",
)
MACHINE_FOLDERS: Final = ("wo" + "rk", "ro" + "ot", "opt/py" + "pi", "ho" + r"me/\w+", "Us" + r"ers/\w+")
FOREIGN: Final = re.compile(
    "|".join([re.escape(host) for host in REGISTRIES])
    + r"|(?<![\w.*~}-])/(?:" + "|".join(MACHINE_FOLDERS) + r")/"
    + r"|(?:--|\b)(?:extra-)?index-u" + "rl|--find-li" + "nks|--trusted-ho" + "st"
)  # fmt: skip
UNFINISHED: Final = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")
WHAT_A_README_SAYS: Final = ("owns", "does not own", "invariants")


def foreign_words(texts: Iterable[tuple[PurePosixPath, str]]) -> Iterator[str]:
    for path, text in texts:
        for pattern in (FOREIGN, UNFINISHED):
            for match in pattern.finditer(text):
                yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"


def packages_without_readme(root: Path) -> Iterator[str]:
    """Yield what is missing: each folder of the house says what it owns, does not own, and its invariants."""
    for package in sorted((root / "src/tenure").iterdir()):
        if (package / "__init__.py").exists():
            readme = package / "README.md"
            text = readme.read_text("utf-8").lower() if readme.exists() else ""
            owned = text.replace("does not own", "", 1)
            for word in WHAT_A_README_SAYS:
                if word not in (owned if word == "owns" else text):
                    yield f"{package.name}/README.md does not say: {word}"


def test_what_git_tracks_stands_alone(repository: Path) -> None:
    assert "\n".join(foreign_words(tracked_texts(repository))) == ""


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + REGISTRIES[0] + "/simple",
        "cd /" + "wo" + "rk/main",
        "'/" + "ro" + "ot/.cache'",
        "--index-u" + "rl https://example.com",
        "# TO" + "DO: later",
    ],
)
def test_a_foreign_word_is_found(text: str) -> None:
    assert len(list(foreign_words([(PurePosixPath("a.md"), f"one\n{text}\n")]))) == 1


def test_a_path_of_the_product_is_not_foreign() -> None:
    text = "tests/work/a, ~/root/b, the root of the work, https://example.com/work/a, $HOME/root/"

    assert list(foreign_words([(PurePosixPath("a.md"), text)])) == []


def test_every_package_says_what_it_owns(repository: Path) -> None:
    assert "\n".join(packages_without_readme(repository)) == ""


def test_a_package_that_does_not_say_what_it_owns_is_found(tmp_path: Path) -> None:
    package = tmp_path / "src/tenure/store"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "README.md").write_text("Does not own the clock. Invariants: none.")

    assert list(packages_without_readme(tmp_path)) == ["store/README.md does not say: owns"]


def test_every_folder_of_tests_has_a_budget_and_all_fit_into_ten_minutes_of_two_workers(
    repository: Path,
) -> None:
    folders = {
        path.relative_to(repository / "tests").parts[0] for path in repository.glob("tests/*/test_*.py")
    }

    assert folders - {"soak"} - set(FOLDER_SECONDS) == set()
    assert sum(FOLDER_SECONDS.values()) <= 2 * 10 * 60


def test_the_lock_pins_every_dependency_with_a_hash(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    wanted = {
        re.split(r"[\[<>=]", requirement)[0]
        for requirement in project["dependencies"] + project["optional-dependencies"]["dev"]
    }
    lock = (repository / "requirements.lock").read_text()
    pinned = dict(
        re.findall(r"^([\w-]+)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock, re.MULTILINE)
    )

    assert wanted - set(pinned) == set()
    assert len(pinned) == len(re.findall(r"^[^#\s]", lock, re.MULTILINE))
