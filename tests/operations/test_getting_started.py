"""What the documents tell to type is typed, in order, and prints what they say it prints.

A line `…` stands for any lines, an instant with a fraction of a second for any such instant, and maria for
whoever runs the tests. Widths of columns are not compared, since they follow from these.
"""

import os
import pwd
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

SHOWN_FILE = re.compile(r"`([\w-]+\.jsonl)`:\n\n```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FRACTION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
ANY_LINES = "…\n"


def steps(document: Path) -> Iterator[tuple[str, str]]:
    """Give each command of a document with what it prints."""
    for block in CONSOLE.findall(document.read_text("utf-8")):
        command = ""
        for is_command, lines in groupby(block.splitlines(keepends=True), lambda line: line.startswith("$ ")):
            if is_command:
                *silent, command = (line[2:].rstrip("\n") for line in lines)
                yield from ((one, "") for one in silent)
            else:
                yield command, "".join(lines)
                command = ""
        if command:
            yield command, ""


def pattern(printed: str) -> re.Pattern[str]:
    """Give what fits an output as a document shows it."""
    parts = [r"\S+".join(map(re.escape, FRACTION.split(lines))) for lines in printed.split(ANY_LINES)]
    return re.compile("(?:.*\n)*?".join(parts))


def plain(text: str) -> str:
    """Give an output without what depends on its widths, or on who made it."""
    text = re.sub(rf"\b{re.escape(pwd.getpwuid(os.geteuid()).pw_name)}\b", "maria", text)
    text = re.sub("─+", "─", re.sub(" +", " ", text))
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@pytest.mark.parametrize("document", ["docs/getting-started.md", "README.md"])
def test_every_command_of_a_document_prints_what_the_document_says(
    document: str, repository: Path, database_url: str, app_url: str, tmp_path: Path
) -> None:
    (tmp_path / "examples").symlink_to(repository / "examples")
    for name, text in SHOWN_FILE.findall((repository / document).read_text("utf-8")):
        (tmp_path / name).write_text(text, "utf-8")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "DATABASE_URL": app_url,
        "DATABASE_OWNER_URL": database_url,
        "LOGNAME": "maria",
    }
    told = list(steps(repository / document))
    assert any(command.startswith("tenure have") for command, _ in told)
    for command, printed in told:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not pattern(plain(printed)).fullmatch(plain(done.stdout)):
            pytest.fail(f"$ {command}\n{done.stdout}\n\n{document} says:\n{printed}")
