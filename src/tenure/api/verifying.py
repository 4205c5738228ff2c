"""The verification of the whole book, one at a time in each process: it takes long, and others wait meanwhile."""

from collections.abc import Iterable
from contextlib import closing
from threading import Lock
from typing import Final

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tenure.api.answers import answer
from tenure.api.asked import asked
from tenure.api.described import described
from tenure.api.problems import problem
from tenure.operations.documents import finding_document
from tenure.operations.verify import verify as verified
from tenure.store.shell import another_connection
from tenure.store.verification import Finding, Remark

router = Router(tags=["Administration"])

MOST: Final = 1_000
"""Findings that are told, at most."""

_one = Lock()


@router.get("/verify", operation_id="verify", openapi_extra=described("Verdict", 409))
def verify(request: HttpRequest) -> HttpResponse:
    """Every invariant over the whole book: what differs, up to 1,000 things. A large book takes minutes."""
    question = asked(request)
    if not _one.acquire(blocking=False):
        return problem(
            409, "VERIFYING_ALREADY", "The book is being verified already; ask again when that is done."
        )
    try:
        results = verified(question.actor, question.now, question.request_id, another_connection, workers=1)
        with closing(results):
            findings, remarks = _told(results)
    finally:
        _one.release()
    return answer(
        {
            "findings": [finding_document(finding) for finding in findings],
            "remarks": remarks,
            "sound": not findings,
        }
    )


def _told(results: Iterable[Finding | Remark]) -> tuple[list[Finding], list[str]]:
    """Give what is found and what is remarked; where there is more than can be told, the rest is not looked for."""
    findings: list[Finding] = []
    remarks: list[str] = []
    for result in results:
        if isinstance(result, Remark):
            remarks.append(result.sentence)
        else:
            findings.append(result)
        if len(findings) == MOST:
            break
    return findings, remarks
