"""Evaluations that meet, or are killed: what is due is recorded once, or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.realtime.scores import days_up_to, insert_scores
from tests.sessions import Session, wait_until_blocked
from tests.stored import insert_users
from tests.support import pin_clock

NOW = "2026-11-21 02:10+00"
YESTERDAY = date(2026, 11, 20)
USERS = 20
EVALUATE = (
    "SELECT sum(interventions)::int, sum(notifications)::int, sum(skipped)::int"
    " FROM momentum.evaluate_interventions()"
)
RECORDED = """
    SELECT (SELECT count(*) FROM momentum.coach_interventions),
        (SELECT count(*) FROM momentum.momentum_notifications)
"""
#: Interventions and notifications that are due: of needs_care, and of score_drop.
DUE = (USERS, 2 * USERS)


@pytest.fixture
def users(db: psycopg.Connection) -> list[UUID]:
    """Users who need care, and have fallen by 50 points."""
    pin_clock(db, NOW)
    users = insert_users(db, USERS)
    for user_id in users:
        insert_scores(db, user_id, days_up_to(YESTERDAY, "RNN"))
    return users


@pytest.fixture
def pair(database: str) -> Iterator[tuple[Session, Session]]:
    with Session(database) as one, Session(database) as two:
        yield one, two


def one_row(db: psycopg.Connection, query: str) -> tuple[Any, ...]:
    row = db.execute(query.encode()).fetchone()
    assert row is not None
    return row


def close_gate(db: psycopg.Connection, table: str, condition: str) -> None:
    """Make who records a row that meets a condition on NEW wait for this connection."""
    db.execute(
        f"""
        CREATE FUNCTION public.pass_gate() RETURNS trigger LANGUAGE plpgsql AS $pass_gate$
        BEGIN
            PERFORM pg_catalog.pg_advisory_xact_lock_shared(7799, 0);
            RETURN NEW;
        END
        $pass_gate$;
        CREATE TRIGGER pass_gate BEFORE INSERT ON momentum.{table}
        FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION public.pass_gate();
        """.encode()
    )
    db.execute("SELECT pg_catalog.pg_advisory_lock(7799, 0)")


def open_gate(db: psycopg.Connection) -> None:
    db.execute("SELECT pg_catalog.pg_advisory_unlock_all()")


@pytest.mark.usefixtures("users")
def test_the_second_of_two_skips_what_the_first_has_recorded(
    db: psycopg.Connection, pair: tuple[Session, Session]
) -> None:
    one, two = pair
    one.run("BEGIN")
    assert one.run(EVALUATE) == [(*DUE, 0)]
    waiting = two.start(EVALUATE)
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert waiting.result() == [(0, 0, sum(DUE))]
    assert two.run(EVALUATE) == [(0, 0, 0)], "what was recorded before is not skipped"
    assert one_row(db, RECORDED) == DUE


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize("end", ["rolled back", "killed"])
def test_the_second_of_two_records_what_the_first_gave_up(
    db: psycopg.Connection, pair: tuple[Session, Session], end: str
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(EVALUATE)
    waiting = two.start(EVALUATE)
    wait_until_blocked(db, two, by=one)
    if end == "killed":
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s, 10000)", (one.pid,))
    else:
        one.run("ROLLBACK")
    assert waiting.result() == [(*DUE, 0)]
    assert one_row(db, RECORDED) == DUE


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize("table", ["coach_interventions", "momentum_notifications"])
def test_one_that_is_killed_half_way_has_recorded_nothing(
    db: psycopg.Connection, pair: tuple[Session, Session], table: str
) -> None:
    close_gate(db, table, f"NEW.user_id = '{UUID(int=USERS // 2)}'")
    victim, next_one = pair
    interrupted = victim.start(EVALUATE)
    wait_until_blocked(db, victim)
    db.execute("SELECT pg_catalog.pg_terminate_backend(%s, 10000)", (victim.pid,))
    with pytest.raises(psycopg.OperationalError):
        interrupted.result()
    assert one_row(db, RECORDED) == (0, 0)
    open_gate(db)
    assert next_one.run(EVALUATE) == [(*DUE, 0)]


@pytest.mark.usefixtures("users")
def test_two_that_meet_in_different_windows_keep_to_the_limit_of_the_day(
    db: psycopg.Connection, pair: tuple[Session, Session]
) -> None:
    """Each finds that it would be the second notification of the day; only one of them is."""
    one, two = pair
    evaluate = "SELECT sum(notifications)::int FROM momentum.evaluate_interventions()"
    db.execute("UPDATE momentum.intervention_rules SET active = name = 'score_drop'")
    assert one.run(evaluate) == [(USERS,)]
    pin_clock(db, "2026-11-21 08:00+00")
    one.run("BEGIN")
    assert one.run(evaluate) == [(USERS,)]
    pin_clock(db, "2026-11-21 16:00+00")
    waiting = two.start(evaluate)
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert waiting.result() == [(0,)]
    assert one_row(db, "SELECT count(*) FROM momentum.momentum_notifications") == (2 * USERS,)


def test_a_user_who_is_deleted_meanwhile_is_left_out(
    db: psycopg.Connection, pair: tuple[Session, Session], users: list[UUID]
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run("DELETE FROM auth.users WHERE id = %s", (users[3],))
    waiting = two.start(EVALUATE)
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert waiting.result() == [(USERS - 1, 2 * (USERS - 1), 0)]


def test_sixteen_at_once_of_everyone_and_of_single_users(
    db: psycopg.Connection, database: str, users: list[UUID]
) -> None:
    named = "SELECT sum(interventions)::int, sum(notifications)::int" + (
        " FROM momentum.evaluate_interventions(p_user_ids => %s)"
    )

    def evaluate(number: int) -> tuple[int, int]:
        with psycopg.connect(database, autocommit=True) as connection:
            concerned = None if number % 2 else users[number:] + users[:number]
            rows = connection.execute(named, (concerned,)).fetchall()
            return rows[0][0], rows[0][1]

    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(evaluate, range(16)))
    assert (sum(each[0] for each in made), sum(each[1] for each in made)) == DUE
    assert one_row(db, RECORDED) == DUE


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_other_isolation_levels_are_refused(db: psycopg.Connection, level: str) -> None:
    setting = f"SET default_transaction_isolation = '{level}'"
    db.execute(setting.encode())
    with pytest.raises(psycopg.Error) as error:
        db.execute(EVALUATE.encode())
    assert error.value.sqlstate == "PM011"


def test_two_mark_a_notification_as_read(
    db: psycopg.Connection, database: str, users: list[UUID]
) -> None:
    db.execute(EVALUATE.encode())
    (notification_id,) = one_row(
        db, f"SELECT id FROM momentum.momentum_notifications WHERE user_id = '{users[0]}' LIMIT 1"
    )
    mark = "SELECT momentum.mark_notification_read(%s)"
    with ExitStack() as stack:
        one, two = (stack.enter_context(Session(database)) for _ in range(2))
        one.run("BEGIN")
        assert one.run(mark, (notification_id,)) == [(True,)]
        waiting = two.start(mark, (notification_id,))
        wait_until_blocked(db, two, by=one)
        one.run("COMMIT")
        assert waiting.result() == [(False,)]
