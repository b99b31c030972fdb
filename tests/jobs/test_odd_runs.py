"""Jobs that fail in odd ways, and instants of a clock that was wrong."""

import json
from datetime import UTC, datetime

import psycopg
import pytest

from pgmomentum.jobs import next_run
from tests.jobs.samples import NOON, RUN, RUN_DUE, fail_at, left, make_job, runs, statuses
from tests.support import pin_clock

_FAILING = """
CREATE FUNCTION public.fail() RETURNS bigint LANGUAGE plpgsql AS $fail$
BEGIN
    {}
    RETURN 1;
END
$fail$
"""


def held(db: psycopg.Connection) -> bool:
    row = db.execute("SELECT momentum._job_is_held('sample')").fetchone()
    assert row is not None
    return bool(row[0])


def test_a_failed_assertion_is_a_failure(db: psycopg.Connection) -> None:
    make_job(db, "SELECT public.fail()", None)
    db.execute(_FAILING.format("ASSERT false, 'it does not hold';").encode())
    with pytest.raises(psycopg.errors.AssertFailure):
        db.execute(RUN, (NOON,))
    assert [run["error"] for run in runs(db)] == ["P0004: it does not hold"]
    assert not held(db)


def test_a_message_without_end_is_shortened(db: psycopg.Connection) -> None:
    make_job(db, "SELECT public.fail()", None)
    db.execute(_FAILING.format("RAISE EXCEPTION '%', repeat('x', 300000000);").encode())
    with pytest.raises(psycopg.errors.RaiseException) as raised:
        db.execute(RUN, (NOON,))
    assert len(raised.value.diag.message_primary or "") == 10_000
    (run,) = runs(db)
    assert (run["status"], len(run["error"])) == ("failed", 10_007)
    assert not held(db)


def test_more_rows_than_can_be_counted(db: psycopg.Connection) -> None:
    make_job(db, f"SELECT {10**18 - 1}", f"SELECT {2**63 - 1}")
    with pytest.raises(psycopg.errors.NumericValueOutOfRange):
        db.execute(RUN, (NOON,))
    (run,) = runs(db)
    assert (run["status"], run["rows_done"]) == ("failed", 9 * (10**18 - 1))
    assert not held(db)


def test_what_fails_at_commit_is_a_failure(db: psycopg.Connection) -> None:
    make_job(db, "SELECT public.fail()", None)
    db.execute("CREATE TABLE public.late (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    db.execute(_FAILING.format("INSERT INTO public.late VALUES (1), (1);").encode())
    with pytest.raises(psycopg.errors.UniqueViolation):
        db.execute(RUN, (NOON,))
    (run,) = runs(db)
    assert (run["status"], run["error"].split(":")[0]) == ("failed", "23505")
    assert not held(db)


def test_a_command_that_gives_up_its_rights_is_a_failure(db: psycopg.Connection) -> None:
    make_job(db, "SELECT pg_catalog.set_config('role', 'anon', true)", None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(RUN, (NOON,))
    (run,) = runs(db)
    assert (run["status"], run["error"].split(":")[0]) == ("failed", "42501")
    assert not held(db)


def test_a_run_for_a_far_day_does_not_end_retries(db: psycopg.Connection) -> None:
    make_job(db)
    db.execute(RUN, ("2062-11-21 12:00Z",))
    assert left(db) == 0
    db.execute("INSERT INTO public.todo VALUES (1)")
    fail_at(db, 1)
    with pytest.raises(psycopg.Error, match="made to fail"):
        db.execute(RUN, (NOON,))
    db.execute("UPDATE momentum.job_runs SET finished_at = %s", (NOON,))
    fail_at(db, None)
    db.execute(RUN_DUE, ("2026-11-21 12:05Z",))
    assert statuses(db)[1:] == ["11-21 12:00 1 failed", "11-21 12:00 2 succeeded"]


def test_a_run_for_a_far_day_makes_up_for_none(db: psycopg.Connection) -> None:
    make_job(db, "SELECT 1", None, catch_up=True, created_at="2026-11-20 12:00Z")
    db.execute(
        "INSERT INTO momentum.job_runs"
        " (job_name, scheduled_at, started_at, finished_at, status, attempt)"
        " VALUES ('sample', '2062-11-21 02:00Z', now(), now(), 'succeeded', 1)"
    )
    db.execute(RUN_DUE, ("2026-11-21 14:30Z",))
    assert statuses(db)[1:] == ["11-21 02:00 1 succeeded"]


def test_the_last_attempt_that_can_be_made_in_time_alerts(db: psycopg.Connection) -> None:
    """An instant a day old is not tried again, however many attempts there are."""
    make_job(db, max_attempts=3, retry_after="12 hours")
    fail_at(db, 1)
    db.execute("LISTEN ops_alerts")
    alerted = []
    for attempt, instant in enumerate(("2026-11-21 12:00Z", "2026-11-22 00:00Z"), start=1):
        pin_clock(db, instant)
        if attempt == 1:
            with pytest.raises(psycopg.Error, match="made to fail"):
                db.execute(RUN, (NOON,))
        else:
            db.execute(RUN_DUE, (instant,))
        alerted += [
            (attempt, json.loads(each.payload)["attempts"]) for each in db.notifies(timeout=0)
        ]
    pin_clock(db, "2026-11-23 00:00Z")
    db.execute(RUN_DUE, ("2026-11-23 00:00Z",))
    assert statuses(db) == ["11-21 12:00 1 failed", "11-21 12:00 2 failed"]
    assert alerted == [(2, 2)]


def test_schedules_that_pg_cron_and_jobs_serve_read_in_one_way(db: psycopg.Connection) -> None:
    change = "UPDATE momentum.jobs SET schedule = %s WHERE name = 'scenario-expiry'"
    for schedule in (
        "0 2 * * *",
        "00 02 01 01 7",
        "59 23 31 12 0",
        "*/15,3 */70 1-31/2 1-12 1-5",
        "5-59/15 0,12 1,15 * 0-7",
        "0 2 29 2 *",
    ):
        db.execute(change, (schedule,))
        assert next_run(schedule, datetime(2026, 11, 22, tzinfo=UTC)) is not None, schedule
    for schedule in (
        *("60 * * * *", "99 99 * * *", "0 24 * * *", "0 2 0 * *", "0 2 32 * *", "0 2 * 0 *"),
        *("0 2 * 13 *", "0 2 * * 8", "*/0 * * * *", "5/15 * * * *", "1,,2 * * * *"),
        *(", * * * *", "*-5 * * * *", "1- * * * *", "1-2-3 * * * *", "0 2 * *", "0  2 * * *"),
        *("0 2 * * * *", "0 2 * * mon", "@daily", "", "0 2 * * * ", "5 seconds", "0 2 $ * *"),
    ):
        with pytest.raises(psycopg.Error, match="schedule_has_five_fields"):
            db.execute(change, (schedule,))


def test_a_bad_job_is_refused_with_a_hint(db: psycopg.Connection) -> None:
    for assignment, hint in (
        ("schedule = '@daily'", "five fields"),
        ("schedule = '0 2 * * mon'", "five fields"),
        ("schedule = '0 2 * * * *'", "five fields"),
        ("schedule = NULL", "five fields"),
        ("max_attempts = 0", "1 to 20"),
        ("max_attempts = NULL", "1 to 20"),
        ("retry_after = '25 hours'", "at most one day"),
        ("name = 'A'", "small letters"),
        ("catch_up = true, schedule = '* * * * *'", "once a day"),
    ):
        with pytest.raises(psycopg.Error) as raised:
            db.execute(f"UPDATE momentum.jobs SET {assignment} WHERE name LIKE '%ry'".encode())
        assert raised.value.sqlstate == "PM006", assignment
        assert hint in (raised.value.diag.message_hint or ""), assignment
        assert "bad job" in str(raised.value)
