"""What `tenure serve` runs, as any ASGI server can: what is sent is taken before a thread has anything to do with it.

Django answers as it does under WSGI, in one of a few threads. Who sends slowly would keep a thread waiting, so the
event loop, which waits for thousands at once, takes what is sent. A large body it takes only where somebody wants it:
what is asked is first asked without it, so that who may not send it, or too much of it, is refused unread.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from django.db import connections

from tenure.operations.limits import BODY_SECONDS, HELD_BYTES, THREADS, THREADS_MOST
from tenure.site.arriving import Body, NotTaken, NotYet, Receive, Vanished, Wanted
from tenure.site.as_wsgi import Environ, environ_of, length_of
from tenure.site.keeping import Kept, Left
from tenure.site.middleware import NOT_TAKEN
from tenure.site.threads import Threads
from tenure.site.wsgi import application as answered

Send = Callable[[Mapping[str, Any]], Awaitable[None]]

_threads: Final = Threads(THREADS, THREADS_MOST, connections.close_all)


class Answer(NamedTuple):
    """How an answer begins, and all of it where that is known at once."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes | None


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer a request."""
    if scope["type"] != "http":
        return
    environ = environ_of(scope)
    length = length_of(environ)
    asker = _Asker(receive, send)
    if (length is None or length > HELD_BYTES) and await asker.is_answered(environ, NotYet()):
        return
    with Body(length) as body:
        try:
            await body.take(receive)
        except Vanished:
            return
        except NotTaken as refused:
            environ[NOT_TAKEN] = refused.code
        await asker.is_answered(environ, body.stream)


class _Asker:
    """Who asked, and waits for the answer."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._tasks: list[asyncio.Task[None]] = []

    async def is_answered(self, environ: Environ, sent: Any) -> bool:
        """Answer what is asked with what is sent; tell whether that could be done without what was not taken yet."""
        try:
            answer = await _threads.run(partial(self._answer, {**environ, "wsgi.input": sent}))
        finally:
            for task in self._tasks:
                await task
        if answer is None:
            return False
        if answer.body is not None:
            await self._send(_start(answer))
            await self._send({"type": "http.response.body", "body": answer.body})
        return True

    def _answer(self, environ: Environ) -> Answer | None:
        """Let Django answer; what it gives piece by piece is told from here. None where it wants what is not there."""
        said: list[tuple[int, list[tuple[bytes, bytes]]]] = []

        def start(status: str, headers: Iterable[tuple[str, str]]) -> None:
            encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            said.append((int(status[:3]), encoded))

        try:
            response = answered(environ, start)
        except Wanted:
            return None
        try:
            if not response.streaming:
                return Answer(*said[0], b"".join(response))
            begun, kept = Answer(*said[0], None), Kept(self._loop)
            self._loop.call_soon_threadsafe(self._begin, begun, kept)
            _make(kept, response)
            return begun
        finally:
            response.close()

    def _begin(self, begun: Answer, kept: Kept) -> None:
        """Begin to tell an answer while it is made."""
        self._tasks.append(self._loop.create_task(self._tell(begun, kept)))

    async def _tell(self, begun: Answer, kept: Kept) -> None:
        """Tell an answer as fast as it is taken, as long as it is."""
        gone = self._loop.create_task(self._leave(kept))
        try:
            await self._send(_start(begun))
            while part := await kept.next():
                async with asyncio.timeout(BODY_SECONDS):
                    await self._send({"type": "http.response.body", "body": part, "more_body": True})
            await self._send({"type": "http.response.body", "body": b""})
        except TimeoutError:
            pass
        finally:
            gone.cancel()
            kept.leave()

    async def _leave(self, kept: Kept) -> None:
        """Make no more of an answer once who asked is gone."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        kept.leave()


def _make(kept: Kept, pieces: Iterable[bytes]) -> None:
    """Make an answer piece by piece, until who asked has left."""
    try:
        for piece in pieces:
            kept.put(piece)
    except Left:
        pass
    finally:
        kept.end()


def _start(answer: Answer) -> Mapping[str, Any]:
    return {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
