"""Uploads as documents."""

from typing import Final

from tenure.operations.documents.keys import Document, Key, Shape, identifier, instant, plain, shape, whole
from tenure.operations.hidden import Hidden
from tenure.operations.uploads import Upload, UploadTold

UPLOAD: Final[Shape] = shape(
    identifier("upload.id"),
    plain("name", "upload.name"),
    whole("size", "upload.size"),
    plain("activates", "upload.activates"),
    plain("given_by", "upload.given_by"),
    instant("given_at", "upload.given_at"),
    plain("source", "upload.source"),
    plain("request_id", "upload.request_id"),
    plain("state", "upload.state"),
    plain("why", "upload.why"),
    instant("started_at", "upload.started_at"),
    instant("finished_at", "upload.finished_at"),
    whole("bytes_read", "upload.bytes_read"),
    whole("records", "upload.records"),
    whole("refused", "upload.refused"),
    whole("activated", "upload.activated"),
    whole("unchanged", "upload.unchanged"),
    whole("stored", "upload.stored"),
    whole("failed", "upload.failed"),
    whole("rejected", "upload.rejected"),
    whole("skipped", "upload.skipped"),
    whole("problem_count", "upload.problem_count"),
)
"""A file that was given to be taken in, and how far it is."""

UPLOAD_PROBLEM: Final[Shape] = shape(
    Key("outcome", None, lambda problem, _: problem.outcome),
    Key("line", None, lambda problem, _: problem.line),
    plain("number", "order.number"),
    plain("order_line", "refusal.line"),
    Key("key", None, lambda problem, _: problem.key),
    plain("code", "refusal.code"),
    plain("sentence", "refusal.sentence"),
)
"""What is wrong with a record of a file."""


def upload_document(upload: Upload, hidden: Hidden) -> Document:
    """Give an upload, without what is wrong with it."""
    return UPLOAD.document(upload, "", hidden)


def upload_told_document(told: UploadTold, hidden: Hidden) -> Document:
    """Give an upload, and each thing that is wrong with it as far as it is kept."""
    problems = [UPLOAD_PROBLEM.document(one, "", hidden) for one in told.problems]
    return {**upload_document(told.upload, hidden), "problems": problems}
