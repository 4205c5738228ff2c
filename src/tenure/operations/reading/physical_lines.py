"""The lines of a file, one at a time and never more than one in memory, however long they claim to be."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from tenure.operations.limits import LINE_BYTES
from tenure.operations.reading.problems import Code, Fault

_BUFFER: Final = 1 << 20
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def opened(path: Path) -> BinaryIO:
    """Open a file for reading; one whose name ends in .gz is unpacked on the way."""
    if path.suffix.lower() == ".gz":
        return cast("BinaryIO", gzip.open(path))
    return path.open("rb", buffering=_BUFFER)


def physical_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | Fault]]:
    """Give each line with its number, counted from 1, or the fault that keeps it from being read.

    A byte order mark is left out. A line that is too long is skipped; damage ends the lines.
    """
    number = 0
    while True:
        number += 1
        try:
            raw = stream.readline(LINE_BYTES + 1)
            is_too_long = len(raw) > LINE_BYTES and not raw.endswith(b"\n")
            if is_too_long:
                _skip_rest(stream)
        except (OSError, EOFError, zlib.error) as error:
            yield number, _damage(error)
            return
        if not raw:
            return
        if is_too_long:
            sentence = f"The line is longer than {LINE_BYTES:,} bytes."
            yield number, Fault(None, Code.LINE_TOO_LONG, sentence)
        elif number == 1:
            if raw.startswith(_UTF16):
                yield number, Fault(None, Code.NOT_UTF8, "The file is UTF-16; save it as UTF-8.")
                return
            yield number, raw.removeprefix(_BYTE_ORDER_MARK)
        else:
            yield number, raw


def _skip_rest(stream: BinaryIO) -> None:
    while (part := stream.readline(_BUFFER)) and not part.endswith(b"\n"):
        pass


def _damage(error: Exception) -> Fault:
    if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
        return Fault(None, Code.FILE_UNREADABLE, f"The file cannot be read on: {error.strerror or error}.")
    return Fault(None, Code.FILE_DAMAGED, f"The compressed file is damaged here: {error}.")
