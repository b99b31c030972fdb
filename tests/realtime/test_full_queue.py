"""A listener that reads nothing, and a queue of messages that fills up."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from tests.realtime.stream import ANNOUNCE, announcement, since
from tools.pgtap import install
from tools.servers import throw_away

ONE = UUID(int=1)


@pytest.fixture
def small_queue(pytestconfig: pytest.Config) -> Iterator[str]:
    """A database of a server whose queue is small."""
    version = pytestconfig.getoption("--server")
    if version < 17:
        pytest.skip("the queue is 8 GB before PostgreSQL 17")
    with (
        throw_away(version, {"max_notify_queue_pages": "64"}) as server,
        server.database() as name,
    ):
        install(server.dsn(name))
        yield server.dsn(name)


def used(db: psycopg.Connection) -> float:
    """Return how full the queue is."""
    row = db.execute("SELECT pg_notification_queue_usage()").fetchone()
    assert row is not None
    usage: float = row[0]
    return usage


@pytest.mark.slow
def test_nobody_fails_where_the_queue_is_full(small_queue: str) -> None:
    with (
        psycopg.connect(small_queue, autocommit=True) as db,
        psycopg.connect(small_queue) as sleeper,
    ):
        sleeper.execute("LISTEN anything")
        sleeper.commit()
        sleeper.execute("SELECT 1")
        for number in range(1_000):
            db.execute(ANNOUNCE, announcement(ONE, number, ["updates"], long="x" * 1_000))
        assert 0.5 < used(db) < 0.6
        assert since(db, ONE, limit=1_000).numbers == list(range(1_000))
        told: list[str | None] = []
        db.add_notice_handler(lambda notice: told.append(notice.message_primary))
        usage = used(db)
        db.execute("""SELECT momentum._alert('{"alert": "sample"}')""")
        assert told == ['an alert was not sent: {"alert": "sample"}']
        assert used(db) == usage
        sleeper.rollback()
        assert used(db) < 0.5
