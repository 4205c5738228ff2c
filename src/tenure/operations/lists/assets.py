"""Lists of one account and of one asset: what a customer has; the actions and the state periods of an asset."""

from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct, structs

from tenure.kernel.statuses import IN_FORCE
from tenure.operations.actor import Actor
from tenure.operations.have import Answer, Held, Running, have
from tenure.operations.history import ActionTold, History, history
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.lists.asking import Question, understood
from tenure.operations.lists.custom import with_custom
from tenure.operations.lists.kinds import ACTIONS, HOLDINGS, PERIODS
from tenure.operations.lists.picking import Page, Told, matching, page
from tenure.operations.moments import Moment
from tenure.operations.periods import PeriodTold

BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)
ONE: Final = timedelta(microseconds=1)


class HoldingsListed(Struct, frozen=True):
    """A page of what a customer has; the totals of `answer` are of all that was asked for."""

    answer: Answer
    next_cursor: str | None


def holdings_listed(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    account: str,
    question: Question,
    *,
    on: Moment | None = None,
    known_at: Moment | None = None,
    everything: bool = False,
) -> HoldingsListed:
    """Tell what an account has, of that what is asked for. Raises `NoSuchAccount` and `CannotList`."""
    listed = with_custom(HOLDINGS, question, actor, ledger)
    asked = understood(listed, actor.hidden, question, lambda: settings_of(ledger, actor).zone)
    answer = have(actor, now, request_id, ledger, account, on=on, known_at=known_at, everything=everything)
    told = Told(listed, _currency, _id, actor.hidden)
    found = matching(told, asked, answer.assets)
    totals = Running()
    totals.add(asset for asset in found if asset.status in IN_FORCE)
    shown = page(ledger, told, question, asked, found)
    return HoldingsListed(
        structs.replace(answer, assets=shown.results, totals=totals.by_currency()), shown.next_cursor
    )


def _currency(held: Held) -> str:
    return held.currency


def _id(held: Held) -> int:
    return held.id


class HistoryListed(Struct, frozen=True):
    """An asset with a page of its actions or of its periods; the others are all there."""

    history: History
    next_cursor: str | None


def actions_listed(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    asset: str,
    question: Question,
    *,
    known_at: Moment | None = None,
) -> HistoryListed:
    """Tell the actions of an asset that are asked for. Raises as `history` does, and `CannotList`."""
    asked = understood(ACTIONS, actor.hidden, question, lambda: settings_of(ledger, actor).zone)
    found = history(actor, now, request_id, ledger, asset, known_at=known_at)
    told: Told[ActionTold] = Told(
        ACTIONS, lambda _: found.currency, lambda action: action.number, actor.hidden
    )
    shown: Page[ActionTold] = page(ledger, told, question, asked, matching(told, asked, found.actions))
    return HistoryListed(structs.replace(found, actions=shown.results), shown.next_cursor)


def periods_listed(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    asset: str,
    question: Question,
    *,
    known_at: Moment | None = None,
) -> HistoryListed:
    """Tell the state periods of an asset that are asked for. Raises as `history` does, and `CannotList`."""
    listed = with_custom(PERIODS, question, actor, ledger)
    asked = understood(listed, actor.hidden, question, lambda: settings_of(ledger, actor).zone)
    found = history(actor, now, request_id, ledger, asset, known_at=known_at)
    told: Told[PeriodTold] = Told(
        listed, lambda _: found.currency, lambda period: (period.start - BEGINNING) // ONE, actor.hidden
    )
    shown: Page[PeriodTold] = page(ledger, told, question, asked, matching(told, asked, found.periods))
    return HistoryListed(structs.replace(found, periods=shown.results), shown.next_cursor)
