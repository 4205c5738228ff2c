"""Values for a spreadsheet: what it would compute is kept a text, by an apostrophe that it does not show.

Names, keys and messages are written by people and programs; a file of them is opened by others.
"""

from typing import Any, Final

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet takes for a formula."""


def as_text(value: Any) -> Any:
    """Give a value so that no spreadsheet computes it; what is no text, or a number, as it is; truth as JSON has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(FORMULAS) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
