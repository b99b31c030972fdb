"""Sessions that run the same job at the same moment: one does, and nothing is done twice."""

import psycopg
import pytest

from tests.concurrency.meeting import Pair
from tests.jobs.samples import (
    NOON,
    RUN,
    RUN_DUE,
    RUN_ONCE,
    close_gate,
    fail_at,
    left,
    make_job,
    runs,
    statuses,
)
from tests.sessions import wait_until_blocked
from tests.support import pin_clock


def test_who_comes_second_is_skipped_and_says_so(
    db: psycopg.Connection, database: str, pair: Pair
) -> None:
    make_job(db)
    one, two = pair
    two.run("SET client_min_messages = notice")
    with close_gate(db, database, at=25) as keeper:
        running = one.start(RUN, (NOON,))
        wait_until_blocked(db, one, by=keeper)
        two.run(RUN, (NOON,))
        keeper.run("SELECT pg_advisory_unlock_all()")
        running.result()
    assert statuses(db) == ["11-21 12:00 1 succeeded", "11-21 12:00 1 skipped"]
    assert runs(db)[1]["error"] == "another session was running the job"
    (told,) = two.notices
    assert told.message == "job sample: skipped: another session was running the job"
    assert left(db) == 0


def test_schedulers_that_name_the_same_minute(
    db: psycopg.Connection, database: str, pair: Pair
) -> None:
    make_job(db)
    one, two = pair
    with close_gate(db, database, at=25) as keeper:
        running = one.start(RUN_ONCE, (NOON,))
        wait_until_blocked(db, one, by=keeper)
        two.run(RUN_ONCE, (NOON,))
        assert statuses(db) == ["11-21 12:00 1 running"]
        keeper.run("SELECT pg_advisory_unlock_all()")
        running.result()
    two.run(RUN_ONCE, (NOON,))
    assert statuses(db) == ["11-21 12:00 1 succeeded"]


def test_a_job_that_overlaps_itself_says_so_once_a_minute(
    db: psycopg.Connection, database: str, pair: Pair
) -> None:
    make_job(db)
    one, two = pair
    with close_gate(db, database, at=25) as keeper:
        running = one.start(RUN_ONCE, (NOON,))
        wait_until_blocked(db, one, by=keeper)
        for minute in (1, 1, 2):
            two.run(RUN_ONCE, (f"2026-11-21 12:0{minute}Z",))
        keeper.run("SELECT pg_advisory_unlock_all()")
        running.result()
    assert statuses(db) == [
        "11-21 12:00 1 succeeded",
        "11-21 12:01 1 skipped",
        "11-21 12:02 1 skipped",
    ]


def test_who_finds_a_missed_day_being_made_up_for_skips_nothing(
    db: psycopg.Connection, database: str, pair: Pair
) -> None:
    make_job(db, catch_up=True, created_at="2026-11-19 12:00Z")
    one, two = pair
    with close_gate(db, database, at=25) as keeper:
        running = one.start(RUN_ONCE, ("2026-11-21 02:00Z",))
        wait_until_blocked(db, one, by=keeper)
        assert statuses(db) == ["11-20 02:00 1 running"]
        two.run(RUN_ONCE, ("2026-11-21 02:00Z",))
        keeper.run("SELECT pg_advisory_unlock_all()")
        running.result()
    assert statuses(db) == ["11-20 02:00 1 succeeded", "11-21 02:00 1 succeeded"]


def test_two_that_try_again_at_once(db: psycopg.Connection, database: str, pair: Pair) -> None:
    make_job(db)
    one, two = pair
    fail_at(db, 1)
    with pytest.raises(psycopg.Error, match="made to fail"):
        db.execute(RUN, (NOON,))
    fail_at(db, None)
    with close_gate(db, database, at=25) as keeper:
        running = one.start(RUN_DUE, ("2027-01-01Z",))
        running.result()  # an instant a day old is not tried again
        db.execute("UPDATE momentum.job_runs SET finished_at = '2026-11-21 12:00Z'")
        running = one.start(RUN_DUE, ("2026-11-21 12:05Z",))
        wait_until_blocked(db, one, by=keeper)
        two.run(RUN_DUE, ("2026-11-21 12:05Z",))
        keeper.run("SELECT pg_advisory_unlock_all()")
        running.result()
    two.run(RUN_DUE, ("2026-11-21 12:05Z",))
    assert statuses(db) == ["11-21 12:00 1 failed", "11-21 12:00 2 succeeded"]
    assert left(db) == 0


def test_many_that_race_for_each_minute(db: psycopg.Connection, pair: Pair) -> None:
    make_job(db, "SELECT 1", None)
    minutes = [f"2026-11-21 12:{minute:02}Z" for minute in range(30)]
    for minute in minutes:
        racing = [session.start(RUN_ONCE, (minute,)) for session in pair]
        for each in racing:
            each.result()
    assert [run["for"] for run in runs(db) if run["status"] == "succeeded"] == [
        f"11-21 12:{minute:02}" for minute in range(30)
    ]
    assert {run["status"] for run in runs(db)} == {"succeeded"}


def test_what_one_deletes_the_other_does_not_count(db: psycopg.Connection, pair: Pair) -> None:
    make_job(db, "SELECT 1", None)
    for day in (19, 20, 21):
        db.execute(RUN.encode(), (f"2026-11-{day} 02:00Z",))
    one, two = pair
    pin_clock(db, "2027-11-21Z")
    clean = "SELECT momentum.cleanup_job_runs()"
    one.run("BEGIN")
    assert one.run(clean) == [(2,)]
    second = two.start(clean)
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert second.result() == [(0,)]
    assert statuses(db) == ["11-21 02:00 1 succeeded"]


def test_schedulers_that_find_a_killed_run_at_once(
    db: psycopg.Connection, database: str, pair: Pair
) -> None:
    """Many find what was killed: it is marked once, and tried again once."""
    make_job(db, "SELECT 1", None)
    one, two = pair
    for minute in range(20):
        db.execute(
            "INSERT INTO momentum.job_runs (job_name, scheduled_at, started_at, status, attempt)"
            " VALUES ('sample', %(at)s, %(at)s, 'running', 1)",
            {"at": f"2026-11-21 12:{minute:02}Z"},
        )
        racing = [each.start(RUN_DUE, ("2026-11-21 12:30Z",)) for each in (one, two)]
        for running in racing:
            running.result()
    assert sorted(statuses(db)) == [
        f"11-21 12:{minute:02} {attempt}"
        for minute in range(20)
        for attempt in ("1 abandoned", "2 succeeded")
    ]
