"""run_due_jobs: what failed is tried again, what was killed, and what nobody ran in time."""

import json

import psycopg
import pytest

from tests.jobs.samples import NOON, RUN, RUN_DUE, close_gate, fail_at, left, make_job, statuses
from tests.sessions import Session, wait_until, wait_until_blocked
from tests.support import pin_clock


def fail(db: psycopg.Connection) -> None:
    fail_at(db, 1)
    with pytest.raises(psycopg.Error, match="made to fail"):
        db.execute(RUN, (NOON,))


def kill(db: psycopg.Connection, database: str) -> None:
    """Run the job, and end its session at the third page."""
    with close_gate(db, database, at=25) as keeper, Session(database) as session:
        running = session.start(RUN, (NOON,))
        wait_until_blocked(db, session, by=keeper)
        db.execute("SELECT pg_terminate_backend(%s)", (session.pid,))
        with pytest.raises(psycopg.OperationalError):
            running.result()
        wait_until(
            lambda: db.execute("SELECT momentum._job_is_held('sample')").fetchone() == (False,),
            "the lock is gone",
        )


def test_a_failed_run_is_tried_again_with_back_off(db: psycopg.Connection) -> None:
    make_job(db)
    pin_clock(db, "2026-11-21 12:00Z")
    fail(db)
    attempts = []
    for second in range(0, 10 * 60, 30):
        instant = f"2026-11-21 12:{second // 60:02}:{second % 60:02}Z"
        pin_clock(db, instant)
        before = len(statuses(db))
        db.execute(RUN_DUE, (instant,))
        if len(statuses(db)) > before:
            attempts.append(second)
    assert attempts == [60, 180]
    assert statuses(db) == [f"11-21 12:00 {attempt} failed" for attempt in (1, 2, 3)]


def test_a_run_that_succeeds_is_left_alone(db: psycopg.Connection) -> None:
    make_job(db)
    pin_clock(db, "2026-11-21 12:00Z")
    fail(db)
    fail_at(db, None)
    for _ in range(2):
        db.execute(RUN_DUE, ("2026-11-21 12:01Z",))
    assert statuses(db) == ["11-21 12:00 1 failed", "11-21 12:00 2 succeeded"]
    assert left(db) == 0


def test_a_killed_run_has_kept_its_pages_and_is_finished(
    db: psycopg.Connection, database: str
) -> None:
    make_job(db)
    kill(db, database)
    assert statuses(db) == ["11-21 12:00 1 running"]
    assert left(db) == 30
    db.execute(RUN_DUE, ("2026-11-21 12:00:01Z",))
    assert statuses(db) == ["11-21 12:00 1 abandoned", "11-21 12:00 2 succeeded"]
    assert left(db) == 0


def test_the_next_run_finds_what_was_abandoned(db: psycopg.Connection, database: str) -> None:
    make_job(db)
    kill(db, database)
    db.execute(RUN, ("2026-11-21 13:00Z",))
    assert statuses(db) == ["11-21 12:00 1 abandoned", "11-21 13:00 1 succeeded"]
    db.execute(RUN_DUE, ("2026-11-21 13:01Z",))
    assert len(statuses(db)) == 2, "a later run has done it"


def test_the_last_attempt_that_was_killed_alerts(db: psycopg.Connection, database: str) -> None:
    make_job(db, max_attempts=1)
    kill(db, database)
    db.execute("LISTEN ops_alerts")
    db.execute(RUN_DUE, ("2026-11-21 12:01Z",))
    (told,) = [json.loads(notify.payload) for notify in db.notifies(timeout=0)]
    assert (told["alert"], told["job"], told["attempts"]) == ("job_failed", "sample", 1)
    assert told["error"] == "the session ended before the run did"
    assert statuses(db) == ["11-21 12:00 1 abandoned"]


def test_a_run_that_is_under_way_is_left_alone(db: psycopg.Connection, database: str) -> None:
    make_job(db)
    with close_gate(db, database, at=25) as keeper, Session(database) as session:
        running = session.start(RUN, (NOON,))
        wait_until_blocked(db, session, by=keeper)
        db.execute(RUN_DUE, ("2026-11-21 12:30Z",))
        assert statuses(db) == ["11-21 12:00 1 running"]
        keeper.run("SELECT pg_advisory_unlock_all()")
        running.result()
    assert statuses(db) == ["11-21 12:00 1 succeeded"]


def test_days_that_nobody_ran_are_made_up_for(db: psycopg.Connection) -> None:
    make_job(db, "SELECT 1", None, catch_up=True, created_at="2026-11-19 01:00Z")
    db.execute(RUN_DUE, ("2026-11-21 14:30Z",))
    days = ["11-19 02:00 1", "11-20 02:00 1", "11-21 02:00 1"]
    assert statuses(db) == [f"{day} succeeded" for day in days]
    db.execute(RUN_DUE, ("2026-11-21 14:31Z",))
    assert len(statuses(db)) == 3


def test_one_that_fails_does_not_stop_the_others(db: psycopg.Connection) -> None:
    make_job(db, catch_up=True, created_at="2026-11-20 12:00Z")
    db.execute(
        "INSERT INTO momentum.jobs"
        " (name, schedule, command, catch_up, description, created_at)"
        " VALUES ('zebra', '5 2 * * *', 'SELECT 1', true, 'Another', '2026-11-20 12:00Z')"
    )
    fail_at(db, 1)
    db.execute(RUN_DUE, ("2026-11-21 03:00Z",))
    assert statuses(db) == ["11-21 02:00 1 failed", "11-21 02:05 1 succeeded"]


def test_who_cancels_it_stops_them_all(db: psycopg.Connection, database: str) -> None:
    make_job(db, catch_up=True, created_at="2026-11-20 12:00Z")
    db.execute(
        "INSERT INTO momentum.jobs"
        " (name, schedule, command, catch_up, description, created_at)"
        " VALUES ('zebra', '5 2 * * *', 'SELECT 1', true, 'Another', '2026-11-20 12:00Z')"
    )
    with close_gate(db, database, at=25) as keeper, Session(database) as session:
        running = session.start(RUN_DUE, ("2026-11-21 03:00Z",))
        wait_until_blocked(db, session, by=keeper)
        db.execute("SELECT pg_cancel_backend(%s)", (session.pid,))
        running.result()
    assert statuses(db) == ["11-21 02:00 1 failed"]
