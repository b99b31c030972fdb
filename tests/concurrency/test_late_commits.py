"""Transactions that end after the day that they belong to."""

import psycopg
import pytest

from tests.concurrency.late import DRAIN, NOW, YESTERDAY, make_late, scored_users
from tests.sessions import (
    Session,
)
from tests.support import pin_clock
from tests.truth import INSERT, assert_true, drain


@pytest.fixture(autouse=True)
def clock(db: psycopg.Connection) -> None:
    pin_clock(db, NOW)
    db.execute("SET statement_timeout = '20s'")


@pytest.mark.parametrize("live", ["on", "off"])
def test_an_event_of_yesterday_from_a_slow_transaction(
    database: str, db: psycopg.Connection, live: str
) -> None:
    first, second = scored_users(db, 2)
    db.execute("UPDATE momentum.settings SET value = %s WHERE name = 'live_scoring'", (live,))
    with Session(database) as slow:
        slow.run("BEGIN")
        slow.run(INSERT, (first, YESTERDAY))
        slow.run(
            "UPDATE momentum.momentum_events SET deleted_at = event_ts"
            " WHERE user_id = %s AND event_ts < %s",
            (second, NOW),
        )
        db.execute("SELECT momentum.calculate_scores()")
        drain(db)
        db.execute(INSERT, (first, NOW))
        slow.run("COMMIT")
    drain(db)
    assert_true(db)


def before_midnight(session: Session) -> None:
    """Begin a transaction whose today is the day before everyone else's."""
    session.run("BEGIN")
    session.run("UPDATE momentum.clock_pin SET pinned_at = %s", (YESTERDAY,))


def forget(connection: psycopg.Connection) -> None:
    """Remove what is stored and queued."""
    connection.execute("DELETE FROM momentum.daily_engagement_scores")
    connection.execute("DELETE FROM momentum.rescore_queue")


@pytest.mark.parametrize("live", ["on", "off"])
def test_an_event_from_a_transaction_that_began_before_midnight(
    database: str, db: psycopg.Connection, live: str
) -> None:
    (user_id,) = scored_users(db, 1)
    db.execute("UPDATE momentum.settings SET value = %s WHERE name = 'live_scoring'", (live,))
    with Session(database) as old:
        before_midnight(old)
        db.execute(INSERT, (user_id, NOW))
        old.run(INSERT, (user_id, YESTERDAY))
        old.run("COMMIT")
    pin_clock(db, NOW)
    drain(db)
    assert_true(db)


def test_a_drain_in_a_transaction_that_began_before_midnight(
    database: str, db: psycopg.Connection
) -> None:
    (user_id,) = scored_users(db, 1)
    forget(db)
    # Yesterday has an event and no row; its entry is still there when today gets a row.
    db.execute("UPDATE momentum.settings SET value = 'off' WHERE name = 'live_scoring'")
    make_late(db, user_id)
    with Session(database) as old:
        before_midnight(old)
        db.execute("SELECT momentum.calculate_score(%s)", (user_id,))
        old.run(DRAIN)
        old.run("COMMIT")
    pin_clock(db, NOW)
    drain(db)
    assert_true(db)
