"""The first start: an administrator with a password that is told once."""

import re
import threading

from django.db import connections

from tenure.identity.actors import actor_of
from tenure.identity.first import first_administrator
from tenure.identity.login import check
from tenure.identity.models import User
from tenure.identity.users import deactivate, program_of, users
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.ledger import Ledger
from tenure.store.connection import Connection
from tests.database import ACTOR
from tests.identity.people import NOON, added, asked, rows


def test_the_first_user_administrates_and_is_made_once(company: Ledger, connection: Connection) -> None:
    sentence = first_administrator(*asked())

    assert sentence is not None
    told = re.fullmatch(
        r"The first user is admin, with the password (\S+)\."
        r" It is told only this once, and has to be changed at the first login\.",
        sentence,
    )
    assert told is not None
    assert told[1] not in str(rows(connection))
    admin = check("admin", told[1], "192.0.2.1", NOON)
    assert admin is not None
    assert admin.must_change_password
    assert actor_of(admin) == Actor("admin", ALL_PERMISSIONS)

    before = rows(connection)
    assert first_administrator(*asked()) is None
    assert rows(connection) == before


def test_where_there_is_a_user_none_is_made(company: Ledger) -> None:
    added(company, "ann", "sales")
    deactivate(*asked(), "ann")

    assert first_administrator(*asked()) is None
    assert [one.name for one in users(ACTOR)] == ["ann"]


def test_a_program_is_nobody_to_log_in_as(company: Ledger) -> None:
    program_of(*asked(), "integrator")

    assert first_administrator(*asked()) is not None
    assert [one.name for one in users(ACTOR)] == ["admin", "program-integrator"]


def test_of_several_that_start_at_once_one_makes_it(company: Ledger) -> None:
    starting, said = 4, list[str | None]()
    together = threading.Barrier(starting)

    def start() -> None:
        together.wait()
        said.append(first_administrator(*asked()))
        connections["default"].close()

    threads = [threading.Thread(target=start) for _ in range(starting)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(said) == starting
    assert len([sentence for sentence in said if sentence is not None]) == 1
    assert User.objects.count() == 1
