"""The commands of `tenure file` and `tenure case`, and their arguments; what they do is imported when they run."""

from pathlib import Path
from typing import Annotated

import typer

from tenure.cli.options import Csv, Json

file = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Files of an asset.")
case = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Cases in other systems about an asset.")

Asset = Annotated[
    str,
    typer.Argument(
        metavar="ASSET", help="Its key, ACCOUNT/KEY where several accounts have the key, or its id."
    ),
]
Id = Annotated[str, typer.Argument(metavar="ID", help="As the list tells it.")]
Everything = Annotated[bool, typer.Option("--all", help="Removed ones too.")]


@file.command("add")
def add_file(
    asset: Asset,
    path: Annotated[Path, typer.Argument(metavar="PATH", exists=True, dir_okay=False, help="The file.")],
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Default: that of the file.")
    ] = None,
    media_type: Annotated[
        str | None, typer.Option("--media-type", metavar="TYPE", help="Default: what the name says.")
    ] = None,
) -> None:
    """Add a file to an asset; prints its id, alone on standard output."""
    from tenure.cli.attachments import add_file

    add_file(asset, path, name, media_type)


@file.command("list")
def list_files(
    asset: Asset, *, everything: Everything = False, as_json: Json = False, as_csv: Csv = False
) -> None:
    """The files of an asset."""
    from tenure.cli.attachments import show_files
    from tenure.cli.printing import Form

    show_files(asset, Form.asked(as_json=as_json, as_csv=as_csv), everything=everything)


@file.command("get")
def get_file(
    asset: Asset,
    file_id: Id,
    *,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="PATH", help="A new file. Default: standard output.")
    ] = None,
) -> None:
    """What is in a file."""
    from tenure.cli.attachments import get_file

    get_file(asset, file_id, to)


@file.command("remove")
def remove_file(asset: Asset, file_id: Id) -> None:
    """Remove a file of an asset. Its content is gone; who removed it when stays."""
    from tenure.cli.attachments import remove_file

    remove_file(asset, file_id)


@case.command("add")
def add_case(
    asset: Asset,
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="What the case is called there.")],
    *,
    system: Annotated[str | None, typer.Option("--system", metavar="NAME", help="In which system.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="WORDS", help="What it is about.")] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Where it is looked at.")] = None,
    state: Annotated[str | None, typer.Option("--state", metavar="WORDS", help="How it stands.")] = None,
) -> None:
    """Add a reference to a case to an asset; prints its id, alone on standard output."""
    from tenure.cli.attachments import add_case

    add_case(asset, reference, system=system, title=title, url=url, state=state)


@case.command("list")
def list_cases(
    asset: Asset, *, everything: Everything = False, as_json: Json = False, as_csv: Csv = False
) -> None:
    """The cases of an asset."""
    from tenure.cli.attachments import show_cases
    from tenure.cli.printing import Form

    show_cases(asset, Form.asked(as_json=as_json, as_csv=as_csv), everything=everything)


@case.command("remove")
def remove_case(asset: Asset, case_id: Id) -> None:
    """Remove a reference to a case from an asset. Who removed it when stays."""
    from tenure.cli.attachments import remove_case

    remove_case(asset, case_id)
