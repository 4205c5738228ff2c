"""Custom fields of accounts and products: declared, said by records, told in lists, asked for, changed and retired."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tenure.kernel.orders import Account
from tenure.kernel.refusals import NotPermitted, Refusal
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.custom.declared import CustomField
from tenure.operations.custom.declaring import custom_fields
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import CannotList
from tenure.operations.reading import Malformed, encode_record, read_record
from tests.database import ACTOR, TODAY
from tests.operations.audited import changes, read, told
from tests.operations.declaring import (
    LEDGER_CODE,
    REGION,
    SCORE,
    SINCE,
    TIER,
    VIP,
    accounts,
    declare,
    products,
    put_account,
    put_product,
    retire,
)
from tests.operations.orders_told import activated, everything, order, sale

FULL = {"region": "EMEA", "customer_since": "2019-04-01", "score": Decimal("7.5"), "vip": True}


def test_an_account_has_what_its_record_says(ledger: Ledger) -> None:
    declare(ledger, REGION, SINCE, SCORE, VIP)
    record = (
        b'{"kind": "account", "key": "acme", "name": "Acme", "currency": "USD", "custom": {"region": "EMEA", '
    )
    read_in = read_record(record + b'"score": 7.50, "vip": "true", "customer_since": "2019-04-01"}}')
    assert isinstance(read_in, Account)
    assert put_account(ledger, read_in.custom) == []

    assert accounts(ledger) == {
        "acme": {"customer_since": "2019-04-01", "region": "EMEA", "score": "7.5", "vip": True}
    }


def test_a_record_says_all_of_it(ledger: Ledger) -> None:
    declare(ledger, REGION, VIP)
    put_account(ledger, {"region": "EMEA", "vip": True})
    put_account(ledger, {"vip": False})

    assert accounts(ledger) == {"acme": {"region": None, "vip": False}}

    put_account(ledger, None)

    assert accounts(ledger) == {"acme": {"region": None, "vip": None}}


def test_without_declarations_nothing_is_told_of_custom_fields(ledger: Ledger) -> None:
    put_account(ledger, None)
    put_product(ledger, None)

    assert accounts(ledger) == {"acme": "nothing told"}
    assert products(ledger) == {"SUPPORT": "nothing told"}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"region": "Asia"}, "CUSTOM_VALUE_WRONG", 'Region is EMEA or Americas, not "Asia".'),
    ({"region": True}, "CUSTOM_VALUE_WRONG", "Region is EMEA or Americas, not true."),
    ({"customer_since": "2019-02-30"}, "CUSTOM_VALUE_WRONG", "2019-02-30"),
    ({"customer_since": "1.4.2019"}, "CUSTOM_VALUE_WRONG", "is a date such as 2025-08-10"),
    ({"score": "many"}, "CUSTOM_VALUE_WRONG", 'Score is a number such as 12 or -2.5, not "many".'),
    ({"score": True}, "CUSTOM_VALUE_WRONG", "not true"),
    ({"score": 10**16}, "CUSTOM_VALUE_WRONG", "10000000000000000"),
    ({"score": Decimal("1e400")}, "CUSTOM_VALUE_WRONG", "1E+400"),
    ({"score": [1]}, "CUSTOM_VALUE_WRONG", "not a list"),
    ({"vip": "yes"}, "CUSTOM_VALUE_WRONG", 'VIP is true or false, not "yes".'),
    ({"vip": {"a": 1}}, "CUSTOM_VALUE_WRONG", "not an object"),
    ({"regoin": "EMEA"}, "CUSTOM_FIELD_UNKNOWN", "Is region meant?"),
    ({"ledger_code": "1"}, "CUSTOM_FIELD_UNKNOWN", "is no custom field of the account"),
]


def test_a_value_of_another_type_is_refused_with_its_key(ledger: Ledger) -> None:
    declare(ledger, REGION, SINCE, SCORE, VIP, LEDGER_CODE)
    put_account(ledger, {"region": "EMEA"})
    before = everything(ledger)
    for said, code, words in WRONG:
        [refusal] = put_account(ledger, said)

        assert (refusal.code, refusal.key) == (code, f"custom.{next(iter(said))}")
        assert words in refusal.sentence
    assert everything(ledger) == before


def test_a_text_holds_no_control_character_and_no_key_comes_twice() -> None:
    head = b'{"kind": "account", "key": "a", "name": "A", "currency": "USD", "custom": '
    for custom, key in (
        (rb'{"region": "a\u0007"}', "custom.region"),
        (b'{"region": "a", "region": "b"}', "custom.region"),
        (b'["region"]', "custom"),
    ):
        with pytest.raises(Malformed) as malformed:
            read_record(head + custom + b"}")
        assert [fault.key for fault in malformed.value.problems] == [key]


def test_a_record_is_the_same_once_it_was_written() -> None:
    record = Account(
        key="a", name="A", currency="USD", custom={"region": "EMEA", "score": "7.5", "vip": True}
    )

    assert read_record(encode_record(record)) == record


def test_accounts_are_asked_for_by_their_custom_fields(ledger: Ledger) -> None:
    declare(ledger, REGION, SINCE, SCORE, VIP)
    put_account(ledger, FULL)
    put_account(ledger, {"region": "Americas", "score": "-2", "vip": False}, key="bolt")
    put_account(ledger, None, key="kyoto")
    asked = {
        "custom.region=EMEA": ["acme"],
        "custom.region.ne=EMEA": ["bolt", "kyoto"],
        "custom.region.starts=Am": ["bolt"],
        "custom.region.empty=true": ["kyoto"],
        "custom.score.gte=7.5": ["acme"],
        "custom.score.gt=7.5": [],
        "custom.score.lt=0": ["bolt"],
        "custom.score=-2": ["bolt"],
        "custom.vip=true": ["acme"],
        "custom.vip=false": ["bolt"],
        "custom.customer_since.lte=2019-04-01": ["acme"],
        "custom.customer_since.lt=2019-04-01": [],
    }

    assert {
        one: list(accounts(ledger, (one.partition("=")[0], one.partition("=")[2]))) for one in asked
    } == asked
    with pytest.raises(CannotList, match=r"There is no parameter custom\.regoin here"):
        accounts(ledger, ("custom.regoin", "EMEA"))
    with pytest.raises(CannotList, match="it is a number"):
        accounts(ledger, ("custom.score.gt", "many"))


def test_products_are_asked_for_and_sorted_by_theirs(ledger: Ledger) -> None:
    declare(ledger, LEDGER_CODE)
    put_product(ledger, {"ledger_code": "8400"})

    assert products(ledger, ("custom.ledger_code", "8400"), ("sort", "-custom.ledger_code")) == {
        "SUPPORT": {"ledger_code": "8400"}
    }
    assert products(ledger, ("custom.ledger_code.empty", "true")) == {}


def test_a_product_that_has_one_is_sold_as_any_other(ledger: Ledger) -> None:
    declare(ledger, LEDGER_CODE)
    put_account(ledger, None)
    put_product(ledger, {"ledger_code": '4"00'})

    support = sale("support", product="SUPPORT", end_date=None, unit_price=Decimal(5))
    [outcome] = activated(ledger, order("O-1", support))

    assert [state.asset.key for state in outcome.changed] == ["support"]
    assert products(ledger) == {"SUPPORT": {"ledger_code": '4"00'}}


def test_a_retired_field_keeps_what_it_has_and_takes_nothing_new(ledger: Ledger) -> None:
    declare(ledger, REGION, VIP)
    put_account(ledger, {"region": "EMEA"})
    retire(ledger, "account", "region")

    assert put_account(ledger, {"vip": True}) == []
    assert accounts(ledger) == {"acme": {"region": "EMEA", "vip": True}}
    assert put_account(ledger, {"region": "EMEA"}) == []
    assert [one.code for one in put_account(ledger, {"region": "Americas"})] == ["CUSTOM_FIELD_RETIRED"]
    assert [one.code for one in put_account(ledger, {"region": None})] == ["CUSTOM_FIELD_RETIRED"]
    assert accounts(ledger) == {"acme": {"region": "EMEA", "vip": None}}

    declare(ledger, REGION)

    assert put_account(ledger, {"region": "Americas"}) == []


def test_what_was_written_under_other_values_stays_told(ledger: Ledger) -> None:
    declare(ledger, REGION)
    put_account(ledger, {"region": "Americas"})
    declare(ledger, msgspec.structs.replace(REGION, choices=("EMEA", "AMER"), label="Sales Region"))

    assert accounts(ledger) == {"acme": {"region": "Americas"}}
    assert list(accounts(ledger, ("custom.region", "Americas"))) == ["acme"]
    assert put_account(ledger, {"region": "Americas"})[0].sentence == (
        'Sales Region is EMEA or AMER, not "Americas".'
    )


CANNOT_BE: list[tuple[CustomField, str]] = [
    (CustomField("account", "Region", "Region", "text"), "small letters"),
    (CustomField("account", "", "Region", "text"), "small letters"),
    (CustomField("account", "a" * 41, "Region", "text"), "small letters"),
    (CustomField("account", "région", "Region", "text"), "small letters"),
    (CustomField("order", "region", "Region", "text"), "object is"),  # type: ignore[arg-type]
    (CustomField("account", "region", "Region", "money"), "type is"),  # type: ignore[arg-type]
    (CustomField("account", "region", " ", "text"), "label has"),
    (CustomField("account", "region", "Re\x07gion", "text"), "label has"),
    (CustomField("account", "region", "Region", "picklist"), "values go with"),
    (CustomField("account", "region", "Region", "text", ("a",)), "values go with"),
    (CustomField("account", "region", "Region", "picklist", ()), "values are between"),
    (CustomField("account", "region", "Region", "picklist", ("a", "a")), "values are between"),
    (CustomField("account", "region", "Region", "picklist", ("a ",)), "no blank"),
]


def test_what_cannot_be_declared_is_refused(ledger: Ledger) -> None:
    for field, words in CANNOT_BE:
        with pytest.raises(Refusal, match=words):
            declare(ledger, field)
    assert custom_fields(ACTOR, TODAY, "r", ledger) == []


def test_a_field_keeps_its_type_and_assets_and_periods_share_their_names(ledger: Ledger) -> None:
    declare(ledger, SCORE, TIER)
    with pytest.raises(Refusal, match="stays of the type number"):
        declare(ledger, msgspec.structs.replace(SCORE, type="text"))
    with pytest.raises(Refusal, match=r"There is asset\.custom\.tier already"):
        declare(ledger, CustomField("state_period", "tier", "Tier", "text"))
    declare(ledger, CustomField("account", "tier", "Tier", "text"))

    names = [field.full_name for field in custom_fields(ACTOR, TODAY, "r", ledger)]
    assert names == ["account.custom.score", "account.custom.tier", "asset.custom.tier"]


def test_who_may_not_change_settings_or_has_some_accounts_declares_nothing(ledger: Ledger) -> None:
    clerk = Actor("clerk", ALL_PERMISSIONS - {"change_settings"})
    local = Actor("local", ALL_PERMISSIONS, scope=Scope(owner="local"))
    blind = Actor("blind", ALL_PERMISSIONS, fixed=frozenset({"account.custom"}))
    for actor in (clerk, local, blind):
        with pytest.raises(NotPermitted):
            declare(ledger, REGION, actor=actor)
    assert custom_fields(ACTOR, TODAY, "r", ledger) == []


def test_the_audit_tells_who_declared_what_and_changed_which(ledger: Ledger) -> None:
    declare(ledger, REGION, VIP)
    put_account(ledger, {"region": "EMEA", "vip": True})
    put_account(ledger, {"region": "Americas", "vip": True})
    retire(ledger, "account", "vip")
    changed, added = read(ledger, object="account")
    retired, *declared = read(ledger, object="custom_field")

    assert told([changed, added], "object", "key", "deed") == [
        ("account", "acme", "changed"),
        ("account", "acme", "added"),
    ]
    assert told([retired], "key", "deed") == [("account.custom.vip", "changed")]
    assert changes(retired) == {"retired": (False, True)}
    assert changes(changed) == {"custom.region": ("EMEA", "Americas")}
    assert changes(added)["custom.vip"] == (None, True)
    assert changes(declared[-1]) == {
        "label": (None, "Region"),
        "type": (None, "picklist"),
        "values": (None, ["EMEA", "Americas"]),
    }


HIDING = Actor("eve", ALL_PERMISSIONS, hidden=frozenset({"account.custom.region"}))
READING = Actor("rob", ALL_PERMISSIONS, fixed=frozenset({"account.custom.region"}))


def test_nothing_is_told_of_a_hidden_field_however_it_is_asked(ledger: Ledger) -> None:
    declare(ledger, REGION, VIP)
    put_account(ledger, {"region": "EMEA", "vip": True})
    blind = Actor("blind", ALL_PERMISSIONS, hidden=frozenset({"account.custom"}))

    assert accounts(ledger, actor=HIDING) == {"acme": {"vip": True}}
    assert accounts(ledger, actor=blind) == {"acme": "nothing told"}
    for actor in (HIDING, blind):
        with pytest.raises(CannotList) as cannot:
            accounts(ledger, ("custom.region", "EMEA"), actor=actor)
        with pytest.raises(CannotList) as unknown:
            accounts(ledger, ("custom.regiom", "EMEA"), actor=actor)
        assert str(cannot.value).replace("regiom", "region") == str(unknown.value).replace("regiom", "region")
        assert "region" not in str(read(ledger, actor)).lower()
    assert [field.name for field in custom_fields(HIDING, TODAY, "r", ledger)] == ["vip"]
    assert read(ledger, HIDING, object="custom_field", key="account.custom.region") == []


def test_what_is_not_theirs_to_write_stays_as_it_is(ledger: Ledger) -> None:
    declare(ledger, REGION, VIP)
    put_account(ledger, {"region": "EMEA", "vip": True})
    for actor in (HIDING, READING):
        assert put_account(ledger, {"vip": False}, actor) == []
        assert accounts(ledger) == {"acme": {"region": "EMEA", "vip": False}}

    [hidden] = put_account(ledger, {"region": "EMEA"}, HIDING)
    [fixed] = put_account(ledger, {"region": "Americas"}, READING)

    assert (hidden.code, hidden.sentence) == (
        "CUSTOM_FIELD_UNKNOWN",
        '"region" is no custom field of the account.',
    )
    assert (fixed.code, fixed.sentence) == ("FIELD_NOT_EDITABLE", "rob may not write Region.")
    assert put_account(ledger, {"region": "EMEA", "vip": False}, READING) == []
    assert accounts(ledger) == {"acme": {"region": "EMEA", "vip": False}}
