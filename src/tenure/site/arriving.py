"""What is sent with a request, taken before anybody works on it: within limits, and while it comes fast enough.

A body waits in memory or, where it is large, in a file that has no name. Who sends slowly holds a connection by that,
and nothing that others need.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from tenure.operations.limits import BODY_SECONDS, BODY_STEP, HELD_BYTES, SENT_BYTES
from tenure.site.keeping import ROOM

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

TOO_SLOWLY: Final = "SENT_TOO_SLOWLY"
TOO_MUCH: Final = "TOO_MUCH_SENT"
TOO_MANY: Final = "TOO_MUCH_WAITS"


class Vanished(Exception):
    """Who sends it is gone before its end."""


class NotTaken(Exception):
    """What is sent is not taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Wanted(BaseException):
    """What was not taken yet is read. It is no `Exception`, so that nobody on the way answers it."""


class NotYet:
    """Stands for what was not taken yet."""

    def read(self, size: int = -1) -> bytes:
        """Say that it is wanted."""
        raise Wanted

    readline = read


class Body:
    """What is sent with one request, kept until that is answered.

    `length` is how long it says it is, None where it comes in chunks.
    """

    def __init__(self, length: int | None) -> None:
        self.stream: BinaryIO = BytesIO()
        self._length = length
        self._size = self._in_file = 0

    async def take(self, receive: Receive) -> None:
        """Take all of it, so that `stream` has it; raise `Vanished` or `NotTaken`."""
        if self._length is not None and self._length > SENT_BYTES:
            raise NotTaken(TOO_MUCH)
        more = self._length != 0
        while more:
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    more = await self._step(receive)
            except TimeoutError:
                raise NotTaken(TOO_SLOWLY) from None
        self.stream.seek(0)

    async def _step(self, receive: Receive) -> bool:
        """Take as much as has to come in the time of a step; tell whether there is more."""
        until = self._size + BODY_STEP
        while self._size < until:
            message = await receive()
            if message["type"] != "http.request":
                raise Vanished
            self._keep(message.get("body", b""))
            if self._size == self._length:
                return False
            if not message.get("more_body", False):
                if self._length is not None:
                    raise Vanished
                return False
        return True

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > SENT_BYTES:
            raise NotTaken(TOO_MUCH)
        if self._size > HELD_BYTES:
            if not ROOM.take(self._size - self._in_file):
                raise NotTaken(TOO_MANY)
            self._in_file = self._size
        try:
            if self._in_file and isinstance(self.stream, BytesIO):
                self._move()
            self.stream.write(piece)
        except OSError:
            raise NotTaken(TOO_MANY) from None

    def _move(self) -> None:
        """Go on in a file."""
        held, self.stream = self.stream, TemporaryFile()  # noqa: SIM115 (closed with the body)
        assert isinstance(held, BytesIO)
        self.stream.write(held.getbuffer())

    def __enter__(self) -> Self:
        """Have it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing of it behind."""
        self.stream.close()
        ROOM.give_back(self._in_file)
