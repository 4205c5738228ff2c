"""Cursors: where a page ended, sealed, so that a cursor tells nothing and cannot be made by anybody else.

What is sealed is the last result's place in the order, which may be of a field that is hidden from who asks. It opens
only for the question that it was given for: the same list, filters and sort. The key is the book's own.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from tenure.operations.ledger import Ledger, setting_values
from tenure.operations.lists.asking import CannotList, Question
from tenure.operations.lists.listed import Listed
from tenure.operations.reading.wording import visible

KEY: Final = "cursor_key"
"""The setting that cursors are sealed with, made with the book; no interface tells it."""


def sealed(ledger: Ledger, listed: Listed, question: Question, place: Any) -> str:
    """Give the cursor of a place in a list."""
    token = _key(ledger).encrypt(msgspec.json.encode(place), _about(listed, question))
    return urlsafe_b64encode(token).rstrip(b"=").decode()


def opened(ledger: Ledger, listed: Listed, question: Question) -> Any:
    """Give the place that a cursor names, None where there is none; raise `CannotList`."""
    cursor = question.cursor
    if cursor is None:
        return None
    try:
        token = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        return msgspec.json.decode(_key(ledger).decrypt(token, _about(listed, question)))
    except (UnicodeEncodeError, Error, ValueError, InvalidTag):
        sentence = (
            f"{visible(cursor)} is no cursor of these results; a cursor is for the same filters and sort."
        )
        raise CannotList("UNKNOWN_CURSOR", sentence, "cursor") from None


def _key(ledger: Ledger) -> AESSIV:
    return AESSIV(bytes.fromhex(setting_values(ledger)[KEY]))


def _about(listed: Listed, question: Question) -> list[bytes]:
    """Give what a cursor is for."""
    return [listed.name.encode(), msgspec.json.encode([question.about, sorted(question.asked)])]
