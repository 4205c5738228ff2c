"""The client has a method for every address, and a shape for everything that is sent and answered."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, get_args

import httpx
import msgspec
import pytest

from tenure.client import HIDDEN, Problem, Tenure, sending, shapes
from tenure.client.changes import Verb
from tests.client.conftest import Served

SALE = {"line": "1", "action": "add", "product": "SEAT", "quantity": "2"} | {
    "start_date": "2025-01-01",
    "end_date": "2025-12-31",
}
JULY = date(2025, 7, 1)


def sold(number: str, *assets: str, **more: Any) -> Any:
    """Give an order of account `walk` that sells assets."""
    lines = [{**SALE, "line": asset, "asset": asset} for asset in assets]
    return {"kind": "order", "number": number, "account": "walk", "lines": lines} | more


def sent(number: str, *assets: str, **more: Any) -> Any:
    """Give the same as it is sent by itself."""
    return {key: value for key, value in sold(number, *assets, **more).items() if key != "kind"}


def acted(tenure: Tenure) -> None:
    """Start a change of each kind, each of an asset of its own."""
    replacement: sending.Replacement = {"product": "HOST"}
    tenure.amend("amend", quantity=3, effective_date=JULY)
    tenure.renew("renew", start_date=date(2026, 1, 1), end_date=date(2026, 12, 31))
    tenure.cancel("cancel", effective_date=JULY)
    tenure.swap("swap", effective_date=JULY, replacement=replacement)
    tenure.upgrade("upgrade", effective_date=JULY, replacement=replacement)
    tenure.downgrade("downgrade", effective_date=JULY, replacement=replacement)
    tenure.transfer("transfer", effective_date=JULY, to_account="bolt", to_asset="from-walk")
    tenure.suspend("suspend", effective_date=JULY)
    tenure.resume("suspend", effective_date=date(2025, 8, 1))
    tenure.rollback("amend")


def asked(tenure: Tenure) -> None:
    """Ask what there is to ask of the account `walk`."""
    tenure.have("walk", on=JULY)
    tenure.inventory(account="walk")
    tenure.failures("walk")
    tenure.accounts(filters={"key.starts": "wa", "currency": ["USD", "EUR"]}, sort="-name", limit=2)
    tenure.products()
    tenure.contracts("walk")
    tenure.orders(filters={"account": "walk"})
    for ask in (tenure.asset, tenure.actions, tenure.periods, tenure.lineage):
        ask("swap", account="walk")
    list(tenure.changes("now"))


def attached(tenure: Tenure) -> None:
    """Keep a file and a case beside an asset, and remove them."""
    file = tenure.add_file("swap", "terms.txt", b"Twelve months.")
    tenure.files("swap", everything=True)
    tenure.file("swap", str(file.id))
    tenure.remove_file("swap", str(file.id))
    case = tenure.add_case("swap", reference="00123")
    tenure.cases("swap")
    tenure.remove_case("swap", str(case.id))


def uploaded(tenure: Tenure) -> None:
    """Give a file, look how far it is, and stop one that does not wait any more."""
    upload = tenure.add_upload("orders.jsonl", json.dumps(sold("U-1", "uploaded")).encode())
    tenure.uploads(limit=1)
    tenure.upload(str(upload.id))
    with suppress(Problem):
        tenure.stop_upload(str(upload.id))


def administered(tenure: Tenure) -> None:
    """Do once all that an administrator may do."""
    tenure.change_setting("books_closed_through", tenure.settings()["books_closed_through"])
    tenure.put_custom_field("account", "walks", type="boolean", message="Who walks")
    tenure.put_account("walk", name="Walk", currency="USD", custom={"walks": True})
    tenure.retire_custom_field("account", "walks")
    assert {field.name: field.retired for field in tenure.custom_fields()}["walks"] is True
    [walker] = tenure.accounts(filters={"custom.walks": "true"}).accounts
    assert walker.custom is not msgspec.UNSET
    assert walker.custom["walks"] is True
    tenure.add_role(name="walker", permissions=["activate_orders"])
    tenure.change_role("walker", label="Walker")
    tenure.role("walker")
    tenure.roles()
    tenure.add_user(name="wanda", roles=["walker"])
    tenure.change_user("wanda", roles=["sales"])
    tenure.user("wanda")
    tenure.users()
    tenure.give_password("wanda")
    tenure.delete_role("walker")
    tenure.revoke_token(tenure.create_token(user="wanda").id)
    tenure.tokens()
    tenure.audit(limit=1)
    tenure.verify()
    hook = tenure.add_webhook(url="https://example.com/hook", types=["order.failed"]).id
    tenure.webhook(hook)
    tenure.webhooks()
    tenure.start_webhook(hook)
    tenure.replay_webhook(hook)
    tenure.deliveries(hook)
    tenure.remove_webhook(hook)


def ordered(tenure: Tenure) -> None:
    """Send orders, and do with them what can be done."""
    tenure.send_order(sent("W-1", *get_args(Verb)), activate=True)
    tenure.send_order(sent("W-2", "second"))
    tenure.preview_order("W-2")
    tenure.activate_order("W-2")
    tenure.order("W-2")
    tenure.cancel_order("W-2")
    for number, act in (("W-3", tenure.accept_quote), ("W-4", tenure.decline_quote)):
        tenure.send_order(sent(number, number, state="quote"))
        act(number)
    list(tenure.activate([sold("W-5", "third")]))
    tenure.activate_drafts()
    tenure.load([sold("W-6", "fourth")]).finish()


def test_there_is_a_method_for_every_operation(served: Served, repository: Path) -> None:
    document = json.loads((repository / "docs/reference/openapi.json").read_text())
    described = {
        (method.upper(), path): told["operationId"]
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    }
    requests: list[tuple[str, str]] = []

    class Noting(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            requests.append((request.method, request.url.path))
            return super().handle_request(request)

    with Tenure(served.url, served.token, transport=Noting()) as tenure:
        tenure.put_account("walk", name="Walk", currency="USD")
        tenure.put_contract("walk", "C-1", start_date=date(2025, 1, 1), end_date=date(2025, 12, 31))
        tenure.put_product("WALK", name="Walk", selling_model="one_time", list_price="5.00")
        ordered(tenure)
        acted(tenure)
        asked(tenure)
        attached(tenure)
        uploaded(tenure)
        administered(tenure)

    patterns = {
        (method, re.compile(re.sub(r"\{\w+\}", "[^/]+", path))): name
        for (method, path), name in described.items()
    }
    done = {
        name
        for (method, pattern), name in patterns.items()
        if any(method == each and pattern.fullmatch(path) for each, path in requests)
    }
    assert done == set(described.values()), "the client needs a method for each of them"
    for name in described.values():
        assert callable(getattr(Tenure, re.sub(r"([A-Z])", r"_\1", name).lower(), None)), name


ANSWERED = (
    "Account",
    "Accounts",
    "Action",
    "Actions",
    "ActivationData",
    "AssetData",
    "Audit",
    "AuditChange",
    "AuditEntry",
    "Case",
    "Cases",
    "Change",
    "Changes",
    "Contract",
    "Contracts",
    "CustomField",
    "CustomFields",
    "Deliveries",
    "Delivery",
    "Failure",
    "FailureData",
    "Failures",
    "File",
    "Files",
    "Finding",
    "Held",
    "History",
    "Holdings",
    "Inventory",
    "InventoryAsset",
    "Lineage",
    "NewToken",
    "NewWebhook",
    "OneTimePassword",
    "Order",
    "OrderListed",
    "Orders",
    "Outcome",
    "OutcomeAsset",
    "Period",
    "Periods",
    "Preview",
    "PreviewedAsset",
    "Product",
    "Products",
    "Refusal",
    "Result",
    "Role",
    "Roles",
    "Token",
    "Tokens",
    "Total",
    "Upload",
    "UploadProblem",
    "UploadTold",
    "Uploads",
    "User",
    "Users",
    "Verdict",
    "Webhook",
    "Webhooks",
    "WholeRole",
)


def described_keys(repository: Path, name: str) -> set[str]:
    document = json.loads((repository / "docs/reference/openapi.json").read_text())
    return set(document["components"]["schemas"][name]["properties"])


@pytest.mark.parametrize("name", ANSWERED)
def test_a_shape_has_the_keys_that_are_described(repository: Path, name: str) -> None:
    fields = msgspec.structs.fields(getattr(shapes, name))

    assert {field.encode_name for field in fields} == described_keys(repository, name)


ONE_OF_EACH_VERB: dict[str, Callable[[Any], list[str]]] = {
    "SentChange": lambda _: [f"Sent{verb.title()}" for verb in get_args(Verb)],
    "Line": lambda schemas: [name for name in schemas if re.fullmatch(r"Line[A-Z]\w+", name)],
}
"""What is described verb by verb, and is one shape here."""


def test_only_what_is_never_hidden_must_be_there(repository: Path) -> None:
    hidden = [name for name in ANSWERED if name not in {"Refusal", "Actions", "Lineage"}]
    for name in hidden:
        for field in msgspec.structs.fields(getattr(shapes, name)):
            assert field.required or field.default is HIDDEN, f"{name}.{field.name}"


@pytest.mark.parametrize(
    ("kind", "name", "besides"),
    [
        (sending.Account, "SentAccount", set()),
        (sending.Contract, "SentContract", set()),
        (sending.Product, "SentProduct", set()),
        (sending.Order, "SentOrder", set()),
        (sending.Change, "SentChange", {"preview"}),
        (sending.Line, "Line", set()),
        (sending.Segment, "Segment", set()),
        (sending.Component, "Component", set()),
        (sending.Replacement, "Replacement", set()),
        (sending.Cause, "Source", set()),
        (sending.Case, "SentCase", set()),
        (sending.CustomField, "SentCustomField", set()),
        (sending.Role, "SentRole", set()),
        (sending.RoleChange, "SentRoleChange", set()),
        (sending.Token, "SentToken", set()),
        (sending.User, "SentUser", set()),
        (sending.UserChange, "SentUserChange", set()),
        (sending.Webhook, "SentWebhook", set()),
    ],
)
def test_what_is_sent_has_the_keys_that_are_described(
    repository: Path, kind: Any, name: str, besides: set[str]
) -> None:
    document = json.loads((repository / "docs/reference/openapi.json").read_text())
    schemas = document["components"]["schemas"]
    described = [schemas[each] for each in ONE_OF_EACH_VERB.get(name, lambda _: [name])(schemas)]

    assert set(kind.__annotations__) | besides == {key for each in described for key in each["properties"]}
    required = [set(each.get("required", ())) for each in described]
    assert kind.__required_keys__ == set.intersection(*required)


@pytest.mark.parametrize("ask", ["have", "asset"])
def test_what_is_hidden_is_told_from_what_is_not_there(
    served: Served, hiding: str, ask: str, tenure: Tenure
) -> None:
    read: dict[str, Callable[[Tenure], Any]] = {
        "have": lambda client: client.have("acme", on=JULY).assets[0],
        "asset": lambda client: client.asset("seats").periods[0],
    }

    with Tenure(served.url, hiding) as rep:
        seen = read[ask](rep)
    known = read[ask](tenure)

    assert seen.mrr is HIDDEN
    assert known.mrr == msgspec.convert("177.70", type(known.mrr))
    assert seen.quantity == known.quantity == 10
    assert (known.contract if ask == "have" else known.segment_name) is None
