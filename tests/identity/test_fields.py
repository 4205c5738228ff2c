"""Field security of several roles is the most permissive of each, field by field; a naive reading of it agrees."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from tenure.catalogue.objects import OBJECTS
from tenure.catalogue.vocabulary import Kind
from tenure.identity.fields import FIELDS, FINANCIALS, WITH_PRICES, lacking, most_permissive, security

SOME = ("asset.key", "asset.name", "asset.current_mrr", "state_period.amount", "contract.key")
RANK = {"hidden": 0, "readable": 1, "editable": 2}

accesses = st.dictionaries(st.sampled_from(SOME), st.sampled_from(["hidden", "readable"]))
roles = st.lists(st.tuples(accesses, st.booleans()), max_size=4)


def rank(field: str, access: Mapping[str, str], *, financials: bool) -> int:
    """Give what one role lets be done with a field: nothing, reading, or writing."""
    if field in FINANCIALS and not financials:
        return RANK["hidden"]
    return RANK[access.get(field, "editable")]


@given(roles)
def test_each_field_is_as_the_most_permissive_role_has_it(held: list[tuple[dict[str, str], bool]]) -> None:
    together = most_permissive(security(access, financials=money) for access, money in held)

    for field in SOME:
        best = max(
            (rank(field, access, financials=money) for access, money in held),
            default=RANK["hidden"],
        )
        assert (field in together.hidden) == (best == RANK["hidden"]), field
        assert (field in together.fixed) == (best < RANK["editable"]), field


@given(roles)
def test_what_is_hidden_cannot_be_written(held: list[tuple[dict[str, str], bool]]) -> None:
    together = most_permissive(security(access, financials=money) for access, money in held)

    assert together.hidden <= together.fixed


@given(roles, accesses, st.booleans())
def test_one_role_more_never_takes_anything_away(
    held: list[tuple[dict[str, str], bool]], access: dict[str, str], money: bool
) -> None:
    each = [security(of_fields, financials=shown) for of_fields, shown in held]

    before, after = most_permissive(each), most_permissive([*each, security(access, financials=money)])

    assert after.hidden <= before.hidden
    assert after.fixed <= before.fixed


ALL, REGION, VIP = "account.custom", "account.custom.region", "account.custom.vip"


def test_who_hides_all_custom_fields_of_an_object_hides_each_of_them() -> None:
    together = most_permissive(
        [security({ALL: "hidden"}, financials=True), security({REGION: "hidden"}, financials=True)]
    )
    apart = most_permissive(
        [security({REGION: "hidden"}, financials=True), security({VIP: "hidden"}, financials=True)]
    )
    mixed = most_permissive(
        [security({ALL: "readable"}, financials=True), security({VIP: "hidden"}, financials=True)]
    )

    assert (together.hidden, together.fixed) == (frozenset({REGION}), frozenset({REGION}))
    assert (apart.hidden, apart.fixed) == (frozenset(), frozenset())
    assert (mixed.hidden, mixed.fixed) == (frozenset(), frozenset({VIP}))


def test_a_role_that_hides_all_lacks_none_of_them() -> None:
    assert lacking({REGION, "asset.key"}, {ALL}) == {"asset.key"}
    assert lacking({ALL}, {REGION}) == {ALL}


def test_money_is_every_amount_of_the_catalogue_and_what_has_prices_inside() -> None:
    assert WITH_PRICES <= FIELDS
    assert {"state_period.mrr", "action.total_amount", "entry.unit_price", "product.list_price"} <= FINANCIALS
    for one in OBJECTS:
        for field in one.fields:
            if field.type is Kind.MONEY:
                assert f"{one.name}.{field.name}" in FINANCIALS


def test_each_field_of_json_is_said_to_have_prices_or_not_to() -> None:
    """A new field of JSON has to be looked at: does it have prices inside? What was changed is told field by field."""
    without = {
        "account.custom",
        "account.external_ids",
        "action.attributes",
        "asset.custom",
        "change.fields",
        "custom_field.values",
        "order.content",
        "order.source",
        "order_line.attributes",
        "order_line.source",
        "product.components",
        "product.custom",
        "state_period.attributes",
        "state_period.custom",
        "upload.permissions",
    }
    json = {f"{one.name}.{field.name}" for one in OBJECTS for field in one.fields if field.type is Kind.JSON}

    assert json - WITH_PRICES == without
