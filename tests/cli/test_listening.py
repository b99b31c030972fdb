"""What listen follows: positions that it hands out, and what it says and does when reads fail."""

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from pgmomentum import listening
from pgmomentum.listening import NOW, OLDEST, follow
from pgmomentum.views.events import told_event
from tests.realtime.stream import announce, since
from tests.sessions import Session, wait_until
from tests.stored import insert_users

pytestmark = pytest.mark.servers(15)

ONE, TWO = UUID(int=1), UUID(int=2)

Messages = Iterator[dict[str, Any]]
Follow = Callable[..., Messages]


class Clock:
    """A clock of seconds; sleeping makes it go on, at once."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the module."""
    clock = Clock()
    monkeypatch.setattr(listening, "time", clock)
    return clock


@pytest.fixture
def told() -> list[str]:
    """What it says of the connection."""
    return []


@pytest.fixture
def start(database: str, told: list[str]) -> Iterator[Follow]:
    """Follow one's events, by default from now on."""
    started: list[Any] = []

    def call(user_id: UUID | None = ONE, after: str = NOW) -> Messages:
        def connect() -> psycopg.Connection:
            return psycopg.connect(database, autocommit=True)

        started.append(follow(connect, user_id, after, told.append))
        messages: Messages = started[-1]
        return messages

    yield call
    for messages in started:
        messages.close()


def test_positions_that_moved_without_an_event(
    db: psycopg.Connection, clock: Clock, start: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is cleaned away meanwhile is no loss to whoever begins there again."""
    insert_users(db, 1)
    looks = itertools.count()

    def wait(bell: object) -> None:
        next(looks)
        clock.sleep(1)
        announce(db, TWO, 0)

    monkeypatch.setattr(listening._Bell, "wait", wait)
    messages = start()
    assert next(messages) == {"last_event_id": since(db).last_event_id}
    later = next(messages)
    assert later == {"last_event_id": since(db).last_event_id}
    assert next(looks) == 60, "a minute"
    announce(db, ONE, 1)
    event = next(messages)
    assert event["payload"] == {"n": 1}
    assert set(next(messages)) == {"last_event_id"}
    assert next(looks) == 60 + 1 + 60


def test_a_position_that_stays_is_told_once(
    db: psycopg.Connection, clock: Clock, start: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert_users(db, 1)

    def wait(bell: object) -> None:
        clock.sleep(50)
        if clock.now > 2000:
            announce(db, ONE, 1)

    monkeypatch.setattr(listening._Bell, "wait", wait)
    messages = start()
    assert set(next(messages)) == {"last_event_id"}
    assert next(messages)["payload"] == {"n": 1}


def test_it_does_not_listen_while_a_position_is_taken(
    db: psycopg.Connection, start: Follow
) -> None:
    insert_users(db, 1)
    next(start())
    last = "SELECT query FROM pg_stat_activity WHERE query LIKE '%LISTEN realtime_events'"
    assert db.execute(last).fetchall() == [("UNLISTEN realtime_events",)]


def test_a_hole_then_what_follows(db: psycopg.Connection, start: Follow) -> None:
    insert_users(db, 1)
    announce(db, ONE, 1)
    now = since(db).last_event_id
    messages = start(ONE, "0123456789ab-1")
    assert next(messages) == {"recovered": False, "last_event_id": now}
    announce(db, ONE, 2)
    assert next(messages)["payload"] == {"n": 2}


def test_it_says_once_a_minute_that_it_still_tries(clock: Clock, told: list[str]) -> None:
    patience = listening._Patience(told.append)
    begun = clock.now
    while clock.now < begun + 150:
        patience.failed(psycopg.OperationalError("gone\x1b[31m\nand more"))
    assert told == ["the connection is lost: gone\x1b[31m"] + 2 * ["still trying: gone\x1b[31m"]
    patience.succeeded()
    patience.succeeded()
    patience.failed(psycopg.OperationalError("gone"))
    assert told[3:] == ["connected again", "the connection is lost: gone"]


@pytest.mark.parametrize(
    ("message", "final"),
    [
        ('FATAL:  password authentication failed for user "app"', True),
        ('FATAL:  Peer authentication failed for user "app"', True),
        (
            'FATAL:  database "app" does not exist\nDETAIL:  It seems to have just been dropped',
            True,
        ),
        ('FATAL:  role "app" does not exist', True),
        ('FATAL:  role "app" is not permitted to log in', True),
        ('FATAL:  no pg_hba.conf entry for host "::1", user "app", database "app"', True),
        ('FATAL:  permission denied for database "app"', True),
        ("FATAL:  the database system is starting up", False),
        ("FATAL:  sorry, too many clients already", False),
        ('FATAL:  database "app" is not currently accepting connections', False),
        ("failed: Connection refused", False),
    ],
)
def test_a_refusal_ends_it(message: str, final: bool, clock: Clock, told: list[str]) -> None:
    """Once it was connected; what passes does not."""
    errors = iter([message, 'FATAL:  database "the end" does not exist'])

    def connect() -> psycopg.Connection:
        raise psycopg.OperationalError(f"connection failed: {next(errors)}")

    with pytest.raises(psycopg.OperationalError):
        listening._connect_again(connect, listening._Patience(told.append))
    assert len(told) == (0 if final else 1)


def test_a_read_that_is_cancelled_is_tried_again(
    db: psycopg.Connection, database: str, start: Follow, told: list[str]
) -> None:
    """On the same connection."""
    insert_users(db, 1)
    announce(db, ONE, 1)
    messages = start(ONE, OLDEST)
    found: list[dict[str, Any]] = []
    waiting = (
        "SELECT a.pid FROM pg_stat_activity AS a"
        " WHERE a.wait_event_type = 'Lock' AND a.query LIKE '%realtime_events_since%'"
    )
    with Session(database) as other:
        other.run("BEGIN")
        other.run("LOCK TABLE momentum.realtime_events")
        reader = threading.Thread(target=lambda: found.append(next(messages)))
        reader.start()
        wait_until(lambda: bool(db.execute(waiting).fetchall()), "it waits")
        pids = db.execute(waiting).fetchall()
        db.execute("SELECT pg_cancel_backend(%s)", pids[0])
        wait_until(lambda: not db.execute(waiting).fetchall(), "it is cancelled")
        wait_until(lambda: db.execute(waiting).fetchall() == pids, "it waits again")
        other.run("COMMIT")
    reader.join()
    assert found[0]["payload"] == {"n": 1}
    assert told == []


def test_a_standby_has_no_bell(
    db: psycopg.Connection, clock: Clock, start: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LISTEN fails there: it looks from time to time."""
    insert_users(db, 1)
    executed: list[str] = []
    execute = psycopg.Connection.execute

    def as_standby(connection: psycopg.Connection, query: str, *rest: Any, **named: Any) -> Any:
        if connection is not db:
            executed.append(query)
            query = query.replace("pg_is_in_recovery()", "true")
            if len(executed) == 12:
                announce(db, ONE, 1)
        return execute(connection, query, *rest, **named)

    monkeypatch.setattr(psycopg.Connection, "execute", as_standby)
    messages = start()
    assert set(next(messages)) == {"last_event_id"}
    begun = clock.now
    assert next(messages)["payload"] == {"n": 1}
    assert clock.now > begun
    assert not any("LISTEN" in query for query in executed)


def test_a_line_of_an_event() -> None:
    event = {
        "event_id": "6c1d0f8e2a97-1041",
        "event_type": "momentum_score_updated",
        "user_id": str(ONE),
        "payload": {
            "user_id": str(ONE),
            "state_changed": True,
            "momentum_state": "Needs Care",
            "previous_state": None,
            "title": 'a"b',
            "message": "",
            "final_score": 39.2,
            "timestamp": "2026-11-21T12:00:00+00:00",
        },
        "created_at": "2026-11-21T13:00:00+01:00",
    }
    assert told_event(event) == (
        f"6c1d0f8e2a97-1041  2026-11-21 12:00:00  momentum_score_updated  {ONE}  "
        'momentum_state="Needs Care" final_score=39.2 state_changed=true title="a\\"b" message=""'
    )
