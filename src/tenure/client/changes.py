"""Changes that are started from an asset: a method for each verb."""

import secrets
from typing import Any, Final, Literal, Unpack, get_args

from tenure.client import sending
from tenure.client.session import KEY, Session, decoded, path_of
from tenure.client.shapes import Outcome, Preview

Verb = Literal[
    "amend",
    "renew",
    "cancel",
    "swap",
    "upgrade",
    "downgrade",
    "transfer",
    "suspend",
    "resume",
    "rollback",
]
VERBS: Final[tuple[Verb, ...]] = get_args(Verb)


class Started(sending.Change, total=False):
    """A change, and how it is asked for.

    It is of the asset of `account`, where several accounts have its key; done to this `version` of it or not at all;
    and one change however often it is sent under an `idempotency_key`, which each call has of its own by default.
    """

    account: str
    version: int
    idempotency_key: str


class Changes:
    """Starts changes."""

    session: Session

    def start(self, verb: Verb, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Start a change of an asset."""
        said: dict[str, Any] = dict(change)
        account, version = said.pop("account", None), said.pop("version", None)
        headers = {KEY: said.pop("idempotency_key", None) or secrets.token_hex(16)}
        if version is not None:
            headers["If-Match"] = f'W/"{version}"'
        path = path_of("assets", asset, verb)
        told = self.session.ask("POST", path, params={"account": account}, body=said, headers=headers)
        outcome: Outcome = decoded(self.session.url, told.content, Outcome)
        return outcome

    def preview_change(
        self, verb: Verb, asset: str, /, *, account: str | None = None, **change: Unpack[sending.Change]
    ) -> Preview:
        """Tell what a change of an asset would do. Nothing is written."""
        path, said = path_of("assets", asset, verb), {**change, "preview": True}
        told = self.session.ask("POST", path, params={"account": account}, body=said, again=True)
        preview: Preview = decoded(self.session.url, told.content, Preview)
        return preview

    def amend(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Change a quantity, a price, an end, a start or a field of an asset."""
        return self.start("amend", asset, **change)

    def renew(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Renew an asset."""
        return self.start("renew", asset, **change)

    def cancel(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Cancel an asset."""
        return self.start("cancel", asset, **change)

    def swap(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Replace an asset by another one."""
        return self.start("swap", asset, **change)

    def upgrade(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Replace an asset by a better one."""
        return self.start("upgrade", asset, **change)

    def downgrade(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Replace an asset by a lesser one."""
        return self.start("downgrade", asset, **change)

    def transfer(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Hand an asset over to another account."""
        return self.start("transfer", asset, **change)

    def suspend(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Pause an asset."""
        return self.start("suspend", asset, **change)

    def resume(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """End the pause of an asset."""
        return self.start("resume", asset, **change)

    def rollback(self, asset: str, /, **change: Unpack[Started]) -> Outcome:
        """Undo the last action of an asset, or the one that `rollback_of` names."""
        return self.start("rollback", asset, **change)
