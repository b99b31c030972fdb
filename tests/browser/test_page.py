"""The page, as one sees, hears and uses it, against a gateway that does as it is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import canned

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.stub import Stub

# no database is asked: once is enough
pytestmark = pytest.mark.servers(18)
STORED = "momentum:token"


@pytest.fixture
def seen(page: Page, stub: Stub) -> Iterator[Page]:
    """The page of the user, which must complain of nothing and ask nobody else."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    others: list[str] = []
    page.on("request", lambda request: others.append(request.url))
    page.goto(f"{stub.url}/?user={canned.USER}")
    expect(page.locator("#connection")).to_contain_text("Live")
    expect(page.locator(".badge").first).to_be_visible()
    expect(page.locator(".notification").first).to_be_visible()
    yield page
    # A connection that a test has cut is no complaint.
    assert [each for each in complaints if "ERR_" not in each] == []
    assert [url for url in others if not url.startswith(stub.url)] == []


def expect(locator: Any) -> Any:
    from playwright.sync_api import expect as expect_

    return expect_(locator)


def test_it_shows_what_there_is(seen: Page) -> None:
    meter = seen.get_by_role("meter", name="Your momentum")
    expect(meter).to_have_attribute("aria-valuetext", "68.4 of 100, Steady")
    expect(meter).to_contain_text("68")
    expect(seen).to_have_title("68 · Steady · Momentum")
    region = seen.get_by_role("region", name="Today", exact=True)
    expect(region).to_contain_text("Learning20 points")
    expect(region).to_contain_text("Other3 points")
    expect(region).to_contain_text("Journal entry2 of 3 count · 12 points")
    notes = seen.get_by_role("region", name="Notifications")
    expect(notes.get_by_role("listitem")).to_have_count(3)
    expect(notes).to_contain_text("Milestone reached: 100 sessions")
    expect(notes).to_contain_text("103 sessions this year")
    support = seen.get_by_role("region", name="Planned support")
    expect(support).to_contain_text("Coach call")
    milestones = seen.get_by_role("region", name="Milestones")
    expect(milestones).to_contain_text("200 sessions88 to go")
    badges = seen.get_by_role("region", name="Streaks and badges")
    expect(badges).to_contain_text("Not yet: 7 of 10 days in a row")
    badges.get_by_text("Evidence").click()
    expect(badges).to_contain_text("Week of 9 Nov")


def test_the_trend_can_be_read_as_a_table(seen: Page, stub: Stub) -> None:
    trend = seen.get_by_role("region", name="Last 30 days")
    expect(trend.get_by_role("img")).to_have_attribute(
        "aria-label", re.compile("Scores of 28 days, from 29 to 76; the last one, of 22 November")
    )
    trend.get_by_text("Show as a table").press("Enter")
    rows = trend.get_by_role("row")
    expect(rows).to_have_count(1 + len(stub.data["dashboard"]["history"]))
    expect(rows.nth(1)).to_have_text("22 Nov68.4Steady7")


def test_an_event_moves_the_gauge(seen: Page, stub: Stub) -> None:
    stub.data["momentum"] = canned.momentum(75.6)
    stub.tell(canned.scored(1, 75.6))
    meter = seen.get_by_role("meter")
    expect(meter).to_have_attribute("aria-valuetext", "75.6 of 100, Rising")
    expect(meter).to_contain_text("76")
    expect(seen.locator("#gauge")).to_have_attribute("data-state", "Rising")
    expect(seen.locator("#announcer")).to_contain_text("Momentum 75.6, Rising")


def test_a_notification_is_marked_as_read_by_keyboard(seen: Page, stub: Stub) -> None:
    notes = seen.get_by_role("region", name="Notifications")
    expect(notes).to_contain_text("2 unread")
    button = seen.get_by_role("button", name="Mark as read: A good week")
    button.focus()
    seen.keyboard.press("Enter")
    expect(notes).to_contain_text("1 unread")
    expect(button).to_have_count(0)
    assert notes.locator("*:focus").count() == 1, "the focus has not fallen off the page"
    assert stub.messages("mark_notification_read")


def test_what_comes_is_read_out(seen: Page, stub: Stub) -> None:
    stub.tell(
        canned.event(1, "push_notification", notification_id=canned.OTHER_USER, title="Hello")
    )
    expect(seen.locator("#announcer")).to_contain_text("New notification: Hello")
    expect(seen.locator("#notifications li").first).to_contain_text("Hello")


def test_text_is_text(seen: Page, stub: Stub) -> None:
    title = "<img src=x onerror=alert(1)>"
    stub.tell(canned.event(1, "push_notification", notification_id=canned.OTHER_USER, title=title))
    expect(seen.locator("#notifications h3").first).to_have_text(title)
    assert seen.locator("img[src]").count() == 0


def test_away_from_the_server_it_shows_what_it_has_and_then_what_it_missed(
    seen: Page, stub: Stub
) -> None:
    stub.stop()
    expect(seen.locator("#connection")).to_have_text("Offline, from the cache · 14:30:00")
    expect(seen.get_by_role("meter")).to_contain_text("68")
    stub.data["momentum"] = canned.momentum(30)
    stub.events.append(canned.scored(1, 30))
    stub.start()
    expect(seen.locator("#connection")).to_contain_text("Live")
    expect(seen.get_by_role("meter")).to_have_attribute("aria-valuetext", "30 of 100, Needs care")


def test_many_notifications_are_shown_when_asked_for(page: Page, stub: Stub) -> None:
    stub.data["notifications"] = [
        canned.notification(number, f"Number {number}", None) for number in range(1, 31)
    ]
    page.goto(f"{stub.url}/?user={canned.USER}")
    expect(page.locator("#notifications li")).to_have_count(6)
    page.get_by_role("button", name="Show all 30").click()
    expect(page.locator("#notifications li")).to_have_count(30)


def test_somebody_who_has_done_nothing(page: Page, stub: Stub) -> None:
    stub.data["momentum"] = {"user_id": canned.USER, "has_data": False, "message": "none"}
    stub.data["notifications"] = []
    stub.data["interventions"] = {"interventions": []}
    stub.data["dashboard"] |= {
        "history": [],
        "badges": [],
        "milestones": {"year": 2026, "session_count": None, "thresholds": [50], "reached": []},
    }
    page.goto(f"{stub.url}/?user={canned.USER}")
    expect(page.get_by_role("meter")).to_have_attribute("aria-valuetext", "No score yet")
    expect(page.locator("#main")).to_contain_text("You have no notifications.")
    expect(page.locator("#milestones")).to_contain_text("50 sessions50 to go")
    stub.tell(canned.scored(1, 12))
    expect(page.get_by_role("meter")).to_have_attribute("aria-valuetext", "12 of 100, Needs care")


def test_without_a_token_one_can_be_pasted(page: Page, stub: Stub) -> None:
    page.goto(stub.url)
    page.get_by_label("Access token").fill("nonsense")
    page.get_by_role("button", name="Connect").click()
    expect(page.locator("#sign-in-text")).to_have_text("That is no access token of a user.")
    page.get_by_label("Access token").fill(canned.token())
    page.keyboard.press("Enter")
    expect(page.locator("#connection")).to_contain_text("Live")
    expect(page.get_by_role("meter")).to_contain_text("68")
    stub.expired = {canned.token()}
    stub.close(4401)
    expect(page.get_by_label("Access token")).to_be_visible()
    assert page.evaluate("(name) => sessionStorage.getItem(name)", STORED) is None


def test_an_application_around_the_page_gives_the_token(page: Page, stub: Stub) -> None:
    page.add_init_script(f"window.pgmomentum = {{ getToken: () => '{canned.token()}' }};")
    page.goto(stub.url)
    expect(page.locator("#connection")).to_contain_text("Live")
    assert stub.given == 0


def test_the_operator_sees_the_whole(seen: Page, stub: Stub) -> None:
    seen.get_by_role("link", name="Operator").click()
    expect(seen.get_by_role("heading", name="Operations")).to_be_visible()
    expect(seen.locator("#spread")).to_contain_text("Steady1,20464.9 %")
    expect(seen.locator("#queues")).to_contain_text("Outbox lag4 ms")
    expect(seen.locator("#gateway")).to_contain_text("StatusOK")
    expect(seen.locator("#jobs li")).to_have_text(
        [
            re.compile("^score-yesterdaysucceeded 4 hours ago$"),
            re.compile("^drain-rescore-queuerunning, 500 of 12$"),
            re.compile("^scenario-expirynever run$"),
            re.compile("^maintain-partitionsdisabled$"),
        ]
    )
    expect(seen.locator("#alerts li")).to_have_count(0)
    failed = canned.job("score-yesterday", last_status="failed", last_error="22012: no")
    stub.data["overview"]["jobs"] = [failed]
    seen.get_by_role("link", name="Mine").click()
    seen.get_by_role("link", name="Operator").click()
    expect(seen.locator("#alerts li")).to_have_text("The job score-yesterday has failed.")
    expect(seen.locator("#jobs li")).to_contain_text("22012: no")
    stub.data["overview"]["jobs"] = []
    stub.data["overview"]["outbox_lag_seconds"] = 75
    seen.get_by_role("link", name="Mine").click()
    expect(seen.locator("#connection")).to_contain_text("Live")
    seen.get_by_role("link", name="Operator").click()
    expect(seen.locator("#alerts li")).to_have_text(re.compile("Announcements wait"))


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_it_fits(seen: Page, width: int) -> None:
    seen.set_viewport_size({"width": width, "height": 780})
    for link in ("Mine", "Operator"):
        seen.get_by_role("link", name=link).click()
        assert seen.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_the_content_first(seen: Page) -> None:
    seen.keyboard.press("Tab")
    seen.keyboard.press("Enter")
    assert seen.evaluate("document.activeElement.id") == "main"
    expect(seen.locator("#me")).to_be_visible()
