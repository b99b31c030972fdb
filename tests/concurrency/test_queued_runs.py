"""Runs and back-fills queue the days after what they change, however they end."""

from datetime import timedelta

import psycopg
import pytest

from tests.concurrency.late import DAYS, DRAIN, NOW, TODAY, make_late, scored_users
from tests.sessions import (
    Session,
    closed_gate,
    open_gate,
    wait_until_blocked,
)
from tests.stored import stored_rows
from tests.support import pin_clock
from tests.truth import INSERT, assert_true, drain

RECALCULATE = "CALL momentum.recalculate_scores(%s, %s, NULL, 1, 1)"


@pytest.fixture(autouse=True)
def clock(db: psycopg.Connection) -> None:
    pin_clock(db, NOW)
    db.execute("SET statement_timeout = '20s'")


def test_a_recalculation_and_a_drain_of_the_same_user(
    database: str, db: psycopg.Connection
) -> None:
    (user_id,) = scored_users(db, 1)
    make_late(db, user_id)
    with Session(database) as one, Session(database) as two:
        with closed_gate(db, database, f"NEW.score_date = '{TODAY}'") as gate:
            # The first day changes, so that there is something to write on every day.
            db.execute(INSERT, (user_id, NOW - timedelta(days=3)))
            running = one.start(RECALCULATE, (DAYS[0], DAYS[-1]))
            wait_until_blocked(db, one, by=gate)
            assert two.run(DRAIN) == [(0,)], "the run holds the user"
            open_gate(gate)
            running.result()
        assert_true(db)
        db.execute(INSERT, (user_id, NOW - timedelta(days=2)))
        two.run("BEGIN")
        two.run(DRAIN)
        running = one.start(RECALCULATE, (DAYS[0], DAYS[-1]))
        wait_until_blocked(db, one, by=two)
        two.run("COMMIT")
        running.result()
    drain(db)
    assert_true(db)


@pytest.mark.parametrize("drains", [False, True])
def test_a_killed_recalculation_leaves_the_later_days_queued(
    database: str, db: psycopg.Connection, drains: bool
) -> None:
    # The rows were of another version: nothing but the run knows that they change.
    users = scored_users(db, 3)
    for day in DAYS:
        db.execute("SELECT momentum.calculate_scores(%s, NULL, 'v1')", (day,))
    drain(db)
    assert_true(db)
    held = f"NEW.score_date = '{DAYS[2]}' AND NEW.user_id = '{users[1]}'"
    with Session(database) as one, closed_gate(db, database, held) as k:
        running = one.start(RECALCULATE, (DAYS[0], DAYS[-1]))
        wait_until_blocked(db, one, by=k)
        if drains:
            db.execute(DRAIN.encode())
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (one.pid,))
        with pytest.raises(psycopg.OperationalError):
            running.result()
    drain(db)
    assert_true(db)
    assert len(stored_rows(db, users)) == 3


def test_a_killed_back_fill_leaves_the_later_days_queued(
    database: str, db: psycopg.Connection
) -> None:
    scored_users(db, 3)
    db.execute(
        "DELETE FROM momentum.daily_engagement_scores WHERE score_date = ANY (%s)", (DAYS[1:3],)
    )
    drain(db)
    assert_true(db)
    with Session(database) as one, closed_gate(db, database, f"NEW.score_date = '{DAYS[2]}'") as k:
        running = one.start("CALL momentum.backfill_empty_days(%s, %s, 1, 1)", (DAYS[0], DAYS[-1]))
        wait_until_blocked(db, one, by=k)
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (one.pid,))
        with pytest.raises(psycopg.OperationalError):
            running.result()
    assert drain(db) > 0
    assert_true(db)


@pytest.mark.parametrize(("first", "last"), [(1, 1), (2, 2), (0, 3)])
def test_a_back_filled_gap_queues_the_days_after(
    db: psycopg.Connection, first: int, last: int
) -> None:
    scored_users(db, 2)
    db.execute(
        "DELETE FROM momentum.daily_engagement_scores WHERE score_date = ANY (%s)", (DAYS[1:3],)
    )
    drain(db)
    db.execute("CALL momentum.backfill_empty_days(%s, %s)", (DAYS[first], DAYS[last]))
    assert drain(db) > 0
    assert_true(db)


def test_a_recalculation_queues_the_days_after_its_span(db: psycopg.Connection) -> None:
    scored_users(db, 2)
    for day in DAYS:
        db.execute("SELECT momentum.calculate_scores(%s, NULL, 'v1')", (day,))
    drain(db)
    db.execute("CALL momentum.recalculate_scores(%s, %s)", (DAYS[0], DAYS[1]))
    assert drain(db) == 2, "once for each user"
    assert_true(db)
