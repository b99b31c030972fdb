"""A browser, Debian's Chromium, and what it looks at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser import canned

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.live import Live
    from tests.browser.stub import Stub

CHROMIUM = os.environ.get("PGMOMENTUM_CHROMIUM") or shutil.which("chromium")
WHY_NOT = (
    "{} did not run: there is no browser. Install Debian's package chromium, "
    "or set PGMOMENTUM_CHROMIUM to the path of one"
)
PATIENCE = 10_000


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say of each test by name that it did not run."""
    if CHROMIUM is None:
        pytest.skip(WHY_NOT.format(item.nodeid))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser; an event loop runs along with it, which tests of others would trip over."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    # Chromium's own sandbox refuses to run as root.
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser without a past, where nothing moves for show."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 780}, reduced_motion="reduce", timezone_id="UTC"
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page on the day of what is canned."""
    page = context.new_page()
    page.clock.set_fixed_time(canned.NOW)
    return page


@pytest.fixture
def stub(chromium: Browser) -> Iterator[Stub]:
    from tests.browser.stub import Stub

    stub = Stub()
    yield stub
    stub.end()


@pytest.fixture
def live(chromium: Browser, database: str) -> Iterator[Live]:
    """A real gateway before a database."""
    from tests.browser.live import Live

    live = Live(database)
    yield live
    live.end()
