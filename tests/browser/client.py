"""Drives a MomentumClient in a page that has nothing else."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser import canned

EVENTS = ["state", "momentum", "notification", "intervention", "badge", "connection", "error"]
SETUP = """
async ({ tokens, random, events, options }) => {
  const { MomentumClient } = await import("/momentum.js");
  window.client?.close();
  window.log = [];
  window.asked = [];
  window.delays = [];
  window.setTimeout = (work, delay) => {
    window.delays.push(delay);
    return window.sleep(work, delay);
  };
  window.client = new MomentumClient({
    getToken: async ({ expired }) => {
      window.asked.push(expired);
      const token = tokens[Math.min(window.asked.length, tokens.length) - 1];
      if (token === "unreachable") {
        throw new Error(token);
      }
      return token;
    },
    random: () => random,
    ...options,
  });
  for (const type of events) {
    window.client.addEventListener(type, ({ detail }) => window.log.push([type, detail]));
  }
  window.client.connect();
}
"""
WAIT = """
async () => {
  for (let looks = 0; looks < 1_000; looks += 1) {
    if (CONDITION) {
      return true;
    }
    await new Promise((done) => window.sleep(done, 10));
  }
  return false;
}
"""


class Client:
    """The client of a page; times are as random says, 0 being at once."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(f"{url}/sync/health")
        page.evaluate("() => { window.sleep = window.setTimeout.bind(window); }")
        page.evaluate('import("/momentum.js").then(() => true)')

    def connect(
        self, *tokens: str | None, random: float = 0, live: bool = True, **options: Any
    ) -> None:
        """Make a new client, which is given these tokens one after the other."""
        setup = {"tokens": tokens or [canned.token()], "random": random, "events": EVENTS}
        self.page.evaluate(SETUP, {**setup, "options": options})
        if live:
            self.wait('client.connection.status === "live"')

    def wait(self, condition: str) -> None:
        """Wait until something is true in the page.

        Not by wait_for_function: it needs eval(), which the page's policy forbids.
        """
        assert self.page.evaluate(WAIT.replace("CONDITION", condition)), condition

    def told(self, event: str) -> list[Any]:
        """Return the details of the events of a type so far."""
        return [detail for type_, detail in self.page.evaluate("log") if type_ == event]

    def wait_for(self, event: str, count: int = 1) -> list[Any]:
        self.wait(f"log.filter(([type]) => type === {event!r}).length >= {count}")
        return self.told(event)

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.page.evaluate("client.state")
        return state

    def get(self, name: str) -> Any:
        return self.page.evaluate(f"client.{name}")

    def kept(self, key: str) -> Any:
        """Return an entry of the cache, {value, outdated?}, or None."""
        return self.page.evaluate("(key) => JSON.parse(localStorage.getItem(key))", key)
