"""Days pass by while others write and read: whoever misses an event is told."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.realtime.stream import announce, set_setting
from tests.sessions import PATIENCE
from tests.support import pin_clock

USERS = [UUID(int=number) for number in (1, 2, 3)]
DAYS, EVENTS_A_DAY = 25, 100
FIRST_DAY = datetime(2026, 11, 1, 3, tzinfo=UTC)


class Calendar:
    """How many days have passed: each ends when enough is written, and it is cleaned."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._written = 0
        self.day = 0

    @property
    def over(self) -> bool:
        """Whether the last day has come."""
        return self.day >= DAYS

    def count(self) -> None:
        """Count what was written."""
        with self._changed:
            self._written += 1
            self._changed.notify_all()

    def end_day(self) -> None:
        """Wait until enough is written, and begin the next day."""
        with self._changed:
            enough = (self.day + 1) * EVENTS_A_DAY
            assert self._changed.wait_for(lambda: self._written >= enough, PATIENCE)
            self.day += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Begin the last day."""
        with self._changed:
            self.day = DAYS
            self._changed.notify_all()

    def skip(self, days: int) -> None:
        """Wait until so many days have passed, or the last one has come."""
        with self._changed:
            until = min(DAYS, self.day + days)
            assert self._changed.wait_for(lambda: self.day >= until, PATIENCE)


def write(dsn: str, user_id: UUID, calendar: Calendar) -> int:
    """Count up, each number announced, until the last day; return the last one."""
    number = 0
    with psycopg.connect(dsn, autocommit=True) as connection:
        while not calendar.over:
            number += 1
            announce(connection, user_id, number)
            calendar.count()
    return number


def clean(dsn: str, calendar: Calendar) -> int:
    """Let the days pass, and clean on each; return how many events went."""
    gone = 0
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            while not calendar.over:
                calendar.end_day()
                pin_clock(connection, FIRST_DAY + timedelta(calendar.day))
                gone += cleaned(connection)
    finally:
        calendar.stop()
    return gone


def cleaned(connection: psycopg.Connection) -> int:
    """Clean, as often as it takes."""
    for _ in range(20):
        try:
            row = connection.execute("SELECT momentum.cleanup_realtime_events()").fetchone()
        except psycopg.errors.LockNotAvailable:
            continue
        assert row is not None
        return int(row[0])
    raise AssertionError("it never got its locks")


class Reader:
    """Reads, with a pause of some days after each call, and follows each user's numbers."""

    def __init__(self, dsn: str, user_id: UUID | None, pause: int) -> None:
        self._dsn = dsn
        self._user_id = user_id
        self._pause = pause
        self._behind: set[str] = set()
        self.newest = {str(user): 0 for user in USERS if user_id in (None, user)}
        self.seen = 0
        self.told = 0
        with psycopg.connect(dsn, autocommit=True) as connection:
            self._after = self._ask(connection, "")["last_event_id"]

    def read(self, calendar: Calendar) -> None:
        """Read until it is over and nothing more comes."""
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            while True:
                last = calendar.over
                answer = self._ask(connection, self._after)
                self._follow(answer)
                if last and answer["recovered"] and not answer["events"]:
                    return
                calendar.skip(self._pause)

    def _ask(self, connection: psycopg.Connection, after: str) -> dict[str, Any]:
        row = connection.execute(
            "SELECT momentum.realtime_events_since(%s, %s)", (self._user_id, after)
        ).fetchone()
        assert row is not None
        answer: dict[str, Any] = row[0]
        return answer

    def _follow(self, answer: dict[str, Any]) -> None:
        self._after = answer["last_event_id"]
        if not answer["recovered"]:
            self.told += 1
            self._behind = set(self.newest)
        for event in answer["events"]:
            user, number = event["user_id"], event["payload"]["n"]
            if user in self._behind:
                self._behind.remove(user)
                assert number > self.newest[user], "none comes twice"
            else:
                assert number == self.newest[user] + 1, "none is missed by who was not told"
            self.newest[user] = number
            self.seen += 1


@pytest.mark.slow
def test_whoever_misses_an_event_is_told(db: psycopg.Connection, database: str) -> None:
    set_setting(db, "realtime_retention_days", 1)
    pin_clock(db, FIRST_DAY)
    cleaned(db)
    calendar = Calendar()
    readers = [Reader(database, user, pause) for user in (None, USERS[0]) for pause in (0, 4)]
    with ThreadPoolExecutor(len(USERS) + len(readers) + 1) as pool:
        reading = [pool.submit(reader.read, calendar) for reader in readers]
        writing = [pool.submit(write, database, user, calendar) for user in USERS]
        gone = pool.submit(clean, database, calendar).result()
        written = {str(user): writer.result() for user, writer in zip(USERS, writing, strict=True)}
        for each in reading:
            each.result()
    assert gone > EVENTS_A_DAY
    # one more each: that comes to everybody
    for user in USERS:
        written[str(user)] += 1
        announce(db, user, written[str(user)])
    for reader in readers:
        reader.read(calendar)
        assert reader.newest == {user: written[user] for user in reader.newest}
        assert reader.seen > 0
    assert all(reader.told > 0 for reader in readers[1::2]), "who pauses too long misses some"
