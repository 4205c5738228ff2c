"""Users: who can be added, who cannot, and that a refusal leaves everything as it was."""

from typing import Any

import pytest

from tenure.identity.account_scope import AccountScope
from tenure.identity.models import User
from tenure.identity.refusals import (
    NameTaken,
    ProgramWithoutPassword,
    UnknownRole,
    UnknownUser,
    UserDeactivated,
    WrongEmail,
    WrongName,
    WrongScope,
)
from tenure.identity.users import NewUser, add_user, deactivate, give_password, program_of, user_named, users
from tenure.kernel.refusals import NotPermitted, Refusal
from tenure.operations.actor import Actor, Scope
from tenure.operations.finding import NoSuchAccount
from tenure.operations.ledger import Ledger
from tenure.operations.scope import BookWide
from tenure.store.connection import Connection
from tests.database import ACTOR
from tests.identity.people import NOBODY, Queries, added, asked, role, rows


def test_a_user_is_added_with_roles_and_no_password(company: Ledger) -> None:
    ann = added(company, "Ann", "sales", "auditor", full_name="Ann Other", email="ann@example.com")

    [found] = users(ACTOR)
    assert found == ann
    assert (found.name, found.folded, found.full_name) == ("Ann", "ann", "Ann Other")
    assert (found.is_active, found.is_program, found.has_usable_password()) == (True, False, False)
    assert {one.name for one in found.roles.all()} == {"sales", "auditor"}
    assert (found.scope, found.roots) == ("all", [])


def test_a_user_of_a_subtree_has_its_roots(company: Ledger) -> None:
    ann = added(company, "ann", "sales", scope=AccountScope.SUBTREE, roots=["acme-uk", "acme-uk"])

    assert (ann.scope, ann.roots) == ("subtree", ["acme-uk"])


@pytest.mark.parametrize("name", ["ANN", "ann", "\uff21\uff4e\uff4e"])
def test_a_login_is_one_however_it_is_written(company: Ledger, connection: Connection, name: str) -> None:
    ann = added(company, "Ann", "sales")
    before = rows(connection)

    with pytest.raises(NameTaken, match=r"^There is a user .* already\.$"):
        added(company, name, "service")

    assert rows(connection) == before
    assert user_named(ACTOR, name) == ann
    assert User.objects.get_by_natural_key(name) == ann


@pytest.mark.parametrize(("one", "other"), [("straße", "STRASSE"), ("ﬁn", "FIN"), ("Σίσυφος", "ΣΊΣΥΦΟΣ")])
def test_letters_that_the_database_would_tell_apart_are_one(company: Ledger, one: str, other: str) -> None:
    user = added(company, one, "sales")

    assert user_named(ACTOR, other) == user


WRONG: list[tuple[dict[str, Any], type[Refusal], str]] = [
    ({"name": ""}, WrongName, "'' is no login"),
    ({"name": " ann"}, WrongName, "' ann' is no login"),
    ({"name": "a\tb"}, WrongName, "no login"),
    ({"name": "a\x00b"}, WrongName, "no login"),
    ({"name": "a\ud800"}, WrongName, "no login"),
    ({"name": "a" * 101}, WrongName, "a line of 1 to 100 characters"),
    ({"name": "\ufdfa" * 100}, WrongName, "no login"),
    ({"roles": ["boss"]}, UnknownRole, "There is no role boss. There are administrator, auditor, customer_"),
    ({"full_name": "A\nB"}, WrongName, "is no name"),
    ({"email": "ann"}, WrongEmail, "'ann' is no email address."),
    ({"email": "ann@ex\ud800mple.com"}, WrongEmail, "is no email address."),
    ({"email": "ann@example.com\n"}, WrongEmail, "is no email address."),
    ({"scope": AccountScope.SUBTREE}, WrongScope, "it is subtree."),
    ({"roots": ["acme"]}, WrongScope, "it is all."),
    ({"scope": AccountScope.SUBTREE, "roots": ["acme-"]}, NoSuchAccount, "Is acme or acme-uk meant?"),
]


def test_what_is_wrong_with_a_user_is_said_and_nothing_is_written(
    company: Ledger, connection: Connection
) -> None:
    before = rows(connection)

    for wrong, refusal, sentence in WRONG:
        keys = {"name": "ann", "roles": ["sales"], **wrong}
        with pytest.raises(refusal) as refused:
            added(company, keys.pop("name"), *keys.pop("roles"), **keys)
        assert sentence in str(refused.value), wrong

    assert rows(connection) == before


def test_users_are_told_by_login_with_two_queries(company: Ledger, queries: Queries) -> None:
    for name in ("zoe", "Ann", "bob"):
        added(company, name, "sales", "service")

    with queries(2):
        found = [(one.name, len(one.roles.all())) for one in users(ACTOR)]

    assert found == [("Ann", 2), ("bob", 2), ("zoe", 2)]


def test_a_user_is_deactivated_and_stays(company: Ledger) -> None:
    added(company, "ann", "sales")

    deactivate(*asked(), "ANN")
    deactivate(*asked(), "ann")

    assert [(one.name, one.is_active) for one in users(ACTOR)] == [("ann", False)]
    with pytest.raises(UserDeactivated, match=r"^ann is deactivated\.$"):
        give_password(*asked(), "ann")


def test_a_one_time_password_is_good_and_has_to_be_changed(company: Ledger) -> None:
    added(company, "ann", "sales")

    first, second = give_password(*asked(), "ann"), give_password(*asked(), "ann")

    ann = user_named(ACTOR, "ann")
    assert first != second
    assert (ann.check_password(first), ann.check_password(second)) == (False, True)
    assert ann.must_change_password
    assert ann.password.startswith("argon2$argon2id$")


def test_a_user_that_there_is_not(company: Ledger) -> None:
    for name in ("nobody", "", "\ud800", "a\x00b"):
        with pytest.raises(UnknownUser):
            user_named(ACTOR, name)


def test_a_program_has_one_role_and_no_password(company: Ledger) -> None:
    program = program_of(*asked(), "integrator")

    assert program_of(*asked(), "integrator") == program
    assert (program.name, program.full_name, program.scope) == (
        "program-integrator",
        "Program (Integrator)",
        "all",
    )
    assert [one.name for one in program.roles.all()] == ["integrator"]
    with pytest.raises(ProgramWithoutPassword, match="program-integrator is a program"):
        give_password(*asked(), "program-integrator")
    assert not user_named(ACTOR, "program-integrator").has_usable_password()


def test_a_person_is_not_taken_for_a_program(company: Ledger, connection: Connection) -> None:
    added(company, "Program-Sales", "administrator")
    before = rows(connection)

    with pytest.raises(NameTaken):
        program_of(*asked(), "sales")

    assert rows(connection) == before


def test_who_may_not_manage_users_neither_changes_nor_reads_them(
    company: Ledger, connection: Connection
) -> None:
    added(company, "ann", "sales")
    before = rows(connection)

    for forbidden in (
        lambda: deactivate(*asked(NOBODY), "ann"),
        lambda: give_password(*asked(NOBODY), "ann"),
        lambda: program_of(*asked(NOBODY), "integrator"),
        lambda: user_named(NOBODY, "ann"),
        lambda: users(NOBODY),
    ):
        with pytest.raises(NotPermitted, match="the permission manage_users is missing"):
            forbidden()
    assert rows(connection) == before


def test_the_staff_are_those_who_manage_users(company: Ledger) -> None:
    ann, bob = added(company, "ann", "sales", role("leads", "manage_users")), added(company, "bob", "sales")

    assert (ann.is_staff, bob.is_staff) == (True, False)
    assert not deactivate(*asked(), "ann").is_staff


def test_users_are_added_by_who_has_all_accounts(company: Ledger) -> None:
    some = Actor("chief", ACTOR.permissions, Scope(roots=frozenset({"acme"})))

    with pytest.raises(BookWide) as refused:
        add_user(*asked(some), NewUser("maria", ("sales",)))

    assert str(refused.value) == (
        "chief may not add users: it concerns all accounts, and chief has only some of them."
    )
    assert not User.objects.filter(name="maria").exists()
