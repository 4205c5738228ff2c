"""Files and references to cases, as documents."""

from typing import Final

from tenure.operations.documents.keys import Key, Shape, identifier, instant, plain, shape, whole


def _kept(owner: str) -> tuple[Key, ...]:
    """Give the keys that tell who added and removed something, and when."""
    return (
        instant("added_at", f"{owner}.added_at"),
        plain("added_by", f"{owner}.added_by"),
        plain("request_id", f"{owner}.request_id"),
        instant("removed_at", f"{owner}.removed_at"),
        plain("removed_by", f"{owner}.removed_by"),
    )


FILE: Final[Shape] = shape(
    identifier("file.id"),
    plain("name", "file.name"),
    plain("media_type", "file.media_type"),
    whole("size", "file.size"),
    Key("sha256", "file.digest", lambda file, _: file.digest.hex()),
    *_kept("file"),
)
"""One file of an asset, without its content."""

CASE: Final[Shape] = shape(
    identifier("case.id"),
    plain("reference", "case.reference"),
    plain("system", "case.system"),
    plain("title", "case.title"),
    plain("url", "case.url"),
    plain("state", "case.state"),
    *_kept("case"),
)
"""One reference to a case."""
