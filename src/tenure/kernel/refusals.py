"""Refusals: what Tenure answers when a line of an order cannot be done.

A refusal is for the caller: a stable code, an HTTP status and a sentence that names the values. There are
three kinds, and this is their order of precedence; within a kind, the checks of a line come in the order in
which the classes stand below, and the first one that applies is the refusal of the line.

1. `Malformed` (422): the line cannot mean anything here, whatever the history.
2. `Conflict` (409): the caller wrote it against facts that have moved on since.
3. `Forbidden` (409): the history of the asset, or a policy, does not allow it.

Every line of an order is judged, and each refused line has one refusal. A line that needs what a refused line
of the same order would have made is refused with `NEEDS_REFUSED_LINE`.
"""

from typing import ClassVar


class Refusal(Exception):
    """Why a line is refused; `str()` is the sentence, `code` is stable, `status` is the HTTP status."""

    code: ClassVar[str]
    status: ClassVar[int]
    template: ClassVar[str]

    def __init__(self, **values: object) -> None:
        """Take the values that the sentence names."""
        super().__init__(self.template.format(**values))


class Malformed(Refusal):
    """The line cannot mean anything here."""

    status = 422


class Conflict(Refusal):
    """The line was written against facts that have moved on."""

    status = 409


class Forbidden(Refusal):
    """History or policy does not allow the line."""

    status = 409


class UnknownAccount(Malformed):
    code = "UNKNOWN_ACCOUNT"
    template = "There is no account {account}."


class NeedsRefusedLine(Malformed):
    code = "NEEDS_REFUSED_LINE"
    template = "Asset {asset} would come from line {line}, which is refused."


class NeedsParentLine(Malformed):
    code = "NEEDS_PARENT_LINE"
    template = "The line is a component of line {line}, which is refused or does not stand before it."


class UnknownProduct(Malformed):
    code = "UNKNOWN_PRODUCT"
    template = "There is no product {product}."


class UnknownContract(Malformed):
    code = "UNKNOWN_CONTRACT"
    template = "Account {account} has no contract {contract}."


class UnknownAsset(Malformed):
    code = "UNKNOWN_ASSET"
    template = "Account {account} has no asset {asset}."


class UnknownCurrency(Malformed):
    code = "UNKNOWN_CURRENCY"
    template = "{currency} is not a currency of ISO 4217 in which something can be sold."


class Missing(Malformed):
    code = "MISSING"
    template = "{action} needs {key}: neither the line nor the order gives it."


class QuantityNotPositive(Malformed):
    code = "QUANTITY_NOT_POSITIVE"
    template = "{action} needs a quantity above 0, not {quantity}."


class NoPrice(Malformed):
    code = "NO_PRICE"
    template = "The line gives no unit_price, and product {product} has no list price in {currency}."


class MoneyScale(Malformed):
    code = "MONEY_SCALE"
    template = "{value} has more decimals than {currency} has ({places})."


class NotForThis(Malformed):
    code = "NOT_FOR_THIS"
    template = "{key} does not apply: {why}."


class EndNotAfterStart(Malformed):
    code = "END_NOT_AFTER_START"
    template = "The end {end} is not after the start {start}."


class OutOfRange(Malformed):
    code = "OUT_OF_RANGE"
    template = "{key} comes to {value}; it must be below {limit}."


class NeedsWholeUnits(Malformed):
    code = "NEEDS_WHOLE_UNITS"
    template = (
        "Product {product} makes one asset per unit; the quantity must be a whole number up to {most}, "
        "not {quantity}."
    )


class StaleLine(Conflict):
    code = "STALE_LINE"
    template = (
        "The line was written against version {seen} of asset {asset}, which is now at version {version}: "
        "action {version} ({category}) was recorded {recorded}."
    )


class DuplicateAssetKey(Conflict):
    code = "DUPLICATE_ASSET_KEY"
    template = "Account {account} already has an asset {asset}."


class RecordedTooEarly(Conflict):
    code = "RECORDED_TOO_EARLY"
    template = (
        "recorded_at {recorded} is not later than {last}, the last instant recorded in account {account}."
    )


class RecordedInFuture(Forbidden):
    code = "RECORDED_IN_FUTURE"
    template = "recorded_at {recorded} is in the future; it is {now}."


class NotPermitted(Forbidden):
    code = "NOT_PERMITTED"
    status = 403
    template = "{actor} may not {what}: the permission {permission} is missing."


class BooksClosed(Forbidden):
    code = "BOOKS_CLOSED"
    template = "The books are closed through {closed}; the line is effective {effective}."


class BackdatingRefused(Forbidden):
    code = "BACKDATING_REFUSED"
    template = "The line is effective {effective}, before {today}, and the setting backdating refuses that."


class RollbackScope(Forbidden):
    code = "ROLLBACK_SCOPE"
    template = (
        "Action {number} of asset {asset} took effect on {on}; the setting rollback_scope lets only what is "
        "still ahead be rolled back."
    )


class CurrencyMismatch(Forbidden):
    code = "CURRENCY_MISMATCH"
    template = "The order is in {currency}; asset {asset} is in {asset_currency}."


class OtherEndThanContract(Forbidden):
    code = "OTHER_END_THAN_CONTRACT"
    template = "Contract {contract} co-terminates on {contract_end}; the line ends on {end}."


class Ended(Forbidden):
    code = "ENDED"
    template = "Asset {asset} was {how} as of {on} (action {number}); only a rollback can change that."


class NotAllowedNow(Forbidden):
    code = "NOT_ALLOWED_IN_STATUS"
    template = "Asset {asset} is {status} on {effective}; {action} is not allowed then."


class IncludedInBundle(Forbidden):
    code = "INCLUDED_IN_BUNDLE"
    template = "The price of asset {asset} is included in its bundle's; it changes with {parent} alone."


class NotForThisAsset(Forbidden):
    code = "NOT_FOR_THIS_ASSET"
    template = "{key} cannot change on asset {asset}: {why}."


class NothingToRollBack(Forbidden):
    code = "NOTHING_TO_ROLL_BACK"
    template = "Asset {asset} has no action in force that could be rolled back."


class NotTheLastAction(Forbidden):
    code = "NOT_THE_LAST_ACTION"
    template = "Action {number} of asset {asset} cannot be rolled back; {what}."


class RolledBackTogether(Forbidden):
    code = "ROLLED_BACK_TOGETHER"
    template = (
        "Action {number} of asset {asset} is rolled back together with action {other_number} of asset {other}, "
        "which is not the last one in force there."
    )


class QuantityBelowZero(Forbidden):
    code = "QUANTITY_BELOW_ZERO"
    template = "Asset {asset} holds {held} from {since} on; {wanted} cannot be taken from it."


class TakesAllThatRemains(Forbidden):
    code = "TAKES_ALL_THAT_REMAINS"
    template = "Taking {wanted} leaves nothing of asset {asset} from {since} on; cancel or suspend says what is meant."


class LaterReduction(Forbidden):
    code = "LATER_REDUCTION"
    template = (
        "From {since} on, a later reduction leaves only {left} of the lot of asset {asset}; "
        "{wanted} cannot be taken."
    )


class NotRenewable(Forbidden):
    code = "NOT_RENEWABLE"
    template = "Asset {asset} is not renewed: product {product} has no term to renew, or is not renewable."


class NothingHeld(Forbidden):
    code = "NOTHING_HELD"
    template = "Asset {asset} holds nothing just before {end}; there is nothing to renew."


class NothingChanges(Forbidden):
    code = "NOTHING_CHANGES"
    template = "The line changes nothing on asset {asset}."
