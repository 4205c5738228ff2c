"""The example company in a book of tests, and who visits it."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tenure.cli.demo import MISTAKES, example_files
from tenure.identity.users import NewUser, add_user
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.custom.declared import CustomField
from tenure.operations.custom.declaring import put_custom_field
from tenure.operations.ledger import Ledger
from tenure.operations.uploads import keep_upload
from tenure.store.shell import django_on, together, working_connection
from tenure.webhooks.subscriptions import add_webhook
from tests.api.company import Known
from tests.contract.serving import TENURE
from tests.identity.people import asked, with_password

VISITOR: Final = "olivia"
NEWCOMERS: Final = ("nora", "noel")
"""Users who log in for the first time, each in one test."""


def put_examples(environment: Mapping[str, str]) -> None:
    """Put the example company into a book, and a user who may do everything."""
    arguments: list[str | Path] = [TENURE, "load", *example_files(), "--activate"]
    subprocess.run(arguments, env={**os.environ, **environment}, check=False, capture_output=True)
    with django_on(environment["DATABASE_URL"]), together():
        with_password(add_user(*asked(), NewUser(VISITOR, ("administrator",))))
        for newcomer in NEWCOMERS:
            with_password(add_user(*asked(), NewUser(newcomer, ("service",))))
        add_webhook(*asked(), "https://example.com/hook", owner=VISITOR)
        working_connection().execute("update webhook set webhook_id = 1")
        put_custom_field(*asked(), CustomField("product", "line", "Product Line", "text"))
        give_mistakes()


def give_mistakes() -> None:
    """Give the mistakes that people make, as the user, to be taken in once something is served."""
    visitor = Actor(VISITOR, ALL_PERMISSIONS)
    _, now, request_id, ledger = asked(visitor)
    known = Ledger(ledger.connection, Known())
    content = example_files()[0].with_name(MISTAKES).read_bytes()
    keep_upload(visitor, now, request_id, known, MISTAKES, [content], activate=True)
