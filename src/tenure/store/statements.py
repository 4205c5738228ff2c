"""Statements: SQL lives in files, each statement under a name and a line that says what it answers."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

HEADER = "-- name: "


@cache
def _statements() -> dict[str, str]:
    found: dict[str, str] = {}
    folder = files("tenure.store") / "sql"
    for place in (folder, folder / "book"):
        for file in place.iterdir():
            if not file.name.endswith(".sql"):
                continue
            for section in file.read_text(encoding="utf-8").split(HEADER)[1:]:
                name, _, body = section.partition("\n")
                if name.strip() in found:
                    raise ValueError(f"two statements are named {name.strip()}")
                found[name.strip()] = body
    return found


@cache
def statement(name: str) -> str:
    """Give the statement of a name; parameters are written `%(name)s`.

    One that stands in it as a function does is put in its place: `find_settings()`, or `find_holdings(x.account_id)`
    where it asks for some accounts.
    """
    return USED.sub(_used, _statements()[name])


USED: Final = re.compile(r"\b(find_\w+)\((\w+\.account_id)?\)")


def _used(call: re.Match[str]) -> str:
    name, account = call.groups()
    return f"({statement(name) if account is None else _asking(name, f'= {account}')})"


OF_ACCOUNTS, OF_ACCOUNT = "= any(%(account_ids)s)", "= %(account_id)s"
OF_ASSETS = f"{OF_ACCOUNT} and s.asset_id = any(%(asset_ids)s::bigint[])"


@cache
def statement_of_one(name: str) -> str:
    """Give the statement of a name that asks for some accounts as one that asks for one.

    PostgreSQL plans it once, and a list of accounts anew each time, which may take longer than to answer it.
    """
    return _asking(name, OF_ACCOUNT)


@cache
def statement_of_assets(name: str) -> str:
    """Give the statement of a name that asks for the assets (`s`) of some accounts as one for some assets of one."""
    return _asking(name, OF_ASSETS)


def _asking(name: str, of: str) -> str:
    found = statement(name)
    if found.count(OF_ACCOUNTS) != 1:
        raise ValueError(f"{name} does not say once which accounts it asks for")
    return found.replace(OF_ACCOUNTS, of)


def schema_file(name: str) -> str:
    """Give the SQL of a file of the schema."""
    return (files("tenure.store") / "schema" / f"{name}.sql").read_text(encoding="utf-8")
