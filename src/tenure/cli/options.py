"""Arguments and options that several commands share, each said once."""

from typing import Annotated

import typer

Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's key.")]
OfAccount = Annotated[str | None, typer.Option("--account", metavar="ACCOUNT", help="Of this account only.")]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The order's number.")]

On = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="DATE", help="In force on this date (its first instant) or instant. Default: now."
    ),
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="INSTANT",
        help="As known at this instant or date (its last instant). Default: now.",
    ),
]
Message = Annotated[
    str | None,
    typer.Option("--message", metavar="TEXT", help="Why, in words; it is recorded with who did it."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")]
VerifyWorkers = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, max=64, metavar="N", help="Connections at once. Default: by processors."
    ),
]
