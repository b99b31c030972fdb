"""Follows the outbox: events as they are committed, none skipped, over lost connections."""

from __future__ import annotations

import random
import re
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from pgmomentum.database import Connection

#: Where to begin, beside after an event: with what is committed from now on, with the oldest kept.
NOW, OLDEST = "now", "oldest"
#: Events of one read, at most: there are fewer where they are large.
PAGE = 500
#: Seconds between two looks where nobody rings, as under notify_mode deferred.
POLL = 1.0
#: Seconds before what failed is tried again: at first, and at most.
FIRST_DELAY = 0.2
LONGEST_DELAY = 10.0
#: Seconds between two lines that say the same: that it still tries, how far it has looked.
QUIET = 60.0
#: What the outbox can be read with, whatever the role's own settings are.
SETTINGS = {
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
    "lock_timeout": "0",
    "statement_timeout": "0",
}
#: After these a statement succeeds when it is tried again, on the same connection.
_PASSING = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.QueryCanceled,
    psycopg.errors.SerializationFailure,
)
#: Refusals that no waiting mends. psycopg has no SQLSTATE for a connection that was not made; where
#: the server speaks another language it is tried again.
_FINAL = re.compile(
    r'FATAL: +(\S+ authentication failed|(role|database) ".*" does not exist'
    r'|role ".*" is not permitted to log in|no pg_hba\.conf entry|permission denied for database)'
)


def follow(
    connect: Callable[[], Connection],
    user_id: uuid.UUID | None,
    after: str,
    tell: Callable[[str], None],
) -> Iterator[dict[str, Any]]:
    """Yield what is announced to a user, or (None) to everyone, after an event id, for ever.

    ``after`` is an event id, NOW or OLDEST. What is yielded is one of

    - an event, ``{"event_id", "event_type", "user_id", "payload", "created_at"}``;
    - ``{"recovered": False, "last_event_id"}``: what came before can no longer be told;
    - ``{"last_event_id"}``: so far everything is told. It comes at the start (where ``after`` is
      not NOW, unless an event does), and where this has moved without one, at most once a minute.

    ``tell`` hears of lost connections. Raises psycopg.Error where the first connection fails, where
    the server refuses a later one for good, and for what is not of the connection; of a user who
    is unknown, PM001.
    """
    stream = _Stream(user_id, after)
    patience = _Patience(tell)
    connection = connect()
    while True:
        try:
            yield from stream.messages(connection, patience.succeeded)
        except psycopg.OperationalError as error:
            if not connection.broken:
                raise
            patience.failed(error)
        finally:
            connection.close()
        connection = _connect_again(connect, patience)


def _connect_again(connect: Callable[[], Connection], patience: _Patience) -> Connection:
    while True:
        try:
            return connect()
        except psycopg.OperationalError as error:
            if _FINAL.search(str(error)):
                raise
            patience.failed(error)


class _Patience:
    """Waits ever longer while the connection is lost, and says so, but not each time."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._told_at: float | None = None
        self._delays = _delays()

    def failed(self, error: psycopg.Error) -> None:
        """Say what has failed, and wait."""
        line, *_ = str(error).strip().split("\n")
        now = time.monotonic()
        if self._told_at is None:
            self._tell(f"the connection is lost: {line}")
            self._told_at = now
        elif now - self._told_at >= QUIET:
            self._tell(f"still trying: {line}")
            self._told_at = now
        time.sleep(next(self._delays))

    def succeeded(self) -> None:
        """Say that it is over."""
        if self._told_at is not None:
            self._tell("connected again")
            self._told_at = None
            self._delays = _delays()


class _Stream:
    """Where a reader of the outbox is, whatever connection it reads on."""

    def __init__(self, user_id: uuid.UUID | None, after: str) -> None:
        self._user_id = user_id
        self._is_known = user_id is None
        self._after = None if after == OLDEST else after
        self._handed_out: str | None = None  # the last id, and when
        self._handed_out_at = float("-inf")

    def messages(
        self, connection: Connection, succeeded: Callable[[], None]
    ) -> Iterator[dict[str, Any]]:
        """Yield what comes, as long as the connection lasts; each read that succeeds is told."""
        for setting, value in SETTINGS.items():
            connection.execute("SELECT set_config(%s, %s, false)", (setting, value))
        self._check_user(connection)
        bell = _Bell(connection)
        if self._after == NOW:
            bell.listen()
            self._after = _end(connection, self._user_id)
            bell.unlisten()
            yield from self._news({"recovered": True, "events": [], "last_event_id": self._after})
        while True:
            answer = _read(connection, self._user_id, self._after)
            succeeded()
            if news := self._news(answer):
                # Whoever takes them may keep us waiting, as a pager does, and the server keeps
                # every message for a session that listens and reads none.
                bell.unlisten()
                yield from news
            elif not bell.listens:
                bell.listen()  # and look again: it may have rung before
            else:
                bell.wait()
            self._after = answer["last_event_id"]

    def _check_user(self, connection: Connection) -> None:
        if not self._is_known:
            connection.execute(
                "SELECT momentum.subscribe_to_momentum_channels(%s)", (self._user_id,)
            )
            self._is_known = True

    def _news(self, answer: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what to hand out of an answer: its events, a hole, or where it is."""
        now = time.monotonic()
        position: str = answer["last_event_id"]
        news: list[dict[str, Any]] = answer["events"]
        if not answer["recovered"]:
            news = [{"recovered": False, "last_event_id": position}]
        elif not news and self._handed_out != position and now - self._handed_out_at >= QUIET:
            news = [{"last_event_id": position}]
        if news:
            self._handed_out = news[-1].get("event_id", position)
            self._handed_out_at = now
        return news


class _Bell:
    """The doorbell, as far as a connection listens to it; a standby, which has none, only waits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        (in_recovery,) = connection.execute("SELECT pg_is_in_recovery()").fetchone() or (False,)
        self._rings = not in_recovery
        self.listens = False

    def listen(self) -> None:
        if self._rings:
            self._connection.execute("LISTEN realtime_events")
        self.listens = True

    def unlisten(self) -> None:
        if self._rings and self.listens:
            self._connection.execute("UNLISTEN realtime_events")
        self.listens = False

    def wait(self) -> None:
        """Return when it has rung, or after a while."""
        if self._rings:
            list(self._connection.notifies(timeout=POLL, stop_after=1))
        else:
            time.sleep(POLL)


def _end(connection: Connection, user_id: uuid.UUID | None) -> str:
    """Return where the events end, once all that waited for their positions have got them.

    The connection listens: a call that leaves some, because there are too many for one, rings.
    """
    # not what libpq says: a pooler has told it something else
    (own,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (None,)
    while True:
        # NOW is no event id: the answer says where the events end
        end: str = _read(connection, user_id, NOW)["last_event_id"]
        rung_by = {message.pid for message in connection.notifies(timeout=0)}
        if own not in rung_by:
            return end


def _read(connection: Connection, user_id: uuid.UUID | None, after: str | None) -> dict[str, Any]:
    delays = _delays()
    while True:
        try:
            row = connection.execute(
                "SELECT momentum.realtime_events_since(%s, %s, %s)", (user_id, after, PAGE)
            ).fetchone()
        except _PASSING:
            time.sleep(next(delays))
            continue
        assert row is not None
        answer: dict[str, Any] = row[0]
        return answer


def _delays() -> Iterator[float]:
    delay = FIRST_DELAY
    while True:
        yield delay * random.uniform(0.5, 1)
        delay = min(2 * delay, LONGEST_DELAY)
