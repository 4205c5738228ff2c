"""What waits in files: large bodies, and answers that are made faster than who asked takes them.

A thread that makes an answer waits for nobody but where there is no room left, and then only for who takes something.
"""

import asyncio
import os
import threading
from collections import deque
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from tenure.operations.limits import BODY_SECONDS, BODY_STEP, HELD_BYTES, WAITING_BYTES


class Left(Exception):
    """Who asked does not take the answer."""


class Room:
    """So many bytes, for all files of this process."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        """Take some of it, where there is so much."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def give_back(self, size: int) -> None:
        """Give some of it back."""
        with self._lock:
            self._left += size


ROOM: Final = Room(WAITING_BYTES)


class Kept:
    """What of an answer is made and not yet taken; a thread puts, and the event loop takes, a step at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._there = asyncio.Event()
        self._changed = threading.Condition()
        self._parts: deque[bytes] = deque()
        self._held = self._written = self._read = self._roomy = 0
        self._file: BinaryIO | None = None
        self._has_ended = self._is_left = False

    def put(self, piece: bytes) -> None:
        """Keep what is made until it is taken; raise `Left` where it will not be."""
        for first in range(0, len(piece), BODY_STEP):
            self._put(piece[first : first + BODY_STEP])
            self._loop.call_soon_threadsafe(self._there.set)

    def end(self) -> None:
        """Say that all is made."""
        with self._changed:
            self._has_ended = True
        self._loop.call_soon_threadsafe(self._there.set)

    async def next(self) -> bytes:
        """Take the next part; nothing at the end."""
        while True:
            self._there.clear()
            with self._changed:
                part = b"" if self._is_left else self._next()
                self._changed.notify()
                if part or self._has_ended or self._is_left:
                    return part
            await self._there.wait()

    def leave(self) -> None:
        """Say, in the event loop, that nothing more is taken, and leave nothing of it behind."""
        self._there.set()
        with self._changed:
            self._is_left = True
            self._changed.notify()
            if self._file is not None:
                self._file.close()
            ROOM.give_back(self._roomy)
            self._roomy = 0

    def _put(self, part: bytes) -> None:
        with self._changed:
            if self._is_left:
                raise Left
            if not self._fits(part) and self._write(part):
                return
            if not self._changed.wait_for(lambda: self._is_left or self._fits(part), BODY_SECONDS):
                raise Left
            self._parts.append(part)
            self._held += len(part)

    def _fits(self, part: bytes) -> bool:
        """Tell whether it can be held in memory: nothing that came before it waits in the file."""
        return self._read == self._written and self._held + len(part) <= HELD_BYTES

    def _write(self, part: bytes) -> bool:
        if not ROOM.take(len(part)):
            return False
        self._roomy += len(part)
        try:
            if self._file is None:
                self._file = TemporaryFile(buffering=0)  # noqa: SIM115 (closed by `leave`)
            if os.pwrite(self._file.fileno(), part, self._written) < len(part):
                return False
        except OSError:
            return False
        self._written += len(part)
        return True

    def _next(self) -> bytes:
        if self._parts:
            part = self._parts.popleft()
            self._held -= len(part)
            return part
        if self._file is None or self._read == self._written:
            return b""
        part = os.pread(self._file.fileno(), min(BODY_STEP, self._written - self._read), self._read)
        self._read += len(part)
        if self._read == self._written:
            self._file.truncate(0)
            self._read = self._written = 0
            ROOM.give_back(self._roomy)
            self._roomy = 0
        return part
