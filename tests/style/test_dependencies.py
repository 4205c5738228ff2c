"""What is not our own: each has a reason, a version that is asked for, and a licence that we may use it under."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SHIPPED: Final = re.compile(
    r"MIT(-0)?( License)?|BSD(-[23]-Clause)?( License)?|3-Clause BSD License"
    r"|Apache([- ]2\.0| Software License)|ISC License \(ISCL\)"
    r"|PSF-2\.0|Public Domain|LGPL-3\.0-(only|or-later)|Mozilla Public License 2\.0 \(MPL 2\.0\)"
)
"""Under what may be what Tenure is shipped with."""

ONLY_TESTS: Final = re.compile(r"MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|GPL-3\.0-or-later")
"""Under what else may be what only the tests use."""

READ: Final = {"axe-playwright-python": "MIT License", "qrcode": "BSD License"}
"""Packages whose words say less than the licence that they come with."""

PIN: Final = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
ROW: Final = re.compile(r"^\| `([\w-]+)` \| (.+) \|$", re.MULTILINE)


def project(repository: Path) -> Mapping[str, Any]:
    told: Mapping[str, Any] = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    return told


def requirements(texts: Iterable[str]) -> dict[str, Requirement]:
    return {canonicalize_name(one.name): one for one in map(Requirement, texts)}


def wanted(told: Mapping[str, Any]) -> dict[str, Requirement]:
    """Give all that is asked for by name."""
    extras = [text for texts in told["optional-dependencies"].values() for text in texts]
    return requirements([*told["dependencies"], *extras])


def pins(repository: Path) -> dict[str, str]:
    return {
        canonicalize_name(name): version
        for name, version in PIN.findall((repository / "requirements.lock").read_text())
    }


def licence(package: str) -> str | None:
    """Give the licence of a package, in its own words; None where it is not installed on this system."""
    if package in READ:
        return READ[package]
    try:
        told = metadata(package)
    except PackageNotFoundError:
        return None
    named = [one.rpartition("::")[2].strip() for one in told.get_all("Classifier", ()) if "License ::" in one]
    words = [told[key] for key in ("License-Expression", "License") if key in told]
    return words[0] if "License-Expression" in told else " AND ".join(named) or "".join(words)


def shipped(roots: Iterable[str], known: Collection[str]) -> set[str]:
    """Give some packages with all that they need."""
    found: set[str] = set()
    open_ones = list(roots)
    while open_ones:
        name = canonicalize_name(open_ones.pop())
        if name in found or name not in known:
            continue
        found.add(name)
        needed = [Requirement(text) for text in requires(name) or ()]
        open_ones += [one.name for one in needed if "extra" not in str(one.marker)] + [f"{name}-binary"]
    return found


def wrong_licences(licences: Mapping[str, str], with_tenure: Collection[str]) -> Iterator[str]:
    for name, told in licences.items():
        parts = re.split(r" AND ", told)
        choices = [re.split(r" OR ", part) for part in parts]
        for options in choices:
            allowed = any(
                SHIPPED.fullmatch(one) or (name not in with_tenure and ONLY_TESTS.fullmatch(one))
                for one in options
            )
            if not allowed:
                yield f"{name}: {' OR '.join(options) or 'says no licence'}"


def test_every_dependency_has_its_reason(repository: Path) -> None:
    told = dict(ROW.findall((repository / "docs/dependencies.md").read_text()))

    assert set(told) == set(wanted(project(repository)))
    assert all(len(reason) > 4 for reason in told.values())


def test_every_pin_is_what_is_asked_for(repository: Path) -> None:
    pinned = pins(repository)

    for name, requirement in wanted(project(repository)).items():
        assert requirement.specifier.contains(pinned[name]), f"{requirement}, but {pinned[name]} is pinned"


def test_every_pinned_package_may_be_used(repository: Path) -> None:
    pinned = pins(repository)
    licences = {name: told for name in pinned if (told := licence(name)) is not None}
    with_tenure = shipped(requirements(project(repository)["dependencies"]), licences)

    assert "\n".join(wrong_licences(licences, with_tenure)) == ""
    assert len(licences) > 60
    assert {"django", "psycopg-binary", "typing-extensions"} <= with_tenure
    assert "pglast" not in with_tenure


@pytest.mark.parametrize(
    ("told", "with_tenure"),
    [("GPL-3.0-or-later", {"one"}), ("AGPL-3.0", set()), ("", set()), ("MIT AND Proprietary", set())],
)
def test_a_licence_that_is_not_ours_to_use_is_found(told: str, with_tenure: set[str]) -> None:
    assert len(list(wrong_licences({"one": told}, with_tenure))) == 1


def test_a_licence_may_be_one_of_several() -> None:
    assert (
        list(wrong_licences({"one": "GPL-3.0-or-later OR MIT", "two": "MIT AND Apache-2.0"}, {"one"})) == []
    )
