"""Users, organisations and configurations that change while scenarios are evaluated."""

from uuid import UUID

import psycopg
import pytest

from tests.concurrency.meeting import (
    DELETE_USER,
    EXPIRY,
    INACTIVITY,
    MILESTONES,
    ONE,
    TWO,
    Pair,
    close_gate,
    runs,
)
from tests.sessions import wait_until_blocked

pytestmark = pytest.mark.usefixtures("due")


@pytest.mark.parametrize("evaluate", [MILESTONES, INACTIVITY, EXPIRY])
def test_a_user_who_is_deleted_meanwhile_is_left_out(
    db: psycopg.Connection, pair: Pair, evaluate: str
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(DELETE_USER, (ONE,))
    waiting = two.start(evaluate)
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert [row[0] for row in waiting.result()] == [TWO]
    assert runs(db) == [(1, 0)]


def test_an_organisation_that_is_deleted_meanwhile_is_left_out(
    db: psycopg.Connection, pair: Pair
) -> None:
    one, two = pair
    db.execute("DELETE FROM momentum.credentials")
    one.run("BEGIN")
    one.run("DELETE FROM momentum.organisations")
    waiting = two.start(INACTIVITY)
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert waiting.result() == []
    assert runs(db) == [(0, 0)]


def test_the_organisation_of_a_run_is_deleted_meanwhile(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    db.execute("DELETE FROM momentum.credentials")
    one.run("BEGIN")
    one.run("DELETE FROM momentum.organisations")
    waiting = two.start(
        "SELECT momentum.evaluate_inactivity(p_organisation_id => %s)", (UUID(int=0xA001),)
    )
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    with pytest.raises(psycopg.Error) as raised:
        waiting.result()
    assert raised.value.sqlstate == "PM007"


def test_a_user_is_deleted_while_a_run_is_about_to_record(
    db: psycopg.Connection, pair: Pair
) -> None:
    """The deletion does not wait for the run, which had counted the user's queued year."""
    one, two = pair
    db.execute("INSERT INTO momentum.summary_queue (user_id, year) VALUES (%s, 2026)", (ONE,))
    close_gate(db, "true")
    evaluating = one.start(MILESTONES)
    wait_until_blocked(db, one)
    two.run(DELETE_USER, (ONE,))
    db.execute("SELECT pg_catalog.pg_advisory_unlock_all()")
    assert evaluating.result() == [(TWO, 2)]
    assert runs(db) == [(1, 0)]


def test_thresholds_that_change_meanwhile_hold_from_the_next_run_on(
    db: psycopg.Connection, pair: Pair
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run("UPDATE momentum.scenario_configs SET thresholds = '{1,2}' WHERE thresholds = '{2}'")
    assert two.run(MILESTONES) == [(ONE, 2), (TWO, 2)]
    one.run("COMMIT")
    assert two.run(MILESTONES) == [(ONE, 1), (TWO, 1)]


def test_opting_out_and_in_again(db: psycopg.Connection, pair: Pair) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(
        "INSERT INTO momentum.notification_preferences (user_id, scenario_type)"
        " VALUES (%s, 'milestone')",
        (ONE,),
    )
    one.run("COMMIT")
    assert two.run(MILESTONES) == [(TWO, 2)]
    db.execute("UPDATE momentum.notification_preferences SET opted_out = false")
    assert two.run(MILESTONES) == [(ONE, 2)]
