"""The names of permissions that a caller gives."""

from collections.abc import Iterable

from tenure.identity.refusals import UnknownPermission
from tenure.operations.actor import PERMISSIONS


def check_permissions(names: Iterable[str]) -> None:
    """Raise `UnknownPermission` for the first one that there is not."""
    for name in names:
        if name not in PERMISSIONS:
            raise UnknownPermission(name=name, known=", ".join(PERMISSIONS))
