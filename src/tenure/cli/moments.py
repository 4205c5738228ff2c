"""Moments as arguments: `--on` and `--known-at` take a date or an instant."""

from tenure.cli.endings import WrongCall
from tenure.operations.moments import Moment, NoMoment, moment


def asked_moment(option: str, text: str | None) -> Moment | None:
    """Give the moment of an option, None where it is left out; a text that is none is a wrong call."""
    if text is None:
        return None
    try:
        return moment(text)
    except NoMoment as wrong:
        raise WrongCall(f"{option}: {wrong}") from None
