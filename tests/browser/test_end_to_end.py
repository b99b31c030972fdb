"""The page, a gateway and a database: what is written in SQL is seen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

pytestmark = pytest.mark.servers(15)

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

    from tests.browser.live import Live

RECORD = "SELECT momentum.record_event(%(user)s, %(type)s)"
SCORE = "SELECT momentum.get_realtime_momentum_state(%(user)s) ->> 'final_score'"
STATE = "SELECT momentum.get_realtime_momentum_state(%(user)s) ->> 'momentum_state'"
NOTIFY = """
INSERT INTO momentum.momentum_notifications (user_id, notification_type, title, message)
VALUES (%(user)s, 'support', %(title)s, 'A message')
"""
READ = """
SELECT count(*) FROM momentum.momentum_notifications
WHERE user_id = %(user)s AND read_at IS NOT NULL
"""

Open = Callable[..., None]


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def open_page(page: Page, live: Live) -> Open:
    """Open the page of the user, with these tokens one after the other."""

    def call(*tokens: str) -> None:
        given = json.dumps(tokens or [live.token(live.user)])
        page.add_init_script(
            f"const given = {given}; window.asked = 0; window.pgmomentum = {{"
            "  getToken: () => given[Math.min(window.asked++, given.length - 1)]"
            "};"
        )
        page.goto(live.url)
        expect(connection(page)).to_contain_text("Live")

    return call


def expect(locator: Locator) -> Any:
    from playwright.sync_api import expect as expect_

    return expect_(locator)


def connection(page: Page) -> Locator:
    return page.locator("#connection")


def expect_score(page: Page, live: Live) -> None:
    """Expect the gauge to show what the database has."""
    score, state = float(live.sql(SCORE)), live.sql(STATE)
    meter = page.get_by_role("meter")
    expect(meter).to_contain_text(str(int(score + 0.5)))
    expect(page.locator("#gauge")).to_have_attribute("data-state", state)


def test_a_recorded_event_moves_the_gauge(page: Page, live: Live, open_page: Open) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    open_page()
    expect(page.get_by_role("meter")).to_have_attribute("aria-valuetext", "No score yet")
    for kind in ("action_step_complete", "chat_message", "chat_message"):
        live.sql(RECORD, type=kind)
        expect_score(page, live)
    expect(page.locator("#day")).to_contain_text("Action step complete")
    expect(page.locator("#day")).to_contain_text(re.compile("Chat message2.+4 points"))
    assert complaints == []


def test_a_gateway_that_was_killed_comes_back(page: Page, live: Live, open_page: Open) -> None:
    open_page()
    live.sql(RECORD, type="chat_message")
    expect_score(page, live)
    live.kill()
    expect(connection(page)).not_to_contain_text("Live")
    live.sql(RECORD, type="action_step_complete")
    live.sql(NOTIFY, title="While you were away")
    live.start_again()
    expect(connection(page)).to_contain_text("Live")
    expect_score(page, live)
    expect(page.locator("#notifications")).to_contain_text("While you were away")


def test_without_a_network_it_shows_what_it_has(
    page: Page, live: Live, context: BrowserContext, open_page: Open
) -> None:
    live.sql(RECORD, type="chat_message")
    open_page()
    expect_score(page, live)
    context.set_offline(True)
    expect(connection(page)).to_contain_text("Offline, from the cache")
    expect_score(page, live)
    live.sql(RECORD, type="action_step_complete")
    context.set_offline(False)
    expect(connection(page)).to_contain_text("Live")
    expect_score(page, live)


def test_what_is_marked_as_read_is_read(page: Page, live: Live, open_page: Open) -> None:
    open_page()
    live.sql(NOTIFY, title="Hello")
    page.get_by_role("button", name="Mark as read: Hello").click()
    expect(page.locator("#notifications-note")).to_have_text("")
    page.reload()
    expect(page.locator("#notifications")).to_contain_text("Hello")
    expect(page.locator("#notifications-note")).to_have_text("")
    assert live.sql(READ) == 1


def test_an_expired_token_is_asked_for_again(page: Page, live: Live, open_page: Open) -> None:
    open_page(live.token(live.user, expired=True), live.token(live.user))
    assert page.evaluate("window.asked") == 2


def test_the_operator_sees_the_whole(page: Page, live: Live) -> None:
    live.sql(RECORD, type="chat_message")
    page.goto(f"{live.url}/#operator")
    expect(page.locator("#spread-note")).to_have_text("1 user")
    expect(page.locator("#gateway")).to_contain_text("StatusOK")


def test_in_development_the_gateway_gives_the_token(page: Page, live: Live) -> None:
    page.goto(f"{live.url}/?user={live.user}")
    expect(connection(page)).to_contain_text("Live")
