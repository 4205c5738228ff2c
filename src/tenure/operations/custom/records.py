"""Custom fields of records: what an account or a product has once its record is put.

A record says all of its custom fields: one that it does not name has no value then. What is not the actor's to write,
and what is retired, stays as it is; a record may say what stands there.
"""

from collections.abc import Mapping
from typing import Any

from tenure.operations.actor import Actor
from tenure.operations.custom.declared import CUSTOM, CustomField, Declared, ObjectName, is_among
from tenure.operations.custom.values import NotThat, Value, stored, told
from tenure.operations.outcomes import LineRefusal
from tenure.operations.reading.wording import quoted, suggestion

UNKNOWN = "CUSTOM_FIELD_UNKNOWN"
RETIRED = "CUSTOM_FIELD_RETIRED"
WRONG = "CUSTOM_VALUE_WRONG"
NOT_EDITABLE = "FIELD_NOT_EDITABLE"

Given = Mapping[str, Any] | None


class Keeping:
    """What becomes of the custom fields of records that an actor puts."""

    def __init__(self, actor: Actor, of_object: ObjectName, declared: Declared) -> None:
        self._actor = actor
        self._object = of_object
        self.fields = declared.of(of_object)
        self._closed = actor.hidden | actor.fixed

    def wrong(self, said: Given, before: Given) -> LineRefusal | None:
        """Give why a record cannot be put that says something of custom fields, before which something stood there."""
        for name, given in (said or {}).items():
            refusal = self._wrong(name, given, (before or {}).get(name))
            if refusal is not None:
                return refusal
        return None

    def kept(self, said: Given, before: Given) -> dict[str, Value] | None:
        """Give what stands there once the record is put, None where it is nothing."""
        stays = {
            name: value
            for name, value in (before or {}).items()
            if name not in self.fields or not self._is_open(self.fields[name])
        }
        new = {
            name: stored(self.fields[name], given)
            for name, given in (said or {}).items()
            if given is not None and self._is_open(self.fields[name])
        }
        return stays | new or None

    def _is_open(self, field: CustomField) -> bool:
        return not (field.retired or is_among(self._object, field.name, self._closed))

    def _wrong(self, name: str, given: Any, before: Any) -> LineRefusal | None:
        key, field = f"{CUSTOM}.{name}", self.fields.get(name)
        if field is None or is_among(self._object, name, self._actor.hidden):
            return LineRefusal(UNKNOWN, self._unknown(name), key=key)
        if not self._is_open(field) and _says(field, given, before):
            return None
        if is_among(self._object, name, self._closed):
            return LineRefusal(NOT_EDITABLE, f"{self._actor.name} may not write {field.label}.", key=key)
        if field.retired:
            return LineRefusal(RETIRED, f"{field.label} is retired and takes no new values.", key=key)
        return value_wrong(field, given, key)

    def _unknown(self, name: str) -> str:
        seen = [one for one in self.fields if not is_among(self._object, one, self._actor.hidden)]
        return f"{quoted(name)} is no custom field of the {self._object}.{suggestion(name, seen)}"


def value_wrong(field: CustomField, given: Any, key: str, line: str | None = None) -> LineRefusal | None:
    """Give why a value is none of its field."""
    try:
        stored(field, given)
    except NotThat as wrong:
        return LineRefusal(WRONG, f"{field.label} {wrong}.", line, key)
    return None


def _says(field: CustomField, given: Any, before: Any) -> bool:
    """Tell whether a record says of a field what stands there."""
    return given is before is None or (before is not None and told(field, given) == told(field, before))
