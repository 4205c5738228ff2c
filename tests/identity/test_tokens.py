"""Tokens: good until they expire, are revoked or their user is deactivated; their secrets are nowhere."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest

from tenure.identity.actors import actor_of
from tenure.identity.models import Token
from tenure.identity.refusals import (
    UnknownPermission,
    UnknownToken,
    UserDeactivated,
    WrongExpiry,
    WrongName,
)
from tenure.identity.tokens import create, expiry, revoke, tokens
from tenure.identity.users import deactivate
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.store.connection import Connection
from tests.database import ACTOR
from tests.identity.people import NOBODY, NOON, Queries, added, asked, rows, shown

MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(days=30)
TICK = timedelta(microseconds=1)


def test_a_token_is_known_by_its_secret(company: Ledger) -> None:
    ann = added(company, "ann", "sales")

    token, secret = create(ann, "reports", ["view_financials"], LATER, NOON)

    assert re.fullmatch(r"tenure_[\w-]{43}", secret)
    assert shown(secret) == Actor("ann", frozenset({"view_financials"}), None, actor_of(ann).hidden)
    assert (token.label, token.scopes, token.created_at, token.expires_at) == (
        "reports",
        ["view_financials"],
        NOON,
        LATER,
    )


def test_a_secret_is_kept_only_as_its_hash(company: Ledger, connection: Connection) -> None:
    _, secret = create(added(company, "ann", "sales"), "reports", None, None, NOON)
    shown(secret, NOON)

    whole = str(rows(connection))

    assert secret not in whole
    assert secret.removeprefix("tenure_") not in whole
    assert sha256(secret.encode()).hexdigest() in whole


def test_no_two_secrets_are_the_same(company: Ledger) -> None:
    ann = added(company, "ann", "sales")

    assert len({create(ann, "reports", None, None, NOON)[1] for _ in range(20)}) == 20


def test_a_token_is_good_until_the_instant_at_which_it_expires(company: Ledger) -> None:
    _, secret = create(added(company, "ann", "sales"), "reports", None, LATER, NOON)

    assert shown(secret, LATER - TICK) is not None
    assert shown(secret, LATER) is None


def test_a_token_without_an_end_is_good_until_it_is_revoked(company: Ledger, connection: Connection) -> None:
    token, secret = create(added(company, "ann", "sales"), "reports", None, None, NOON)
    assert shown(secret, NOON + timedelta(days=10_000)) is not None

    revoke(*asked(ACTOR, LATER), token.id)
    once = rows(connection)
    revoke(*asked(ACTOR, LATER + MINUTE), token.id)

    assert shown(secret, NOON) is None
    assert rows(connection) == once
    assert Token.objects.get(id=token.id).revoked_at == LATER


def test_a_token_of_who_is_deactivated_is_not_good(company: Ledger) -> None:
    ann = added(company, "ann", "sales")
    _, secret = create(ann, "reports", None, None, NOON)

    deactivate(*asked(), "ann")

    assert shown(secret, NOON) is None
    ann.refresh_from_db()
    with pytest.raises(UserDeactivated):
        create(ann, "reports", None, None, NOON)


def test_a_wrong_secret_is_not_good(company: Ledger, connection: Connection) -> None:
    _, secret = create(added(company, "ann", "sales"), "reports", None, None, NOON)
    before = rows(connection)

    for wrong in (
        "",
        "tenure_",
        secret[:-1],
        secret + "A",
        secret.upper(),
        secret + "\n",
        "\ud800",
        "tenure_ä",
        "\x00",
    ):
        assert shown(wrong, NOON) is None
    assert shown(Token.objects.get().digest, NOON) is None
    assert rows(connection) == before


def test_the_use_of_a_token_is_noted_at_most_once_a_minute(company: Ledger, queries: Queries) -> None:
    token, secret = create(added(company, "ann", "sales"), "reports", None, None, NOON)

    def used_at(moment: object) -> bool:
        return bool(Token.objects.get(id=token.id).last_used_at == moment)

    assert used_at(None)
    with queries(1):
        shown(secret, NOON)
    assert used_at(NOON)
    with queries(0):
        shown(secret, NOON + MINUTE - TICK)
    assert used_at(NOON)
    with queries(1):
        shown(secret, NOON + MINUTE)
    assert used_at(NOON + MINUTE)


def test_what_is_wrong_with_a_token_is_said_and_nothing_is_written(
    company: Ledger, connection: Connection
) -> None:
    ann = added(company, "ann", "sales")
    before = rows(connection)

    with pytest.raises(UnknownPermission, match=r"^There is no permission fly\. There are manage_asset_"):
        create(ann, "reports", ["fly"], LATER, NOON)
    with pytest.raises(WrongExpiry, match=r"^A token is good for 1 to 3650 days\.$"):
        create(ann, "reports", None, NOON, NOON)
    with pytest.raises(WrongName, match="'' is no label"):
        create(ann, "", None, LATER, NOON)

    assert rows(connection) == before


@pytest.mark.parametrize("days", [-1, 0, 3651, 10**12])
def test_a_token_for_too_short_or_too_long_is_refused(days: int) -> None:
    with pytest.raises(WrongExpiry):
        expiry(days, NOON)


def test_a_token_for_a_day_and_for_ten_years() -> None:
    assert expiry(1, NOON) == NOON + timedelta(days=1)
    assert expiry(3650, NOON) == NOON + timedelta(days=3650)


def test_everyone_has_their_own_tokens_and_who_manages_users_has_all(
    company: Ledger, connection: Connection
) -> None:
    ann, bob = added(company, "ann", "sales"), added(company, "bob", "sales")
    of_ann, _ = create(ann, "reports", None, None, NOON)
    of_bob, _ = create(bob, "reports", None, None, NOON)
    asking = actor_of(ann)
    before = rows(connection)

    assert tokens(ACTOR) == [of_ann, of_bob]
    assert tokens(asking) == [of_ann]
    assert tokens(NOBODY) == []
    for actor, token_id in ((asking, of_bob.id), (NOBODY, of_ann.id), (ACTOR, 999)):
        with pytest.raises(UnknownToken, match=rf"^There is no token {token_id}\.$"):
            revoke(*asked(actor), token_id)
    assert rows(connection) == before
    assert revoke(*asked(Actor("ann", frozenset())), of_ann.id).revoked_at == NOON
