"""Forms: what is asked for, what is typed, and what is wrong with it, field by field.

What is typed stays in the form when it is refused. A form knows nothing of what its values mean: they become what
operations and readers take, and these say in words what is wrong.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from django.http import HttpResponseRedirect, QueryDict
from msgspec import Struct

from tenure.kernel.refusals import Refusal
from tenure.web.addresses import address

Control = Literal["text", "number", "date", "choice", "words", "email", "address", "secret"]
Choices = Sequence[tuple[str, str]]

SHOWN_AGAIN: Final = 422
"""The status of a form that comes back with what is wrong with it."""

YES_OR_NO: Choices = (("true", "Yes"), ("false", "No"))


class Field(Struct, frozen=True):
    """One field of a form; `choices` are the values to choose from, and what people call them."""

    name: str
    label: str
    control: Control = "text"
    help: str = ""
    choices: Choices = ()
    required: bool = False
    fixed: bool = False


class Form(Struct, frozen=True):
    """Fields with what is typed into them, and what is wrong: with a field, by its name, or (`""`) with all."""

    fields: Sequence[Field]
    typed: Mapping[str, str]
    wrong: Mapping[str, Sequence[str]] = {}

    def value(self, name: str) -> str:
        """Give what stands in a field."""
        return self.typed.get(name, "")


def status_of(refusal: Refusal | None) -> int:
    """Give the status of a form: shown again where it is to be mended, or what nobody can mend who may not do it."""
    if refusal is None:
        return 200
    return 403 if refusal.status == 403 else SHOWN_AGAIN


def typed_in(sent: QueryDict) -> dict[str, str]:
    """Give what was typed into the fields of a form: of each the last value, without blanks around it."""
    return {name: str(value).strip() for name, value in sent.items()}


def by_field(refusals: Sequence[Any], names: Sequence[str]) -> dict[str, list[str]]:
    """Give sentences of refusals by the field that each is about; those about none that there is, by none."""
    found: dict[str, list[str]] = {}
    for refusal in refusals:
        key = refusal.key or ""
        name = key if key in names else key.partition(".")[0].partition("[")[0]
        found.setdefault(name if name in names else "", []).append(refusal.sentence)
    return found


class SeeOther(HttpResponseRedirect):
    """Sends the visitor on after something was done, so that loading the page again does not do it again."""

    status_code = 303


def to(name: str, **parts: Any) -> SeeOther:
    """Send the visitor to a page."""
    return SeeOther(address(name, **parts))
