"""Evaluations that meet: what is due is recorded, and returned, exactly once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import UUID

import psycopg
import pytest

from tests.concurrency.meeting import (
    EXPIRY,
    INACTIVITY,
    MILESTONES,
    NOW,
    ONE,
    TWO,
    Pair,
    close_gate,
    runs,
)
from tests.scenarios.people import add_activities, set_thresholds
from tests.sessions import Rows, Session, wait_until_blocked
from tests.stored import insert_users
from tests.support import pin_clock

KEYS = (
    "SELECT user_id, milestone_value FROM momentum.scenario_notifications"
    " WHERE scenario_type = 'milestone'"
)
SESSIONS = 16
USERS = 1000


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("evaluate", [MILESTONES, INACTIVITY, EXPIRY])
def test_the_second_of_two_skips_what_the_first_has_recorded(
    db: psycopg.Connection, pair: Pair, evaluate: str
) -> None:
    one, two = pair
    one.run("BEGIN")
    assert len(one.run(evaluate)) == 2
    waiting = two.start(evaluate)
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert waiting.result() == []
    assert runs(db) == [(2, 0), (0, 2)]
    assert two.run(evaluate) == []
    assert runs(db)[2:] == [(0, 0)], "what was recorded before is not skipped"


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("evaluate", [MILESTONES, INACTIVITY, EXPIRY])
@pytest.mark.parametrize("end", ["rolled back", "killed"])
def test_the_second_of_two_records_what_the_first_gave_up(
    db: psycopg.Connection, pair: Pair, evaluate: str, end: str
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(evaluate)
    waiting = two.start(evaluate)
    wait_until_blocked(db, two, by=one)
    if end == "killed":
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s, 10000)", (one.pid,))
    else:
        one.run("ROLLBACK")
    assert len(waiting.result()) == 2
    assert runs(db) == [(2, 0)]


@pytest.mark.usefixtures("due")
def test_runs_of_single_users_and_of_everyone(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run("SELECT momentum.evaluate_milestones(p_user_ids => %s::uuid[])", ([TWO],))
    everyone = two.start(MILESTONES)
    wait_until_blocked(db, two, by=one)
    # the other one holds ONE by now: in the order of the keys nobody waits in a circle
    one.run("COMMIT")
    assert everyone.result() == [(ONE, 2)]
    assert runs(db) == [(1, 0), (1, 1)]


def test_sixteen_at_once_and_again_and_one_of_them_killed(
    db: psycopg.Connection, database: str
) -> None:
    pin_clock(db, NOW)
    insert_users(db, USERS)
    set_thresholds(db, [2, 3, 4])
    db.execute(
        "INSERT INTO momentum.activities (user_id, activity_type, completed_at)"
        " SELECT u.id, 'session', '2026-02-01Z' FROM auth.users AS u, generate_series(1, 3)"
    )
    close_gate(
        db, f"NEW.user_id = '{UUID(int=500)}' AND current_setting('application_name') = 'victim'"
    )
    with ExitStack() as stack:
        victim, *others = [stack.enter_context(Session(database)) for _ in range(SESSIONS)]
        victim.run("SET application_name = 'victim'")
        interrupted = victim.start(MILESTONES)
        wait_until_blocked(db, victim)
        under_way = [session.start(MILESTONES) for session in others]
        wait_until_blocked(db, others[0])
        db.execute("SELECT pg_catalog.pg_terminate_backend(%s, 10000)", (victim.pid,))
        with pytest.raises(psycopg.OperationalError):
            interrupted.result()
        returned = Counter(row for running in under_way for row in running.result())
        crossings = {(UUID(int=n), value): 1 for n in range(1, USERS + 1) for value in (2, 3)}
        assert returned == crossings
        again = [session.start(MILESTONES) for session in others]
        assert [running.result() for running in again] == [[]] * len(others)
    assert Counter(db.execute(KEYS).fetchall()) == crossings
    done = runs(db)
    assert len(done) == 2 * (SESSIONS - 1), "the killed one left no run"
    assert sum(triggered for triggered, _ in done) == len(crossings)


def test_sixteen_among_writers(db: psycopg.Connection, database: str) -> None:
    """Each user gets to the fourth session, one by one, while everyone is evaluated."""
    pin_clock(db, NOW)
    users = insert_users(db, 60)
    set_thresholds(db, [1, 2, 3, 4])

    def write(part: int) -> None:
        with psycopg.connect(database, autocommit=True) as connection:
            for _ in range(4):
                for user_id in users[part::4]:
                    add_activities(connection, user_id)

    def evaluate(_: int) -> Rows:
        with psycopg.connect(database, autocommit=True) as connection:
            return [row for _ in range(6) for row in connection.execute(MILESTONES).fetchall()]

    with ThreadPoolExecutor(SESSIONS + 4) as pool:
        writing = [pool.submit(write, part) for part in range(4)]
        returned = Counter(row for rows in pool.map(evaluate, range(SESSIONS)) for row in rows)
        for each in writing:
            each.result()
    returned.update(db.execute(MILESTONES).fetchall())
    assert returned == {(user_id, value): 1 for user_id in users for value in (1, 2, 3, 4)}
    assert Counter(db.execute(KEYS).fetchall()) == returned


@pytest.mark.usefixtures("due")
def test_a_run_of_everyone_gives_way_to_runs_user_by_user(
    db: psycopg.Connection, pair: Pair
) -> None:
    one, two = pair
    one.run("SET deadlock_timeout = '60s'")
    two.run("SET deadlock_timeout = '5s'")
    by_user = "SELECT user_id FROM momentum.evaluate_milestones(p_user_ids => %s::uuid[])"
    one.run("BEGIN")
    one.run(by_user, ([TWO],))
    everyone = two.start(MILESTONES)
    wait_until_blocked(db, two, by=one)
    assert one.run(by_user, ([ONE],)) == [(ONE,)], "the other one has let go of it"
    one.run("COMMIT")
    assert everyone.result() == []
    assert runs(db)[:2] == [(1, 0), (1, 0)]


@pytest.mark.usefixtures("due")
@pytest.mark.xfail(strict=True, reason="the keys are taken in the order of the calls: 40P01")
def test_one_transaction_evaluates_in_another_order(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    for session in pair:
        session.run("BEGIN")
    one.run(MILESTONES)
    two.run(EXPIRY)
    crossing = one.start(EXPIRY)
    wait_until_blocked(db, one, by=two)
    other = two.start(MILESTONES)
    other.result()
    crossing.result()


@pytest.mark.usefixtures("due")
def test_all_scenarios_at_once_beside_each_alone(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run("SELECT momentum.evaluate_scenarios()")
    alone = two.start(EXPIRY)
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert alone.result() == []
    assert two.run(INACTIVITY) == two.run(MILESTONES) == []
    assert runs(db) == [(2, 0), (2, 0), (2, 0), (0, 2), (0, 0), (0, 0)]


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_an_old_snapshot_may_ask_but_not_record(
    db: psycopg.Connection, pair: Pair, level: str
) -> None:
    one, two = pair
    one.run(f"BEGIN ISOLATION LEVEL {level}")
    one.run("SELECT FROM momentum.activities")
    two.run(MILESTONES)
    asked = one.run("SELECT (unnest(momentum.milestone_triggers(%s))).milestone_value", (ONE,))
    assert asked == [(2,)], "as it was when the transaction began"
    with pytest.raises(psycopg.Error) as raised:
        one.run(MILESTONES)
    assert raised.value.sqlstate == "PM011"
