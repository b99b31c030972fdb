"""Scores follow their events, one statement after the other."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.sessions import failing_rows
from tests.stored import insert_users, stored_rows
from tests.support import as_role, pin_clock
from tests.truth import INSERT, assert_true, count, drain

TODAY = date(2024, 3, 1)
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
LIVE = "UPDATE momentum.settings SET value = %s WHERE name = 'live_scoring'"
SCORE = "SELECT momentum.calculate_scores(%s)"
DRAIN = "SELECT momentum.drain_rescore_queue()"
EVENTS = "momentum.momentum_events"

switched = pytest.mark.parametrize("live", ["on", "off"])


@pytest.fixture(autouse=True)
def clock(db: psycopg.Connection) -> None:
    pin_clock(db, NOW)


def score_two_days(connection: psycopg.Connection) -> list[UUID]:
    """Insert two users with events and rows of yesterday and today."""
    users = insert_users(connection, 2)
    for instant in (YESTERDAY, NOW):
        for user_id in users:
            connection.execute(INSERT, (user_id, instant))
        connection.execute(SCORE, (instant.date(),))
    drain(connection)
    return users


@switched
def test_events_that_move_between_partitions(db: psycopg.Connection, live: str) -> None:
    (user_id,) = insert_users(db, 1)
    for day in (TODAY - timedelta(1), TODAY):
        db.execute(
            f"CREATE TABLE momentum.momentum_events_{day:%Y%m%d} PARTITION OF {EVENTS}"
            f" FOR VALUES FROM ('{day} 00:00+00') TO ('{day + timedelta(1)} 00:00+00')".encode()
        )
    db.execute(LIVE, (live,))
    db.execute(SCORE, (TODAY - timedelta(1),))
    db.execute(SCORE, (TODAY,))
    db.execute(INSERT, (user_id, NOW))
    for days in (-1, 1, -30, 30):
        db.execute(f"UPDATE {EVENTS} SET event_ts = event_ts + %s".encode(), (timedelta(days),))
        drain(db)
        assert_true(db)


def test_copied_events_are_scored(db: psycopg.Connection) -> None:
    users = insert_users(db, 3)
    with db.cursor().copy(
        f"COPY {EVENTS} (user_id, event_type, event_ts) FROM STDIN".encode()
    ) as copy:
        for user_id in users:
            copy.write_row((user_id, "chat_message", NOW))
            copy.write_row((user_id, "chat_message", YESTERDAY))
    assert [stored_rows(db)[user_id][TODAY].event_count for user_id in users] == [1, 1, 1]
    drain(db)
    assert_true(db)


@switched
@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO {EVENTS} (id, user_id, event_type, event_ts)"
        f" SELECT e.id, e.user_id, e.event_type, e.event_ts FROM {EVENTS} AS e"
        " ON CONFLICT (user_id, event_ts, id) DO UPDATE SET event_type = 'biometric_sync'",
        f"MERGE INTO {EVENTS} AS e USING (VALUES (1)) AS v ON e.event_ts < '{TODAY} 00:00+00'"
        " WHEN MATCHED THEN DELETE",
        f"WITH gone AS (DELETE FROM {EVENTS} RETURNING user_id, event_ts)"
        f" INSERT INTO {EVENTS} (user_id, event_type, event_ts)"
        " SELECT g.user_id, 'action_step_complete', g.event_ts FROM gone AS g",
    ],
    ids=["upsert", "merge", "two in one"],
)
def test_statements_that_do_several_things(
    db: psycopg.Connection, live: str, statement: str
) -> None:
    score_two_days(db)
    db.execute(LIVE, (live,))
    before = stored_rows(db)
    db.execute(statement.encode())
    drain(db)
    assert_true(db)
    assert stored_rows(db) != before


def test_a_table_that_is_emptied(db: psycopg.Connection) -> None:
    score_two_days(db)
    db.execute("TRUNCATE momentum.momentum_events")
    drain(db)
    assert_true(db)


def test_a_user_who_comes_back_gets_the_row_of_today(db: psycopg.Connection) -> None:
    (user_id,) = insert_users(db, 1)
    db.execute("UPDATE auth.users SET deleted_at = %s", (NOW,))
    db.execute(INSERT, (user_id, NOW))
    assert db.execute(DRAIN).fetchone() == (0,)
    db.execute("UPDATE auth.users SET deleted_at = NULL")
    drain(db)
    assert_true(db)


def test_a_version_that_comes_into_effect_scores_today(db: psycopg.Connection) -> None:
    (user_id,) = insert_users(db, 1)
    db.execute("UPDATE momentum.score_versions SET effective_from = NULL")
    db.execute(INSERT, (user_id, NOW))
    assert db.execute(DRAIN).fetchone() == (0,)
    db.execute("SELECT momentum.activate_score_version('v2', %s)", (TODAY,))
    drain(db)
    assert_true(db)


def test_today_s_row_of_another_version_is_the_same_live_or_drained(
    db: psycopg.Connection,
) -> None:
    users = insert_users(db, 2)
    for user_id, live in zip(users, ("on", "off"), strict=True):
        db.execute(LIVE, (live,))
        db.execute("SELECT momentum.calculate_score(%s, %s, 'v1')", (user_id, TODAY))
        db.execute(INSERT, (user_id, NOW))
        drain(db)
    rows = stored_rows(db)
    assert rows[users[0]] == rows[users[1]]


def test_the_service_does_it_all(db: psycopg.Connection) -> None:
    first, second = score_two_days(db)
    with as_role(db, "service_role"):
        db.execute(INSERT, (first, YESTERDAY))
        db.execute(INSERT, (first, NOW))
        db.execute(
            f"UPDATE {EVENTS} SET deleted_at = event_ts WHERE user_id = %s".encode(), (second,)
        )
        db.execute(f"DELETE FROM {EVENTS} WHERE user_id = %s".encode(), (second,))
        assert count(db, DRAIN) == 2
        db.execute("SELECT * FROM momentum.preview_scores('v1', %s, %s)", (TODAY, TODAY))
    assert drain(db) == 0
    assert_true(db)


def test_the_service_logs_what_cannot_be_drained(db: psycopg.Connection) -> None:
    first, _ = score_two_days(db)
    db.execute(INSERT, (first, YESTERDAY))
    with failing_rows(db, "true"), as_role(db, "service_role"):
        assert count(db, DRAIN) == 0
        assert count(db, "SELECT count(*) FROM momentum.scoring_failures") == 1
