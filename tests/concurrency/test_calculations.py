"""Calculations of the same user take turns, and each sees all that the one before it saw."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import psycopg
import pytest

from tests.model import V2, Event, score
from tests.sessions import Session, wait_until_blocked
from tests.stored import insert_users, stored_rows

DAY = date(2024, 2, 29)
NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
RECORD = "SELECT momentum.record_event(%s, %s, %s)"

#: Every way to score a user's day.
CALCULATIONS: dict[str, str] = {
    "calculate_score": f"SELECT momentum.calculate_score(%(user)s, '{DAY}')",
    "calculate_scores, named": f"SELECT momentum.calculate_scores('{DAY}', ARRAY[%(user)s::uuid])",
    "calculate_scores": f"SELECT momentum.calculate_scores('{DAY}')",
    "recalculate_scores": f"CALL momentum.recalculate_scores('{DAY}', '{DAY}')",
    "backfill_empty_days": f"CALL momentum.backfill_empty_days('{DAY}', '{DAY}')",
}
IN_TRANSACTIONS = [name for name in CALCULATIONS if name.startswith("calculate")]


def statement(name: str, user_id: UUID) -> str:
    """Return the SQL of a calculation of this user."""
    return CALCULATIONS[name].replace("%(user)s", f"'{user_id}'")


@pytest.fixture
def locks_held(db: psycopg.Connection) -> Callable[[Session, bool], int]:
    """Count the advisory locks that a session has, or those that it waits for."""

    def count(session: Session, granted: bool) -> int:
        row = db.execute(
            "SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks"
            " WHERE locktype = 'advisory' AND pid = %s AND granted = %s",
            (session.pid, granted),
        ).fetchone()
        assert row is not None
        return int(row[0])

    return count


@pytest.mark.parametrize("then", CALCULATIONS)
@pytest.mark.parametrize("first", IN_TRANSACTIONS)
def test_the_second_waits_and_then_sees_the_event_of_the_first(
    database: str,
    db: psycopg.Connection,
    locks_held: Callable[[Session, bool], int],
    first: str,
    then: str,
) -> None:
    user_id, *_ = insert_users(db, 3)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(RECORD, (user_id, "chat_message", NOON))
        one.run(statement(first, user_id))
        two.run(RECORD, (user_id, "biometric_sync", NOON))
        calculating = two.start(statement(then, user_id))
        wait_until_blocked(db, two, by=one)
        assert locks_held(two, False) == 1, "the wait is for one lock, of ours"
        assert stored_rows(db) == {}, "nothing is stored by either"
        one.run("COMMIT")
        calculating.result()
    events = [Event("chat_message", NOON), Event("biometric_sync", NOON)]
    if then == "backfill_empty_days":
        # The first has stored the row, from its own event; a back-fill leaves rows alone.
        events = events[:1]
    assert stored_rows(db, [user_id])[user_id] == {DAY: score(V2, DAY, events, {})}


@pytest.mark.parametrize("then", CALCULATIONS)
def test_when_the_first_gives_up_its_event_is_not_counted(
    database: str, db: psycopg.Connection, then: str
) -> None:
    user_id, *_ = insert_users(db, 3)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(RECORD, (user_id, "chat_message", NOON))
        one.run(statement("calculate_score", user_id))
        two.run(RECORD, (user_id, "biometric_sync", NOON))
        calculating = two.start(statement(then, user_id))
        wait_until_blocked(db, two, by=one)
        one.run("ROLLBACK")
        calculating.result()
    expected = score(V2, DAY, [Event("biometric_sync", NOON)], {})
    assert stored_rows(db, [user_id])[user_id] == {DAY: expected}


def test_the_next_day_waits_for_the_day_before(database: str, db: psycopg.Connection) -> None:
    # The later day reads the earlier one: it must not be computed from what is about to change.
    user_id, *_ = insert_users(db, 1)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(RECORD, (user_id, "chat_message", NOON))
        one.run(statement("calculate_score", user_id))
        calculating = two.start("SELECT momentum.calculate_score(%s, '2024-03-01')", (user_id,))
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        calculating.result()
    rows = stored_rows(db, [user_id])[user_id]
    first = score(V2, DAY, [Event("chat_message", NOON)], {})
    after = date(2024, 3, 1)
    assert rows == {DAY: first, after: score(V2, after, [], {DAY: first})}


def test_a_calculation_that_only_repeats_what_is_stored_waits_too(
    database: str, db: psycopg.Connection
) -> None:
    # The first writes nothing, because nothing has changed; its lock still orders the two.
    user_id, *_ = insert_users(db, 1)
    db.execute(statement("calculate_score", user_id))
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(statement("calculate_score", user_id))
        one.run(RECORD, (user_id, "chat_message", NOON))
        calculating = two.start(statement("calculate_score", user_id))
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        calculating.result()
    expected = score(V2, DAY, [Event("chat_message", NOON)], {})
    assert stored_rows(db, [user_id])[user_id] == {DAY: expected}


def test_different_users_do_not_wait_for_each_other(database: str, db: psycopg.Connection) -> None:
    first, second = insert_users(db, 2)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(statement("calculate_score", first))
        two.run(statement("calculate_score", second))
        assert set(stored_rows(db)) == {second}, "the second has finished before the first"
        one.run("COMMIT")
    assert set(stored_rows(db)) == {first, second}


def test_recording_does_not_wait_for_a_calculation(database: str, db: psycopg.Connection) -> None:
    user_id, *_ = insert_users(db, 1)
    with Session(database) as one, Session(database) as two:
        one.run("BEGIN")
        one.run(statement("calculate_scores", user_id))
        two.run(RECORD, (user_id, "chat_message", NOON))
        one.run("COMMIT")


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("name", IN_TRANSACTIONS)
def test_a_stale_snapshot_never_overwrites_a_newer_score(
    database: str, db: psycopg.Connection, name: str, level: str
) -> None:
    user_id, *_ = insert_users(db, 1)
    with Session(database) as one, Session(database) as two:
        two.run(f"BEGIN ISOLATION LEVEL {level}")
        two.run("SELECT 1 FROM momentum.settings")
        one.run(RECORD, (user_id, "chat_message", NOON))
        one.run(statement("calculate_score", user_id))
        with pytest.raises(psycopg.Error) as refused:
            two.run(statement(name, user_id))
        assert refused.value.sqlstate == "PM011"
        two.run("ROLLBACK")
    expected = score(V2, DAY, [Event("chat_message", NOON)], {})
    assert stored_rows(db, [user_id])[user_id] == {DAY: expected}
