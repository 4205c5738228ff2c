"""What is sent to settings, users, roles, tokens and webhooks."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from tenure.identity.account_scope import AccountScope
from tenure.identity.fields import Access
from tenure.identity.limits import EMAIL_LENGTH, NAME_LENGTH, TOKEN_DAYS, TOKEN_DAYS_MOST
from tenure.operations.custom.declared import Type
from tenure.operations.feed import TYPES
from tenure.operations.limits import KEY_LENGTH, PICKLIST_VALUES, WORDS_LENGTH
from tenure.webhooks.limits import URL_LENGTH

MANY = 1_000
"""The most of anything in one list."""

NOW = "now"
"""The cursor of the end of the feed."""

CURSOR_ALONE = "^[0-9]{1,19}-[0-9]{1,19}-[0-9]{1,19}$"
CURSOR = f"^now$|{CURSOR_ALONE}"

EventType = Literal[
    "asset.created",
    "asset.changed",
    "asset.cancelled",
    "asset.renewed",
    "asset.transferred",
    "order.activated",
    "order.failed",
]

Name = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH)]
Words = Annotated[str, Meta(max_length=NAME_LENGTH)]
Address = Annotated[str, Meta(max_length=EMAIL_LENGTH)]
Names = Annotated[list[Name], Meta(max_length=MANY)]
AccountKeys = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=KEY_LENGTH)]], Meta(max_length=MANY)
]
Choice = Annotated[str, Meta(min_length=1, max_length=KEY_LENGTH)]
FieldAccess = Annotated[dict[str, Access], Meta(max_length=MANY)]
Days = Annotated[int, Meta(ge=1, le=TOKEN_DAYS_MOST)]


class SentSetting(Struct, forbid_unknown_fields=True):
    """The value of a setting."""

    value: Annotated[str, Meta(max_length=WORDS_LENGTH)]


class SentCustomField(Struct, forbid_unknown_fields=True):
    """A custom field; without a label it is called by its name. `values` are those of a picklist."""

    type: Type
    label: Words = ""
    values: Annotated[list[Choice], Meta(min_length=1, max_length=PICKLIST_VALUES)] | None = None
    help: Annotated[str, Meta(max_length=WORDS_LENGTH)] | None = None


class SentUser(Struct, forbid_unknown_fields=True):
    """A user to be added; `accounts` are the roots of a subtree."""

    name: Name
    roles: Names
    full_name: Words = ""
    email: Address = ""
    scope: AccountScope = AccountScope.ALL
    accounts: AccountKeys = []


class SentUserChange(Struct, forbid_unknown_fields=True):
    """What a user is to be from now on; what is not said stays."""

    roles: Names | UnsetType = UNSET
    full_name: Words | UnsetType = UNSET
    email: Address | UnsetType = UNSET
    scope: AccountScope | UnsetType = UNSET
    accounts: AccountKeys | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class SentRole(Struct, forbid_unknown_fields=True):
    """A role to be made; without a label it is called by its name."""

    name: Name
    label: Words = ""
    permissions: Names = []
    fields: FieldAccess = {}


class SentRoleChange(Struct, forbid_unknown_fields=True):
    """What a role is to allow and hide from now on; what is not said stays."""

    label: Name | UnsetType = UNSET
    permissions: Names | UnsetType = UNSET
    fields: FieldAccess | UnsetType = UNSET


class SentToken(Struct, forbid_unknown_fields=True):
    """A token to be made: of who asks, of `user`, or of the program that has `role`.

    It is limited to `permissions`, or with `user` to those of `role`.
    """

    label: Name = "interface"
    user: Name | None = None
    role: Name | None = None
    permissions: Names | None = None
    days: Days = TOKEN_DAYS


class SentWebhook(Struct, forbid_unknown_fields=True):
    """A webhook to be added: where, of which types of changes (all where none is said), and from which cursor on."""

    url: Annotated[str, Meta(min_length=1, max_length=URL_LENGTH)]
    types: Annotated[list[EventType], Meta(max_length=len(TYPES))] = []
    since: Annotated[str, Meta(pattern=CURSOR)] = NOW


class SentReplay(Struct, forbid_unknown_fields=True):
    """From which cursor on a webhook is told again; where none is said, what was given up."""

    since: Annotated[str, Meta(pattern=CURSOR_ALONE)] | None = None
