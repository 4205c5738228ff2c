"""The commands of `tenure field`, and their arguments: fields that the organisation declares for itself."""

from typing import Annotated

import typer

from tenure.cli.options import Csv, Json, Message

field = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Fields of your own.")

Object = Annotated[
    str, typer.Argument(metavar="OBJECT", help="account, product, asset or state_period: what has it.")
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What programs call it, such as region.")]


@field.command("list")
def list_fields(*, as_json: Json = False, as_csv: Csv = False) -> None:
    """The fields that are declared."""
    from tenure.cli.fields import show_all
    from tenure.cli.printing import Form

    show_all(Form.asked(as_json=as_json, as_csv=as_csv))


@field.command("put")
def put_field(
    of_object: Object,
    name: Name,
    *,
    kind: Annotated[
        str, typer.Option("--type", metavar="TYPE", help="text, number, date, boolean or picklist.")
    ] = "text",
    label: Annotated[str | None, typer.Option("--label", metavar="LABEL", help="What people say.")] = None,
    values: Annotated[
        list[str] | None,
        typer.Option("--value", metavar="VALUE", help="One of a picklist's values; may be given again."),
    ] = None,
    words: Annotated[str | None, typer.Option("--about", metavar="WORDS", help="What it means.")] = None,
    message: Message = None,
) -> None:
    """Declare a field, or change label, values and words of one; one that was retired takes values again."""
    from tenure.cli.fields import put

    put(of_object, name, kind, label, values, words, message)


@field.command("retire")
def retire_field(of_object: Object, name: Name, *, message: Message = None) -> None:
    """Let a field take no new values any more; what it has stays."""
    from tenure.cli.fields import retire

    retire(of_object, name, message)
