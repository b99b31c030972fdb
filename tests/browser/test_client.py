"""The JavaScript client against a gateway that does as it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import canned

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.browser.client import Client
    from tests.browser.stub import Stub

# no database is asked: once is enough
pytestmark = pytest.mark.servers(18)
CURRENT = f"momentum:current:{canned.USER}"
HISTORY = f"momentum:history:{canned.USER}"
TREND = f"momentum:trend:{canned.USER}"
BREAKDOWN = f"momentum:breakdown:{canned.USER}:{canned.day(0)}"
NOTIFICATION = canned.notifications()[0]["notification_id"]


@pytest.fixture
def client(page: Page, stub: Stub) -> Client:
    from tests.browser.client import Client

    return Client(page, stub.url)


def test_it_authenticates_by_its_first_message_and_fetches_the_state(
    client: Client, stub: Stub
) -> None:
    client.connect()
    client.wait("client.state.dashboard && client.state.notifications")
    assert stub.received[0] == {"type": "auth", "token": canned.token()}
    state = client.state
    assert state["userId"] == canned.USER
    assert state["momentum"] == stub.data["momentum"]
    assert state["interventions"] == stub.data["interventions"]["interventions"]
    assert state["notifications"] == stub.data["notifications"]
    assert state["dashboard"]["history"] == stub.data["dashboard"]["history"]
    assert client.get("lastEventId") == "86b4ab0a724b-0"
    assert [each["status"] for each in client.told("connection")] == ["connecting", "live"]


def test_tries_are_ever_further_apart(client: Client, stub: Stub) -> None:
    stub.stop()
    client.connect(random=0.01, live=False)
    told = client.wait_for("connection", 9)
    assert told[0]["status"] == "connecting"
    assert {each["status"] for each in told[1:]} == {"offline"}
    delays = [each["retryIn"] for each in told[1:9]]
    assert delays == [5, 10, 20, 40, 80, 160, 300, 300]
    stub.start()
    client.wait('client.connection.status === "live"')


@pytest.mark.parametrize(("code", "delay"), [(1012, 50), (1001, 50), (1006, 5), (4508, 5)])
def test_a_server_that_restarts_is_given_time(
    client: Client, stub: Stub, code: int, delay: float
) -> None:
    client.connect(random=0.01)
    stub.stop() if code == 1006 else stub.close(code)
    lost = client.wait_for("connection", 3)[2]
    assert lost == {"status": "reconnecting", "retryIn": delay, "code": code}


def test_a_server_that_has_too_many_is_left_alone(client: Client, stub: Stub) -> None:
    client.connect()
    stub.close(4429)
    assert client.wait_for("connection", 3)[2]["retryIn"] == 15_000


def test_it_resumes_where_it_was(client: Client, stub: Stub) -> None:
    client.connect()
    stub.tell(canned.scored(1, 70.5))
    client.wait_for("momentum")
    stub.stop()
    stub.events += [canned.scored(2, 71), canned.scored(3, 72)]
    stub.data["momentum"] = canned.momentum(72)
    stub.start()
    told = client.wait_for("momentum", 3)
    client.wait('client.lastEventId === "86b4ab0a724b-3"')
    assert [each["final_score"] for each in told] == [70.5, 71, 72]
    assert stub.messages("resume") == [{"type": "resume", "last_event_id": "86b4ab0a724b-1"}]
    assert client.state["momentum"]["final_score"] == 72


def test_what_it_missed_does_not_undo_what_it_has_read(client: Client, stub: Stub) -> None:
    client.connect()
    stub.stop()
    stub.events += [canned.scored(1, 10)]  # the state that comes first is newer
    stub.start()
    client.wait_for("momentum")
    scores = [each["momentum"]["final_score"] for each in client.told("state") if each["momentum"]]
    assert set(scores) == {68.4}


def test_another_page_resumes_from_the_cache(client: Client, stub: Stub) -> None:
    client.connect()
    stub.tell(canned.scored(1, 70.5))
    client.wait_for("momentum")
    client.page.evaluate("client.close()")
    stub.events.append(canned.scored(2, 71))
    client.connect()
    assert [each["final_score"] for each in client.wait_for("momentum")] == [71]
    assert stub.messages("resume")[-1]["last_event_id"] == "86b4ab0a724b-1"


def test_where_it_cannot_resume_it_starts_anew(client: Client, stub: Stub) -> None:
    client.connect()
    client.wait("client.state.dashboard && client.state.notifications")
    stub.stop()
    stub.asked.clear()
    stub.recovers = False
    stub.events = [canned.event(900, "push_notification", notification_id=canned.OTHER_USER)]
    stub.data["momentum"] = canned.momentum(12)
    stub.start()
    client.wait('client.lastEventId === "86b4ab0a724b-900"')
    client.wait("client.state.momentum.final_score === 12")
    assert stub.questions(2) == {"dashboard", "notifications"}
    assert client.told("notification") == []


def test_an_event_that_comes_twice_happens_once(client: Client, stub: Stub) -> None:
    client.connect()
    for event in (canned.scored(1, 50), canned.scored(1, 50), canned.scored(2, 51)):
        stub.send(type="realtime_event", event=event)
    client.wait("client.state.momentum?.final_score === 51")
    assert [each["final_score"] for each in client.told("momentum")] == [50, 51]


def test_scores_are_kept_under_the_keys_that_are_invalidated(client: Client, stub: Stub) -> None:
    client.connect()
    client.wait("client.state.dashboard")
    breakdown = stub.data["momentum"]["breakdown"]
    assert client.kept(BREAKDOWN) == {"value": breakdown}
    assert client.kept(CURRENT)["value"]["final_score"] == 68.4
    assert client.kept(HISTORY) == {"value": stub.data["dashboard"]["history"]}
    assert client.kept(TREND)["value"]["average"] == pytest.approx(57.057, abs=0.001)


def test_a_score_outdates_what_is_kept_and_that_is_acknowledged(client: Client, stub: Stub) -> None:
    client.connect()
    client.wait("client.state.dashboard")
    stub.data["momentum"] = canned.momentum(33)
    stub.tell(canned.scored(1, 33))
    acknowledged = stub.messages("cache_invalidation_ack", 4)
    assert {each["cache_key"] for each in acknowledged} == {CURRENT, HISTORY, TREND, BREAKDOWN}
    stub.tell(canned.scored(2, 33))
    client.wait_for("momentum", 2)
    assert client.kept(HISTORY)["outdated"]
    assert client.state["momentum"]["momentum_state"] == "NeedsCare"
    stub.messages("request_momentum_update")
    client.wait(f"!JSON.parse(localStorage['{CURRENT}']).outdated")
    assert len(stub.messages("cache_invalidation_ack")) == 4, "once until it is fetched again"


def test_what_is_dropped_on_the_server_is_dropped(client: Client, stub: Stub) -> None:
    client.connect()
    client.wait("client.state.dashboard")
    keys = [HISTORY, f"momentum:breakdown:{canned.USER}:2020-01-01"]
    stub.tell(canned.event(1, "cache_invalidated", score_date="2020-01-01", cache_keys=keys))
    acknowledged = stub.messages("cache_invalidation_ack")
    assert [each["cache_key"] for each in acknowledged] == [HISTORY], "and no other was there"
    client.wait(f"localStorage['{HISTORY}']")


def test_it_starts_from_the_cache_where_there_is_no_server(client: Client, stub: Stub) -> None:
    client.connect()
    client.wait("client.state.dashboard && client.state.notifications")
    before = client.state
    client.page.evaluate("client.close()")
    stub.stop()
    client.connect("unreachable", live=False, random=1, userId=canned.USER)
    assert client.wait_for("connection", 2)[1]["status"] == "offline"
    assert client.state == before


def test_nobody_sees_what_is_kept_of_another(client: Client, stub: Stub) -> None:
    client.connect()
    client.wait("client.state.dashboard")
    stub.stop()
    client.connect(canned.token(canned.OTHER_USER), live=False, random=1)
    client.wait_for("connection", 2)
    state = client.state
    assert state["userId"] == canned.OTHER_USER
    assert [state[part] for part in ("momentum", "dashboard", "notifications")] == [None] * 3


def test_forgetting_leaves_nothing(client: Client) -> None:
    client.connect()
    client.wait("client.state.dashboard && client.state.notifications")
    client.page.evaluate("client.forget()")
    assert client.page.evaluate("Object.keys(localStorage)") == []
    assert client.get("connection.status") == "closed"


def test_a_map_keeps_nothing_in_the_browser(client: Client) -> None:
    client.page.evaluate("() => { window.map = new Map(); }")
    client.page.evaluate(
        """async (token) => {
          const { MomentumClient } = await import("/momentum.js");
          window.client = new MomentumClient({ getToken: () => token, cache: window.map });
          window.client.connect();
        }""",
        canned.token(),
    )
    client.wait("client.state.dashboard")
    assert client.page.evaluate("Object.keys(localStorage)") == []
    assert CURRENT in client.page.evaluate("[...map.keys()]")


def test_an_expired_token_is_asked_for_again(client: Client, stub: Stub) -> None:
    stub.expired = {canned.token(seconds=-60)}
    client.connect(canned.token(seconds=-60), canned.token())
    assert client.page.evaluate("asked") == [False, True]


def test_a_token_that_expires_while_connected_is_asked_for_again(
    client: Client, stub: Stub
) -> None:
    client.connect()
    stub.close(4401)
    client.wait("asked.length === 2")
    client.wait('client.connection.status === "live"')
    assert client.page.evaluate("asked") == [False, True]


def test_a_token_is_renewed_in_time_over_the_same_connection(client: Client, stub: Stub) -> None:
    longer = canned.token(seconds=7200)
    client.connect(canned.token(seconds=1), longer)
    assert stub.messages("auth", 2)[1]["token"] == longer
    assert len(client.told("connection")) == 2, "connecting, live"


@pytest.mark.parametrize("tokens", [(canned.token(seconds=-60),), (None,)])
def test_without_a_good_token_it_stops(
    client: Client, stub: Stub, tokens: tuple[str | None]
) -> None:
    stub.expired = {canned.token(seconds=-60)}
    client.connect(*tokens, live=False)
    client.wait('client.connection.status === "denied"')
    assert client.get("connection.retryIn") is None


def test_after_a_run_over_many_users_everyone_asks_at_another_moment(
    client: Client, stub: Stub
) -> None:
    client.connect(random=0.1)
    client.wait("client.state.dashboard && client.state.notifications")
    stub.asked.clear()
    stub.data["momentum"] = canned.momentum(91)
    client.page.evaluate("delays.length = 0")
    stub.tell(canned.event(1, "momentum_scores_recalculated"))
    client.wait("client.state.momentum.final_score === 91")
    client.wait("client.state.dashboard")
    assert client.page.evaluate("delays").count(300) == 2, "a tenth of three seconds"
    assert client.told("momentum") == []
    assert stub.messages("request_momentum_update")


def test_a_notification_is_read_here_at_once_and_there_when_it_can_be(
    client: Client, stub: Stub
) -> None:
    client.connect(random=0.05)
    client.wait("client.state.notifications")
    stub.stop()
    client.wait('client.connection.status !== "live"')
    client.page.evaluate("(id) => client.markRead(id)", NOTIFICATION)
    assert client.state["notifications"][0]["read_at"]
    stub.start()
    assert stub.messages("mark_notification_read")[0]["notification_id"] == NOTIFICATION
    client.wait('client.connection.status === "live"')
    assert stub.data["notifications"][0]["read_at"]


def test_a_notification_that_is_gone_does_not_keep_others_from_being_read(
    client: Client, stub: Stub
) -> None:
    client.connect()
    client.wait("client.state.notifications")
    for notification_id in (canned.OTHER_USER, NOTIFICATION):
        client.page.evaluate("(id) => client.markRead(id)", notification_id)
    assert client.wait_for("error")[0]["code"] == "not_found"
    stub.messages("mark_notification_read", 2)
    assert stub.data["notifications"][0]["read_at"]


def test_what_happens_is_told(client: Client, stub: Stub) -> None:
    client.connect()
    client.wait("client.state.notifications && client.state.interventions")
    stub.tell(
        canned.event(1, "push_notification", notification_id=canned.OTHER_USER, title="Hello")
    )
    stub.tell(
        canned.event(
            2, "intervention_updated", status="completed",
            intervention_id=stub.data["interventions"]["interventions"][0]["intervention_id"],
        )
    )  # fmt: skip
    stub.tell(canned.event(3, "badge_awarded", title="Ten days in a row"))
    assert client.wait_for("badge")[0]["title"] == "Ten days in a row"
    assert [each["title"] for each in client.told("notification")] == ["Hello"]
    assert [each["status"] for each in client.told("intervention")] == ["completed"]
    state = client.state
    assert state["notifications"][0]["title"] == "Hello"
    assert state["interventions"] == []


def test_without_a_network_it_comes_back_with_it(
    client: Client, stub: Stub, context: BrowserContext
) -> None:
    client.connect()
    context.set_offline(True)
    client.wait('client.connection.status === "offline"')
    stub.events.append(canned.scored(1, 70))
    context.set_offline(False)
    client.wait('client.connection.status === "live"')
    assert [each["final_score"] for each in client.wait_for("momentum")] == [70]
