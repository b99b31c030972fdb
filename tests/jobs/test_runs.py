"""run_job: what it runs, what it records, and what it raises."""

import json

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.jobs.samples import (
    NOON,
    RUN,
    RUN_ONCE,
    change_job,
    close_gate,
    fail_at,
    left,
    make_job,
    runs,
    statuses,
)
from tests.sessions import Session, wait_until_blocked
from tests.stored import insert_users
from tests.support import as_role, pin_clock


def test_pages_are_counted_as_they_are_committed(db: psycopg.Connection, database: str) -> None:
    make_job(db)
    with Session(database) as session:
        session.run("SET client_min_messages = notice")
        session.run(RUN, (NOON,))
        told = [json.loads(notice.detail or "") for notice in session.notices]
    assert left(db) == 0
    (run,) = runs(db)
    assert (run["status"], run["attempt"], run["error"]) == ("succeeded", 1, None)
    assert (run["rows_done"], run["rows_total"]) == (50, 50)
    assert run["started_at"] < run["finished_at"]
    assert [(each["status"], each["rows_done"]) for each in told] == [
        ("running", None),
        *(("running", done) for done in (10, 20, 30, 40)),
        ("succeeded", 50),
    ]


def test_progress_is_read_while_it_runs(db: psycopg.Connection, database: str) -> None:
    make_job(db)
    keeper = close_gate(db, database, at=25)
    with Session(database) as session:
        running = session.start(RUN, (NOON,))
        wait_until_blocked(db, session, by=keeper)
        (run,) = runs(db)
        assert (run["status"], run["rows_done"], run["rows_total"]) == ("running", 20, 50)
        assert run["pid"] == session.pid
        keeper.close()
        running.result()
    assert statuses(db) == ["11-21 12:00 1 succeeded"]


def test_it_ends_where_nothing_is_done(db: psycopg.Connection) -> None:
    make_job(db, remaining="SELECT 1000")
    db.execute(RUN, (NOON,))
    (run,) = runs(db)
    assert (run["rows_done"], run["rows_total"]) == (50, 1000)


def test_it_ends_where_more_comes_than_there_was(db: psycopg.Connection) -> None:
    make_job(db, remaining="SELECT 15")
    db.execute(RUN, (NOON,))
    (run,) = runs(db)
    assert (run["rows_done"], run["rows_total"], left(db)) == (20, 15, 30)


@pytest.mark.parametrize(
    ("command", "rows"),
    [
        ("SELECT 7, 8", 7),
        ("SELECT sum(n) FROM generate_series(1, 3) AS n", 6),
        ("SELECT 'seven'", None),
        ("SELECT NULL", None),
        ("SELECT 1.5", None),
        ("SELECT 1 WHERE false", None),
        ("SELECT pg_catalog.pg_sleep(0)", None),
    ],
)
def test_a_command_of_one_go(db: psycopg.Connection, command: str, rows: int | None) -> None:
    make_job(db, command, None)
    db.execute(RUN, (NOON,))
    (run,) = runs(db)
    assert (run["status"], run["rows_done"], run["rows_total"]) == ("succeeded", rows, None)


def test_it_is_told_its_instant_and_the_last_one(db: psycopg.Connection) -> None:
    make_job(db, "SELECT extract(epoch FROM $1 - $2)::bigint", None)
    for hour in (10, 12, 11):
        db.execute(RUN, (f"2026-11-21 {hour}:00Z",))
    assert [run["rows_done"] for run in runs(db)] == [None, 7200, 3600]


def test_a_failure_is_recorded_and_raised_and_pages_are_kept(db: psycopg.Connection) -> None:
    make_job(db)
    fail_at(db, 35)
    with pytest.raises(psycopg.Error) as raised:
        db.execute(RUN, (NOON,))
    diagnostic = raised.value.diag
    assert raised.value.sqlstate == "XX123"
    assert (diagnostic.message_primary, diagnostic.message_detail, diagnostic.message_hint) == (
        "made to fail",
        "a detail",
        "a hint",
    )
    (run,) = runs(db)
    assert (run["status"], run["error"]) == ("failed", "XX123: made to fail")
    assert (run["rows_done"], run["rows_total"], left(db)) == (30, 50, 20)
    fail_at(db, None)
    db.execute(RUN, (NOON,))
    assert statuses(db) == ["11-21 12:00 1 failed", "11-21 12:00 2 succeeded"]
    assert runs(db)[1]["rows_done"] == 20


@pytest.mark.parametrize(
    ("command", "remaining", "code"),
    [
        ("SELECT 1 / 0", None, "22012"),
        ("SELECT public.work(10)", "SELECT gone", "42703"),
        ("nonsense", None, "42601"),
        ("CALL momentum.run_due_jobs()", None, "2D000"),
    ],
)
def test_what_cannot_be_run_fails(
    db: psycopg.Connection, command: str, remaining: str | None, code: str
) -> None:
    make_job(db, command, remaining)
    with pytest.raises(psycopg.Error) as raised:
        db.execute(RUN, (NOON,))
    assert raised.value.sqlstate == code
    assert raised.value.diag.message_hint
    (run,) = runs(db)
    assert (run["status"], run["error"].split(":")[0]) == ("failed", code)
    assert db.execute("SELECT momentum._job_is_held('sample')").fetchone() == (False,)


def test_a_cancelled_run_has_failed(db: psycopg.Connection, database: str) -> None:
    make_job(db)
    with close_gate(db, database, at=25) as keeper, Session(database) as session:
        running = session.start(RUN, (NOON,))
        wait_until_blocked(db, session, by=keeper)
        held = db.execute("SELECT clock_timestamp()").fetchone()
        db.execute("SELECT pg_cancel_backend(%s)", (session.pid,))
        with pytest.raises(psycopg.errors.QueryCanceled):
            running.result()
        assert db.execute("SELECT momentum._job_is_held('sample')").fetchone() == (False,)
    (run,) = runs(db)
    assert (run["status"], run["rows_done"], run["error"].split(":")[0]) == ("failed", 20, "57014")
    assert held is not None
    assert run["finished_at"] > held[0]


def test_an_alert_follows_the_last_attempt(db: psycopg.Connection) -> None:
    make_job(db, max_attempts=2)
    pin_clock(db, NOON)
    fail_at(db, 1)
    db.execute("LISTEN ops_alerts")
    for _ in range(2):
        with pytest.raises(psycopg.Error):
            db.execute(RUN, (NOON,))
        told = [json.loads(notify.payload) for notify in db.notifies(timeout=0)]
    (alert,) = told
    (_, last) = runs(db)
    assert alert == {
        "alert": "job_failed",
        "job": "sample",
        "scheduled_at": "2026-11-21T12:00:00+00:00",
        "attempts": 2,
        "error": "XX123: made to fail",
        "timestamp": alert["timestamp"],
    }
    assert alert["timestamp"].endswith("+00:00")
    assert last["attempt"] == 2


def test_who_catches_up_runs_each_missed_day(db: psycopg.Connection) -> None:
    make_job(db, "SELECT 1", None, catch_up=True, created_at="2026-11-18 12:00Z")
    db.execute(RUN, ("2026-11-21 02:00Z",))
    days = ["11-19 02:00 1", "11-20 02:00 1", "11-21 02:00 1"]
    assert statuses(db) == [f"{day} succeeded" for day in days]


def test_a_missed_day_that_fails_does_not_stop_the_others(db: psycopg.Connection) -> None:
    command = "SELECT 1 / (extract(day FROM $1 AT TIME ZONE 'UTC') - 19)::integer"
    make_job(db, command, None, catch_up=True, created_at="2026-11-18 12:00Z")
    with pytest.raises(psycopg.errors.DivisionByZero):
        db.execute(RUN, ("2026-11-21 02:00Z",))
    assert statuses(db) == [
        "11-19 02:00 1 failed",
        "11-20 02:00 1 succeeded",
        "11-21 02:00 1 succeeded",
    ]


def test_who_cancels_a_missed_day_stops_them_all(db: psycopg.Connection, database: str) -> None:
    make_job(db, catch_up=True, created_at="2026-11-18 12:00Z")
    with close_gate(db, database, at=25) as keeper, Session(database) as session:
        running = session.start(RUN, ("2026-11-21 02:00Z",))
        wait_until_blocked(db, session, by=keeper)
        db.execute("SELECT pg_cancel_backend(%s)", (session.pid,))
        with pytest.raises(psycopg.errors.QueryCanceled):
            running.result()
    assert statuses(db) == ["11-19 02:00 1 failed"]


def test_once_is_once_for_an_instant(db: psycopg.Connection) -> None:
    make_job(db, "SELECT 1", None, catch_up=True, created_at="2026-11-19 12:00Z")
    for _ in range(2):
        db.execute(RUN_ONCE, ("2026-11-21 02:00Z",))
    assert statuses(db) == ["11-20 02:00 1 succeeded", "11-21 02:00 1 succeeded"]
    db.execute(RUN_ONCE, ("2026-11-22 02:00Z",))
    assert statuses(db)[2:] == ["11-22 02:00 1 succeeded"]


def test_once_leaves_a_failure_to_the_retries(db: psycopg.Connection) -> None:
    make_job(db, catch_up=True, created_at="2026-11-19 12:00Z")
    fail_at(db, 1)
    with pytest.raises(psycopg.Error):
        db.execute(RUN_ONCE, ("2026-11-21 02:00Z",))
    db.execute(RUN_ONCE, ("2026-11-21 02:00Z",))
    assert statuses(db) == ["11-20 02:00 1 failed", "11-21 02:00 1 failed"]


def test_a_disabled_job_is_left_alone(db: psycopg.Connection, database: str) -> None:
    make_job(db, enabled=False)
    with Session(database) as session:
        session.run("SET client_min_messages = notice")
        session.run(RUN, (NOON,))
        assert [notice.message for notice in session.notices] == ["job sample is disabled"]
    assert (runs(db), left(db)) == ([], 50)


def test_the_isolation_level_of_the_session_does_not_matter(
    db: psycopg.Connection, database: str
) -> None:
    make_job(db)
    fail_at(db, 35)
    url = make_conninfo(database, options="-c default_transaction_isolation=serializable")
    with psycopg.connect(url, autocommit=True) as connection:
        with pytest.raises(psycopg.Error, match="made to fail"):
            connection.execute(RUN, (NOON,))
        fail_at(db, None)
        connection.execute("CALL momentum.run_due_jobs('2027-01-01Z')")
        connection.execute(RUN, (NOON,))
        change_job(db, enabled=False)
        db.execute("UPDATE momentum.jobs SET enabled = true WHERE name = 'drain-rescore-queue'")
        connection.execute("CALL momentum.run_job('drain-rescore-queue')")
    assert [run["status"] for run in runs(db)] == ["failed", "succeeded", "succeeded"]


def test_the_service_runs_every_job(db: psycopg.Connection) -> None:
    pin_clock(db, "2026-11-21 06:30Z")
    insert_users(db, 3)
    names = [name for (name,) in db.execute("SELECT name FROM momentum.jobs").fetchall()]
    with as_role(db, "service_role"):
        for name in names:
            db.execute("CALL momentum.run_job(%s)", (name,))
    assert {run["job_name"]: run["status"] for run in runs(db)} == dict.fromkeys(names, "succeeded")
    assert {run["rows_done"] for run in runs(db) if run["job_name"] == "score-yesterday"} == {3}


def test_the_service_changes_schedules_but_no_command(db: psycopg.Connection) -> None:
    with as_role(db, "service_role"):
        db.execute(
            "UPDATE momentum.jobs SET enabled = true, schedule = '0 3 * * *', catch_up = true,"
            " max_attempts = 5, retry_after = '2 minutes' WHERE name = 'scenario-expiry'"
        )
        for change in ("command = 'SELECT 1'", "remaining = 'SELECT 1'", "name = 'x'"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(f"UPDATE momentum.jobs SET {change}".encode())


def test_missed_nights_are_scored(db: psycopg.Connection) -> None:
    pin_clock(db, "2026-11-21 02:00Z")
    insert_users(db, 4, "2026-01-01")
    db.execute("UPDATE momentum.jobs SET created_at = '2026-11-17 12:00Z'")
    db.execute("CALL momentum.run_job('score-yesterday')")
    stored = db.execute(
        "SELECT score_date::text, count(*) FROM momentum.daily_engagement_scores"
        " GROUP BY score_date ORDER BY score_date"
    ).fetchall()
    assert stored == [(f"2026-11-{day}", 4) for day in (17, 18, 19, 20)]


def test_badges_are_reconciled_since_the_last_run(db: psycopg.Connection) -> None:
    row = db.execute("SELECT command FROM momentum.jobs WHERE name = 'reconcile-badges'").fetchone()
    assert row is not None
    span = row[0].split("(", 1)[1].rsplit(", $1)", 1)[0]
    for last, expected in (
        (None, "26:00:00"),
        ("2026-11-20 12:00Z", "26:00:00"),
        ("2026-11-18 12:00Z", "3 days 02:00:00"),
        ("2026-01-01 12:00Z", "31 days"),
    ):
        statement = f"SELECT ({span})::text"
        query = statement.replace("$1", "%(now)s::timestamptz").replace(
            "$2", "%(last)s::timestamptz"
        )
        assert db.execute(query.encode(), {"now": NOON, "last": last}).fetchone() == (expected,)
