"""Orders, lines, assets, sources, directories and rights changed behind the book's back."""

from collections.abc import Iterator

import pytest

from tenure.store.connection import Connection
from tenure.store.embedded import Lease
from tests.store.verified_book import HASH, ID, Damage, Wrong, found, opened, order_of, wrong

WHOLE_ORDERS, ONCE, CAUSE = (
    "activation_is_all_or_nothing",
    "activation_is_idempotent",
    "every_asset_has_a_cause",
)
SIDES, LINES = "every_side_has_its_other", "every_action_has_its_line"
APPEND_ONLY, KNOWN, DIRECTORY = (
    "actions_are_append_only",
    "what_was_known_stays_known",
    "account_directory_agrees",
)


def line(values: str, number: str = "O-2") -> list[str]:
    return [f"update order_line set {values} where {order_of(number)}"]


def order(values: str, number: str = "O-2") -> list[str]:
    return [f"update sales_order set {values} where number = '{number}'"]


DAMAGES = [
    Damage(
        "a line of another content",
        line("""content = replace(content::text, '"quantity":"5"', '"quantity":"6"')::json"""),
        [Wrong(WHOLE_ORDERS, "the order", "digest", HASH, HASH)],
    ),
    Damage(
        "a line renamed",
        line("line = '2'"),
        [Wrong(WHOLE_ORDERS, "the order", "name or action of line at position 0", "as in its content", "another")],
    ),
    Damage(
        "a line of another action",
        line("action = 'renew'"),
        [Wrong(WHOLE_ORDERS, "the order", "name or action of line at position 0", "as in its content", "another")],
    ),
    Damage(
        "a line deleted that made nothing",
        [f"delete from order_line where {order_of('O-20')} and position = 1"],
        [Wrong(WHOLE_ORDERS, "the order", "digest", HASH, HASH)],
    ),
    Damage(
        "a line deleted that made an asset",
        [
            "alter table asset drop constraint every_asset_has_a_cause",
            f"delete from order_line where {order_of('O-1')}",
        ],
        [
            Wrong(WHOLE_ORDERS, "the order", "digest", HASH, HASH),
            Wrong("every_action_has_its_line", "action 1", "line", "line at position 0", "none"),
            Wrong(CAUSE, "the asset", "line", "line at position 0", "none"),
        ],
    ),
    Damage(
        "a line added",
        [
            "insert into order_line select account_id, order_id, 1, '2', 'amend', "
            """'{"line":"2","action":"amend"}' from sales_order where number = 'O-2'"""
        ],
        [
            Wrong(WHOLE_ORDERS, "the order", "digest", HASH, HASH),
            Wrong(WHOLE_ORDERS, "line at position 1", "actions", "some", "none"),
        ],
    ),
    Damage(
        "a product that makes assets after all",
        ["update product set asset_conversion = null where code = 'CALL'"],
        [Wrong(WHOLE_ORDERS, "line at position 2", "actions", "some", "none")],
    ),
    Damage(
        "an order of another content",
        order("""content = replace(content::text, '"acme"', '"acne"')::json"""),
        [Wrong(WHOLE_ORDERS, "the order", "digest", HASH, HASH)],
    ),
    Damage(
        "an order renumbered",
        order("number = 'O-99'"),
        [
            Wrong(ONCE, "the order", "number", "O-2", "O-99"),
            Wrong(ONCE, "the order directory", "entry of order O-99", "O-99", "O-2"),
        ],
    ),
    Damage(
        "an activated order that failed",
        ["alter table sales_order drop constraint activation_is_all_or_nothing", *order("state = 'failed'")],
        [Wrong(WHOLE_ORDERS, "the order", "state", "activated", "failed")],
    ),
    Damage(
        "an order cancelled whose actions stay in force",
        order("state = 'cancelled'"),
        [Wrong(WHOLE_ORDERS, "action 2", "state", "rolled back, for its order is cancelled", "in force")],
    ),
    Damage(
        "an order recorded at another instant",
        order("recorded_at = '2026-01-01 13:00'"),
        [
            Wrong(WHOLE_ORDERS, "action 2", "recorded instant", "2026-01-01 13:00:00+00",
                  "2026-01-01 12:00:00.000001+00"),
            Wrong(KNOWN, "the account", "last recorded instant", "2026-01-01 13:00:00+00",
                  "2026-01-01 12:00:00.000025+00"),
        ],
    ),
    Damage(
        "an order activated by another",
        order("activated_by = 'nobody', request_id = null"),
        [
            Wrong(WHOLE_ORDERS, "action 2", "actor", "nobody", "tester"),
            Wrong(WHOLE_ORDERS, "action 2", "request", "none", "request"),
        ],
    ),
    Damage(
        "a draft said to be activated",
        order("state = 'activated'", "O-D"),
        [Wrong(WHOLE_ORDERS, "the order", "digest", "one, for it is activated", "none")],
    ),
    Damage(
        "a draft activated without its actions",
        [
            "update sales_order o set state = 'activated', recorded_at = '2026-01-01', "
            "digest = sha256(convert_to(o.content::text || chr(10) || l.content::text, 'UTF8')) "
            "from order_line l where l.order_id = o.order_id and o.number = 'O-D'"
        ],
        [Wrong(WHOLE_ORDERS, "line at position 0", "actions", "some", "none")],
    ),
    Damage(
        "an order taken from the directory",
        ["delete from order_directory where number = 'O-2'"],
        [Wrong(ONCE, "the order directory", "entry of order O-2", "O-2", "none")],
    ),
    Damage(
        "an order in the directory that the book does not have",
        ["insert into order_directory values ('O-98', 1, 1)"],
        [Wrong(ONCE, "the order directory", "entry of order O-98", "none", "O-98")],
    ),
    Damage(
        "a key that leads to nobody",
        ["update account_directory set account_id = 1 where key = 'acme'"],
        [
            Wrong(DIRECTORY, "the account directory", "entry of account acme", "acme", "none"),
            Wrong(DIRECTORY, "the account directory", "entry of account acme", "none", "acme"),
        ],
    ),
    Damage(
        "a key misspelt",
        ["update account_directory set key = 'acne' where key = 'acme'"],
        [Wrong(DIRECTORY, "the account directory", "entry of account acme", "acme", "acne")],
    ),
    Damage(
        "an asset of another product",
        ["update asset set product_id = (select product_id from product where code = 'SUITE') where key = 'A'"],
        [Wrong(CAUSE, "the asset", "product", "SEAT", "SUITE")],
    ),
    Damage(
        "an asset of another key",
        ["update asset set key = 'A2' where key = 'A'"],
        [Wrong(CAUSE, "the asset", "key", "A", "A2")],
    ),
    Damage(
        "an asset in a currency of other decimals",
        ["update asset set currency = 'JPY' where key = 'E'"],
        [Wrong("amounts_are_conserved", "entry 1", "decimals of the amount", "0", "2")],
    ),
    Damage(
        "an asset that nothing made",
        [
            "insert into asset (account_id, asset_id, product_id, currency, kind, order_id, position) "
            "select account_id, 1, product_id, currency, kind, order_id, position from asset where key = 'A'"
        ],
        [
            Wrong(CAUSE, "the asset", "first action", "one that generates it", "none"),
            Wrong(CAUSE, "the asset", "key", "A", ""),
        ],
    ),
    Damage(
        "another source",
        ["update action_source set reference = 'PO-8'"],
        [Wrong(CAUSE, "action 1", "source", "external PO-7 erp", "external PO-8 erp")] * 2,
    ),
    Damage(
        "no source",
        ["delete from action_source"],
        [Wrong(CAUSE, "action 1", "source", "external PO-7 erp", "none")] * 2,
    ),
    Damage(
        "a source that no order names",
        [
            "insert into action_source select account_id, asset_id, 1, 1, 'external', 'PO-9' from asset "
            "where key = 'A'"
        ],
        [Wrong(CAUSE, "action 1", "source", "none but its line", "external PO-9")],
    ),
    Damage(
        "another length of the chain",
        ["update account set chain_length = 22 where key = 'acme'"],
        [Wrong(APPEND_ONLY, "the account", "length of the chain", "28", "22")],
    ),
    Damage(
        "another head of the chain",
        ["update account set chain_head = sha256('') where key = 'acme'"],
        [Wrong(APPEND_ONLY, "the account", "head of the chain", HASH, HASH)],
    ),
    Damage(
        "an account in which something was recorded later",
        ["update account set last_recorded_at = '2026-01-02' where key = 'kyoto'"],
        [
            Wrong(KNOWN, "the account", "last recorded instant", "2026-01-01 12:00:00.000022+00",
                  "2026-01-02 00:00:00+00")
        ],
    ),
    Damage(
        "a swap that names another action of the other side",
        ["update action set counterpart_action = 7 where subtype = 'SwapOut'"],
        [
            Wrong(APPEND_ONLY, "action 3", "hash", HASH, HASH),
            Wrong(SIDES, "action 1", "other side", "an action that names this one", "none"),
            Wrong(SIDES, "action 3", "other side", "an action that names this one", "none"),
        ],
    ),
    Damage(
        "a transfer whose order is another one's",
        ["update action set order_account_id = 7 where subtype = 'TransferTo'"],
        [
            Wrong(APPEND_ONLY, "action 1", "hash", HASH, HASH),
            Wrong(WHOLE_ORDERS, "action 1", "order", "one activated at the same instant", "another"),
            Wrong(LINES, "action 1", "line", "one of the order", "none"),
        ],
    ),
    Damage(
        "an asset that came from another one",
        ["update asset set origin_asset_id = origin_asset_id + 1 where origin_asset_id is not null"],
        [Wrong(CAUSE, "action 1", "asset that it comes from", ID, ID)],
    ),
    Damage(
        "a working role that may change what was recorded",
        ["grant update (message) on action to tenure_app", "grant delete on entry to tenure_app"],
        [
            Wrong(APPEND_ONLY, "table action", "right of role tenure_app to update", "none", "granted"),
            Wrong(APPEND_ONLY, "table entry", "right of role tenure_app to delete", "none", "granted"),
        ],
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def owner(server: Lease, template: str) -> Iterator[Connection]:
    with opened(server, template) as connection:
        yield connection


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.what)
def test_what_an_order_made_is_held_against_it(owner: Connection, damage: Damage) -> None:
    with owner.transaction(force_rollback=True):
        damage.do(owner)

        assert wrong(owner) == sorted(damage.wrong)


def test_an_asset_of_another_line_is_found(owner: Connection) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute(f"update asset set {order_of('O-4')} where key = 'A'")

        findings = found(owner)

    assert [(one.invariant, one.asset, one.aspect) for one in findings] == [
        (CAUSE, "A", "order line"),
        (CAUSE, "A", "key"),
    ]
    assert findings[0].order == "O-4"


def test_an_order_without_its_digest_breaks_the_chain_too(owner: Connection) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute("update sales_order set state = 'draft', digest = null where number = 'O-2'")

        findings = wrong(owner)

    assert findings == sorted(
        [
            Wrong(APPEND_ONLY, "action 2", "hash", HASH, HASH),
            Wrong(WHOLE_ORDERS, "action 2", "order", "an activated one", "one that is not activated"),
        ]
    )
