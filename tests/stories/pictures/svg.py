"""Elements of an SVG file, and how they look.

Colours are given by class and follow the reader's preference for light or dark (style.css). The card has a ground of
its own, so that nothing depends on the page around it.
"""

from collections.abc import Iterable
from html import escape
from pathlib import Path


def element(name: str, *inner: str, **attributes: object) -> str:
    """Write an element; in an attribute's name `_` is `-`, or nothing at its end; without a value it is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(shown(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{''.join(inner)}</{name}>" if inner else f"<{name}{said}/>"


def shown(value: object) -> str:
    """Give a value as text, a number to the tenth of a pixel."""
    return f"{round(value, 1):g}" if isinstance(value, float) else str(value)


def text(words: str, x: float, y: float, class_: str = "") -> str:
    return element("text", escape(words), x=x, y=y, class_=class_ or None)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def style() -> str:
    """Give the style sheet."""
    return element("style", "\n", Path(__file__).with_name("style.css").read_text(encoding="utf-8"))


def hatching(colours: Iterable[str]) -> str:
    """Give a pattern of stripes for each colour, under the colour's name."""
    size = {"width": 7, "height": 7, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    patterns = (
        element("pattern", element("path", d="M0 0V7", class_=f"{colour} stripe"), id=colour, **size)
        for colour in colours
    )
    return element("defs", *patterns)
