"""What is hidden from who asks."""

from collections.abc import Collection
from typing import Final

Hidden = Collection[str]
"""Fields that are not told, written `object.field` as the catalogue names them."""

NOTHING: Final = frozenset[str]()
"""What is hidden from whoever may use the database itself, and of what somebody sent themselves."""
