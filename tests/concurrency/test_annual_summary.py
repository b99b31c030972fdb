"""Sessions that write activities at once: the summary is true, and nobody ends in a deadlock."""

from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from tests.concurrency.meeting import (
    ADD,
    DELETE_SOFTLY,
    DELETE_USER,
    MOVE,
    ONE,
    REMOVE,
    THREE,
    TWO,
    Pair,
    deadlocks,
    wait_until_trying_again,
)
from tests.scenarios.people import (
    LAST_INSTANT,
    assert_summary_true,
    queued,
    set_thresholds,
    summary,
)
from tests.sessions import wait_until_blocked

ADD_KNOWN = (
    "INSERT INTO momentum.activities (user_id, id, activity_type, completed_at)"
    " VALUES (%s, %s, 'session', '2026-06-01Z') ON CONFLICT (user_id, id) DO NOTHING"
)
TAKE_OVER = "UPDATE momentum.activities SET user_id = %s WHERE user_id = %s"
FORGET = "DELETE FROM momentum.annual_summary"
#: What there is before, and how it comes about.
BEFORE = {"rows": "SELECT", "activities": FORGET, "nothing": "TRUNCATE momentum.activities"}

pytestmark = pytest.mark.usefixtures("people")
whatever_there_is = pytest.mark.parametrize("there", BEFORE)


@whatever_there_is
@pytest.mark.parametrize("deadlock_timeout", ["1s", "200ms", "20ms"])
def test_inserts_in_opposite_orders(
    db: psycopg.Connection, pair: Pair, there: str, deadlock_timeout: str
) -> None:
    db.execute(BEFORE[there].encode())
    before = deadlocks(db)
    one, two = pair
    for session in pair:
        session.run(f"SET deadlock_timeout = '{deadlock_timeout}'")
        session.run("BEGIN")
    one.run(ADD, (ONE,))
    two.run(ADD, (TWO,))
    first, second = one.start(ADD, (TWO,)), two.start(ADD, (ONE,))
    first.result()
    second.result()
    for session in pair:
        session.run("COMMIT")
    assert deadlocks(db) == before
    assert_summary_true(db, complete=there == "rows")


@whatever_there_is
@pytest.mark.parametrize("deadlock_timeout", ["1s", "200ms"])
@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
def test_who_waits_for_an_activity_holds_a_row_that_another_wants(
    db: psycopg.Connection, pair: Pair, there: str, deadlock_timeout: str, end: str
) -> None:
    """One has an activity that two wants, too, and wants the summary that two has."""
    db.execute(BEFORE[there].encode())
    before = deadlocks(db)
    one, two = pair
    for session in pair:
        session.run(f"SET deadlock_timeout = '{deadlock_timeout}'")
        session.run("BEGIN")
    one.run(ADD_KNOWN, (ONE, THREE))
    two.run(ADD, (TWO,))
    waiting = two.start(ADD_KNOWN, (ONE, THREE))
    wait_until_blocked(db, two, by=one)
    one.run(ADD, (TWO,))
    one.run(end)
    waiting.result()
    two.run("COMMIT")
    assert deadlocks(db) == before
    assert_summary_true(db, complete=there == "rows")


@pytest.mark.parametrize("other", [MOVE, REMOVE, DELETE_SOFTLY], ids=["move", "remove", "delete"])
@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
def test_a_change_beside_an_insert_that_is_not_over(
    db: psycopg.Connection, pair: Pair, other: str, end: str
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(ADD, (ONE,))
    two.run(other, (ONE,))  # ends, though the other one still holds the row
    set_thresholds(db, [1])
    assert queued(db) > 0
    one.run(end)
    assert_summary_true(db)


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
@pytest.mark.parametrize("other", [MOVE, REMOVE, DELETE_SOFTLY], ids=["move", "remove", "delete"])
def test_an_insert_beside_a_change_that_is_not_over(
    db: psycopg.Connection, pair: Pair, other: str, end: str
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(other, (ONE,))
    two.run(ADD, (ONE,))
    one.run(end)
    assert_summary_true(db)


@whatever_there_is
@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
@pytest.mark.parametrize("change", [ADD, REMOVE], ids=["insert", "remove"])
def test_who_tries_again_finds_what_was_committed_meanwhile(
    db: psycopg.Connection, pair: Pair, end: str, there: str, change: str
) -> None:
    db.execute(BEFORE[there].encode())
    one, two = pair
    one.run("BEGIN")
    one.run(ADD, (ONE,))
    waiting = two.start(change, (ONE,))
    if there == "rows" or (there, change) == ("nothing", ADD):
        wait_until_trying_again(db, two)
    one.run(end)
    waiting.result()
    assert_summary_true(db, complete=there == "rows")


def test_a_user_takes_over_the_activities_of_another_and_back(
    db: psycopg.Connection, pair: Pair
) -> None:
    before = deadlocks(db)
    one, two = pair
    for session in pair:
        session.run("BEGIN")
    one.run(TAKE_OVER, (TWO, ONE))
    taking = two.start(TAKE_OVER, (ONE, THREE))
    taking.result()
    one.run(ADD, (THREE,))
    for session in pair:
        session.run("COMMIT")
    assert deadlocks(db) == before
    assert_summary_true(db)


def test_a_savepoint_that_is_rolled_back(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(ADD, (ONE,))
    one.run("SAVEPOINT here")
    one.run(ADD, (TWO,))
    one.run(MOVE, (ONE,))
    one.run("ROLLBACK TO here")
    two.run(ADD, (TWO,))
    two.run(REMOVE, (ONE,))
    one.run(ADD, (ONE,))
    one.run("COMMIT")
    assert_summary_true(db)


def test_a_session_that_is_terminated(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(MOVE, (ONE,))
    waiting = two.start(ADD, (ONE,))
    db.execute("SELECT pg_catalog.pg_terminate_backend(%s, 10000)", (one.pid,))
    waiting.result()
    assert_summary_true(db)


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_writer_with_an_old_snapshot(db: psycopg.Connection, pair: Pair, level: str) -> None:
    one, two = pair
    one.run(f"BEGIN ISOLATION LEVEL {level}")
    one.run("SELECT FROM momentum.activities")
    two.run(ADD, (ONE,))
    one.run(ADD, (ONE,))
    one.run(REMOVE, (TWO,))
    one.run("COMMIT")
    assert_summary_true(db)


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_a_truncate_waits_for_who_writes(db: psycopg.Connection, pair: Pair, level: str) -> None:
    one, two = pair
    db.execute(REMOVE, (ONE,))
    db.execute(FORGET)
    one.run("BEGIN")
    one.run(ADD, (ONE,))
    two.run(f"BEGIN ISOLATION LEVEL {level}")
    two.run("SELECT FROM auth.users")
    truncating = two.start("TRUNCATE momentum.activities")
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    # the row of the summary is younger than the snapshot
    truncating.result()
    two.run("COMMIT")
    assert summary(db) == {}
    assert_summary_true(db)


def test_who_deletes_a_user_meets_who_adds_an_activity(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(DELETE_USER, (ONE,))
    adding = two.start(ADD, (ONE,))
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        adding.result()
    assert_summary_true(db)


def test_an_activity_that_is_added_while_its_user_is_to_be_deleted(
    db: psycopg.Connection, pair: Pair
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(ADD, (ONE,))
    deleting = two.start(DELETE_USER, (ONE,))
    wait_until_blocked(db, two, by=one)
    one.run(ADD, (ONE,))
    one.run("COMMIT")
    deleting.result()
    assert ONE not in {user for user, _ in summary(db)}
    assert_summary_true(db)


def test_the_last_microsecond_of_a_year(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    one.run("SET timezone = 'Pacific/Auckland'")
    two.run("SET timezone = 'America/Los_Angeles'")
    for session in pair:
        session.run("BEGIN")
    at = ADD.replace("'2026-06-01Z'", "%s")
    one.run(at, (THREE, LAST_INSTANT))
    two.run(at, (THREE, datetime(2027, 1, 1, tzinfo=UTC)))
    for session in pair:
        session.run("COMMIT")
    assert_summary_true(db)
    assert summary(db)[THREE, 2026][0] == 3
    assert summary(db)[THREE, 2027][0] == 1


def test_locks_of_first_rows_are_those_of_their_stripes(db: psycopg.Connection, pair: Pair) -> None:
    """Two users of one stripe: who makes the row of one keeps the other's unknown."""
    first, second = db.execute(
        "SELECT (array_agg(u.id))[1:2] FROM"
        " (SELECT lpad(n::text, 32, '0')::uuid AS id FROM generate_series(10, 2000) AS n) AS u"
        " GROUP BY momentum._lock_stripe(u.id) HAVING count(*) > 1 LIMIT 1"
    ).fetchall()[0][0]
    assert isinstance(first, UUID)
    db.execute("INSERT INTO auth.users (id) VALUES (%s), (%s)", (first, second))
    one, two = pair
    one.run("BEGIN")
    one.run(ADD, (first,))
    two.run(ADD, (second,))
    assert (second, 2026) not in summary(db)
    assert queued(db) == 1
    one.run("COMMIT")
    assert_summary_true(db)
