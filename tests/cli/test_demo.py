"""The demonstration: the example company, and commands to try that do what they say."""

import shlex
import subprocess
from pathlib import Path

import httpx

from tests.cli.calling import CAPRICORN, Command, Load
from tests.contract.serving import TENURE, free_port


def tried(tenure: Command, line: str) -> tuple[str, int]:
    """Run a command that was recommended: what stands before two blanks."""
    words = shlex.split(line.strip().partition("  ")[0])
    assert words[0] == "tenure"
    return line, tenure(*words[1:]).code


def test_the_demonstration_shows_customers_and_says_what_works(tenure: Command) -> None:
    said = tenure("demo")

    assert (said.code, said.err) == (0, "")
    assert "Problems: 0." in said.out
    shown, _, next_lines = said.out.partition("\nTry next:\n\n")
    assert shown.count("In force: ") >= 3
    recommended = [line for line in next_lines.splitlines() if line.startswith("  tenure ")]
    assert len(recommended) >= 6
    assert [tried(tenure, line) for line in recommended] == [
        (line, 1 if "mistakes" in line else 0) for line in recommended
    ]

    assert "unchanged" in tenure("demo").out
    assert "Managed assets" in opened_page()


def opened_page() -> str:
    """Open the demonstration in a process of its own, and give the page that its link leads to."""
    port = free_port()
    command: list[str | Path] = [TENURE, "demo", "--open", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        link = next(line.split()[1] for line in process.stderr if line.startswith("Open "))
        page = httpx.get(link, follow_redirects=True, timeout=60).raise_for_status().text
        process.terminate()
    return page


def test_the_demonstration_keeps_out_of_a_book_with_customers(tenure: Command, load: Load) -> None:
    load({**CAPRICORN, "key": "somebody-else"})

    said = tenure("demo")

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("The book in use has customers of its own (somebody-else)")
