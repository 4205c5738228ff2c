"""What changes settings, users, roles and tokens: what is sent there, and that it is done as a whole and once.

What is sent is small, and is no record of the book: it is read by its own shapes, with the codes of records.
"""

import re
from collections.abc import Iterator
from functools import wraps
from typing import Annotated, Any, Final, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Struct
from ninja import Query

from tenure.api.bodies import Unreadable, sent_shaped
from tenure.api.repeating import View, repeatable
from tenure.operations.limits import WORDS_LENGTH
from tenure.operations.outcomes import LineRefusal
from tenure.operations.reading import Code
from tenure.store.shell import together

MESSAGE = Annotated[
    str | None,
    Query(max_length=WORDS_LENGTH, description="Why, in words; it is recorded with who did it."),
]

Sent = TypeVar("Sent", bound=Struct)

WHY: Final = (
    (re.compile(r"Object missing required field `(?P<key>.+)`"), Code.KEY_MISSING, "{key} is missing."),
    (
        re.compile(r"Object contains unknown field `(?P<key>.+)`"),
        Code.KEY_UNKNOWN,
        "{key} is not known here.",
    ),
    (re.compile(r"Invalid enum value (?P<value>.+)"), Code.VALUE_UNKNOWN, "{value} is not known here."),
)
PLACE: Final = re.compile(r"(?P<said>.*) - at `(?:key in )?\$\.?(?P<key>.*)`")


def administrative(view: View) -> View:
    """Let a view change users and what belongs to them in one transaction, and once for a key of the caller's own."""
    once = repeatable(view)

    @wraps(once)
    def handled(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        with together():
            return once(request, *arguments, **named)

    return handled


def sent_as(request: HttpRequest, shape: type[Sent]) -> Sent:
    """Give what is sent in a shape; raise `Unreadable`."""
    try:
        found = sent_shaped(request, msgspec.json.Decoder(shape).decode)
    except msgspec.ValidationError as error:
        raise Unreadable([_refusal(str(error))]) from None
    for text in _texts(msgspec.to_builtins(found)):
        if "\0" in text:
            sentence = "There is a character that no text may have."
            raise Unreadable([LineRefusal(Code.CHARACTER_NOT_ALLOWED, sentence)])
    return found


def _refusal(said: str) -> LineRefusal:
    """Say what is wrong as it is said of records."""
    key = None
    if (placed := PLACE.fullmatch(said)) is not None:
        said, key = placed["said"], placed["key"] or None
    for pattern, code, sentence in WHY:
        if (found := pattern.fullmatch(said)) is not None:
            values = found.groupdict()
            inside = values.get("key")
            whole = ".".join(part for part in (key, inside) if part)
            return LineRefusal(code, sentence.format(**values), key=whole)
    return LineRefusal(Code.TYPE_WRONG, f"{said.replace('`', '')}.", key=key)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, each in value.items():
                yield from (key, *_texts(each))
        case list():
            for each in value:
                yield from _texts(each)
