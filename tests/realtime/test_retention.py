"""Cleaning up, while others read: they are told what is gone, and never read half of it."""

import psycopg
import pytest

from tests.realtime.stream import SINCE, announce, answer, since
from tests.sessions import Session, wait_until_blocked
from tests.support import pin_clock

CLEAN = "SELECT momentum.cleanup_realtime_events()"


@pytest.fixture
def old(db: psycopg.Connection) -> str:
    """Numbers 1, 2 and 3 on three days, the first two in partitions to drop; the id before them."""
    pin_clock(db, "2026-10-31 03:00Z")
    db.execute(CLEAN)
    before = since(db).last_event_id
    for day in (1, 2, 20):
        pin_clock(db, f"2026-11-{day:02} 12:00Z")
        announce(db, None, day)
        since(db)
    return before


def test_who_was_away_too_long_is_told(db: psycopg.Connection, old: str) -> None:
    assert since(db, None, old).numbers == [1, 2, 20]
    assert db.execute(CLEAN).fetchone() == (2,)
    told = since(db, None, old)
    assert (told.recovered, told.numbers) == (False, [])
    assert since(db, None, told.last_event_id).recovered
    assert since(db).numbers == [20]


def test_a_reader_under_way_puts_it_off(db: psycopg.Connection, first: Session, old: str) -> None:
    first.run("BEGIN")
    assert since(first, None, old).numbers == [1, 2, 20]
    with pytest.raises(psycopg.errors.LockNotAvailable):
        db.execute(CLEAN)
    assert since(first, None, old).numbers == [1, 2, 20]
    first.run("COMMIT")
    assert db.execute(CLEAN).fetchone() == (2,)


def test_a_reader_that_comes_meanwhile_waits_and_is_told(
    db: psycopg.Connection, first: Session, second: Session, old: str
) -> None:
    for _ in range(6):  # a plan that is kept is made by then
        since(second, None, old)
    first.run("BEGIN")
    first.run(CLEAN)
    reading = second.start(SINCE, (None, old, 500))
    wait_until_blocked(db, second, first)
    announce(db, None, 21)  # writers do not wait
    first.run("COMMIT")
    told = answer(reading.result()[0][0])
    assert (told.recovered, told.numbers) == (False, [])


def test_a_snapshot_from_before_is_refused(
    db: psycopg.Connection, first: Session, old: str
) -> None:
    first.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
    first.run("SELECT FROM momentum.settings")
    db.execute(CLEAN)
    with pytest.raises(psycopg.ProgrammingError, match="isolation level repeatable read"):
        since(first, None, old)


def test_a_cleaning_that_fails_changes_nothing(db: psycopg.Connection, old: str) -> None:
    with db.transaction(force_rollback=True):
        db.execute(CLEAN)
    assert since(db, None, old).numbers == [1, 2, 20]
