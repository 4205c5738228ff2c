"""What is allowed when: one table of status by action, and the policies of the organisation."""

from collections.abc import Mapping, Sequence

from tenure.kernel import refusals
from tenure.kernel.assets import Action, State
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


UNTOUCHED_BY_PAUSES = frozenset({"cancel", "resume"})
"""What may take effect before the end of a stretch in which nothing is held."""


def check(case: Case, state: State, action: str, effective: Edge) -> None:
    """Refuse a change of an existing asset that its history or a policy does not allow, in this order:

    stale version, policies, currency, an end on record, the status at the effective instant, a later pause, a price
    that is included in a bundle's.
    """
    check_terms(case, state, action, effective)
    check_standing(case, state, action, effective)


def check_terms(case: Case, state: State, action: str, effective: Edge) -> None:
    """Refuse what is stale, against a policy, or in another currency."""
    check_version(case, state)
    check_policy(case, effective)
    if action == "amend start" and case.line.new_start_date is not None:
        check_policy(case, case.zone.start_of(case.line.new_start_date))
    _check_currency(case, state)


def check_standing(case: Case, state: State, action: str, effective: Edge) -> None:
    """Refuse what the asset does not allow as it stands at the effective instant."""
    asset, last = state.asset, state.last
    if last is not None and last.ended is not None:
        raise refusals.Ended(asset=asset.name, how=last.ended, on=last.effective.day, number=last.number)
    status = state.status_at(effective.at)
    if action not in ALLOWED[status] or (
        action not in UNTOUCHED_BY_PAUSES and _pauses_later(state, effective)
    ):
        raise refusals.NotAllowedNow(asset=asset.name, status=status, effective=effective.day, action=action)
    if asset.component is not None and asset.component.included and not case.carrying:
        parent = case.state_of(asset.account, asset.component.parent)
        raise refusals.IncludedInBundle(asset=asset.name, parent=parent.asset.name)


def check_rollback(case: Case, state: State, undos: Sequence[tuple[State, Action]]) -> None:
    """Refuse a rollback of some actions that a policy does not allow; it is allowed in every status."""
    check_version(case, state)
    for _, action in undos:
        _check_books(case, action.effective)
    for undone, action in undos:
        if not case.settings.rollback_any and action.effective.at <= case.recorded:
            raise refusals.RollbackScope(
                asset=undone.asset.name, number=action.number, on=action.effective.day
            )
    _check_currency(case, state)


def _check_currency(case: Case, state: State) -> None:
    asset = state.asset
    if case.order.currency is not None and case.order.currency != asset.currency:
        raise refusals.CurrencyMismatch(
            currency=case.order.currency, asset=asset.name, asset_currency=asset.currency
        )


def _pauses_later(state: State, effective: Edge) -> bool:
    """Whether a suspension or a gap is on record that ends after an edge."""
    return any(not period.quantity and period.span.end.at > effective.at for period in state.timeline.periods)


def check_policy(case: Case, effective: Edge) -> None:
    """Refuse what is effective in closed books, or before today where back-dating is refused."""
    _check_books(case, effective)
    if not case.settings.backdating:
        today = case.zone.day_of(case.recorded)
        if effective.day < today:
            raise refusals.BackdatingRefused(effective=effective.day, today=today)


def _check_books(case: Case, effective: Edge) -> None:
    closed = case.settings.books_closed_through
    if closed is not None and effective.day <= closed:
        raise refusals.BooksClosed(closed=closed, effective=effective.day)


def check_version(case: Case, state: State) -> None:
    """Compare with the version before the order's first line: earlier lines of the order do not count."""
    seen = case.line.asset_version
    before = case.customer.states.get(state.asset.id)
    if seen is None or case.carrying or before is None or seen == before.version or before.last is None:
        return
    last = before.last
    raise refusals.StaleLine(
        seen=seen,
        asset=state.asset.name,
        version=before.version,
        category=last.category,
        recorded=last.recorded.isoformat(),
    )
