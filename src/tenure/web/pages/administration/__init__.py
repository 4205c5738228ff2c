"""Administration: what customers can be sold, who may do what, and how the organisation wants it."""

from typing import Any, Final, NamedTuple

from django.http import HttpResponse

from tenure.web.visits import Visit


class Section(NamedTuple):
    """A part of administration: the name of its page, what it is called, and what it takes to open it."""

    name: str
    label: str
    permission: str | None = None
    of_all_accounts: bool = False


SECTIONS: Final = (
    Section("administration", "Settings"),
    Section("records", "Products and prices"),
    Section("custom_fields", "Custom fields"),
    Section("users", "Users", "manage_users", of_all_accounts=True),
    Section("roles", "Roles", "manage_users"),
    Section("tokens", "Tokens"),
    Section("webhooks", "Webhooks", "manage_webhooks"),
    Section("audit", "Audit", "view_audit"),
)


def show(visit: Visit, section: str, template: str, status: int = 200, **shown: Any) -> HttpResponse:
    """Answer with a page of administration; others are led to where they may go."""
    sections = [(one.name, one.label) for one in SECTIONS if _may_open(visit, one)]
    return visit.show(f"administration/{template}", status, section=section, sections=sections, **shown)


def _may_open(visit: Visit, section: Section) -> bool:
    is_permitted = section.permission is None or visit.may(section.permission)
    return is_permitted and (visit.actor.scope is None or not section.of_all_accounts)
