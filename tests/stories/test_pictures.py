"""The page of the idea: it is what its stories say now, and its pictures can be read."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest

from tests.stories.driver import Entry
from tests.stories.pictures.blocks import Block, Placed, placed
from tests.stories.pictures.labels import GAP, LETTER, TEXT, NoRoom
from tests.stories.pictures.page import PAGE, PLACE, drawn, made

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = sorted((Path(__file__).parents[2] / "docs/idea").glob("*.svg"))

TWO_ASSETS = """# Two assets & one order
product SEAT term 10.00/month
product PLUS term 20.00/month
2022-01-01 sell seats 10 SEAT until 2022-12-31
order
  2022-04-01 amend seats -4
  2022-04-01 sell plus 4 PLUS until 2022-12-31
"""


def test_the_page_and_its_pictures_are_what_is_made_now(repository: Path) -> None:
    for path, text in made(repository).items():
        assert (repository / path).read_text("utf-8") == text, f"{path}: python -m tests.stories.pictures"


def test_the_page_tells_every_story_once_and_no_picture_is_left_over(repository: Path) -> None:
    told = [place[1] for place in PLACE.finditer((repository / PAGE).read_text("utf-8"))]

    assert sorted(told) == sorted(path.stem for path in (repository / "docs/idea").glob("*.txt"))
    assert sorted(told) == [path.stem for path in PICTURES]


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_no_text_of_a_picture_lies_on_another_or_beyond_its_edge(path: Path) -> None:
    assert crowded(path.read_text("utf-8")) == []


def test_two_assets_are_drawn_one_under_the_other_and_the_first_sold_stands_first() -> None:
    svg = drawn(TWO_ASSETS)

    assert crowded(svg) == []
    assert [words for words, _ in texts(svg) if words in {"seats", "plus", "Entries", "Periods"}] == [
        *("seats", "Entries", "Periods"),
        *("plus", "Entries", "Periods"),
    ]
    sums = ["1200.00 \N{MINUS SIGN} 360.00 = 840.00", "300.00 + 540.00 = 840.00", "720.00"]
    assert set(sums) < {words for words, _ in texts(svg)}


def test_a_picture_says_in_words_what_it_shows() -> None:
    root = Tree.fromstring(drawn(TWO_ASSETS))

    assert root.findtext(f"{SVG}title") == "Two assets & one order"
    assert root.findtext(f"{SVG}desc", "").split(". ")[:2] == [
        "seats, Initial Sale: +10 2022-01-01 to 2022-12-31, lot 1, amount 1200.00",
        "seats, Downsells: \N{MINUS SIGN}4 2022-04-01 to 2022-12-31, lot 1, amount \N{MINUS SIGN}360.00",
    ]


@pytest.mark.parametrize(
    "story",
    [
        "2022-01-01 sell A 100 M until 2022-12-31\n2022-07-01 amend A +1",
        "2022-01-01 sell A 10 M until 2022-01-31\n2022-01-30 amend A +10",
        "2022-01-01 sell A 10 M until 2025-12-31",
    ],
    ids=["low block", "short period", "many months"],
)
def test_what_would_be_illegible_is_not_drawn(story: str) -> None:
    with pytest.raises(NoRoom):
        drawn(f"# A story\nproduct M term 10.00/month\n{story}\n")


def test_what_lies_on_another_or_beyond_the_edge_is_found() -> None:
    words = '<text x="10" y="20">one</text><text x="20" y="25">two</text><text x="690" y="90">three</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="100">{words}</svg>'

    assert crowded(svg) == ["one and two", "three"]


def test_what_takes_covers_the_top_of_its_lot_and_what_is_given_back_covers_that() -> None:
    taken, back = entry(1, 3, 12, -4), entry(1, 6, 12, 1)
    first, second, third = placed([entry(1, 1, 12, 10), taken, back])

    assert first.blocks == [block(1, 12, 0, 10)]
    assert first.free[0] == block(1, 12, 0, 6)
    assert block(1, 3, 0, 10) in first.free
    assert second == Placed(taken, [block(3, 12, 6, 10)], [block(3, 6, 6, 10)])
    assert third == Placed(back, [block(6, 12, 6, 7)], [block(6, 12, 6, 7)])


def test_a_lot_stands_on_the_earlier_lots_of_its_time_and_falls_where_there_is_none() -> None:
    lots = [entry(1, 1, 6, 10), entry(2, 3, 6, 5), entry(3, 5, 9, 2), entry(4, 6, 12, 1)]

    assert [one.blocks[0].low for one in placed(lots)] == [0, 10, 15, 17]
    assert [one.blocks[0].low for one in placed([lots[0], lots[1], lots[3]])] == [0, 10, 0]


def month(number: int) -> datetime:
    return datetime(2022, number, 1, tzinfo=UTC)


def entry(lot: int, start: int, end: int, quantity: int) -> Entry:
    return Entry(1, lot, month(start), month(end), Decimal(quantity), Decimal(0))


def block(start: int, end: int, low: int, high: int) -> Block:
    return Block(month(start), month(end), Decimal(low), Decimal(high))


Box = tuple[float, float, float, float]


def texts(svg: str) -> list[tuple[str, Box]]:
    """Give each text of a picture, and the box (left, top, right, bottom) that it fills in a wide font."""
    found = []
    for one in Tree.fromstring(svg).iter(f"{SVG}text"):
        words = "".join(one.itertext())
        wide = len(words) * LETTER * TEXT + GAP * sum("dx" in part.attrib for part in one)
        x, y = float(one.get("x", 0)), float(one.get("y", 0))
        left = x - wide / 2 if "middle" in one.get("class", "") else x
        found.append((words, (left, y - TEXT + 2, left + wide, y + 2)))
    return found


def crowded(svg: str) -> list[str]:
    """Name the texts that lie on one another, and those that reach beyond the edge."""
    root, found = Tree.fromstring(svg), texts(svg)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    pairs = [f"{one} and {other}" for (one, a), (other, b) in combinations(found, 2) if meet(a, b)]
    beyond = [
        words
        for words, (left, top, right, bottom) in found
        if left < 0 or top < 0 or right > width or bottom > height
    ]
    return pairs + beyond


def meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
