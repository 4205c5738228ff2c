"""Others are told of what was recorded: all of it, signed, again where it failed, and nothing that is not for them."""

import time
from datetime import timedelta

import pytest
import standardwebhooks

from tenure.clock import now
from tenure.identity.actors import actor_named
from tenure.identity.models import User
from tenure.operations.feed import BEGINNING
from tenure.operations.ledger import Ledger
from tenure.webhooks.deliveries import claim, take
from tenure.webhooks.limits import LEASE, OF_EACH, PAUSES
from tenure.webhooks.subscriptions import remove_webhook, replay, start_webhook, webhooks
from tests.database import ACTOR, TODAY
from tests.operations.feeding import all_told
from tests.operations.orders_told import JANUARY, activated, amendment, order, sale
from tests.webhooks.receiver import Receiver
from tests.webhooks.telling import add_owner, hooked, standing, tell

SALE = ["asset.created", "order.activated"]


@pytest.fixture(autouse=True)
def owner(ledger: Ledger) -> None:
    add_owner(ledger)


def sell(ledger: Ledger, name: str = "A", account: str = "acme") -> None:
    activated(ledger, order(f"order of {name}", sale(name), account=account))


def test_what_is_recorded_is_told(ledger: Ledger, elsewhere: Receiver) -> None:
    hooked(ledger, elsewhere.url)
    sell(ledger)
    activated(ledger, order("O-2", amendment("A", "-99", JANUARY)))

    tell(ledger)

    assert sorted(elsewhere.types) == [*SALE, "order.failed"]
    [created] = [message.said for message in elsewhere.messages if message.said["type"] == "asset.created"]
    assert created["data"]["asset"] == "A"
    assert created["data"]["action"]["quantity_change"] == "10"
    assert {message.said["id"] for message in elsewhere.messages} == {one.id for one in elsewhere.messages}


def test_it_is_told_once(ledger: Ledger, elsewhere: Receiver) -> None:
    webhook, _ = hooked(ledger, elsewhere.url)
    sell(ledger)

    for _ in range(3):
        tell(ledger)

    assert sorted(elsewhere.types) == SALE
    assert [(one.state, one.attempts, one.status) for one in standing(ledger, webhook)] == [
        ("delivered", 1, 204)
    ] * 2


def test_who_has_the_secret_can_tell_that_it_comes_from_here(ledger: Ledger, elsewhere: Receiver) -> None:
    _, secret = hooked(ledger, elsewhere.url)
    sell(ledger)

    tell(ledger, now())

    for message in elsewhere.messages:
        assert standardwebhooks.Webhook(secret).verify(message.body, message.headers) == message.said
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            standardwebhooks.Webhook(secret).verify(message.body + b" ", message.headers)


def test_what_was_recorded_before_is_told_only_where_it_is_asked_for(
    ledger: Ledger, elsewhere: Receiver
) -> None:
    sell(ledger)
    tell(ledger)
    hooked(ledger, elsewhere.url, since=None)
    sell(ledger, "B")

    tell(ledger)

    assert {message.said["data"].get("asset") for message in elsewhere.messages} == {"B", None}
    assert sorted(elsewhere.types) == SALE


def test_some_types_alone(ledger: Ledger, elsewhere: Receiver) -> None:
    hooked(ledger, elsewhere.url, types=["order.activated"])
    sell(ledger)

    tell(ledger)

    assert elsewhere.types == ["order.activated"]


def test_what_fails_is_tried_again_with_growing_pauses_and_then_given_up(
    ledger: Ledger, elsewhere: Receiver
) -> None:
    webhook, _ = hooked(ledger, elsewhere.url, types=["order.activated"])
    elsewhere.answer = lambda message: (500, {})
    sell(ledger)
    at = TODAY
    tell(ledger, at)
    for tries, pause in enumerate(PAUSES, start=1):
        tell(ledger, at + pause - timedelta(microseconds=1))
        assert len(elsewhere.messages) == tries
        at += pause
        tell(ledger, at)

    assert len({message.id for message in elsewhere.messages}) == 1
    [given_up] = standing(ledger, webhook)
    assert (given_up.state, given_up.attempts, given_up.status) == ("given_up", 10, 500)
    assert given_up.problem == "Its server answered 500."
    assert at - TODAY > timedelta(days=3)
    tell(ledger, at + timedelta(days=9))
    assert len(elsewhere.messages) == 10


def test_what_was_given_up_is_told_again_where_it_is_asked_for(ledger: Ledger, elsewhere: Receiver) -> None:
    webhook, _ = hooked(ledger, elsewhere.url, types=["order.activated"])
    elsewhere.answer = lambda message: (500, {})
    sell(ledger)
    at = TODAY
    for pause in [timedelta(), *PAUSES]:
        at += pause
        tell(ledger, at)
    elsewhere.answer = lambda message: (200, {})

    replay(ACTOR, at, "r", ledger, str(webhook.id), None)
    tell(ledger, at)

    assert len({message.id for message in elsewhere.messages}) == 1
    assert [one.state for one in standing(ledger, webhook)] == ["delivered"]


def test_all_is_told_again_from_a_place_on_with_the_ids_that_it_had(
    ledger: Ledger, elsewhere: Receiver
) -> None:
    webhook, _ = hooked(ledger, elsewhere.url)
    sell(ledger)
    tell(ledger)
    first = sorted((message.id, message.body) for message in elsewhere.messages)

    replay(ACTOR, TODAY, "r", ledger, str(webhook.id), BEGINNING)
    tell(ledger)

    assert sorted((message.id, message.body) for message in elsewhere.messages[2:]) == first
    assert {one.state for one in standing(ledger, webhook)} == {"delivered"}


def test_a_server_says_when_it_is_to_be_asked_again(ledger: Ledger, elsewhere: Receiver) -> None:
    hooked(ledger, elsewhere.url, types=["order.activated"])
    elsewhere.answer = lambda message: (429, {"retry-after": "600"})
    sell(ledger)
    tell(ledger)

    tell(ledger, TODAY + timedelta(seconds=599))
    assert len(elsewhere.messages) == 1
    tell(ledger, TODAY + timedelta(seconds=600))
    assert len(elsewhere.messages) == 2


def test_a_server_that_is_gone_is_left_alone_until_it_is_started_again(
    ledger: Ledger, elsewhere: Receiver
) -> None:
    webhook, _ = hooked(ledger, elsewhere.url, types=["order.activated"])
    elsewhere.answer = lambda message: (410, {})
    sell(ledger)
    tell(ledger)
    sell(ledger, "B")
    tell(ledger, TODAY + timedelta(days=1))

    [stopped] = webhooks(ACTOR, TODAY, "r", ledger)
    assert stopped.stopped == "Its server answered 410: it is gone."
    assert len(elsewhere.messages) == 1

    elsewhere.answer = lambda message: (200, {})
    start_webhook(ACTOR, TODAY, "r", ledger, str(webhook.id))
    tell(ledger, TODAY + timedelta(days=2))
    assert len({message.id for message in elsewhere.messages}) == 2


def test_nobody_is_told_what_its_owner_may_not_see(ledger: Ledger, elsewhere: Receiver) -> None:
    add_owner(ledger, "rep", hidden=["action.mrr_change"], roots=["acme"])
    hooked(ledger, elsewhere.url, "rep")
    sell(ledger)
    sell(ledger, "X", account="bolt")

    tell(ledger)

    assert {message.said["data"]["account"] for message in elsewhere.messages} == {"acme"}
    assert not any(b"mrr_change" in message.body for message in elsewhere.messages)


def test_a_user_who_is_deactivated_is_told_nothing_any_more(ledger: Ledger, elsewhere: Receiver) -> None:
    webhook, _ = hooked(ledger, elsewhere.url)
    elsewhere.answer = lambda message: (500, {})
    sell(ledger)
    tell(ledger)
    User.objects.filter(name="ann").update(is_active=False)
    before = len(elsewhere.messages)

    tell(ledger, TODAY + PAUSES[0])

    assert len(elsewhere.messages) == before
    assert {(one.state, one.problem) for one in standing(ledger, webhook)} == {
        ("given_up", "Its owner may not see it.")
    }


def test_what_somebody_took_and_never_told_is_told_after_the_lease(
    ledger: Ledger, elsewhere: Receiver
) -> None:
    hooked(ledger, elsewhere.url)
    sell(ledger)
    all_told(ledger)
    take(TODAY, "r", ledger, actor_named)
    assert len(claim(TODAY, ledger)) == 2

    tell(ledger, TODAY + LEASE - timedelta(seconds=1))
    assert elsewhere.messages == []
    tell(ledger, TODAY + LEASE)
    assert sorted(elsewhere.types) == SALE


def test_one_that_has_much_to_be_told_does_not_keep_others_waiting(
    ledger: Ledger, elsewhere: Receiver
) -> None:
    busy, _ = hooked(ledger, elsewhere.url)
    activated(ledger, *(order(f"O-{count}", sale(f"A{count}")) for count in range(OF_EACH)))
    all_told(ledger)
    calm, _ = hooked(ledger, elsewhere.url, types=["order.activated"], since=None)
    sell(ledger, "X", "bolt")
    all_told(ledger)
    while take(TODAY, "r", ledger, actor_named):
        pass

    first = claim(TODAY, ledger)

    assert [one.webhook for one in first] == [busy.id] * OF_EACH + [calm.id]


def test_one_that_is_removed_is_told_nothing(ledger: Ledger, elsewhere: Receiver) -> None:
    webhook, _ = hooked(ledger, elsewhere.url)
    sell(ledger)

    remove_webhook(ACTOR, TODAY, "r", ledger, str(webhook.id))
    tell(ledger)

    assert elsewhere.messages == []
    assert webhooks(ACTOR, TODAY, "r", ledger) == []


def test_a_server_that_answers_too_slowly_is_not_waited_for(
    ledger: Ledger, elsewhere: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenure.webhooks.sending.SENDING", timedelta(seconds=0.2))

    def slowly(message: object) -> tuple[int, dict[str, str]]:
        time.sleep(0.6)
        return 200, {}

    elsewhere.answer = slowly
    webhook, _ = hooked(ledger, elsewhere.url, types=["order.activated"])
    sell(ledger)

    tell(ledger)

    assert [(one.state, one.problem) for one in standing(ledger, webhook)] == [
        ("due", "There was no answer within 0.2 seconds.")
    ]
