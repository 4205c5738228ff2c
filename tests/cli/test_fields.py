"""Custom fields on the command line: declared, loaded, shown and exported."""

import json
from pathlib import Path

from tests.cli.calling import CAPRICORN, SEAT, Command, Load, order, sale

MARCH = ("--on", "2025-03-01")


def test_fields_are_declared_loaded_and_exported(tenure: Command, load: Load, tmp_path: Path) -> None:
    picklist = ("--type", "picklist", "--value", "gold", "--value", "silver")
    assert (
        tenure("field", "list").out == "No field is declared. One is with: tenure field put account region\n"
    )
    assert tenure("field", "put", "asset", "tier", *picklist, "--label", "Tier").out == (
        "asset.custom.tier is declared.\n"
    )
    tenure("field", "put", "state_period", "site", "--about", "Where it is used", "--message", "Asked for")
    tenure("field", "put", "account", "score", "--type", "number")
    attributes = {"tier": "gold", "site": "Bonn, centre"}
    line = sale("A-1", "SEAT", "5", "2025-01-01", "2025-12-31", attributes=attributes)
    assert load({**CAPRICORN, "custom": {"score": 7.50}}, SEAT, order("O-1", line), activate=True) == []

    csv = tenure("have", "capricorn", *MARCH, "--csv").out.splitlines()
    inventory = tenure("report", "inventory", *MARCH, "--csv").out.splitlines()
    [asset] = tenure("have", "capricorn", *MARCH, "--json").json["assets"]

    assert csv[0].endswith(",contract,custom.tier,custom.site")
    assert csv[1].endswith(',gold,"Bonn, centre"')
    assert inventory[0].endswith(",order,custom.tier,custom.site")
    assert asset["custom"] == {"tier": "gold", "site": "Bonn, centre"}
    assert tenure("history", "A-1", "--json").json["periods"][0]["custom"] == {"site": "Bonn, centre"}
    assert [
        one["message"] for one in tenure("audit", "--object", "custom_field", "--json").json["entries"]
    ] == [
        None,
        "Asked for",
        None,
    ]


def test_a_table_says_custom_fields_in_columns(tenure: Command, tmp_path: Path) -> None:
    tenure("field", "put", "account", "vip", "--type", "boolean")
    table = tmp_path / "accounts.csv"
    table.write_text(
        "key,name,currency,custom.vip\nacme,Acme,USD,true\nbolt,Bolt,USD,\ncog,Cog,USD,perhaps\n"
    )

    said = tenure("load", str(table))

    assert said.code == 1
    assert 'custom.vip: vip is true or false, not "perhaps".' in said.err


def test_fields_are_changed_and_retired(tenure: Command) -> None:
    tenure("field", "put", "product", "line")
    assert tenure("field", "put", "product", "line", "--label", "Product line").code == 0
    assert tenure("field", "retire", "product", "line").out == "product.custom.line is retired.\n"

    [field] = tenure("field", "list", "--json").json["custom_fields"]

    assert field == {
        "object": "product",
        "name": "line",
        "label": "Product line",
        "type": "text",
        "values": None,
        "help": None,
        "retired": True,
    }
    assert tenure("field", "list", "--csv").out.splitlines() == [
        "object,name,label,type,values,help,retired",
        "product,line,Product line,text,,,true",
    ]
    assert "product.custom.line" in tenure("field", "list").out


def test_what_cannot_be_declared_is_said_in_a_sentence(tenure: Command) -> None:
    for call, sentence in (
        (("put", "order", "x"), "object is account, product, asset or state_period."),
        (("put", "account", "X y"), "name begins with a small letter"),
        (("put", "account", "x", "--type", "money"), "type is text, number, date, boolean or picklist."),
        (("retire", "account", "x"), "There is no custom field account.custom.x."),
    ):
        said = tenure("field", *call)

        assert said.code == 1
        assert sentence in said.err
    assert json.loads(tenure("field", "list", "--json").out) == {"custom_fields": []}


def test_a_role_hides_a_field_that_is_declared(tenure: Command) -> None:
    tenure("field", "put", "account", "score", "--type", "number")
    assert tenure("role", "add", "desk", "--hidden", "account.custom.score").code == 0
    assert tenure("role", "show", "desk", "--json").json["fields"] == {"account.custom.score": "hidden"}

    said = tenure("role", "add", "other", "--hidden", "account.custom.scores")

    assert (said.code, said.err) == (
        1,
        "There is no field account.custom.scores. A field is written like asset.key.\n",
    )
