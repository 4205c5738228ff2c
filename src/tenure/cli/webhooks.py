"""`tenure webhook`: programs elsewhere that are told of what is recorded."""

import os
import time
from collections.abc import Sequence
from typing import Final

from tenure.cli.book import opened, opened_to_users, say
from tenure.cli.endings import NoDatabase, WrongCall
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.clock import now
from tenure.identity.actors import actor_named
from tenure.identity.users import user_named
from tenure.store.shell import django_on
from tenure.webhooks import subscriptions as operation
from tenure.webhooks.documents import (
    DELIVERY_COLUMNS,
    WEBHOOK_COLUMNS,
    Document,
    delivery_document,
    webhook_document,
)
from tenure.webhooks.running import one_round
from tenure.webhooks.sending import Network, allowed_networks
from tenure.webhooks.subscriptions import State

IDLE: Final = 1.0
"""Seconds until it is looked again whether there is something to tell."""

LOST: Final = 5.0
"""Seconds until a database that was lost is tried again."""

COLUMNS = (
    Column("ID"),
    Column("Address", prose=True),
    Column("Types", prose=True),
    Column("Owner"),
    Column("Stopped", prose=True),
    Column("Due", number=True),
    Column("Given up", number=True),
)
DELIVERY_TITLES = (
    Column("Event"),
    Column("State"),
    Column("Tries", number=True),
    Column("Due"),
    Column("Tried"),
    Column("Status", number=True),
    Column("Problem", prose=True),
)


def add(url: str, owner: str, types: Sequence[str]) -> None:
    """Add a webhook and print its secret, and nothing else."""
    with opened_to_users() as book:
        name = user_named(book.actor, owner).name
        webhook, secret = operation.add_webhook(*book.asked, url, owner=name, types=types)
    say(f"Webhook {webhook.id} tells {url} what {name} may see. Its secret is shown only this once.")
    print(secret)


def show_all(form: Form) -> None:
    """Print the webhooks."""
    with opened() as book:
        found = [webhook_document(one) for one in operation.webhooks(*book.asked)]
    match form:
        case Form.JSON:
            print_json({"webhooks": found})
        case Form.CSV:
            print_csv(WEBHOOK_COLUMNS, [{**one, "types": " ".join(one["types"])} for one in found])
        case Form.TABLE if found:
            print_table(COLUMNS, map(_row, found))
        case Form.TABLE:
            print("Nobody is told. A webhook is added with: tenure webhook add URL --user USER")


def _row(webhook: Document) -> list[str | None]:
    counts = [str(webhook["due"]), str(webhook["given_up"])]
    types = ", ".join(webhook["types"]) or "all"
    return [webhook["id"], webhook["url"], types, webhook["owner"], webhook["stopped"], *counts]


def show_deliveries(webhook: str, state: State | None, form: Form) -> None:
    """Print what a webhook was told and is to be told."""
    with opened() as book:
        told, more = operation.deliveries(*book.asked, webhook, state=state)
    found = [delivery_document(one) for one in told]
    if more:
        say(f"Only the newest {len(found)} are shown.")
    match form:
        case Form.JSON:
            print_json({"deliveries": found})
        case Form.CSV:
            print_csv(DELIVERY_COLUMNS, found)
        case Form.TABLE if found:
            print_table(DELIVERY_TITLES, map(_delivery_row, found))
        case Form.TABLE:
            print("There are no such deliveries.")


def _delivery_row(delivery: Document) -> list[str | None]:
    status = delivery["status"]
    return [
        delivery["event"],
        delivery["state"].replace("_", " "),
        str(delivery["attempts"]),
        delivery["due_at"],
        delivery["tried_at"],
        None if status is None else str(status),
        delivery["problem"],
    ]


def remove(webhook: str) -> None:
    """Remove a webhook."""
    with opened() as book:
        operation.remove_webhook(*book.asked, webhook)
    print(f"Webhook {webhook} is removed.")


def start(webhook: str) -> None:
    """Let a webhook that was stopped go on."""
    with opened() as book:
        operation.start_webhook(*book.asked, webhook)
    print(f"Webhook {webhook} goes on from where it was.")


def replay(webhook: str, *, everything: bool) -> None:
    """Tell a webhook again what was given up, or everything."""
    from tenure.operations.feed import BEGINNING

    with opened() as book:
        operation.replay(*book.asked, webhook, BEGINNING if everything else None)
    print(f"Webhook {webhook} is told {'everything' if everything else 'what was given up'} again.")


def run(parent: int | None) -> None:
    """Tell all webhooks until the process is ended; a process that it was started for may end it by ending itself."""
    try:
        networks = allowed_networks()
    except ValueError as error:
        raise WrongCall(str(error)) from error
    while parent in {None, os.getppid()}:
        try:
            _rounds(parent, networks)
        except NoDatabase as error:
            say(f"Webhooks wait: {error}")
            time.sleep(LOST)


def _rounds(parent: int | None, networks: Sequence[Network]) -> None:
    with opened() as book, django_on(book.place.app):
        while parent in {None, os.getppid()}:
            if not one_round(now, book.request_id, book.ledger, actor_named, networks):
                time.sleep(IDLE)
