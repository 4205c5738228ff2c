"""What is in an upload, read from the book piece by piece and unpacked on the way, a piece of it in memory."""

import gzip
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO, cast

from tenure.operations.ledger import Ledger
from tenure.operations.limits import UPLOAD_UNPACKED
from tenure.operations.reading import is_compressed
from tenure.store.connection import rows


class Gone(Exception):
    """There is nothing any more in the upload: it was stopped."""


class Content(RawIOBase):
    """The bytes of an upload as they were given; `place` is how many of them were read."""

    def __init__(self, ledger: Ledger, upload_id: int, size: int) -> None:
        self.place = 0
        self._ledger, self._upload_id, self._size = ledger, upload_id, size
        self._rest = memoryview(b"")
        self._nth = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Read on; raise `Gone` where something is missing."""
        if not self._rest and self.place < self._size:
            asked = {"upload_id": self._upload_id, "nth": self._nth}
            found = rows(self._ledger.connection, "find_upload_piece", asked)
            if not found:
                raise Gone
            self._rest = memoryview(found[0].content)
            self._nth += 1
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        self.place += count
        return count


class _AtMost(RawIOBase):
    """A stream that cannot be read on behind so many bytes: a small file may unpack to one that never ends."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._most, self._left = stream, most, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._stream.read(min(len(buffer), self._left) or 1)
        if found and not self._left:
            raise OSError(f"more than {self._most:,} bytes are in it once it is unpacked")
        self._left -= len(found)
        buffer[: len(found)] = found
        return len(found)


def unpacked(name: str, content: Content, most: int = UPLOAD_UNPACKED) -> BinaryIO:
    """Give what is in an upload as a stream to be read line by line, unpacked where its name says that it is packed."""
    if not is_compressed(name):
        return BufferedReader(content)
    packed = gzip.GzipFile(fileobj=BufferedReader(content))
    return BufferedReader(_AtMost(cast("BinaryIO", packed), most))
