"""The page where something is not as usual: nothing known, nights, other days, eyes and names."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import canned

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from tests.browser.stub import Stub

# no database is asked: once is enough
pytestmark = pytest.mark.servers(18)
MARKUP = "<img src=x onerror=alert(1)>"
LONG = 3 * "Donaudampfschifffahrtsgesellschaftskapitänsmützenknopf"
RIGHT_TO_LEFT = "مرحبا بكم (1) في البرنامج!"
# What runs each minute, when it is told to.
TAKE_MINUTES = """
const { setInterval } = window;
window.setInterval = (work, every) => {
  if (every === 60_000) {
    window.minute = work;
  }
  return setInterval(work, every);
};
"""


def expect(locator: Any) -> Any:
    from playwright.sync_api import expect as expect_

    return expect_(locator)


def opened(page: Page, stub: Stub, view: str = "") -> None:
    page.add_init_script(TAKE_MINUTES)
    page.goto(f"{stub.url}/?user={canned.USER}{view}")
    if not view:
        expect(page.locator("#connection")).to_contain_text("Live")
        expect(page.locator("#badges li").first).to_be_visible()
        expect(page.locator("#badges")).not_to_contain_text("Not known yet.")


def test_what_is_not_known_is_not_denied(page: Page, stub: Stub) -> None:
    page.add_init_script("window.pgmomentum = { getToken() { throw new Error('away'); } };")
    page.goto(stub.url)
    expect(page.locator("#connection")).to_have_text("Offline, from the cache")
    expect(page.get_by_role("meter")).to_have_attribute("aria-valuetext", "Not known yet")
    for name in ("Today", "Notifications", "Planned support", "Streaks and badges", "Milestones"):
        region = page.get_by_role("region", name=name, exact=True)
        expect(region).to_contain_text("Not known yet.")


def test_where_there_are_no_milestones_it_says_so(page: Page, stub: Stub) -> None:
    stub.data["dashboard"]["milestones"] = {"year": 2026, "thresholds": [], "reached": []}
    opened(page, stub)
    expect(page.locator("#milestones")).to_have_text("There are no milestones.")


def test_after_midnight_yesterday_is_not_today(page: Page, stub: Stub) -> None:
    opened(page, stub)
    expect(page.locator("#day-title")).to_have_text("Today")
    page.clock.set_fixed_time(canned.NOW + timedelta(days=1))
    page.evaluate("minute()")
    expect(page.locator("#day-title")).to_have_text("22 November")
    expect(page.locator("#gauge")).not_to_contain_text("Today")
    expect(page.locator("#trend")).to_contain_text("25 Oct")


def test_old_news_say_of_which_day_they_are(page: Page, stub: Stub) -> None:
    opened(page, stub)
    stub.stop()
    page.clock.set_fixed_time(canned.NOW + timedelta(days=3))
    page.evaluate("minute()")
    expect(page.locator("#connection")).to_have_text("Offline, from the cache · 22 Nov, 14:30:00")


def test_days_that_begin_at_another_hour_are_said_to(chromium: Browser, stub: Stub) -> None:
    context = chromium.new_context(timezone_id="Pacific/Honolulu")
    page = context.new_page()
    page.clock.set_fixed_time(canned.NOW)
    opened(page, stub)
    expect(page.locator("#utc-note")).to_have_text("Days begin at midnight UTC, 14:00 here.")
    context.close()


def test_a_clock_that_is_late_hides_no_score(page: Page, stub: Stub) -> None:
    page.clock.set_fixed_time(canned.NOW - timedelta(days=1))
    opened(page, stub)
    inside = """() => {
      const chart = document.querySelector(".trend-chart svg").getBoundingClientRect();
      return [...document.querySelectorAll(".trend-chart .trend-marker")].every((marker) => {
        const { left, right } = marker.getBoundingClientRect();
        return left >= chart.left && right <= chart.right;
      });
    }"""
    assert page.evaluate(inside)


def test_names_may_be_long_or_read_from_the_right_and_are_no_markup(page: Page, stub: Stub) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    texts = (MARKUP, LONG, RIGHT_TO_LEFT)
    stub.data["notifications"] = [
        canned.notification(number, text, text) for number, text in enumerate(texts)
    ]
    for badge, text in zip(stub.data["dashboard"]["badges"], texts, strict=False):
        badge["badge"]["name"] = text
    (intervention,) = stub.data["interventions"]["interventions"]
    intervention |= {"trigger_reason": LONG, "intervention_type": LONG}
    breakdown = stub.data["momentum"]["breakdown"]
    breakdown["events"][LONG] = {"count": 1, "counted": 1, "points": 1}
    breakdown["pillars"][MARKUP] = 1
    opened(page, stub)
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 780})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for root in ("#notifications", "#badges"):
        name = page.locator(f"{root} h3", has_text=RIGHT_TO_LEFT)
        assert name.evaluate("(it) => getComputedStyle(it).direction") == "rtl"
    assert page.locator("main img").count() == page.locator("main a").count() == 0
    assert complaints == []


def test_what_is_unread_is_seen_in_forced_colours(page: Page, stub: Stub) -> None:
    page.emulate_media(forced_colors="active")
    opened(page, stub)
    dot = "getComputedStyle(document.querySelector('.unread > div'), '::before').backgroundColor"
    card = "getComputedStyle(document.querySelector('.card')).backgroundColor"
    assert page.evaluate(dot) != page.evaluate(card)


def test_signing_in_keeps_the_focus_on_the_page(page: Page, stub: Stub) -> None:
    page.goto(stub.url)
    expect(page.locator("#announcer")).to_contain_text("Paste an access token")
    page.get_by_label("Access token").fill("nonsense")
    page.get_by_role("button", name="Connect").click()
    expect(page.locator("#announcer")).to_contain_text("That is no access token of a user.")
    expect(page.get_by_label("Access token")).to_be_focused()
    page.keyboard.type(canned.token())
    page.keyboard.press("Enter")
    expect(page.locator("#connection")).to_contain_text("Live")
    expect(page.locator("#main")).to_be_focused()


def test_the_operator_hears_that_the_database_is_away(page: Page, stub: Stub) -> None:
    stub.health["status"] = "degraded"
    failure = {"success": False, "error": {"code": "database", "message": "away"}}
    page.route(
        "**/sync/overview",
        lambda route: route.fulfill(
            status=503, content_type="application/json", body=json.dumps(failure)
        ),
    )
    opened(page, stub, "#operator")
    alerts = page.get_by_role("status").get_by_role("listitem")
    expect(alerts.first).to_have_text("The gateway is degraded.")
    expect(alerts.nth(1)).to_contain_text("no answer from the database")
    expect(page.locator("#gateway")).to_contain_text("StatusDegraded")
    expect(page).to_have_title("Operations · Momentum")


def test_a_late_refusal_of_the_operator_leaves_the_other_view_alone(page: Page, stub: Stub) -> None:
    held: list[Route] = []
    with page.expect_request("**/sync/overview"):
        page.route("**/sync/overview", lambda route: held.append(route))
        opened(page, stub, "#operator")
    page.get_by_role("link", name="Mine").click()
    expect(page.locator("#connection")).to_contain_text("Live")
    failure = {"success": False, "error": {"code": "not_allowed", "message": "no"}}
    with page.expect_response("**/sync/overview"):
        held[0].fulfill(status=403, content_type="application/json", body=json.dumps(failure))
    expect(page.locator("#badges")).to_contain_text("First session")
    expect(page.locator("#sign-in")).to_be_hidden()
