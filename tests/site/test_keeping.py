"""An answer that is made faster than it is taken: whoever makes it waits for nobody while there is room."""

import asyncio
import threading
from collections.abc import Iterable

import pytest

from tenure.operations.limits import BODY_STEP, HELD_BYTES
from tenure.site import keeping
from tenure.site.keeping import Kept, Left, Room

PIECES = [bytes([number]) * (BODY_STEP + number) for number in range(40)]


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """Room for some of the pieces in files."""
    found = Room(20 * BODY_STEP)
    monkeypatch.setattr(keeping, "ROOM", found)
    monkeypatch.setattr(keeping, "BODY_SECONDS", 0.5)
    return found


def made(kept: Kept, pieces: Iterable[bytes], told: list[str]) -> threading.Thread:
    """Make an answer in a thread of its own."""

    def make() -> None:
        try:
            for piece in pieces:
                kept.put(piece)
            told.append("made")
        except Left:
            told.append("left")
        finally:
            kept.end()

    thread = threading.Thread(target=make)
    thread.start()
    return thread


async def taken(kept: Kept) -> bytes:
    """Take all of it."""
    found = b""
    while part := await kept.next():
        found += part
    kept.leave()
    return found


def test_who_makes_it_is_done_before_anything_is_taken(room: Room) -> None:
    async def answered() -> tuple[bytes, list[str]]:
        kept, told = Kept(asyncio.get_running_loop()), list[str]()
        made(kept, PIECES[:20], told).join()
        assert not room.take(15 * BODY_STEP)
        return await taken(kept), told

    assert asyncio.run(answered()) == (b"".join(PIECES[:20]), ["made"])
    assert room.take(20 * BODY_STEP)


def test_who_finds_no_room_waits_for_who_takes_it(room: Room) -> None:
    async def answered() -> tuple[bytes, list[str]]:
        kept, told = Kept(asyncio.get_running_loop()), list[str]()
        thread = made(kept, PIECES * 3, told)
        found = await taken(kept)
        thread.join()
        return found, told

    assert asyncio.run(answered()) == (b"".join(PIECES * 3), ["made"])
    assert room.take(20 * BODY_STEP)


def test_who_waits_for_somebody_who_takes_nothing_gives_up(room: Room) -> None:
    async def answered() -> list[str]:
        kept, told = Kept(asyncio.get_running_loop()), list[str]()
        made(kept, PIECES, told).join()
        kept.leave()
        return told

    assert asyncio.run(answered()) == ["left"]
    assert room.take(20 * BODY_STEP)


def test_who_leaves_is_told_nothing_more_and_nothing_more_is_made(room: Room) -> None:
    async def answered() -> tuple[bytes, bytes, list[str]]:
        kept, told = Kept(asyncio.get_running_loop()), list[str]()
        thread = made(kept, iter(lambda: b"x" * HELD_BYTES, None), told)
        first = await kept.next()
        kept.leave()
        thread.join()
        return first, await kept.next(), told

    assert asyncio.run(answered()) == (b"x" * BODY_STEP, b"", ["left"])
    assert room.take(20 * BODY_STEP)
