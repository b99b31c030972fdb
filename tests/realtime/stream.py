"""Announce numbered events and read them back; what a listener hears."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from tests.sessions import Session

ANNOUNCE = """
SELECT momentum._announce(
    ARRAY[ROW(%s, %s, %s, %s, %s)]::momentum._announcement[]
)
"""
SINCE = "SELECT momentum.realtime_events_since(%s, %s, %s)"


@dataclass(frozen=True)
class Answer:
    """What realtime_events_since() says; the events as their numbers."""

    recovered: bool
    numbers: list[int]
    last_event_id: str


def announcement(
    user_id: UUID | None,
    number: int,
    channels: Sequence[str] = (),
    cache_keys: Sequence[str] = (),
    /,
    **payload: object,
) -> list[object]:
    """Return the parameters of ANNOUNCE."""
    text = json.dumps({"n": number, **payload})
    return [user_id, "numbered", list(channels), text, list(cache_keys)]


def announce(connection: psycopg.Connection, user_id: UUID | None, *numbers: int) -> None:
    """Announce numbers, a statement each."""
    for number in numbers:
        connection.execute(ANNOUNCE, announcement(user_id, number))


def answer(told: dict[str, Any]) -> Answer:
    """Read the JSON."""
    numbers = [event["payload"]["n"] for event in told["events"]]
    return Answer(told["recovered"], numbers, told["last_event_id"])


def since(
    connection: psycopg.Connection | Session,
    user_id: UUID | None = None,
    after: str | None = None,
    limit: int = 500,
) -> Answer:
    """Read what was announced after an id."""
    parameters = (user_id, after, limit)
    if isinstance(connection, Session):
        return answer(connection.run(SINCE, parameters)[0][0])
    row = connection.execute(SINCE, parameters).fetchone()
    assert row is not None
    return answer(row[0])


class Outbox:
    """What the outbox tells of a user, or (None) of everyone, each event once."""

    def __init__(self, connection: psycopg.Connection, user_id: UUID | None = None) -> None:
        self._connection = connection
        self._user_id = user_id
        self._after: str | None = None
        self.news()

    def news(self) -> list[dict[str, Any]]:
        """Return the events that came since the last call, in order."""
        row = self._connection.execute(SINCE, (self._user_id, self._after, 10000)).fetchone()
        assert row is not None
        told: dict[str, Any] = row[0]
        assert told["recovered"]
        self._after = told["last_event_id"]
        events: list[dict[str, Any]] = told["events"]
        return events


def set_setting(connection: psycopg.Connection, name: str, value: object) -> None:
    """Change one of our settings."""
    connection.execute(
        "UPDATE momentum.settings SET value = %s WHERE name = %s", (str(value), name)
    )


class Listener:
    """A connection that listens on channels."""

    def __init__(self, dsn: str, *channels: str) -> None:
        self._connection = psycopg.connect(dsn, autocommit=True)
        for channel in (*channels, "the_end"):
            self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))

    def heard(self, connection: psycopg.Connection) -> list[tuple[str, str]]:
        """Return channel and payload of each message up to now, in order."""
        connection.execute("SELECT pg_notify('the_end', '')")
        messages: list[tuple[str, str]] = []
        for message in self._connection.notifies(timeout=60):
            if message.channel == "the_end":
                return messages
            messages.append((message.channel, message.payload))
        raise AssertionError("the last message did not come")

    def close(self) -> None:
        """End the connection."""
        self._connection.close()
