"""The JavaScript client where something is not as it should be: storage, clocks, users, answers."""

from __future__ import annotations

from datetime import timedelta
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
NOTIFICATIONS = f"momentum:notifications:{canned.USER}"
READS = f"momentum:reads:{canned.USER}"
NOTIFICATION = canned.notifications()[0]["notification_id"]
COUNT_KEYS = "Object.keys(localStorage)"
# Timers are not waited for: pings are sent by window.ping(), and what waits for an answer or for a
# token is called by window.expire().
TAKE_TIMERS = """
() => {
  const { sleep, clearTimeout } = window;
  const late = new Map();
  window.setInterval = (work) => { window.ping = work; };
  window.setTimeout = window.sleep = (work, delay) => {
    if (![15_000, 30_000, 35_000].includes(delay)) {
      return sleep(work, delay);
    }
    const id = late.size - 1_000_000;
    late.set(id, work);
    return id;
  };
  window.clearTimeout = (id) => late.has(id) ? late.set(id, () => {}) : clearTimeout(id);
  window.expire = () => late.forEach((work) => work());
}
"""
HURRY = """
() => {
  const { sleep } = window;
  const isAwaited = (delay) => [15_000, 30_000, 35_000, 80_000].includes(delay);
  window.sleep = (work, delay) => sleep(work, isAwaited(delay) ? delay : 0);
}
"""
# The first answer stays away until it is released.
HOLD_DASHBOARDS = """
() => {
  const { fetch } = window;
  window.dashboards = 0;
  window.fetch = async (url, options) => {
    const isFirst = String(url).endsWith("dashboard") && ++window.dashboards === 1;
    const response = await fetch(url, options);
    if (isFirst) {
      await new Promise((done) => { window.release = done; });
    }
    return response;
  };
}
"""


@pytest.fixture
def client(page: Page, stub: Stub) -> Client:
    from tests.browser.client import Client

    return Client(page, stub.url)


def loaded(client: Client) -> None:
    client.connect()
    client.wait("client.state.dashboard && client.state.notifications")


def test_who_is_another_user_by_a_new_token_gets_nothing_of_the_one_before(
    client: Client, stub: Stub
) -> None:
    # the connection is the first user's, and only the newer token is the second one's
    other = canned.token(canned.OTHER_USER, seconds=7200)
    client.connect(canned.token(seconds=1), other, live=False)
    told = client.wait_for("connection", 4)
    assert stub.messages("auth", 2)[1]["token"] == other
    assert [each["status"] for each in told] == ["connecting", "live", "reconnecting", "live"]
    assert client.state["userId"] == canned.OTHER_USER


def test_a_token_that_comes_after_signing_out_changes_nothing(client: Client) -> None:
    client.page.evaluate(
        """async () => {
          const { MomentumClient } = await import("/momentum.js");
          window.client = new MomentumClient({
            getToken: () => new Promise((done) => { window.give = done; }),
          });
          client.connect();
          client.forget();
        }"""
    )
    client.page.evaluate("async (token) => { give(token); await null; }", canned.token())
    client.page.evaluate("new Promise((done) => sleep(done, 20))")
    assert client.state["userId"] is None
    client.page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert client.page.evaluate(COUNT_KEYS) == []


def test_a_client_that_was_closed_writes_nothing_any_more(client: Client) -> None:
    loaded(client)
    client.page.evaluate("() => { client.close(); window.former = client; localStorage.clear(); }")
    client.page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert client.page.evaluate(COUNT_KEYS) == []


def test_forgetting_leaves_no_breakdown_of_which_the_day_is_unknown(
    client: Client, stub: Stub
) -> None:
    loaded(client)
    stub.data["momentum"] = None
    stub.tell(canned.event(1, "cache_invalidated", cache_keys=[CURRENT]))
    client.wait(f"!localStorage['{CURRENT}']")
    client.page.evaluate("client.forget()")
    assert client.page.evaluate(COUNT_KEYS) == []


@pytest.mark.parametrize("text", ['{"value":17}', '{"value":[null]}', "{", "[]", '"x"', "null"])
def test_a_damaged_cache_is_none(client: Client, text: str) -> None:
    names = ("current", "history", "records", "interventions", "notifications", "reads", "client")
    keys = [f"momentum:{name}:{canned.USER}" for name in names]
    client.page.evaluate(
        "([keys, text]) => keys.forEach((key) => localStorage.setItem(key, text))", [keys, text]
    )
    client.connect(userId=canned.USER)
    client.wait("client.state.dashboard && client.state.notifications")
    client.page.evaluate("(id) => client.markRead(id)", NOTIFICATION)
    client.wait(f"!localStorage['{READS}']")
    assert client.state["notifications"][0]["read_at"]


@pytest.mark.parametrize("why", ["full", "forbidden"])
def test_without_storage_it_works_all_the_same(client: Client, stub: Stub, why: str) -> None:
    client.page.evaluate(
        """(why) => {
          if (why === "full") {
            Storage.prototype.setItem = () => {
              throw new DOMException(why, "QuotaExceededError");
            };
          } else {
            Object.defineProperty(window, "localStorage", {
              get: () => { throw new DOMException(why, "SecurityError"); },
            });
          }
        }""",
        why,
    )
    loaded(client)
    client.page.evaluate("(id) => client.markRead(id)", NOTIFICATION)
    stub.messages("mark_notification_read")
    stub.tell(canned.scored(1, 70.5))
    client.wait("client.state.momentum.final_score === 70.5")
    assert client.get("lastEventId") == "86b4ab0a724b-1"


def test_what_one_page_has_still_to_mark_as_read_is_not_lost_by_another(
    client: Client, stub: Stub, context: BrowserContext
) -> None:
    from tests.browser.client import Client

    loaded(client)
    page = context.new_page()
    page.clock.set_fixed_time(canned.NOW)
    other = Client(page, stub.url)
    loaded(other)
    stub.stop()
    for each in (client, other):
        each.wait('client.connection.status !== "live"')
    client.page.evaluate("(id) => { client.markRead(id); client.close(); }", NOTIFICATION)
    client.page.close()
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    stub.start()
    assert stub.messages("mark_notification_read")[0]["notification_id"] == NOTIFICATION
    other.wait(f"!localStorage['{READS}']")


def test_a_page_whose_timers_are_late_stays_connected(client: Client, stub: Stub) -> None:
    client.page.evaluate(TAKE_TIMERS)
    client.connect()
    for count in (1, 2, 3):
        client.page.clock.set_fixed_time(canned.NOW + count * timedelta(seconds=61))
        client.page.evaluate("ping()")
        stub.messages("ping", count)
        stub.tell(canned.scored(count, 70))
        client.wait_for("momentum", count)  # so the answer has come, too
    client.page.evaluate("expire()")
    assert [each["status"] for each in client.told("connection")] == ["connecting", "live"]


def test_who_does_not_answer_is_left_whatever_the_clock_says(client: Client, stub: Stub) -> None:
    client.page.evaluate(TAKE_TIMERS)
    client.connect()
    stub.answers_pings = False
    client.page.clock.set_fixed_time(canned.NOW - timedelta(hours=1))
    client.page.evaluate("ping()")
    stub.messages("ping")
    client.page.evaluate("expire()")
    assert client.wait_for("connection", 3)[2]["status"] == "reconnecting"


def test_a_browser_that_wrongly_says_that_there_is_no_network_is_not_believed(
    client: Client,
) -> None:
    client.page.evaluate("Object.defineProperty(navigator, 'onLine', { value: false })")
    client.connect()
    client.page.evaluate("dispatchEvent(new Event('offline'))")
    assert client.wait_for("connection", 3)[2]["status"] == "offline"
    client.wait('client.connection.status === "live"')


def test_a_token_that_never_comes_is_asked_for_again(client: Client) -> None:
    client.page.evaluate(TAKE_TIMERS)
    client.page.evaluate(
        """async (token) => {
          const { MomentumClient } = await import("/momentum.js");
          window.asked = 0;
          window.client = new MomentumClient({
            random: () => 0,
            getToken: () => ++window.asked === 1 ? new Promise(() => {}) : token,
          });
          client.connect();
        }""",
        canned.token(),
    )
    client.page.evaluate("expire()")
    client.wait('client.connection.status === "live"')


def test_a_late_answer_does_not_replace_a_newer_one(client: Client, stub: Stub) -> None:
    badges = stub.data["dashboard"]["badges"]
    client.page.evaluate(HURRY)
    client.page.evaluate(HOLD_DASHBOARDS)
    stub.data["dashboard"] |= {"badges": []}
    client.connect()
    client.wait("window.release")
    stub.data["dashboard"] |= {"badges": badges}
    stub.tell(canned.event(1, "badge_awarded", title="One"))
    client.wait_for("badge")
    # timers of the same delay: what the event has started has run when this one does
    client.page.evaluate("new Promise((done) => sleep(done, 0))")
    assert client.page.evaluate("dashboards") == 1
    client.page.evaluate("release()")
    client.wait("client.state.dashboard?.badges.length > 0")
    dashboards = [each["dashboard"] for each in client.told("state") if each["dashboard"]]
    assert [len(each["badges"]) for each in dashboards] == [0, len(badges)]


def test_what_fails_again_and_again_is_asked_for_ever_more_seldom(client: Client) -> None:
    client.page.route("**/sync/dashboard", lambda route: route.fulfill(status=502, body="<html>"))
    client.page.evaluate(HURRY)
    client.connect()
    client.wait("delays.filter((delay) => delay === 80_000).length >= 1")
    delays = [each for each in client.page.evaluate("delays") if each >= 5_000]
    expected = [5_000, 10_000, 20_000, 40_000, 80_000]
    assert [each for each in delays if each in expected] == expected
    assert {each["code"] for each in client.told("error")} == {"network"}


def test_an_answer_that_never_comes_is_given_up(client: Client) -> None:
    client.page.evaluate(
        """() => {
          const error = new DOMException("too late", "TimeoutError");
          AbortSignal.timeout = () => AbortSignal.abort(error);
        }"""
    )
    client.connect()
    assert client.wait_for("error")[0]["code"] == "network"
