"""Finding what a person names: an account by its key; an asset by its key, as ACCOUNT/KEY, or by its id."""

import difflib
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from tenure.kernel.refusals import Malformed, UnknownAccount
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.operations.scope import in_scope
from tenure.store.connection import Asked, rows

LARGEST_ID = 2**63 - 1
NEAR_ENOUGH = 0.6
COMPARED = 500
"""Keys that a misspelt one is compared with, at most: those with the same first letter."""


class NoSuchAccount(UnknownAccount):
    """No account has the key; the sentence names those that are nearly it."""

    status = 404
    template = "There is no account {account}.{near}"


class NoSuchAsset(Malformed):
    """No asset has the key or the id."""

    code = "UNKNOWN_ASSET"
    status = 404
    template = "There is no asset {asset}."


class AssetInSeveralAccounts(Malformed):
    """Several accounts have an asset of the key."""

    code = "ASSET_IN_SEVERAL_ACCOUNTS"
    status = 409
    template = "Several accounts have an asset {asset}. Name one of these: {candidates}."


class AssetPlace(Struct, frozen=True):
    """Where an asset stands in the book."""

    account_id: int
    asset_id: int


def account_named(ledger: Ledger, actor: Actor, key: str) -> Any:
    """Give the row of the account with a key; raise `NoSuchAccount`."""
    return account_told(ledger, actor, key, rows(ledger.connection, *by_key(key)))


def by_key(key: str) -> Asked:
    """Ask for the account with a key, together with something else."""
    return "find_account", {"key": key}


def account_told(ledger: Ledger, actor: Actor, key: str, found: Sequence[Any]) -> Any:
    """Give the account of what `by_key` answers, where it exists for an actor; raise `NoSuchAccount`."""
    seen = _seen(ledger, actor, found)
    if not seen:
        raise NoSuchAccount(account=key, near=_near(ledger, key) if actor.scope is None else "")
    return seen[0]


def _seen(ledger: Ledger, actor: Actor, found: Sequence[Any]) -> Sequence[Any]:
    """Give the rows of accounts that exist for an actor."""
    visible = in_scope(ledger, actor, {row.account_id for row in found})
    return [row for row in found if row.account_id in visible]


def _near(ledger: Ledger, key: str) -> str:
    """Give a sentence that names the accounts whose keys are nearly the one given, or nothing."""
    firsts = sorted({key[:1].lower(), key[:1].upper()} - {""})
    known = [
        row.key
        for first in firsts
        for row in rows(ledger.connection, "find_account_keys", {"first": first, "most": COMPARED})
    ]
    by_fold = {known_key.casefold(): known_key for known_key in known}
    near = difflib.get_close_matches(key.casefold(), by_fold, n=3, cutoff=NEAR_ENOUGH)
    return f" Is {' or '.join(by_fold[fold] for fold in near)} meant?" if near else ""


def asset_named(ledger: Ledger, actor: Actor, name: str) -> AssetPlace:
    """Give the asset that a name means; raise `NoSuchAsset` or `AssetInSeveralAccounts`.

    A key goes before ACCOUNT/KEY, and that before an id.
    """
    found = _seen(ledger, actor, rows(ledger.connection, "find_assets_of_key", {"key": name}))
    if len(found) > 1:
        candidates = ", ".join(f"{row.account}/{name}" for row in found)
        raise AssetInSeveralAccounts(asset=name, candidates=candidates)
    if not found and "/" in name:
        account, _, key = name.partition("/")
        asked = {"account": account, "key": key}
        found = _seen(ledger, actor, rows(ledger.connection, "find_asset_of_account", asked))
    if not found and name.isascii() and name.isdigit() and len(name) < 20 and int(name) <= LARGEST_ID:
        found = _seen(ledger, actor, rows(ledger.connection, "find_asset_of_id", {"asset_id": int(name)}))
    if not found:
        raise NoSuchAsset(asset=name)
    return AssetPlace(found[0].account_id, found[0].asset_id)
