"""What is said of the interface: its description and its page agree with what it does."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from tenure.api.interface import interface
from tenure.api.shapes import EventType
from tenure.operations.feed import TYPES
from tenure.operations.ledger import Ledger
from tests.api.cases import CASES, Case
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.operations.feeding import all_told

BLOCK = re.compile(r"^```(http|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANYTHING = "…"

Schema = dict[str, Any]


def described() -> Schema:
    schema: Schema = json.loads(json.dumps(interface.get_openapi_schema()))
    return schema


def validator(document: Schema, schema: Schema) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]})


def of_line(schema: Schema) -> Schema:
    """Give the schema of a line, where what is sent or answered is lines."""
    line: Schema = schema.get("contentSchema", schema)
    return line


def test_the_committed_description_is_that_of_the_interface(repository: Path) -> None:
    committed = json.loads((repository / "docs/reference/openapi.json").read_text())

    assert committed == described(), "python -m tenure.api > docs/reference/openapi.json"


def test_everybody_may_read_the_description(clients: Clients) -> None:
    answer = clients.showing(None).get("/openapi.json")

    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")
    assert answer.json() == described()


@pytest.mark.begins_with(book=put_company)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method} {case.bare}")
@pytest.mark.parametrize("good", [True, False], ids=["answered", "refused"])
def test_what_is_sent_and_answered_is_as_described(clients: Clients, case: Case, good: bool) -> None:
    document = described()
    method = document["paths"][f"/api/v1{case.bare}"][case.method.lower()]
    client = clients() if good else clients.showing(None)

    answer = client.request(case.method, case.path, json=case.body)

    if case.body is not None:
        [sent] = [kind["schema"] for kind in method["requestBody"]["content"].values()]
        validator(document, of_line(sent)).validate(case.body)
    told = method["responses"][str(answer.status_code)]
    if answer.content:
        kind = answer.headers["Content-Type"]
        schema = of_line((told["content"].get(kind) or told["content"]["*/*"])["schema"])
        for line in answer.text.splitlines():
            validator(document, schema).validate(json.loads(line))
            _has_no_more(document, schema, json.loads(line))
    else:
        assert "content" not in told


def _has_no_more(document: Schema, schema: Schema, found: Any) -> None:
    """Assert that what is answered has no key that is not described."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if isinstance(found, list):
        for one in found:
            _has_no_more(document, schema["items"], one)
    elif isinstance(found, dict) and "properties" in schema:
        assert found.keys() <= schema["properties"].keys() | {"number", "outcome"}
        for key, value in found.items():
            _has_no_more(document, schema["properties"].get(key, {}), value)


def test_every_example_of_the_page_is_answered_as_it_says(
    clients: Clients, ledger: Ledger, repository: Path
) -> None:
    blocks = BLOCK.findall((repository / "docs/api.md").read_text())
    client = clients()
    answered: Any = None

    assert [kind for kind, _ in blocks].count("http") > 5
    for kind, text in blocks:
        if kind == "http":
            head, _, body = text.partition("\n")
            method, path = head.split()
            all_told(ledger)
            answer = client.request(method, path, content=body.encode())
            answered = answer.json() if answer.content else None
        else:
            assert_tells(answered, json.loads(text), path)
    assert answered["code"] == "QUANTITY_BELOW_ZERO"


def assert_tells(found: Any, said: Any, place: str) -> None:
    """Assert that an answer has what the page says; `…` is anything, and keys may be left out."""
    if said == ANYTHING:
        return
    if isinstance(said, dict):
        for key, value in said.items():
            assert key in found, f"{place}: {key}"
            assert_tells(found[key], value, f"{place} {key}")
    elif isinstance(said, list):
        assert len(found) == len(said), place
        for one, other in zip(found, said, strict=True):
            assert_tells(one, other, place)
    else:
        assert found == said, place


def test_the_types_that_can_be_asked_for_are_those_that_are_told() -> None:
    assert get_args(EventType) == tuple(TYPES)
