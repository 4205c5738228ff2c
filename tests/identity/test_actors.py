"""From users to actors: permissions add up, money is hidden without its permission, accounts follow the scope."""

import pytest

from tenure.identity.account_scope import AccountScope
from tenure.identity.actors import actor_of
from tenure.identity.fields import FIELDS, FINANCIALS, Access
from tenure.identity.models import Role, User
from tenure.identity.users import deactivate, users
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.ledger import Ledger
from tests.database import ACTOR
from tests.identity.people import Queries, added, asked, limited, role

NO_MONEY = frozenset(FINANCIALS)
NOTHING = Actor("ann", frozenset(), Scope(), hidden=FIELDS, fixed=FIELDS)


def test_sales_see_money_and_activate_orders(company: Ledger) -> None:
    assert actor_of(added(company, "Ann", "sales")) == Actor(
        "Ann",
        frozenset({"manage_asset_lifecycle", "manage_attachments", "activate_orders", "view_financials"}),
    )


def test_service_sees_what_customers_have_and_no_money(company: Ledger) -> None:
    actor = actor_of(added(company, "sam", "service"))

    assert actor == Actor("sam", frozenset({"manage_attachments"}), None, hidden=NO_MONEY, fixed=NO_MONEY)
    assert not actor.sees("state_period.amount")
    assert actor.sees("state_period.quantity")


def test_an_administrator_may_do_everything(company: Ledger) -> None:
    assert actor_of(added(company, "root", "administrator")) == Actor("root", ALL_PERMISSIONS)


def test_permissions_of_several_roles_add_up(company: Ledger) -> None:
    actor = actor_of(added(company, "ann", "service", "auditor", role("closer", "close_books")))

    assert actor.permissions == {"manage_attachments", "view_financials", "view_audit", "close_books"}
    assert (actor.hidden, actor.fixed) == (frozenset(), frozenset())


def test_of_two_roles_the_more_permissive_one_counts_for_each_field(company: Ledger) -> None:
    strict = role(
        "strict",
        "view_financials",
        fields={
            "contract.key": Access.HIDDEN,
            "account.name": Access.HIDDEN,
            "product.name": Access.READABLE,
        },
    )
    mild = role("mild", "view_financials", fields={"contract.key": Access.READABLE})

    alone, both = actor_of(added(company, "ann", strict)), actor_of(added(company, "bob", strict, mild))

    assert alone.hidden == {"contract.key", "account.name"}
    assert alone.fixed == {"contract.key", "account.name", "product.name"}
    assert both.hidden == frozenset()
    assert both.fixed == {"contract.key"}


def test_a_token_takes_permissions_away_and_the_money_with_them(company: Ledger) -> None:
    ann = added(company, "ann", "sales")

    assert limited(ann, ["activate_orders", "close_books"]) == Actor(
        "ann", frozenset({"activate_orders"}), None, hidden=NO_MONEY, fixed=NO_MONEY
    )
    assert limited(ann, []).permissions == frozenset()
    assert limited(ann, ["view_financials"]).hidden == frozenset()
    assert limited(ann, ALL_PERMISSIONS) == actor_of(ann)


@pytest.mark.parametrize(
    ("scope", "roots", "accounts"),
    [
        (AccountScope.ALL, [], None),
        (AccountScope.OWN, [], Scope(owner="Ann")),
        (AccountScope.SUBTREE, ["acme", "acme-uk"], Scope(roots=frozenset({"acme", "acme-uk"}))),
    ],
)
def test_the_accounts_of_a_user(
    company: Ledger, scope: AccountScope, roots: list[str], accounts: Scope | None
) -> None:
    assert actor_of(added(company, "Ann", "sales", scope=scope, roots=roots)).scope == accounts


def test_a_user_without_roles_may_do_and_see_nothing(company: Ledger) -> None:
    ann = added(company, "ann")

    assert actor_of(ann) == NOTHING
    assert limited(ann, ALL_PERMISSIONS) == actor_of(ann)


def test_who_is_deactivated_may_do_and_see_nothing(company: Ledger) -> None:
    added(company, "ann", "administrator")
    added(company, "bob", "administrator")

    assert actor_of(deactivate(*asked(), "ann")) == NOTHING


def test_a_scope_that_is_not_known_is_no_account_at_all(company: Ledger) -> None:
    ann = added(company, "ann", "sales")
    ann.scope = "galaxy"

    assert actor_of(ann).scope == Scope()


def test_a_permission_of_another_version_counts_for_nothing(company: Ledger) -> None:
    ann = added(company, "ann", "service")
    Role.objects.filter(name="service").update(permissions=["close_books", "fly"])

    assert actor_of(ann).permissions == {"close_books"}


def test_an_actor_costs_one_query_however_many_the_roles(company: Ledger, queries: Queries) -> None:
    added(company, "one", "sales")
    added(company, "many", "sales", "service", "auditor", "integrator", "administrator")

    for name in ("one", "many"):
        user = User.objects.get_by_natural_key(name)
        with queries(1):
            actor_of(user)
    with queries(2):
        assert len([actor_of(user) for user in users(ACTOR)]) == 2
