"""Every story in this folder and beside the pictures of docs/idea, told through the kernel."""

from pathlib import Path

import pytest

from tests.stories.kernel_driver import KernelDriver
from tests.stories.language import Unreadable, read
from tests.stories.telling import Telling

HERE = Path(__file__).parent
STORIES = sorted([*HERE.glob("*.txt"), *HERE.parents[1].glob("docs/idea/*.txt")])


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_story(story: Path) -> None:
    Telling(KernelDriver()).tell(read(story.read_text(encoding="utf-8")))


SALE = """
product M term 10.00/month
2022-01-01 sell A 10 M until 2022-12-31
"""


@pytest.mark.parametrize(
    "wrong",
    [
        "2022-01-01 .. 2022-12-31  11  100.00  1200.00",
        "2022-01-01 .. 2022-12-31  10  100.01  1200.00",
        "2022-01-01 .. 2022-12-31  10  100.00  1200.01",
        "2022-01-01 .. 2022-12-30  10  100.00  1200.00",
        "2022-01-01 .. open  10  100.00  1200.00",
        "2022-01-01 .. 2022-12-31  10  100.00  1200.00  price=9.00",
        "2022-01-01 .. 2022-06-30  10  100.00  600.00\n2022-07-01 .. 2022-12-31  10  100.00  600.00",
        "periods A",
        "actions A\n  Upsells  10  100.00  1200.00  =  10  100.00  1200.00",
        "categories A",
        "categories A\n  Initial Sale  1200.01",
        "entries A of action 1\n  lot 2  2022-01-01 .. 2022-12-31  10  1200.00",
        "on 2022-12-31 A is Expired 0 0",
        "on 2022-12-31 A is Active 9 100.00",
        "lifecycle A 2022-01-01 .. 2022-12-30",
        "ended A cancelled",
        "ended A none\n2022-02-01 cancel A\nended A none",
        "types A Generate Change",
        "lineage A\n  in B",
        "undo A\nlineage A",
        "account other\n2022-02-01 transfer A 4 to other/B\nlineage A\n  action 2 with other/B action 2",
        "account other\n2022-02-01 transfer A 4 to other/B\nassets A B",
        "account other\n2022-02-01 transfer A 4 to other/B\non 2022-02-01 other/B is Active 5 50.00",
        "total A 1199.99",
        "assets none",
        "2022-02-01 amend A +5 refused QUANTITY_BELOW_ZERO",
        "2022-02-01 amend A -20",
    ],
)
def test_a_story_that_says_something_wrong_is_caught(wrong: str) -> None:
    with pytest.raises(AssertionError):
        Telling(KernelDriver()).tell(read(SALE + wrong))


@pytest.mark.parametrize(
    "line",
    [
        "hello",
        "2022-01-01 sell",
        "2022-13-01 sell A 10 M",
        "2022-01-01 .. 2022-12-31  10  100.00",
        "on 2022-01-01 A is Active",
        "ended A",
        "2022-01-01 sell A 10 @",
        "undo",
        "suspend A",
        "2022-01-01 undo A",
        "2022-01-01 swap A 4 to",
        "lineage A\n  near B",
    ],
)
def test_a_line_that_says_nothing_is_named(line: str) -> None:
    with pytest.raises(Unreadable, match=r"line [23]"):
        read(f"\n{line}")
