"""The commands of `tenure` and their arguments; what they do is imported when one of them runs.

Nothing else may be imported here that takes time: `tenure --help` answers at once.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tenure.cli import access, attached, declared
from tenure.cli.endings import Code, Ending
from tenure.cli.options import Account, Csv, Json, KnownAt, Message, Number, OfAccount, On, VerifyWorkers
from tenure.cli.server import SERVER, TOKEN, TOKEN_FILE, choose
from tenure.cli.upload_commands import upload
from tenure.cli.webhook_commands import webhook

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="What does this customer actually have? On any day, as known on any other day.",
    epilog="Exit codes: 0 done; 1 something was refused or found wrong; 2 the call itself was wrong;"
    " 3 the database or the server could not be reached.",
)
database = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The embedded PostgreSQL server.")
report = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The reports.")
quote = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What becomes of a quote.")
app.add_typer(quote, name="quote")
app.add_typer(report, name="report")
app.add_typer(database, name="database")
app.add_typer(attached.file, name="file")
app.add_typer(attached.case, name="case")
app.add_typer(access.user, name="user")
app.add_typer(access.role, name="role")
app.add_typer(access.token, name="token")
app.add_typer(access.client, name="client")
app.add_typer(declared.field, name="field")
app.add_typer(webhook, name="webhook")
app.add_typer(upload, name="upload")


@app.callback()
def everywhere(
    *,
    server: Annotated[
        str | None,
        typer.Option(
            "--server",
            metavar="URL",
            envvar=SERVER,
            help="Ask the server there, not the book of this machine.",
        ),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            "--token-file",
            metavar="FILE",
            envvar=TOKEN_FILE,
            help=f"Has the token for the server. Default: {TOKEN} in the environment.",
        ),
    ] = None,
) -> None:
    choose(server, token_file)


def main() -> None:
    """Run the command that the process was called with."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code."""
    try:
        typer.main.get_command(app).main(args=arguments, prog_name="tenure")
    except SystemExit as ended:
        return int(ended.code or Code.DONE)
    except Ending as ending:
        if str(ending):
            print(ending, file=sys.stderr)
        return ending.code
    except KeyboardInterrupt:
        return Code.INTERRUPTED
    finally:
        choose(None, None)
    return Code.DONE


@app.command()
def load(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="JSON Lines or CSV, also .gz."),
    ],
    *,
    activate: Annotated[
        bool, typer.Option("--activate", help="Activate the orders, in the order of the file.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", min=1, max=64, metavar="N", help="Processes. Default: by the size of the files."
        ),
    ] = None,
) -> None:
    """Read accounts, products, contracts and orders from files."""
    from tenure.cli.loading import load_files

    load_files(files, activate=activate, workers=workers)


@app.command()
def activate(
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="[NUMBER...]", help="Default: all drafts.")
    ] = None,
) -> None:
    """Activate orders, in the order in which they were loaded."""
    from tenure.cli.orders import activate

    activate(numbers or [])


@app.command()
def preview(number: Number, *, as_json: Json = False, as_csv: Csv = False) -> None:
    """What activating an order would do. Nothing is written."""
    from tenure.cli.orders import preview
    from tenure.cli.printing import Form

    preview(number, Form.asked(as_json=as_json, as_csv=as_csv))


@app.command()
def cancel(number: Number) -> None:
    """Cancel an order: an activated one where all that it did can be rolled back."""
    from tenure.cli.orders import cancel

    cancel(number)


@quote.command()
def accept(number: Number) -> None:
    """Make a quote a draft order, to be activated."""
    from tenure.cli.orders import accept

    accept(number)


@quote.command()
def decline(number: Number) -> None:
    """Cancel a quote."""
    from tenure.cli.orders import decline

    decline(number)


@app.command()
def have(
    account: Account,
    *,
    on: On = None,
    known_at: KnownAt = None,
    everything: Annotated[bool, typer.Option("--all", help="Scheduled and ended assets too.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """What a customer has in force."""
    from tenure.cli.have import have
    from tenure.cli.printing import Form

    have(account, on, known_at, Form.asked(as_json=as_json, as_csv=as_csv), everything=everything)


@app.command()
def history(
    asset: Annotated[
        str,
        typer.Argument(
            metavar="ASSET", help="Its key, ACCOUNT/KEY where several accounts have the key, or its id."
        ),
    ],
    *,
    known_at: KnownAt = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """The actions and state periods of an asset."""
    from tenure.cli.history import history
    from tenure.cli.printing import Form

    history(asset, known_at, Form.asked(as_json=as_json, as_csv=as_csv))


@report.command("inventory")
def report_inventory(
    *,
    on: On = None,
    known_at: KnownAt = None,
    account: OfAccount = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Every asset in force, by customer."""
    from tenure.cli.printing import Form
    from tenure.cli.reports import inventory

    inventory(on, known_at, account, Form.asked(as_json=as_json, as_csv=as_csv))


@report.command("failures")
def report_failures(*, account: OfAccount = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """Orders that could not be activated, and why."""
    from tenure.cli.printing import Form
    from tenure.cli.reports import failures

    failures(account, Form.asked(as_json=as_json, as_csv=as_csv))


@app.command()
def verify(*, workers: VerifyWorkers = None, as_json: Json = False, as_csv: Csv = False) -> None:
    """Every invariant over the whole book; exit code 1 with what differs."""
    from tenure.cli.printing import Form
    from tenure.cli.verify import verify

    verify(workers, Form.asked(as_json=as_json, as_csv=as_csv))


@app.command()
def audit(
    *,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Since this date or instant.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Until this date, all of it, or instant.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="NAME", help="By this user or program.")
    ] = None,
    about: Annotated[
        str | None,
        typer.Option("--object", metavar="OBJECT", help="asset, order, account, product, setting, user, ..."),
    ] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="KEY", help="What is named so.")] = None,
    account: OfAccount = None,
    request_id: Annotated[
        str | None, typer.Option("--request", metavar="ID", help="Done by this request.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, metavar="N", help="The newest so many. Default: 100 in a table."),
    ] = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Who did what, when, from where, in which request and why; newest first."""
    from tenure.cli.audit import audit
    from tenure.cli.printing import Form
    from tenure.operations.audit import Asked

    asked = Asked(actor=actor, object=about, key=key, account=account, request_id=request_id)
    audit(since, until, asked, limit, Form.asked(as_json=as_json, as_csv=as_csv))


@app.command()
def demo(
    *,
    opens: Annotated[
        bool, typer.Option("--open", help="Then serve its pages, and open one, until it is stopped.")
    ] = False,
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="The port.")] = 8000,
) -> None:
    """Load the example company, show what customers have, and say what to try next."""
    from tenure.cli.demo import demo, open_demo

    if opens:
        open_demo(port)
    else:
        demo()


@app.command()
def serve(
    *,
    host: Annotated[
        str, typer.Option("--host", metavar="H", help="The address to listen at; 0.0.0.0 is every one.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="The port.")] = 8000,
) -> None:
    """Serve the pages and the REST interface until it is stopped."""
    from tenure.cli.serve import serve

    serve(host, port)


@app.command()
def settings(
    name: Annotated[str | None, typer.Argument(metavar="[NAME", help="The setting.")] = None,
    value: Annotated[str | None, typer.Argument(metavar="[VALUE]]", help="Its new value.")] = None,
    message: Message = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """The organisation's settings: all, one, or a new value for one."""
    from tenure.cli.printing import Form
    from tenure.cli.settings import settings

    settings(name, value, Form.asked(as_json=as_json, as_csv=as_csv), message)


@database.command("start")
def start_database() -> None:
    """Start the server; it runs until it is stopped."""
    from tenure.cli.database import start

    start()


@database.command("stop")
def stop_database() -> None:
    """Stop the server, once nothing uses it."""
    from tenure.cli.database import stop

    stop()


@database.command("status")
def database_status(as_json: Json = False, as_csv: Csv = False) -> None:
    """Tell whether the server runs, and where its data is. Starts nothing."""
    from tenure.cli.database import status
    from tenure.cli.printing import Form

    status(Form.asked(as_json=as_json, as_csv=as_csv))
