"""The processes that answer: each loads the site, and ends when the process that started it is gone.

Whoever kills `tenure serve` outright (SIGKILL, or the system where memory is short) leaves nobody to tell them. They
would go on answering at the address, which nobody could then take.
"""

import multiprocessing
import os
import signal
import threading
import time
from typing import Any, Final

from django.utils.module_loading import import_string

LOOKS_EVERY: Final = 0.5
"""Seconds between two looks at whose child a process is."""

PATIENCE: Final = 10
"""Seconds that requests have to come to their end."""


def load_site(target: str) -> Any:
    """Give the application, in a process that answers.

    Until it listens itself, a signal to end ends it: what it has of its parent, which listens, would do nothing.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_follow, args=(parent.pid,), name="parent", daemon=True).start()
    return import_string(target.replace(":", "."))


def _follow(parent: int | None) -> None:
    """End this process when its parent is gone: in good order, or else at once."""
    while os.getppid() == parent:
        time.sleep(LOOKS_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)
