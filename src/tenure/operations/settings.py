"""The organisation's settings: the time zone, and what is allowed with the past.

The time zone turns dates into instants, so it stays as it is once anything is activated.
"""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import available_timezones

from tenure.kernel.refusals import Forbidden
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger, setting_values
from tenure.operations.moments import NoMoment, moment
from tenure.operations.recorded import Changed, record
from tenure.operations.scope import must_have_all
from tenure.store.connection import rows, run, transaction

NONE = "none"
"""The value of what is not set."""


class UnknownSetting(ValueError):
    """There is no setting of the name; `str()` lists those there are."""


class WrongValue(ValueError):
    """The setting cannot have the value; `str()` says which it can have."""


class ZoneIsFixed(Forbidden):
    """The time zone stays as it is once anything is activated."""

    code = "TIME_ZONE_FIXED"
    template = "The time zone stays {zone}: orders are activated, and their dates are instants of that zone."


def check_zone(value: str) -> None:
    """Raise `WrongValue` where there is no IANA time zone of the name."""
    if value not in available_timezones():
        raise WrongValue(f"{value!r} is no IANA time zone; one is written like Europe/Berlin or UTC.")


def _one_of(*choices: str) -> Callable[[str], None]:
    def check(value: str) -> None:
        if value not in choices:
            raise WrongValue(f"{value!r} is not known here: it is {' or '.join(choices)}.")

    return check


def _day(value: str) -> None:
    if value == NONE:
        return
    try:
        found = moment(value)
    except NoMoment:
        found = None
    if not isinstance(found, date) or isinstance(found, datetime):
        raise WrongValue(f"{value!r} is neither a date such as 2025-12-31 nor {NONE}.")


CHECKS: dict[str, Callable[[str], None]] = {
    "time_zone": check_zone,
    "backdating": _one_of("allow", "refuse"),
    "rollback_scope": _one_of("any_last", "future_only"),
    "books_closed_through": _day,
}
"""The settings by name, each with what refuses a wrong value."""

DEFAULTS = {
    "time_zone": "UTC",
    "backdating": "allow",
    "rollback_scope": "any_last",
    "books_closed_through": NONE,
}
"""What holds until a setting is given a value."""


def settings(actor: Actor, now: datetime, request_id: str, ledger: Ledger) -> dict[str, str]:
    """Give all settings by name."""
    del actor, now, request_id
    stored = setting_values(ledger)
    return {name: stored.get(name, default) for name, default in DEFAULTS.items()}


def setting(actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str) -> str:
    """Give one setting; raise `UnknownSetting`."""
    check_name(name)
    return settings(actor, now, request_id, ledger)[name]


def change_setting(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str, *, value: str
) -> None:
    """Give a setting a value; raise `UnknownSetting`, `WrongValue` or `ZoneIsFixed`."""
    check_name(name)
    CHECKS[name](value)
    actor.must("close_books" if name == "books_closed_through" else "change_settings", f"change {name}")
    must_have_all(actor, f"change {name}")
    with transaction(ledger.connection):
        if name == "time_zone":
            _keep_zone(actor, now, request_id, ledger, value)
        before = rows(ledger.connection, "lock_setting", {"name": name})
        run(ledger.connection, "put_setting", {"name": name, "value": value})
        record(actor, now, request_id, ledger, [_changed(name, before[0].value if before else None, value)])


def _changed(name: str, before: str | None, value: str) -> Changed:
    was = DEFAULTS[name] if before is None else before
    return Changed("setting", name, "changed", {} if was == value else {"value": (was, value)})


def check_name(name: str) -> None:
    """Raise `UnknownSetting` where there is no setting of the name."""
    if name not in CHECKS:
        raise UnknownSetting(f"There is no setting {name!r}. There are {', '.join(CHECKS)}.")


def _keep_zone(actor: Actor, now: datetime, request_id: str, ledger: Ledger, value: str) -> None:
    zone = settings(actor, now, request_id, ledger)["time_zone"]
    if value != zone and rows(ledger.connection, "anything_activated")[0].activated:
        raise ZoneIsFixed(zone=zone)


def settle_zone(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, zone_here: Callable[[], str]
) -> None:
    """Give a new organisation the zone of the machine that it is first used on."""
    stored = setting_values(ledger)
    if "time_zone" not in stored:
        begun = rows(ledger.connection, "anything_activated")[0].activated
        zone = DEFAULTS["time_zone"] if begun else zone_here()
        with transaction(ledger.connection):
            if run(ledger.connection, "add_setting", {"name": "time_zone", "value": zone}):
                settled = Changed("setting", "time_zone", "added", {"value": (None, zone)})
                record(actor, now, request_id, ledger, [settled])
