"""What is allowed when: one table of status by action, and the policies of the organisation."""

from collections.abc import Mapping

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.case import Case
from tenure.kernel.spans import Edge
from tenure.kernel.statuses import Status

ALLOWED: Mapping[Status, frozenset[str]] = {
    Status.SCHEDULED: frozenset({"amend start", "cancel", "rollback"}),
    Status.ACTIVE: frozenset(
        {
            "amend",
            "renew",
            "cancel",
            "swap",
            "upgrade",
            "downgrade",
            "transfer",
            "suspend",
            "rollback",
        }
    ),
    Status.SUSPENDED: frozenset({"resume", "cancel", "rollback"}),
    Status.EXPIRED: frozenset({"renew", "rollback"}),
    Status.COMPLETED: frozenset({"rollback"}),
    Status.TERMINATED: frozenset({"rollback"}),
}
"""What each status at the effective instant allows; all else is refused."""


def check(case: Case, state: State, action: str, effective: Edge) -> None:
    """Refuse a change of an existing asset that its history or a policy does not allow, in this order:

    stale version, policies, currency, an end on record, the status at the effective instant, a later gap.
    """
    _check_version(case, state)
    asset = state.asset
    check_policy(case, effective)
    if action == "amend start" and case.line.new_start_date is not None:
        check_policy(case, case.zone.start_of(case.line.new_start_date))
    if case.order.currency is not None and case.order.currency != asset.currency:
        raise refusals.CurrencyMismatch(
            currency=case.order.currency, asset=asset.name, asset_currency=asset.currency
        )
    last = state.last
    if last is not None and last.ended is not None:
        raise refusals.Ended(asset=asset.name, how=last.ended, on=last.effective.day, number=last.number)
    status = state.status_at(effective.at)
    later_gap = any(gap.end.at > effective.at for gap in state.timeline.gaps)
    if action not in ALLOWED[status] or (later_gap and action != "cancel"):
        raise refusals.NotAllowedNow(asset=asset.name, status=status, effective=effective.day, action=action)


def check_policy(case: Case, effective: Edge) -> None:
    """Refuse what is effective in closed books, or before today where back-dating is refused."""
    settings = case.settings
    closed = settings.books_closed_through
    if closed is not None and effective.day <= closed:
        raise refusals.BooksClosed(closed=closed, effective=effective.day)
    if not settings.backdating:
        today = settings.zone.day_of(case.recorded)
        if effective.day < today:
            raise refusals.BackdatingRefused(effective=effective.day, today=today)


def _check_version(case: Case, state: State) -> None:
    """Compare with the version before the order's first line: earlier lines of the order do not count."""
    seen = case.line.asset_version
    before = case.customer.states.get(state.asset.id)
    if seen is None or before is None or seen == before.version or before.last is None:
        return
    last = before.last
    raise refusals.StaleLine(
        seen=seen,
        asset=state.asset.name,
        version=before.version,
        category=last.category,
        recorded=last.recorded.isoformat(),
    )
