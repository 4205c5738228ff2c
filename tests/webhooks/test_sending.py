"""Where others may be told: on the public internet, and where the operator says; no trick leads anywhere else."""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any

import pytest

from tenure.operations.ledger import Ledger
from tenure.webhooks.sending import Network, NotSent, allowed_networks, send, what_is_wrong
from tenure.webhooks.subscriptions import WrongAddress, webhooks
from tests.database import ACTOR, TODAY
from tests.webhooks.receiver import Receiver
from tests.webhooks.telling import add_owner, hooked

LOOPBACK: Sequence[Network] = [ipaddress.ip_network("127.0.0.0/8")]


def test_it_is_sent_with_its_headers(elsewhere: Receiver) -> None:
    heard = send(elsewhere.url, {"webhook-id": "1"}, b"{}", LOOPBACK)

    assert (heard.status, heard.is_good) == (204, True)
    assert [(one.path, one.id, one.body) for one in elsewhere.messages] == [("/hook", "1", b"{}")]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.0.0.1",
        "0.0.0.0",
        "224.0.0.1",
    ],
)
def test_what_only_this_machine_can_reach_is_not_asked(elsewhere: Receiver, host: str) -> None:
    port = elsewhere.url.rpartition(":")[2]

    with pytest.raises(
        NotSent, match="is not on the public internet, nor in a network of TENURE_WEBHOOK_NETWORKS"
    ):
        send(f"https://{host}:{port}", {}, b"", [])
    assert elsewhere.messages == []


def test_a_name_that_leads_there_is_not_asked_either(
    elsewhere: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def led_astray(host: str, port: int, **asked: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("tenure.webhooks.sending.socket.getaddrinfo", led_astray)
    port = elsewhere.url.rpartition(":")[2]

    with pytest.raises(NotSent, match=r"hooks.example.com is not on the public internet"):
        send(f"https://hooks.example.com:{port}", {}, b"", [])
    assert elsewhere.messages == []


def test_without_encryption_only_named_networks_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def public(host: str, port: int, **asked: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", port))]

    monkeypatch.setattr("tenure.webhooks.sending.socket.getaddrinfo", public)

    with pytest.raises(NotSent, match="is not on the public internet, nor in a network"):
        send("http://hooks.example.com/", {}, b"", LOOPBACK)


def test_a_redirect_is_an_answer_like_any_other(elsewhere: Receiver) -> None:
    elsewhere.answer = lambda message: (307, {"location": f"{elsewhere.url}/further"})

    assert send(elsewhere.url, {}, b"", LOOPBACK).is_good is False
    assert [one.path for one in elsewhere.messages] == ["/hook"]


def test_no_proxy_of_the_environment_is_used(elsewhere: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")

    assert send(elsewhere.url, {}, b"", LOOPBACK).is_good


def test_a_server_that_is_not_there_is_said_to_be_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotSent, match="It could not be sent: "):
            send(f"http://127.0.0.1:{taken.getsockname()[1]}/", {}, b"", LOOPBACK)
    with pytest.raises(NotSent, match=r"There is no server nowhere.invalid."):
        send("https://nowhere.invalid/", {}, b"", LOOPBACK)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.com", "It begins with https:// and the name of a server."),
        ("https://", "It begins with https:// and the name of a server."),
        ("https://example.com:0", "It begins with https:// and the name of a server."),
        ("https://example.com:99999", "It is no address of the web."),
        ("https://[::1", "It is no address of the web."),
        (
            "https://ann:secret@example.com/",
            "It has neither a user nor a password in it, nor a part behind #.",
        ),
        ("https://example.com/#part", "It has neither a user nor a password in it, nor a part behind #."),
        ("https://exa mple.com/", "It has at most 2,000 visible characters of ASCII."),
        ("https://example.com/\r\nx: y", "It has at most 2,000 visible characters of ASCII."),
        ("https://exämple.com/", "It has at most 2,000 visible characters of ASCII."),
        ("https://example.com/" + "x" * 2000, "It has at most 2,000 visible characters of ASCII."),
    ],
)
def test_an_address_to_which_nothing_can_be_sent_is_refused(ledger: Ledger, url: str, why: str) -> None:
    add_owner(ledger)

    with pytest.raises(WrongAddress) as refused:
        hooked(ledger, url)

    assert str(refused.value) == f"Nothing can be sent to {url}. {why}"
    assert webhooks(ACTOR, TODAY, "r", ledger) == []


def test_without_named_networks_an_address_is_encrypted() -> None:
    assert what_is_wrong("https://example.com/hook?a=b", []) is None
    assert what_is_wrong("http://example.com/", []) == (
        "It begins with https://. Only within networks of TENURE_WEBHOOK_NETWORKS may it be http://."
    )


def test_networks_that_cannot_be_read_are_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_WEBHOOK_NETWORKS", "10.0.0.0/8, 192.168.0.0/99")

    with pytest.raises(ValueError, match=r"TENURE_WEBHOOK_NETWORKS names networks like 10.0.0.0/8"):
        allowed_networks()
