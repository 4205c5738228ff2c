"""`tenure field` through a server: the same words as on the machine of the book, and the rights of who asks."""

import pytest

from tests.client.conftest import Call

DECLARE = (
    *("field", "put", "account", "segment", "--type", "picklist", "--value", "large", "--value", "small"),
    *("--label", "Segment", "--about", "How many they are", "--message", "Asked for"),
)


def last_message(call: Call) -> object:
    """Tell why a custom field was changed last."""
    return call("audit", "--object", "custom_field", "--json", near=True).json["entries"][0]["message"]


def test_a_field_is_declared_shown_and_retired(call: Call) -> None:
    declared = call(*DECLARE)
    why = last_message(call)
    shown = {form: call("field", "list", *form) for form in ((), ("--json",), ("--csv",))}
    retired = call("field", "retire", "account", "segment", "--message", "No more")

    assert (declared.code, declared.out, why) == (0, "account.custom.segment is declared.\n", "Asked for")
    assert {
        "object": "account",
        "name": "segment",
        "label": "Segment",
        "type": "picklist",
        "values": ["large", "small"],
        "help": "How many they are",
        "retired": False,
    } in shown[("--json",)].json["custom_fields"]
    assert (retired.code, retired.out) == (0, "account.custom.segment is retired.\n")
    assert last_message(call) == "No more"
    for form, before in shown.items():
        assert call("field", "list", *form) == call("field", "list", *form, near=True) != before


@pytest.mark.parametrize(
    "asked",
    [
        "put order x",
        "put account X",
        "put account x --type money",
        "put account x --value one",
        "put account x --type picklist",
        "put account x --type picklist --value one --value one",
        "retire account never",
        "retire order never",
        "retire account a/b",
    ],
)
def test_a_refusal_is_the_same(call: Call, asked: str) -> None:
    near, far = (call("field", *asked.split(), near=near) for near in (True, False))

    assert far == near
    assert (far.code, far.out) == (1, "")
    assert far.err.count("\n") == 1


def test_a_field_keeps_its_type(call: Call) -> None:
    call("field", "put", "product", "weight", "--type", "number")
    near, far = (call("field", "put", "product", "weight", near=near) for near in (True, False))

    assert far == near
    assert "product.custom.weight stays of the type number" in far.err


def test_who_may_not_change_settings_declares_nothing(
    call: Call, hiding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = call("field", "list", "--json", near=True)
    monkeypatch.setenv("TENURE_TOKEN", hiding)

    said = call("field", "put", "account", "mine")

    assert (said.code, said.out) == (1, "")
    assert "change_settings" in said.err
    assert call("field", "list", "--json", near=True) == before
