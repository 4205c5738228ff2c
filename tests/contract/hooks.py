"""What schemathesis is told of JSON Lines, which it does not know: how they are made, sent and read.

A line may be anything, sound or not: what is wrong with it is told in its line of the answer, which is good.
"""

import json
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.transport import Response

LINES_TYPE = "application/x-ndjson"

SALE = {"line": "1", "action": "add", "product": "SEAT", "start_date": "2025-01-01", "end_date": "2025-12-31"}
SALES = st.builds(
    lambda number, account, quantity: {
        "kind": "order",
        "number": number,
        "account": account,
        "lines": [{**SALE, "quantity": quantity}],
    },
    st.text(min_size=1, max_size=8),
    st.sampled_from(["acme", "bolt", "nobody"]),
    st.sampled_from(["1", "0.01", "-1", "NaN", 5, None]),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
LINES = st.one_of(SALES.map(json.dumps), ANYTHING.map(json.dumps), st.text()).map(
    lambda line: line.encode(errors="surrogatepass")
)

schemathesis.openapi.media_type(LINES_TYPE, st.lists(LINES, max_size=4).map(b"\n".join))


@schemathesis.deserializer(LINES_TYPE)
def lines_of(_context: Any, response: Response) -> str:
    """Give an answer of lines as the text that it is, each line of it a document."""
    text = response.content.decode()
    for line in text.splitlines():
        json.loads(line)
    return text
