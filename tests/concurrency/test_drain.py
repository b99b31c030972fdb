"""The drain beside everything else: what it cannot see stays queued."""

from datetime import datetime

import psycopg
import pytest

from tests.concurrency.late import DAYS, DRAIN, NOW, TODAY, YESTERDAY, make_late, scored_users
from tests.sessions import (
    Session,
    closed_gate,
    failing_rows,
    open_gate,
    wait_until_blocked,
)
from tests.stored import stored_rows
from tests.support import pin_clock
from tests.truth import DUE, INSERT, assert_true, count, drain


@pytest.fixture(autouse=True)
def clock(db: psycopg.Connection) -> None:
    pin_clock(db, NOW)
    db.execute("SET statement_timeout = '20s'")


@pytest.mark.parametrize("late", [YESTERDAY, NOW], ids=["yesterday", "today"])
def test_an_event_that_arrives_during_a_drain_stays_queued(
    database: str, db: psycopg.Connection, late: datetime
) -> None:
    (user_id,) = scored_users(db, 1)
    make_late(db, user_id)
    with Session(database) as one, closed_gate(db, database, f"NEW.score_date = '{TODAY}'") as gate:
        draining = one.start(DRAIN)
        wait_until_blocked(db, one, by=gate)
        db.execute(INSERT, (user_id, late))
        open_gate(gate)
        assert draining.result() == [(1,)]
    assert count(db, DUE) == 1
    drain(db)
    assert_true(db)


def test_locked_users_are_left_for_the_next_drain(database: str, db: psycopg.Connection) -> None:
    locked, free = scored_users(db, 2)
    make_late(db, locked, free)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run("SELECT momentum.calculate_score(%s, %s)", (locked, DAYS[0]))
        assert two.run(DRAIN) == [(1,)], "without waiting"
        one.run("COMMIT")
        assert two.run(DRAIN) == [(1,)]
    assert_true(db)


def test_the_oldest_entries_being_locked_others_are_drained(
    database: str, db: psycopg.Connection
) -> None:
    locked, free = scored_users(db, 2)
    make_late(db, locked, locked, free)
    with Session(database) as one:
        one.run("BEGIN")
        one.run("SELECT momentum.calculate_score(%s, %s)", (locked, DAYS[0]))
        drained = [count(db, "SELECT momentum.drain_rescore_queue(2)") for _ in range(3)]
        one.run("COMMIT")
    assert sum(drained) == 1


def test_two_drains_share_the_work(database: str, db: psycopg.Connection) -> None:
    users = scored_users(db, 12)
    make_late(db, *users)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        assert one.run("SELECT momentum.drain_rescore_queue(5)") == [(5,)]
        assert two.run(DRAIN) == [(7,)]
        one.run("COMMIT")
        assert two.run(DRAIN) == [(0,)]
    assert_true(db)


def test_what_a_drain_took_back_is_done_by_the_next(database: str, db: psycopg.Connection) -> None:
    users = scored_users(db, 3)
    make_late(db, *users)
    with Session(database) as one:
        one.run("BEGIN")
        assert one.run(DRAIN) == [(3,)]
        one.run("ROLLBACK")
    assert drain(db) == 3
    assert_true(db)


def test_a_killed_drain_has_drained_nothing(database: str, db: psycopg.Connection) -> None:
    users = scored_users(db, 3)
    make_late(db, *users)
    with (
        Session(database) as one,
        closed_gate(db, database, f"NEW.user_id = '{users[2]}'") as gate,
    ):
        draining = one.start(DRAIN)
        wait_until_blocked(db, one, by=gate)
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (one.pid,))
        with pytest.raises(psycopg.OperationalError):
            draining.result()
    assert drain(db) == 3
    assert_true(db)


def test_the_deletion_of_a_user_while_a_drain_works(database: str, db: psycopg.Connection) -> None:
    # Did the drain hold a row of the user when it makes another, the two would deadlock.
    goes, stays = scored_users(db, 2)
    db.execute("DELETE FROM momentum.daily_engagement_scores WHERE score_date = %s", (TODAY,))
    make_late(db, goes, stays)
    with Session(database) as one, Session(database) as two:
        condition = f"NEW.score_date = '{TODAY}' AND NEW.user_id = '{goes}'"
        with closed_gate(db, database, condition) as keeper:
            draining = one.start(DRAIN)
            wait_until_blocked(db, one, by=keeper)
            two.run("DELETE FROM auth.users WHERE id = %s", (goes,))
            open_gate(keeper)
            draining.result()
    drain(db)
    assert_true(db)
    assert db.execute("SELECT error_code FROM momentum.scoring_failures").fetchall() == []
    assert list(stored_rows(db)) == [stays]


def test_a_drain_goes_on_without_a_user_who_is_deleted(
    database: str, db: psycopg.Connection
) -> None:
    goes, stays = scored_users(db, 2)
    make_late(db, goes, stays)
    with Session(database) as one, Session(database) as two:
        two.run("BEGIN")
        two.run("DELETE FROM auth.users WHERE id = %s", (goes,))
        draining = one.start(DRAIN)
        wait_until_blocked(db, one, by=two)
        two.run("COMMIT")
        assert draining.result() == [(2,)]
    assert count(db, "SELECT count(*) FROM momentum.rescore_queue") == 0
    assert count(db, "SELECT count(*) FROM momentum.scoring_failures") == 0
    assert_true(db)
    assert list(stored_rows(db)) == [stays]


def test_nothing_stays_queued_for_a_deleted_user(db: psycopg.Connection) -> None:
    goes, stays = scored_users(db, 2)
    make_late(db, goes, stays)
    db.execute("DELETE FROM auth.users WHERE id = %s", (goes,))
    assert drain(db) == 2
    assert count(db, "SELECT count(*) FROM momentum.rescore_queue") == 0
    assert_true(db)


def test_a_deletion_queues_nobody(db: psycopg.Connection) -> None:
    goes, _ = scored_users(db, 2)
    db.execute("DELETE FROM auth.users WHERE id = %s", (goes,))
    assert count(db, "SELECT count(*) FROM momentum.rescore_queue") == 0


def test_a_failing_page_is_logged_and_stays_queued(database: str, db: psycopg.Connection) -> None:
    bad, good = scored_users(db, 2)
    make_late(db, bad, good)
    with Session(database) as one, failing_rows(db, f"NEW.user_id = '{bad}'"):
        one.run(DRAIN)
        assert [notice.severity for notice in one.notices] == ["WARNING"]
    assert count(db, DUE) >= 1
    logged = db.execute("SELECT operation, score_date, error_code FROM momentum.scoring_failures")
    assert logged.fetchall() == [("drain", TODAY, "XX123")]
    drain(db)
    assert_true(db)


def test_a_failing_user_stops_nobody_else(database: str, db: psycopg.Connection) -> None:
    bad, good = scored_users(db, 2)
    make_late(db, bad, good)
    with failing_rows(db, f"NEW.user_id = '{bad}'"):
        for _ in range(3):
            db.execute(DRAIN.encode())
        left = db.execute("SELECT DISTINCT user_id FROM momentum.rescore_queue").fetchall()
    assert left == [(bad,)]


def test_an_error_of_the_server_fails_the_drain(db: psycopg.Connection) -> None:
    (user_id,) = scored_users(db, 1)
    make_late(db, user_id)
    with failing_rows(db, "true"):
        db.execute(
            "CREATE OR REPLACE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS"
            " $fail$ BEGIN RAISE insufficient_privilege; END $fail$"
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(DRAIN.encode())
    drain(db)
    assert_true(db)


def test_a_drain_leaves_everything_while_a_version_changes(
    database: str, db: psycopg.Connection
) -> None:
    (user_id,) = scored_users(db, 1)
    make_late(db, user_id)
    with Session(database) as loading:
        loading.run("BEGIN")
        loading.run("SELECT momentum._lock_score_versions()")
        assert count(db, DRAIN) == 0, "it does not wait"
        loading.run("COMMIT")
    assert count(db, DRAIN) == 1
    assert_true(db)
