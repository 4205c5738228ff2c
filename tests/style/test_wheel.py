"""The wheel, built and installed into an empty environment, is a working `tenure`."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def wheel(repository: Path, tmp_path: Path) -> Path:
    """The wheel of this checkout."""
    out = tmp_path / "dist"
    built = run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, repository, cwd=tmp_path
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = out.glob("*.whl")
    return found


@pytest.mark.soak(share=0)
def test_the_wheel_carries_the_code_its_sql_and_the_examples(wheel: Path, repository: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    source = repository / "src"
    code = {path.relative_to(source).as_posix() for path in source.glob("tenure/**/*.py")}
    statements = {path.relative_to(source).as_posix() for path in source.glob("tenure/**/*.sql")}
    examples = {f"tenure/examples/{path.name}" for path in repository.glob("examples/*.jsonl*")}

    assert (code | statements | examples) - carried == set()
    assert not [name for name in carried if name.startswith(("tests/", "benchmarks/", "examples/"))]


@pytest.mark.soak(share=0)
def test_the_wheel_in_an_empty_environment_gives_a_working_tenure(wheel: Path, tmp_path: Path) -> None:
    empty = tmp_path / "an empty environment"
    venv.create(empty, with_pip=True)
    pip = empty / "bin/pip"
    if run(
        pip, "download", "--quiet", "--no-deps", "--dest", tmp_path / "probe", "tzlocal", cwd=tmp_path
    ).returncode:
        pytest.skip("no package can be downloaded here")

    installed = run(pip, "install", "--quiet", wheel, cwd=tmp_path)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    helped = run(empty / "bin/tenure", "--help", cwd=tmp_path)

    assert helped.returncode == 0, helped.stderr
    assert "load" in helped.stdout
    assert "have" in helped.stdout
