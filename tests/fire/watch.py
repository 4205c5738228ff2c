"""A window into a process that loads a file: what it is doing at this instant, also after it was killed.

The window is a small file that both sides map into memory. The loading process alone writes into it.
"""

import mmap
from ctypes import Array, Structure, c_double, c_uint32, sizeof
from enum import IntEnum
from pathlib import Path


class Phase(IntEnum):
    """What a loading process is doing."""

    START = 0
    RECORDS = 1
    BETWEEN = 2
    GATHER = 3
    DECIDE = 4
    WRITE = 5
    COMMIT = 6


class Watch(Structure):
    """The window.

    `phase` is a `Phase`, and `seconds` the time spent in each of them. `batch` counts the batches of orders that
    were begun. `in_hand` are the orders of the last one, until its COMMIT came back; `acknowledged` are those of
    the ones before.
    """

    phase: int
    batch: int
    in_hand: int
    acknowledged: int
    seconds: Array[c_double]
    _fields_ = (
        ("phase", c_uint32),
        ("batch", c_uint32),
        ("in_hand", c_uint32),
        ("acknowledged", c_uint32),
        ("seconds", c_double * len(Phase)),
    )

    @classmethod
    def open(cls, path: Path) -> "Watch":
        """Open a window that is there, or a new one."""
        if not path.exists():
            path.write_bytes(bytes(sizeof(cls)))
        with path.open("r+b") as file:
            return cls.from_buffer(mmap.mmap(file.fileno(), sizeof(cls)))

    def now(self) -> "Watch":
        """Give what the window shows at this instant."""
        return Watch.from_buffer_copy(self)
