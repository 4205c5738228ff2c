"""`tenure verify`: every invariant over the whole book, and what differs."""

import json
import os
from collections.abc import Iterable, Iterator

from tenure.cli.book import opened
from tenure.cli.endings import Refused
from tenure.cli.printing import Form, print_csv
from tenure.cli.progress import gauge
from tenure.operations.documents import FINDING_COLUMNS, finding_document
from tenure.operations.verify import verify as verified
from tenure.store.verification import Finding, Remark

MOST_WORKERS = 4


class _Verdict:
    """What was found so far: how many findings, and the remarks, which are few."""

    def __init__(self) -> None:
        self.findings = 0
        self.remarks: list[str] = []

    def taken(self, results: Iterable[Finding | Remark]) -> Iterator[Finding]:
        """Give the findings among what is found, and keep count."""
        for result in results:
            if isinstance(result, Remark):
                self.remarks.append(result.sentence)
            else:
                self.findings += 1
                yield result


def verify(workers: int | None, form: Form) -> None:
    """Verify the book; print what differs as it is found, however much it is."""
    verdict = _Verdict()
    with opened() as book, gauge("verifying") as progress:
        results = verified(
            book.actor,
            book.now,
            book.request_id,
            book.place.connect,
            workers=workers or min(os.cpu_count() or 1, MOST_WORKERS),
            progress=progress,
        )
        findings = verdict.taken(results)
        match form:
            case Form.JSON:
                _print_json(findings, verdict)
            case Form.CSV:
                print_csv(FINDING_COLUMNS, map(finding_document, findings))
            case Form.TABLE:
                _print_sentences(findings, verdict)
    if verdict.findings:
        raise Refused


def _print_json(findings: Iterable[Finding], verdict: _Verdict) -> None:
    """Print one document piece by piece."""
    print('{\n  "findings": [', end="")
    between = "\n    "
    for finding in findings:
        print(between + json.dumps(finding_document(finding), ensure_ascii=False), end="")
        between = ",\n    "
    remarks = json.dumps(verdict.remarks, ensure_ascii=False)
    print(f'\n  ],\n  "remarks": {remarks},\n  "sound": {"false" if verdict.findings else "true"}\n}}')


def _print_sentences(findings: Iterable[Finding], verdict: _Verdict) -> None:
    for finding in findings:
        print(f"{finding.invariant}: {finding.sentence}")
    for remark in verdict.remarks:
        print(remark)
    match verdict.findings:
        case 0:
            print("Every invariant holds.")
        case 1:
            print("1 thing is not as it has to be.")
        case many:
            print(f"{many:,} things are not as they have to be.")
