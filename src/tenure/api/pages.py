"""Lists as they are asked over HTTP: filters, a sort, and pages; and how all of that is described.

`field=value` asks for a value, `field.gte=value` and its like hold a field against one. A page says in `next_cursor`
where the next one begins.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Query

from tenure.api.described import NO_NUL, Schema, described
from tenure.catalogue.vocabulary import Kind, Picklist
from tenure.operations.documents import Document
from tenure.operations.documents.keys import Key, Shape
from tenure.operations.hidden import NOTHING, Hidden
from tenure.operations.limits import CURSOR_CHARACTERS, FILTER_CHARACTERS, FILTER_VALUES, PAGE, PAGE_MOST
from tenure.operations.lists.asking import DOWN, Question
from tenure.operations.lists.listed import BOUNDS, EMPTY, SORT, Listed, takes_several
from tenure.operations.lists.values import DECIMAL, WHOLE

Limit = Annotated[int, Query(ge=1, le=PAGE_MOST, description=f"Results of a page, at most {PAGE_MOST}.")]
Cursor = Annotated[
    str | None, Query(description="`next_cursor` of the page before.", max_length=CURSOR_CHARACTERS)
]
USUAL: Final = PAGE
MOMENTS: Final = frozenset({"on", "known_at"})

OPERATORS: Final = {
    "ne": "Is none of these; what is empty is none of them.",
    "starts": "Begins with this.",
    EMPTY: "Whether it is empty.",
    **{operator: f"Is {words}." for operator, words in BOUNDS.items()},
}


_NUMBER: Final[Schema] = {"type": "string", "pattern": f"^{DECIMAL}$"}
KINDS_IN_QUERY: Final[dict[Any, Schema]] = {
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INSTANT: {
        "type": "string",
        "anyOf": [{"format": "date"}, {"format": "date-time"}],
        "description": "An instant, or a date: all of its instants in the organisation's zone.",
    },
    Kind.QUANTITY: _NUMBER,
    Kind.MONEY: _NUMBER,
    Kind.PERCENT: _NUMBER,
    Kind.INTEGER: {"type": "string", "pattern": f"^{WHOLE}$"},
    Kind.BOOLEAN: {"type": "boolean"},
}
"""How a value of a kind is written where a list is asked for it; all others are texts."""


def question(
    request: HttpRequest, listed: Listed, cursor: str | None, limit: int, *about: str | None
) -> Question:
    """Give what is asked of a list; `about` is what else says which list it is.

    Moments do not: who reads on says those that the first page told, so that all pages are of one state of the book.
    """
    asked = [
        (name, value)
        for name, values in request.GET.lists()
        if name not in {"cursor", "limit", *listed.beside}
        for value in values
    ]
    beside = [request.GET.get(name) for name in sorted(listed.beside - MOMENTS)]
    return Question(asked, cursor, limit, (*about, *beside))


def rows_told(shape: Shape, rows: Sequence[Any], hidden: Hidden) -> list[Document]:
    """Tell rows, their money in the currency that they name."""
    return [shape.document(row, getattr(row, "currency", None) or "", hidden) for row in rows]


def asked_as_list(name: str, listed: Listed, *refused: int) -> Schema:
    """Describe an address that answers with a list, and all that can be asked of it."""
    plain = described(name, 422, *refused)
    asked = [_parameter(*one) for one in listed.parameters(NOTHING).items()]
    return {**plain, "parameters": [*asked, _sort(listed)]}


def _parameter(name: str, asked: tuple[Key, str]) -> Schema:
    key, operator = asked
    one: Schema = {"type": "boolean"} if operator == EMPTY else _value(key)
    if not takes_several(key, operator):
        return _in_query(name, OPERATORS.get(operator, f"`{key.name}` is this."), one)
    said = OPERATORS.get(operator, f"`{key.name}` is one of these.")
    several = {"type": "array", "items": one, "minItems": 1, "maxItems": FILTER_VALUES}
    return {**_in_query(name, said, several), "style": "form", "explode": True}


def _value(key: Key) -> Schema:
    if isinstance(key.kind, Picklist):
        return {"type": "string", "enum": list(key.kind.values)}
    return KINDS_IN_QUERY.get(key.kind, {"type": "string", "maxLength": FILTER_CHARACTERS, "pattern": NO_NUL})


def _sort(listed: Listed) -> Schema:
    by = listed.sortable(NOTHING)
    words = f"What it is sorted by; with `{DOWN}` the other way round. What is empty comes first."
    return _in_query(SORT, words, {"type": "string", "enum": [*by, *(f"{DOWN}{name}" for name in by)]})


def _in_query(name: str, words: str, schema: Schema) -> Schema:
    return {"in": "query", "name": name, "required": False, "description": words, "schema": schema}
