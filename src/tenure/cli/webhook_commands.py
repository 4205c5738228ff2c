"""The commands of `tenure webhook`, and their arguments."""

from typing import TYPE_CHECKING, Annotated

import typer

from tenure.cli.access import with_django
from tenure.cli.options import Csv, Json

if TYPE_CHECKING:
    from tenure.webhooks.subscriptions import State

webhook = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    callback=with_django,
    help="Programs elsewhere that are told of what is recorded.",
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The webhook's id.")]


@webhook.command("add")
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where it is told: https://...")],
    *,
    user: Annotated[
        str, typer.Option("--user", metavar="USER", help="Whose it is; what they may see is told.")
    ],
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="Like asset.renewed; may be given again. Default: all."),
    ] = None,
) -> None:
    """Let a program be told of what is recorded from now on. Prints the secret that its messages are signed with."""
    from tenure.cli.webhooks import add

    add(url, user, types or ())


@webhook.command("list")
def show_all(as_json: Json = False, as_csv: Csv = False) -> None:
    """The webhooks, and how much they are still to be told."""
    from tenure.cli.printing import Form
    from tenure.cli.webhooks import show_all

    show_all(Form.asked(as_json=as_json, as_csv=as_csv))


@webhook.command("deliveries")
def show_deliveries(
    webhook: Id,
    *,
    due: Annotated[bool, typer.Option("--due", help="Those that are still to be told.")] = False,
    given_up: Annotated[bool, typer.Option("--given-up", help="Those that could not be told.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """What a webhook was told and is to be told, the newest first."""
    from tenure.cli.printing import Form
    from tenure.cli.webhooks import show_deliveries

    state: State | None = "due" if due else "given_up" if given_up else None
    show_deliveries(webhook, state, Form.asked(as_json=as_json, as_csv=as_csv))


@webhook.command("remove")
def remove(webhook: Id) -> None:
    """Remove a webhook: nothing is told to it any more."""
    from tenure.cli.webhooks import remove

    remove(webhook)


@webhook.command("start")
def start(webhook: Id) -> None:
    """Let a webhook that was stopped go on from where it was."""
    from tenure.cli.webhooks import start

    start(webhook)


@webhook.command("replay")
def replay(
    webhook: Id,
    *,
    everything: Annotated[
        bool, typer.Option("--everything", help="All that was ever recorded, rather than what was given up.")
    ] = False,
) -> None:
    """Tell a webhook again what was given up, or everything. Each event keeps its id."""
    from tenure.cli.webhooks import replay

    replay(webhook, everything=everything)


@webhook.command("run")
def run(
    *,
    parent: Annotated[int | None, typer.Option("--parent", hidden=True)] = None,
) -> None:
    """Tell all webhooks until it is stopped. `tenure serve` does this by itself; another server needs it beside it."""
    from tenure.cli.webhooks import run

    run(parent)
