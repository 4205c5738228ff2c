"""The commands of `tenure upload`, and their arguments; what they do is imported when they run."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenure.cli.options import Csv, Json

if TYPE_CHECKING:
    from tenure.operations.uploads import State

upload = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Files of records that are taken in while their givers do something else.",
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The upload's id, as the list tells it.")]


@upload.command("add")
def add(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="JSON Lines or CSV, also .gz."),
    ],
    *,
    user: Annotated[
        str | None,
        typer.Option(
            "--user",
            metavar="USER",
            help="Whose it is: it is taken in with their rights. With --server whose token is shown.",
        ),
    ] = None,
    activate: Annotated[
        bool,
        typer.Option(" /--no-activate", help="Keep the orders as drafts. Default: activate them."),
    ] = True,
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until it is taken in, and say what became of it.")
    ] = False,
) -> None:
    """Give a file that is taken in by and by; prints its id, alone on standard output."""
    from tenure.cli.uploads import add

    add(file, user, activate=activate, wait=wait)


@upload.command("list")
def show_all(
    *,
    to_do: Annotated[bool, typer.Option("--waiting", help="Those that are not begun.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """The files that were given, the newest first, and how far they are."""
    from tenure.cli.printing import Form
    from tenure.cli.uploads import show_all

    state: State | None = "waiting" if to_do else None
    show_all(state, Form.asked(as_json=as_json, as_csv=as_csv))


@upload.command("show")
def show(upload: Id, *, as_json: Json = False, as_csv: Csv = False) -> None:
    """How far a file is, and what is wrong with it."""
    from tenure.cli.printing import Form
    from tenure.cli.uploads import show

    show(upload, Form.asked(as_json=as_json, as_csv=as_csv))


@upload.command("stop")
def stop(upload: Id) -> None:
    """Stop a file; what is taken in of it stays."""
    from tenure.cli.uploads import stop

    stop(upload)


@upload.command("run")
def run(
    *,
    parent: Annotated[int | None, typer.Option("--parent", hidden=True)] = None,
) -> None:
    """Take in files until it is stopped. `tenure serve` does this by itself; another server needs it beside it."""
    from tenure.cli.access import with_django

    with_django()
    from tenure.cli.upload_run import run

    run(parent)
