"""The course of an account as a document: steps of quantity and MRR, currency by currency."""

from datetime import date
from typing import Final

from tenure.kernel.entries import ZERO
from tenure.operations.course import Course, CurrencyCourse, Step
from tenure.operations.documents.keys import Document, Key, Telling, day, instant, money, number, plain, shape

STEP: Final = shape(
    day("date", "state_period.starts_at")._replace(beside="asset.starts_at"),
    number("quantity", "state_period.quantity")._replace(beside="asset.current_quantity"),
    money("mrr", "state_period.mrr")._replace(beside="asset.current_mrr"),
)
"""From a day on, quantity and MRR."""

NOTHING: Final = Step(date.min, ZERO, ZERO)


def _steps(told: CurrencyCourse, how: Telling) -> list[Document]:
    """Give the steps in which something changes that is told: when something hidden changed is hidden, too."""
    date_key, *others = STEP.keys
    if not date_key.is_told(how.hidden):
        return []
    held = [key for key in others if key.is_told(how.hidden)]
    steps: list[Document] = []
    before = [key.tell(NOTHING, how) for key in held]
    for step in told.steps:
        values = [key.tell(step, how) for key in held]
        if values != before:
            names = (key.name for key in held)
            steps.append({date_key.name: date_key.tell(step, how), **dict(zip(names, values, strict=True))})
            before = values
    return steps


CURRENCY_COURSE: Final = shape(
    plain("currency", "asset.currency"),
    Key("steps", None, _steps),
)
"""The course in one currency."""

COURSE: Final = shape(
    plain("account", None),
    plain("account_name", "account.name"),
    plain("contract", None),
    instant("known_at", None),
    Key(
        "currencies",
        None,
        lambda course, how: [
            CURRENCY_COURSE.document(told, told.currency, how.hidden) for told in course.currencies
        ],
    ),
)
"""The course of an account. Who asks named the account and the contract."""


def course_document(course: Course) -> Document:
    """Give the course of an account."""
    return COURSE.document(course, "", course.hidden)
