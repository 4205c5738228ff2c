"""How keys and values appear in a sentence: short, on one line, and safe to print whatever they hold."""

import difflib
import re
from collections.abc import Iterable
from decimal import Decimal

from tenure.kernel.orders import KEY_LENGTH

SHOWN = 40
"""The most characters of a value that a sentence shows."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)


def visible(text: str) -> str:
    """Give a text with everything that cannot be seen or printed written as an escape, and shortened."""
    start = text[:SHOWN].replace("\\", "\\\\").replace('"', '\\"')
    shown = "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in start)
    return f"{shown}…" if len(text) > SHOWN else shown


def quoted(text: str) -> str:
    """Give a text in double quotes, shortened."""
    return f'"{visible(text)}"'


def number(value: Decimal | str) -> str:
    """Give a number as it was written, shortened."""
    return visible(str(value))


def either(words: Iterable[str]) -> str:
    """Join words with commas and a last "or"."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def both(words: Iterable[str]) -> str:
    """Join words with commas and a last "and"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def under(path: str, key: str) -> str:
    """Give the path of a key of the object at a path."""
    if not _PLAIN_KEY.fullmatch(key) or len(key) > KEY_LENGTH:
        return f"{path}[{quoted(key)}]"
    return f"{path}.{key}" if path else key


def suggestion(key: str, known: Iterable[str]) -> str:
    """Give a sentence that names the nearest known key, with a blank before it, or nothing."""
    wanted = key.lower().replace("-", "_").replace(" ", "_")
    if len(key) <= KEY_LENGTH and (near := difflib.get_close_matches(wanted, known, n=1, cutoff=0.5)):
        return f" Is {near[0]} meant?"
    return ""
