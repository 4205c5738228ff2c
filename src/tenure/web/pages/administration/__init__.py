"""Administration: what customers can be sold, who may do what, and how the organisation wants it."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpResponse

from tenure.web.visits import Visit

SECTIONS: Final[Sequence[tuple[str, str, str | None]]] = (
    ("administration", "Settings", None),
    ("records", "Products and prices", None),
    ("custom_fields", "Custom fields", None),
    ("users", "Users", "manage_users"),
    ("roles", "Roles", "manage_users"),
    ("tokens", "Tokens", None),
    ("webhooks", "Webhooks", "manage_webhooks"),
    ("audit", "Audit", "view_audit"),
)
"""The parts of administration: the name of a page, what it is called, and the permission that it needs."""


def show(visit: Visit, section: str, template: str, status: int = 200, **shown: Any) -> HttpResponse:
    """Answer with a page of administration; others are led to where they may go."""
    sections = [
        (name, label) for name, label, permission in SECTIONS if permission is None or visit.may(permission)
    ]
    return visit.show(f"administration/{template}", status, section=section, sections=sections, **shown)
