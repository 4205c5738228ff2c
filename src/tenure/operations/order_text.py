"""Orders as the book stores them: one JSON text for the order, one for each line, and back."""

import msgspec
from msgspec import structs

from tenure.kernel.orders import Order
from tenure.store.writing import OrderText

NO_LINES = '"lines":[]'
_encode = msgspec.json.Encoder(decimal_format="string").encode
_decode = msgspec.json.Decoder(Order).decode


def order_text(order: Order) -> OrderText:
    """Give the text of an order: keys that were not given are left out, numbers are strings."""
    content = _encode(structs.replace(order, lines=[])).decode()
    return OrderText(content, [_encode(line).decode() for line in order.lines])


def order_from(content: str, lines: list[str]) -> Order:
    """Give the order of a text. A quote within a JSON text is escaped, so the mark of the lines stands once."""
    return _decode(content.replace(NO_LINES, f'"lines":[{",".join(lines)}]', 1))


def first_difference(one: Order, other: Order) -> str | None:
    """Name the first key in which two orders differ, as a path; None where they are equal."""
    for key in structs.asdict(one):
        mine, theirs = getattr(one, key), getattr(other, key)
        if mine == theirs:
            continue
        if key != "lines" or len(mine) != len(theirs):
            return key
        for index, (line, their_line) in enumerate(zip(mine, theirs, strict=True)):
            for name in structs.asdict(line):
                if getattr(line, name) != getattr(their_line, name):
                    return f"lines[{index}].{name}"
    return None
