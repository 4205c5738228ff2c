"""`tenure serve`: the pages and the interface for programs on an address of this machine, until it is stopped."""

import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from ipaddress import ip_address
from tempfile import TemporaryDirectory
from typing import Any, Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from tenure.cli.access import with_django
from tenure.cli.book import opened, say, with_users
from tenure.cli.endings import Refused, WrongCall
from tenure.cli.server import only_here
from tenure.cli.workers import PATIENCE, load_site
from tenure.identity.secret_key import keep_key
from tenure.operations.limits import HEADER_SECONDS, WORKERS
from tenure.store.place import home
from tenure.watching.tracing import NotInstalled, must_be_installed

TARGET = "tenure.site.asgi:application"
FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where figures are kept, as the library finds it when it is loaded; it is loaded only in the processes that answer."""


def serve(host: str, port: int, page: str | None = None) -> None:
    """Serve until the process is told to stop; the book is brought up to date first, and kept open.

    A `page` is said once it can be looked at, and opened in a browser where somebody sits at this machine.
    """
    only_here()
    _must_be_free(host, port)
    try:
        must_be_installed()
    except NotInstalled as error:
        raise Refused(str(error)) from None
    keep_server_key()
    with_django()
    from django.conf import settings

    from tenure.identity.first import first_administrator

    environment = settings.TENURE
    _must_be_safe(host, environment)

    with opened() as book, _figures():
        with with_users(book) as both:
            told = first_administrator(*both.asked)
        if told is not None:
            say(told)
        scheme = "http" if environment.certificate is None else "https"
        address = environment.public_url or f"{scheme}://{_shown(host)}:{port}"
        with _beside("webhook"), _beside("upload"):
            say(f"Tenure answers at {address}. Ctrl-C stops it.")
            if page is not None:
                threading.Thread(target=_open, args=(host, port, address + page), daemon=True).start()
            Granian(
                TARGET,
                address=host,
                port=port,
                interface=Interfaces.ASGINL,
                workers=WORKERS,
                log_level=LogLevels.warning,
                http=HTTPModes.http1,
                http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
                websockets=False,
                workers_kill_timeout=PATIENCE,
                ssl_cert=environment.certificate,
                ssl_key=environment.certificate_key,
            ).serve(target_loader=load_site)


def _open(host: str, port: int, page: str) -> None:
    """Say where a page is as soon as somebody answers, and open it."""
    while not _listens(host, port):
        time.sleep(0.1)
    say(f"Open {page}")
    if sys.stderr.isatty():
        webbrowser.open(page)


def _listens(host: str, port: int) -> bool:
    try:
        with closing(socket.create_connection((host, port), timeout=1)):
            return True
    except OSError:
        return False


@contextmanager
def _beside(what: str) -> Iterator[None]:
    """Let a process beside this one tell the webhooks or take in uploads; it ends with this one, in whichever way."""
    command = [sys.executable, "-m", "tenure.cli", what, "run", "--parent", str(os.getpid())]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def keep_server_key() -> None:
    """Keep the key by which sessions are signed, before the settings are read that have it."""
    try:
        keep_key(home())
    except OSError as error:
        raise Refused(
            f"The server's key cannot be kept in {home()}: {error.strerror or error}. Say TENURE_HOME, or"
            " TENURE_SECRET_KEY."
        ) from error


def _must_be_safe(host: str, environment: Any) -> None:
    """Refuse to serve with settings that are wrong, or others than this machine without those that make it safe."""
    problems = list(environment.problems)
    if environment.public_url is None and not _is_loopback(host):
        problems.append(
            f"At {host} others reach Tenure, so TENURE_PUBLIC_URL has to say by which address, like"
            " https://tenure.example.com; docs/serving.md tells the rest."
        )
    if problems:
        raise WrongCall("\n".join(problems))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _figures() -> Iterator[None]:
    """Let the processes that answer keep their figures in one folder, so that each can tell those of all."""
    with TemporaryDirectory(prefix="tenure-figures-") as folder:
        os.environ[FOLDER] = folder
        yield


def _must_be_free(host: str, port: int) -> None:
    """Refuse an address at which nothing can be served, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with closing(socket.socket(family, socket.SOCK_STREAM)) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        raise Refused(f"Nothing can be served at {host}, port {port}: {error.strerror or error}.") from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
