"""What the pages say of the outbox: the client of the guide, and who keeps the cleanup waiting."""

import re
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.docs.test_commands import ROOT, blocks
from tests.realtime.stream import announce
from tests.sessions import Session
from tests.stored import insert_users

(CLIENT,) = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs/guide.md").read_text(encoding="utf-8"), re.M | re.S
)
(HOLDERS,) = [text for _, text in blocks("sql") if "realtime_positions'::regclass" in text]


class CrashError(Exception):
    """The client ends."""


class Client:
    """An application around the lines of the page."""

    def __init__(self, dsn: str, user: UUID) -> None:
        self.known = {
            "psycopg": psycopg,
            "dsn": dsn,
            "user": user,
            "load_position": lambda: self.position,
            "store_position": self.store,
            "fetch_state": self.fetch_state,
            "process": self.process,
        }
        self.position: str | None = None
        self.states = 0
        self.numbers: list[int] = []

    def store(self, position: str) -> None:
        self.position = position

    def fetch_state(self, db: psycopg.Connection, user: UUID) -> None:
        """What changes while the state is fetched is no part of the state."""
        self.states += 1
        announce(db, user, 10 * self.states)

    def process(self, event: dict[str, dict[str, int]]) -> None:
        self.numbers.append(event["payload"]["n"])
        raise CrashError

    def run(self) -> None:
        with pytest.raises(CrashError):
            exec(CLIENT, self.known)


def test_the_client_of_the_page(
    db: psycopg.Connection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifies = psycopg.Connection.notifies

    def until_it_rings(*arguments: Any, **named: Any) -> list[psycopg.Notify]:
        rung = list(notifies(*arguments, **named))
        assert rung, "it waits for nothing"
        return rung

    monkeypatch.setattr(psycopg.Connection, "notifies", until_it_rings)
    (user,) = insert_users(db, 1)
    announce(db, user, 1)
    client = Client(database, user)
    client.run()
    assert (client.states, client.numbers) == (1, [10]), "the state first, then what came after"
    client.run()
    assert (client.states, client.numbers) == (1, [10, 10]), "again: it had not stored the position"
    client.position = "0123456789ab-1"
    client.run()
    assert (client.states, client.numbers) == (2, [10, 10, 20])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT momentum.realtime_events_since(NULL)",
        "SELECT FROM momentum.realtime_events",
        "SELECT FROM momentum.realtime_positions FOR UPDATE",
    ],
)
def test_who_keeps_the_cleanup_waiting(
    db: psycopg.Connection, database: str, statement: str
) -> None:
    with Session(database) as reader:
        reader.run("BEGIN")
        reader.run(statement)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            db.execute("SELECT momentum.cleanup_realtime_events()")
        assert [row[0] for row in db.execute(HOLDERS.encode())] == [reader.pid]
        reader.run("COMMIT")
        assert db.execute(HOLDERS.encode()).fetchall() == []
        db.execute("SELECT momentum.cleanup_realtime_events()")
