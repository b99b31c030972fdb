"""Drains, rebuilds and evaluations among writers: what is known is right, and nobody waits."""

import psycopg
import pytest

from tests.concurrency.meeting import (
    ADD,
    DELETE_USER,
    DRAIN,
    ONE,
    REBUILD,
    REMOVE,
    THREE,
    TWO,
    Pair,
)
from tests.scenarios.people import (
    LAST_INSTANT,
    answers,
    assert_summary_true,
    count_sessions,
    queued,
    set_thresholds,
    summary,
)
from tests.sessions import Session, wait_until_blocked

QUEUE_EVERYONE = (
    "INSERT INTO momentum.summary_queue (user_id, year) SELECT u.id, 2026 FROM auth.users AS u"
)
QUEUE_ONE = "INSERT INTO momentum.summary_queue (user_id, year) VALUES (%s, 2026)"

pytestmark = pytest.mark.usefixtures("people")


@pytest.mark.parametrize("known", [True, False], ids=["row there", "no row yet"])
@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
def test_a_drain_beside_a_deletion_that_is_not_over(
    db: psycopg.Connection, pair: Pair, third: Session, known: bool, end: str
) -> None:
    """What waits was queued by one who met a row that was never there."""
    if not known:
        db.execute(REMOVE, (ONE,))
        db.execute("DELETE FROM momentum.annual_summary")
    one, two = pair
    one.run("BEGIN")
    one.run(ADD, (ONE,))
    two.run(ADD, (ONE,))
    assert queued(db) == 1
    one.run("ROLLBACK")
    third.run("BEGIN")
    third.run(REMOVE, (ONE,))
    assert one.run(DRAIN) == [(0 if known else 1,)]
    third.run(end)
    set_thresholds(db, [1])
    assert answers(db) == {key: number for key, (number, _) in count_sessions(db).items()}
    assert_summary_true(db, complete=known)


def test_what_is_queued_while_a_drain_is_under_way_stays(
    db: psycopg.Connection, pair: Pair
) -> None:
    one, two = pair
    db.execute(QUEUE_ONE, (ONE,))
    one.run("BEGIN")
    assert one.run(DRAIN) == [(1,)]
    # the drain wrote no row, as nothing differed, but it holds it
    two.run(REMOVE, (ONE,))
    one.run("COMMIT")
    assert queued(db) > 0
    assert_summary_true(db)


def test_what_is_queued_while_a_drain_counts_stays(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    db.execute("UPDATE momentum.annual_summary SET session_count = 9")
    db.execute(QUEUE_ONE, (ONE,))
    one.run("SET application_name = 'drain'")
    db.execute(
        """
        CREATE FUNCTION public.pass_gate() RETURNS trigger LANGUAGE plpgsql AS $pass_gate$
        BEGIN
            PERFORM pg_catalog.pg_advisory_xact_lock_shared(7799, 0);
            RETURN NEW;
        END
        $pass_gate$;
        CREATE TRIGGER pass_gate BEFORE UPDATE ON momentum.annual_summary
        FOR EACH ROW WHEN (current_setting('application_name') = 'drain')
        EXECUTE FUNCTION public.pass_gate();
        """
    )
    db.execute("SELECT pg_catalog.pg_advisory_lock(7799, 0)")
    draining = one.start(DRAIN)
    wait_until_blocked(db, one)
    two.run(ADD, (ONE,))
    db.execute("SELECT pg_catalog.pg_advisory_unlock_all()")
    assert draining.result() == [(1,)]
    assert queued(db) == 1
    assert summary(db)[ONE, 2026][0] == 2, "it was counted before"
    two.run(DRAIN)
    assert summary(db)[ONE, 2026][0] == 3


def test_a_drain_leaves_alone_what_a_writer_holds(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(ADD, (ONE,))
    db.execute(QUEUE_EVERYONE)
    assert two.run(DRAIN) == [(2,)]
    assert queued(db) == 1
    one.run("COMMIT")
    assert two.run(DRAIN) == [(1,)]
    assert_summary_true(db)


def test_a_drain_leaves_alone_a_row_that_a_writer_makes(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    db.execute(REMOVE, (ONE,))
    db.execute("DELETE FROM momentum.annual_summary")
    one.run("BEGIN")
    one.run(ADD, (ONE,))
    db.execute(QUEUE_ONE, (ONE,))
    assert two.run(DRAIN) == [(0,)]
    one.run("COMMIT")
    assert two.run(DRAIN) == [(1,)]
    assert summary(db)[ONE, 2026][0] == 1


def test_two_drains_at_once_share_the_queue(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    db.execute("UPDATE momentum.annual_summary SET session_count = 9")
    db.execute(QUEUE_EVERYONE)
    one.run("BEGIN")
    assert one.run(DRAIN) == [(3,)]
    assert two.run(DRAIN) == [(0,)], "it passes over what another one works on"
    one.run("ROLLBACK")
    assert two.run(DRAIN) == [(3,)]
    assert_summary_true(db)


def test_a_rebuild_leaves_alone_what_a_writer_holds(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    db.execute("UPDATE momentum.annual_summary SET session_count = 9")
    one.run("BEGIN")
    one.run(ADD, (ONE,))
    assert two.run(REBUILD) == [(2,)]
    one.run("COMMIT")
    assert {user: number for (user, _), (number, _) in summary(db).items()} == {
        ONE: 10,
        TWO: 2,
        THREE: 2,
    }
    assert two.run(REBUILD) == [(1,)]
    assert_summary_true(db)


@pytest.mark.parametrize("job", [DRAIN, REBUILD], ids=["drain", "rebuild"])
def test_a_job_beside_the_deletion_of_a_user(db: psycopg.Connection, pair: Pair, job: str) -> None:
    one, two = pair
    db.execute("DELETE FROM momentum.annual_summary")
    db.execute(QUEUE_EVERYONE)
    one.run("BEGIN")
    one.run(DELETE_USER, (ONE,))
    counting = two.start(job)
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert counting.result() == [(2,)]
    assert_summary_true(db)


def test_a_drain_forgets_a_user_who_is_gone(db: psycopg.Connection, pair: Pair) -> None:
    db.execute(QUEUE_EVERYONE)
    one, two = pair
    one.run("BEGIN")
    one.run(DELETE_USER, (ONE,))
    assert two.run(DRAIN) == [(2,)], "the deletion holds the row"
    one.run("COMMIT")
    assert queued(db) == 1
    assert two.run(DRAIN) == [(0,)]
    assert queued(db) == 0


def test_an_answer_while_the_year_is_queued(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    set_thresholds(db, [3])
    one.run("BEGIN")
    one.run(ADD, (TWO,))
    one.run(ADD, (ONE,))
    two.run(ADD, (ONE,))
    ask = "SELECT (unnest(momentum.milestone_triggers(%s, %s))).session_count"
    assert db.execute(ask, (ONE, LAST_INSTANT)).fetchall() == [(3,)]
    one.run("COMMIT")
    assert db.execute(ask, (ONE, LAST_INSTANT)).fetchall() == [(4,)]
    assert db.execute(ask, (TWO, LAST_INSTANT)).fetchall() == [(3,)]


@pytest.mark.parametrize("users", [[ONE], None], ids=["one user", "everyone"])
def test_an_evaluation_leaves_the_queue_to_the_drain(
    db: psycopg.Connection, pair: Pair, users: list[object] | None
) -> None:
    one, two = pair
    set_thresholds(db, [2])
    db.execute("UPDATE momentum.annual_summary SET session_count = 9")
    db.execute(QUEUE_EVERYONE)
    one.run("BEGIN")
    one.run(DRAIN)
    evaluate = "SELECT user_id, session_count FROM momentum.evaluate_milestones(%s, %s::uuid[])"
    evaluated = two.run(evaluate, (LAST_INSTANT, users))
    assert evaluated == [(user_id, 2) for user_id in users or (ONE, TWO, THREE)]
    one.run("ROLLBACK")
    assert two.run(evaluate, (LAST_INSTANT, users)) == []
    assert queued(db) == 3
    assert {number for number, _ in summary(db).values()} == {9}
