"""Cleaning up, while others read: they are told what is gone, and never read half of it."""

from contextlib import suppress

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


def test_what_gets_its_position_meanwhile_is_not_dropped_unnoticed(
    db: psycopg.Connection, first: Session, second: Session, old: str
) -> None:
    """The sequencer's clock was behind: its event belongs into a partition that is dropped."""
    seen = since(db, None, old).last_event_id
    pin_clock(db, "2026-11-02 13:00Z")
    announce(db, None, 99)
    first.run("BEGIN")
    assert since(first, None, seen).numbers == [99]
    pin_clock(db, "2026-11-20 13:00Z")
    cleaning = second.start(CLEAN)
    wait_until_blocked(db, second, first)
    first.run("COMMIT")
    with suppress(psycopg.errors.LockNotAvailable):  # half a second may pass: then it is put off
        cleaning.result()
    told = since(db, None, seen)
    assert not told.recovered or told.numbers == [99]


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


def test_a_clock_that_was_a_year_ahead(db: psycopg.Connection) -> None:
    """What came meanwhile goes with what came before and after it, not a year later."""
    pin_clock(db, "2026-11-01 03:00Z")
    db.execute(CLEAN)
    before = since(db).last_event_id
    days = ["2026-11-01", "2027-11-01", "2027-11-02", "2026-11-02", "2026-11-03"]
    seen = [before]
    for number, day in enumerate(days, 1):
        pin_clock(db, f"{day} 12:00Z")
        announce(db, None, number)
        seen.append(since(db, None, seen[-1]).last_event_id)
    # wherever a reader is, it goes on from there
    for number, after in enumerate(seen):
        assert since(db, None, after).numbers == list(range(number + 1, 6))
    assert dated(db) == days
    pin_clock(db, "2026-11-09 03:00Z")
    assert db.execute(CLEAN).fetchone() == (1,)
    assert since(db, None, seen[1]).numbers == [2, 3, 4, 5]
    pin_clock(db, "2026-11-10 03:00Z")
    assert db.execute(CLEAN).fetchone() == (3,)
    assert dated(db) == ["2026-11-03"]
    told = [since(db, None, after) for after in seen]
    assert [answer.recovered for answer in told] == [False, False, False, False, True, True]
    assert told[4].numbers == since(db).numbers == [5]


def test_a_clock_that_was_years_behind(db: psycopg.Connection) -> None:
    """What came meanwhile looks old, and goes: with all before it, so that readers can be told."""
    start = since(db).last_event_id
    seen = [start]
    for number, day in enumerate(["2026-11-20", "2020-01-01", "2026-11-21"], 1):
        pin_clock(db, f"{day} 12:00Z")
        announce(db, None, number)
        seen.append(since(db, None, seen[-1]).last_event_id)
    assert [since(db, None, after).numbers for after in seen] == [[1, 2, 3], [2, 3], [3], []]
    assert db.execute(CLEAN).fetchone() == (2,)
    told = [since(db, None, after) for after in seen]
    assert [answer.recovered for answer in told] == [False, False, True, True]
    assert told[2].numbers == since(db).numbers == [3]


def dated(db: psycopg.Connection) -> list[str]:
    """Return the UTC days of what is kept, in the order of positions."""
    return [
        day
        for (day,) in db.execute(
            "SELECT (e.sequenced_at AT TIME ZONE 'UTC')::date::text"
            " FROM momentum.realtime_events AS e ORDER BY e.position"
        )
    ]


def test_who_reads_after_a_truncate_is_told(db: psycopg.Connection, old: str) -> None:
    seen = since(db, None, old)
    announce(db, None, 21)
    db.execute("TRUNCATE momentum.realtime_events")
    told = since(db, None, old)
    assert (told.recovered, told.numbers) == (False, [])
    # what had no position yet is there, and who had seen the rest misses nothing
    assert since(db, None, seen.last_event_id).numbers == since(db).numbers == [21]
    with db.transaction(force_rollback=True):
        db.execute("TRUNCATE momentum.realtime_events CASCADE")
    assert since(db).numbers == [21]


def test_a_truncate_takes_part_in_no_deadlock(
    db: psycopg.Connection, first: Session, old: str
) -> None:
    """It has the table already, for which whoever gives out positions waits with its row."""
    first.run("BEGIN")
    first.run("SELECT FROM momentum.realtime_positions FOR UPDATE")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        db.execute("TRUNCATE momentum.realtime_events")
    first.run("ROLLBACK")
    assert since(db, None, old).numbers == [1, 2, 20]


@pytest.mark.parametrize("how", ["DELETE FROM", "TRUNCATE"])
def test_the_one_row_cannot_be_taken_away(db: psycopg.Connection, old: str, how: str) -> None:
    with pytest.raises(psycopg.Error, match="the row of realtime_positions") as refused:
        db.execute(f"{how} momentum.realtime_positions".encode())
    assert refused.value.sqlstate == "PM006"
    assert since(db, None, old).numbers == [1, 2, 20]
