"""`tenure database`: the embedded server, started, stopped, or asked after."""

import os

from tenure.cli.book import say, told
from tenure.cli.endings import WrongCall
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.cli.server import only_here
from tenure.store import embedded
from tenure.store.place import home


def start() -> None:
    """Start the embedded server; it runs until it is stopped."""
    _must_be_embedded()
    with told():
        status = embedded.start(home(), say=say)
    print(f"The server runs until `tenure database stop`; its data is in {status.data}.")


def stop() -> None:
    """Stop the embedded server, or let its last user stop it."""
    _must_be_embedded()
    with told():
        status = embedded.stop(home())
    print("The server is in use; its last user stops it." if status.running else "The server is stopped.")


def status(form: Form) -> None:
    """Print which database is used and whether it runs. Starts nothing."""
    only_here()
    shown = _own_database() if os.environ.get("DATABASE_URL") else _embedded_database()
    match form:
        case Form.JSON:
            print_json(shown)
        case Form.CSV:
            print_csv(tuple(shown), [shown])
        case Form.TABLE:
            print_table(
                (Column("Database"), Column("")), [(key, _word(value)) for key, value in shown.items()]
            )


def _word(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "none yet"


def _embedded_database() -> dict[str, str | bool | None]:
    with told():
        found = embedded.status(home())
    data = None if found.data is None else str(found.data)
    return {"home": str(home()), "data": data, "running": found.running, "kept": found.kept}


def _own_database() -> dict[str, str | bool | None]:
    raise WrongCall("DATABASE_URL names another PostgreSQL; `tenure database` speaks of the embedded server.")


def _must_be_embedded() -> None:
    only_here()
    if os.environ.get("DATABASE_URL"):
        _own_database()
