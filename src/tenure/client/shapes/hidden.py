"""What stands where a field is hidden from who asks."""

from typing import Final

from msgspec import UNSET, UnsetType

Hidden = UnsetType
HIDDEN: Final = UNSET
"""Neither true nor a value."""

CustomValue = str | bool | None
"""What there is of a custom field: numbers and dates are texts, as they are told."""
