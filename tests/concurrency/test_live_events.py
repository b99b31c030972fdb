"""Events that arrive at the same time: nobody waits, nothing is lost."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from tests.model import Version
from tests.sessions import Session, closed_gate, open_gate, wait_until_blocked
from tests.stored import insert_users, load_version, stored_rows
from tests.support import pin_clock
from tests.truth import INSERT, VERSIONS, assert_true, count, drain

TODAY = date(2024, 3, 1)
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
QUEUED = "SELECT count(*) FROM momentum.rescore_queue WHERE user_id = %s"

Ends = pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])


@pytest.fixture(autouse=True)
def clock(db: psycopg.Connection) -> None:
    pin_clock(db, NOW)
    db.execute("SET statement_timeout = '20s'")


def events_counted(connection: psycopg.Connection, user_id: UUID) -> int:
    """Return the event count of today's row."""
    return stored_rows(connection, [user_id])[user_id][TODAY].event_count


@Ends
@pytest.mark.parametrize(
    "holds",
    [
        INSERT.replace("%s", "'{user}'", 1).replace("%s", f"'{NOW}'"),
        "SELECT momentum.calculate_score('{user}')",
        "SELECT momentum.calculate_scores('2024-02-29')",
    ],
    ids=["event", "calculate_score", "calculate_scores"],
)
def test_an_event_of_a_locked_user_is_queued_and_does_not_wait(
    database: str, db: psycopg.Connection, holds: str, end: str
) -> None:
    (user_id,) = insert_users(db, 1)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(holds.replace("{user}", str(user_id)))
        two.run(INSERT, (user_id, NOW))
        assert count(db, QUEUED, user_id) == 1, "committed, and queued, before the other has ended"
        assert stored_rows(db, [user_id])[user_id] == {}
        one.run(end)
    drain(db)
    assert_true(db)
    assert events_counted(db, user_id) == (2 if end == "COMMIT" and "INSERT" in holds else 1)


@Ends
def test_users_in_opposite_orders(database: str, db: psycopg.Connection, end: str) -> None:
    first, second = insert_users(db, 2)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        two.run("BEGIN")
        for session, user_id in ((one, first), (two, second), (one, second), (two, first)):
            session.run(INSERT, (user_id, NOW))
        one.run(end)
        two.run("COMMIT")
    drain(db)
    assert_true(db)
    expected = 2 if end == "COMMIT" else 1
    assert [events_counted(db, user_id) for user_id in (first, second)] == [expected] * 2


@pytest.mark.parametrize("change", ["edit", "soft delete", "restore", "delete", "give away"])
def test_changes_of_a_locked_user_s_events_are_queued(
    database: str, db: psycopg.Connection, change: str
) -> None:
    user_id, other = insert_users(db, 2)
    deleted = NOW if change == "restore" else None
    db.execute(
        "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts, deleted_at)"
        " VALUES (%s, 'chat_message', %s, %s)",
        (user_id, NOW, deleted),
    )
    statement = {
        "edit": "UPDATE momentum.momentum_events SET event_ts = event_ts - interval '1 day'",
        "soft delete": "UPDATE momentum.momentum_events SET deleted_at = event_ts",
        "restore": "UPDATE momentum.momentum_events SET deleted_at = NULL",
        "delete": "DELETE FROM momentum.momentum_events",
        "give away": f"UPDATE momentum.momentum_events SET user_id = '{other}'",
    }[change]
    db.execute("SELECT momentum.calculate_scores(%s)", (TODAY - timedelta(1),))
    db.execute("SELECT momentum.calculate_scores(%s)", (TODAY,))
    with Session(database) as one:
        one.run("BEGIN")
        one.run("SELECT momentum.calculate_score(%s)", (user_id,))
        db.execute(statement)
        one.run("COMMIT")
    drain(db)
    assert_true(db)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("locked", [False, True])
def test_with_an_old_snapshot_events_are_queued(
    database: str, db: psycopg.Connection, level: str, locked: bool
) -> None:
    (user_id,) = insert_users(db, 1)
    with Session(database) as one, Session(database) as two:
        two.run(f"BEGIN ISOLATION LEVEL {level}")
        two.run("SELECT 1 FROM momentum.momentum_events")
        one.run("BEGIN")
        one.run(INSERT, (user_id, NOW))
        if not locked:
            one.run("COMMIT")
        two.run(INSERT, (user_id, NOW))
        two.run("COMMIT")
        if locked:
            one.run("COMMIT")
    assert count(db, QUEUED, user_id) == 1
    drain(db)
    assert_true(db)
    assert events_counted(db, user_id) == 2


def test_nobody_waits_for_a_version_that_is_being_loaded(
    database: str, db: psycopg.Connection
) -> None:
    first, second, third = insert_users(db, 3)
    version = Version({"chat_message": Decimal(2)}, Decimal(100))
    with Session(database) as one, Session(database) as two, Session(database) as loader:
        one.run("BEGIN")
        one.run(INSERT, (first, NOW))
        loader.run("BEGIN")
        loading = loader.start(
            "SELECT momentum.load_score_version('new', %s)", (version.weights_object(),)
        )
        wait_until_blocked(db, loader, by=one)
        two.run(INSERT, (second, NOW))
        assert count(db, QUEUED, second) == 1, "queued, for the load stands in front"
        one.run(INSERT, (third, NOW))
        assert count(db, QUEUED, third) == 0, "whoever has begun to score goes on"
        one.run("COMMIT")
        loading.result()
        two.run(INSERT, (second, NOW))
        loader.run("COMMIT")
    drain(db)
    assert_true(db)
    assert [events_counted(db, user_id) for user_id in (first, second, third)] == [1, 2, 1]


def test_a_version_is_read_after_its_lock_is_taken(database: str, db: psycopg.Connection) -> None:
    # The version in effect has scored nothing yet, so it may still be replaced.
    (user_id,) = insert_users(db, 1)
    old = Version({"chat_message": Decimal(2)}, Decimal(10))
    new = Version({"chat_message": Decimal(2)}, Decimal(100))
    load_version(db, "new", old, TODAY)
    with Session(database) as one, Session(database) as keeper:
        keeper.run("BEGIN")
        keeper.run("LOCK TABLE momentum.settings IN ACCESS EXCLUSIVE MODE")
        inserting = one.start(INSERT, (user_id, NOW))
        wait_until_blocked(db, one, by=keeper)
        load_version(db, "new", new, TODAY)
        keeper.run("COMMIT")
        inserting.result()
    drain(db)
    assert_true(db, {**VERSIONS, "new": new})


def test_what_a_savepoint_takes_back_locks_nobody(database: str, db: psycopg.Connection) -> None:
    first, second = insert_users(db, 2)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(INSERT, (second, NOW))
        one.run("SAVEPOINT before")
        one.run(INSERT, (first, NOW))
        one.run("ROLLBACK TO SAVEPOINT before")
        two.run(INSERT, (first, NOW))
        assert count(db, QUEUED, first) == 0, "scored at once"
        one.run(INSERT, (first, NOW))
        one.run("COMMIT")
    drain(db)
    assert_true(db)
    assert events_counted(db, first) == 2


@pytest.mark.xfail(strict=True, reason="a calculation waits, with the locks of live scoring held")
def test_transactions_that_insert_and_calculate(database: str, db: psycopg.Connection) -> None:
    first, second = insert_users(db, 2)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        two.run("BEGIN")
        one.run(INSERT, (first, NOW))
        two.run(INSERT, (second, NOW))
        calculating = one.start("SELECT momentum.calculate_scores(%s)", (TODAY,))
        wait_until_blocked(db, one, by=two)
        two.run("SELECT momentum.calculate_scores(%s)", (TODAY,))
        two.run("COMMIT")
        calculating.result()
        one.run("COMMIT")
    drain(db)
    assert_true(db)


@pytest.mark.parametrize("live", ["on", "off"])
@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
def test_the_deletion_of_a_user_waits_for_an_event(
    database: str, db: psycopg.Connection, live: str, end: str
) -> None:
    (user_id,) = insert_users(db, 1)
    db.execute("UPDATE momentum.settings SET value = %s WHERE name = 'live_scoring'", (live,))
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(INSERT, (user_id, NOW))
        deleting = two.start("DELETE FROM auth.users WHERE id = %s", (user_id,))
        wait_until_blocked(db, two, by=one)
        one.run(end)
        deleting.result()
    drain(db)
    assert_true(db)
    assert count(db, "SELECT count(*) FROM momentum.rescore_queue") == 0


@pytest.mark.xfail(strict=True, reason="today's row refers to the user: a deadlock of the two")
def test_an_edit_and_the_deletion_of_its_user(database: str, db: psycopg.Connection) -> None:
    # The edit has the event and makes today's row; the deletion has the user and waits for the
    # event.
    (user_id,) = insert_users(db, 1)
    db.execute(INSERT, (user_id, YESTERDAY))
    with (
        Session(database) as one,
        Session(database) as two,
        closed_gate(db, database, "true") as keeper,
    ):
        editing = one.start("UPDATE momentum.momentum_events SET event_ts = %s", (NOW,))
        wait_until_blocked(db, one, by=keeper)
        deleting = two.start("DELETE FROM auth.users WHERE id = %s", (user_id,))
        wait_until_blocked(db, two, by=one)
        open_gate(keeper)
        editing.result()
        deleting.result()
    drain(db)
    assert_true(db)
