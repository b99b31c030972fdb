"""Follows the outbox: events as they are committed, each once, over lost connections."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from pgmomentum.database import Connection

#: Events of one read, at most: there are fewer where they are large.
PAGE = 500
#: Seconds between two looks where nobody rings, as under notify_mode deferred.
POLL = 1.0
#: Seconds before a lost connection is tried again: at first, and at most.
FIRST_DELAY = 0.2
LONGEST_DELAY = 10.0
#: No event id: the answer says where the events end.
NOWHERE = ""
#: What the outbox can be read with, whatever the role's own settings are.
SETTINGS = {
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
    "lock_timeout": "0",
    "statement_timeout": "0",
}
_LISTEN = "LISTEN realtime_events"
_UNLISTEN = "UNLISTEN realtime_events"


def follow(
    connect: Callable[[], Connection],
    user_id: uuid.UUID | None,
    after: str | None,
    tell: Callable[[str], None],
) -> Iterator[dict[str, Any]]:
    """Yield the events of a user, or (None) of everyone, that come after an event id, for ever.

    Each is ``{"event_id", "event_type", "user_id", "payload", "created_at"}``. ``after`` None:
    from now on. ``tell`` hears of lost connections, and of events that can no longer be had.
    Raises psycopg.Error where the first connection fails, and for anything but a lost connection.
    """
    delay = FIRST_DELAY
    was_connected = False
    while True:
        connection: Connection | None = None
        try:
            connection = connect()
            for setting, value in SETTINGS.items():
                connection.execute("SELECT set_config(%s, %s, false)", (setting, value))
            listens = False
            if after is None:
                connection.execute(_LISTEN)
                listens = True
                after = _end(connection, user_id)
            if was_connected:
                tell("connected again")
            was_connected = True
            while True:
                answer = _read(connection, user_id, after)
                delay = FIRST_DELAY
                if answer["events"] or not answer["recovered"]:
                    # Whoever takes them may keep us waiting, as a pager does, and the server keeps
                    # every message for a session that listens and reads none.
                    if listens:
                        connection.execute(_UNLISTEN)
                        listens = False
                    if not answer["recovered"]:
                        tell(
                            "what followed the last event can no longer be told; going on from now"
                        )
                    yield from answer["events"]
                elif not listens:
                    connection.execute(_LISTEN)
                    listens = True  # and look again: it may have rung before
                else:
                    list(connection.notifies(timeout=POLL, stop_after=1))
                after = answer["last_event_id"]
        except psycopg.OperationalError as error:
            if not was_connected or (connection is not None and not connection.broken):
                raise
            tell(f"the connection is lost: {str(error).strip()}")
            time.sleep(delay * random.uniform(0.5, 1))
            delay = min(2 * delay, LONGEST_DELAY)
        finally:
            if connection is not None:
                connection.close()


def _end(connection: Connection, user_id: uuid.UUID | None) -> str:
    """Return where the events end, once all that waited for their positions have got them.

    The connection listens: a call that leaves some, because there are too many for one, rings.
    """
    while True:
        end: str = _read(connection, user_id, NOWHERE)["last_event_id"]
        rung_by = {message.pid for message in connection.notifies(timeout=0)}
        if connection.info.backend_pid not in rung_by:
            return end


def _read(connection: Connection, user_id: uuid.UUID | None, after: str | None) -> dict[str, Any]:
    row = connection.execute(
        "SELECT momentum.realtime_events_since(%s, %s, %s)", (user_id, after, PAGE)
    ).fetchone()
    assert row is not None
    answer: dict[str, Any] = row[0]
    return answer
