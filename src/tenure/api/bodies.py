"""What is sent: one JSON object, read as a record of a file is, with what the address says already put into it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO, Final, NamedTuple, TypeVar

import msgspec
from django.http import HttpRequest

from tenure.kernel.orders import Line, Order, Record
from tenure.operations.outcomes import LineRefusal
from tenure.operations.reading import Code, Malformed, read_record, repeats_a_key
from tenure.operations.starting import OUTPUTS, Output

DIFFERS: Final = "KEY_DIFFERS_FROM_ADDRESS"
LINE: Final = "lines[0]"
"""The key of a line that is sent by itself, in the order that is made of it."""

DEFAULT_OUTPUT: Final = msgspec.Raw(b'"activated"')
FALSE: Final = msgspec.Raw(b"false")

Shaped = TypeVar("Shaped")

_given = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode


class Unreadable(Exception):
    """What is sent cannot be read; `refusals` say why, key by key."""

    def __init__(self, refusals: list[LineRefusal]) -> None:
        super().__init__("; ".join(refusal.sentence for refusal in refusals))
        self.refusals = refusals


class LengthMissing(Exception):
    """What is sent comes in chunks, and does not say how long it is."""


class _Sent(RawIOBase):
    """What is sent, read by nothing but `read`: a server's own `readline` may lose what is behind the line."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


def sent_stream(request: HttpRequest) -> BinaryIO:
    """Give what is sent as a stream, whether or not it says how long it is; raise `LengthMissing`.

    Django reads nothing of what does not say it. A server that marks the end itself can be read from as it is. Some of
    it is there when this ends, so that an answer that tells of it begins no sooner.
    """
    if not _comes_in_chunks(request):
        stream = BufferedReader(_Sent(request.read))
    elif request.META.get("wsgi.input_terminated"):
        stream = BufferedReader(_Sent(request.META["wsgi.input"].read))
    else:
        raise LengthMissing
    stream.peek(1)
    return stream


def sent_whole(request: HttpRequest) -> bytes:
    """Give what is sent, all of it; raise `LengthMissing`."""
    if _comes_in_chunks(request):
        raise LengthMissing
    body: bytes = request.body
    return body


def _comes_in_chunks(request: HttpRequest) -> bool:
    return "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH")


def sent_record(request: HttpRequest, **address: str) -> Record:
    """Give the record that is sent to an address, which says some of its keys; raise `Unreadable`."""
    body = sent_whole(request)
    told = _object(body, address)
    _check_address(told, address)
    return _read(_with(body, told, {key: value for key, value in address.items() if key not in told}))


def sent_shaped(request: HttpRequest, decode: Callable[[bytes], Shaped]) -> Shaped:
    """Give what is sent as it is decoded; raise `Unreadable`, or what `decode` raises for other objects."""
    body = sent_whole(request)
    _object(body, {})
    try:
        found = decode(body)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        _read(body)
        raise
    if repeats_a_key(body):
        raise Unreadable([LineRefusal(Code.KEY_TWICE, "A key is given twice in one object.")])
    return found


class Started(NamedTuple):
    """A change that is started from an asset: its line, what it becomes, under which number, or only previewed."""

    line: Line
    output: Output
    number: str | None
    preview: bool


def sent_change(request: HttpRequest, account: str, asset: str, action: str) -> Started:
    """Give the change that is sent to an asset; raise `Unreadable`."""
    body = sent_whole(request) or b"{}"
    told = _object(body, {})
    if repeats_a_key(body):
        raise Unreadable([LineRefusal(Code.KEY_TWICE, "A key is given twice in one object.")])
    output = _plain(told.pop("output", DEFAULT_OUTPUT))
    preview = _plain(told.pop("preview", FALSE))
    if output not in OUTPUTS:
        sentence = f"{output!r} is not known here: it is {', '.join(OUTPUTS)}."
        raise Unreadable([LineRefusal(Code.VALUE_UNKNOWN, sentence, key="output")])
    if not isinstance(preview, bool):
        raise Unreadable(
            [LineRefusal(Code.TYPE_WRONG, f"{preview!r} is neither true nor false.", key="preview")]
        )
    line = {"line": "1", "action": action, "asset": asset}
    _check_address(told, line)
    number = told.pop("number", None)
    order = {"kind": "order", "number": number or action, "account": account, "lines": [{**line, **told}]}
    try:
        record = _read(_encode(order))
    except Unreadable as unreadable:
        raise Unreadable(of_line(unreadable.refusals)) from None
    assert isinstance(record, Order)
    return Started(record.lines[0], output, None if number is None else record.number, preview)


def of_line(refusals: Iterable[LineRefusal]) -> list[LineRefusal]:
    """Name the keys of a line that was sent by itself as they were sent."""
    return [msgspec.structs.replace(refusal, key=_key_of_line(refusal.key)) for refusal in refusals]


def _key_of_line(key: str | None) -> str | None:
    return None if key == LINE else key and key.removeprefix(f"{LINE}.")


def _check_address(told: Mapping[str, msgspec.Raw], address: Mapping[str, str]) -> None:
    """Refuse what is sent where it says another thing than its address."""
    for key, value in address.items():
        if key in told and _plain(told[key]) != value:
            sentence = f"The address says {value!r}; leave {key} out, or say the same."
            raise Unreadable([LineRefusal(DIFFERS, sentence, key=key)])


def _object(body: bytes, address: Mapping[str, str]) -> dict[str, msgspec.Raw]:
    """Give the keys of what is sent; what is no object is said to be none where it is read.

    What cannot be decoded is read with what its address says, so that nothing is missed that stands there.
    """
    try:
        return _given(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        more = {key: value for key, value in address.items() if f'"{key}"'.encode() not in body}
        _read(_with(body, body, more) if body.rstrip().endswith(b"}") else body)
        raise


def _with(body: bytes, told: Collection[object], more: Mapping[str, str]) -> bytes:
    """Put further keys at the end of an object, so that what is wrong before them is where it was."""
    if not more:
        return body
    between = b"," if told else b""
    return body.rstrip()[:-1] + between + _encode(more)[1:]


def _read(body: bytes) -> Record:
    try:
        return read_record(body)
    except Malformed as malformed:
        raise Unreadable(
            [LineRefusal(fault.code.value, fault.sentence, key=fault.key) for fault in malformed.problems]
        ) from None


def _plain(raw: msgspec.Raw) -> Any:
    return msgspec.json.decode(raw)
