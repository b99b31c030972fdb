"""Badges that people define, award and take back at the same moment."""

from uuid import UUID

import psycopg
import pytest

from tests.badges.model import Badge
from tests.badges.people import (
    add,
    define,
    make_organisations,
    organisation_id,
    reconcile,
)
from tests.concurrency.meeting import ONE, Pair
from tests.sessions import wait_until_blocked
from tests.stored import insert_users
from tests.support import pin_clock

NOW = "2026-11-20 12:00+00"
DAYS = ("2026-11-19 08:00+00", "2026-11-20 08:00+00")
DEFINE = f"SELECT momentum.define_badge('{organisation_id(0)}', 'Two', 'count', %s)"
AWARD = "SELECT source, evidence FROM momentum.award_badge(%s, %s, %s)"
EVALUATE = "SELECT badge_id FROM momentum.evaluate_badges(%s, %s)"
REVOKE = "SELECT revoked_reason FROM momentum.revoke_badge(%s, %s, %s)"
AWARDS = "SELECT source, revoked_reason, evidence ->> 'reason' FROM momentum.badge_awards"
REVIEWS = "SELECT reason, resolution FROM momentum.award_reviews"
NOBODY_HAS_IT = "does not have badge"


@pytest.fixture
def badge(db: psycopg.Connection) -> UUID:
    """A badge for two days in a row, and a user without activities."""
    pin_clock(db, NOW)
    insert_users(db, 1)
    make_organisations(db, 1)
    return define(db, Badge(0, 2, "day"))


def test_two_define_a_badge_of_one_name(db: psycopg.Connection, badge: UUID, pair: Pair) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(DEFINE, (2,))
    second = two.start(DEFINE, (3,))
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    with pytest.raises(psycopg.Error, match="has a badge 'Two'") as raised:
        second.result()
    assert raised.value.sqlstate == "PM006"
    rows = db.execute("SELECT required FROM momentum.badge_definitions WHERE name = 'Two'")
    assert rows.fetchall() == [(2,)]


def test_the_second_defines_what_the_first_gave_up(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    one, two = pair
    one.run("BEGIN")
    one.run(DEFINE, (2,))
    second = two.start(DEFINE, (3,))
    wait_until_blocked(db, two, by=one)
    one.run("ROLLBACK")
    assert len(second.result()) == 1
    rows = db.execute("SELECT required FROM momentum.badge_definitions WHERE name = 'Two'")
    assert rows.fetchall() == [(3,)]


def test_two_award_a_badge(db: psycopg.Connection, badge: UUID, pair: Pair) -> None:
    one, two = pair
    one.run("BEGIN")
    first = one.run(AWARD, (ONE, badge, "one"))
    second = two.start(AWARD, (ONE, badge, "two"))
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    assert second.result() == first == [("manual", {"reason": "one"})]
    assert db.execute(AWARDS).fetchall() == [("manual", None, "one")]


def test_two_take_a_badge_back(db: psycopg.Connection, badge: UUID, pair: Pair) -> None:
    add(db, ONE, *DAYS)
    one, two = pair
    one.run("BEGIN")
    assert one.run(REVOKE, (ONE, badge, "one")) == [("one",)]
    second = two.start(REVOKE, (ONE, badge, "two"))
    wait_until_blocked(db, two, by=one)
    one.run("COMMIT")
    with pytest.raises(psycopg.Error, match=NOBODY_HAS_IT) as raised:
        second.result()
    assert raised.value.sqlstate == "PM007"
    assert db.execute(AWARDS).fetchall() == [("trigger", "one", None)]


def test_the_second_takes_back_what_the_first_left(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    add(db, ONE, *DAYS)
    one, two = pair
    one.run("BEGIN")
    one.run(REVOKE, (ONE, badge, "one"))
    second = two.start(REVOKE, (ONE, badge, "two"))
    wait_until_blocked(db, two, by=one)
    one.run("ROLLBACK")
    assert second.result() == [("two",)]


def test_who_gives_back_waits_for_who_takes_back(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    add(db, ONE, *DAYS)
    taking, giving = pair
    taking.run("BEGIN")
    taking.run(REVOKE, (ONE, badge, "a mistake"))
    given = giving.start(AWARD, (ONE, badge, "none, after all"))
    wait_until_blocked(db, giving, by=taking)
    taking.run("COMMIT")
    ((source, evidence),) = given.result()
    assert source == "manual"
    assert [each["reason"] for each in evidence["revocations"]] == ["a mistake"]
    assert db.execute(AWARDS).fetchall() == [("manual", None, "none, after all")]


def test_a_deletion_under_way_leaves_no_review_of_what_is_taken_back(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    add(db, ONE, *DAYS)
    deleting, taking = pair
    deleting.run("BEGIN")
    deleting.run("DELETE FROM momentum.activities WHERE user_id = %s", (ONE,))
    taken = taking.start(REVOKE, (ONE, badge, "a mistake"))
    wait_until_blocked(db, taking, by=deleting)
    deleting.run("COMMIT")
    assert taken.result() == [("a mistake",)]
    assert db.execute(REVIEWS).fetchall() == [("activity deleted", "revoked: a mistake")]


def test_a_deletion_beside_who_takes_back_is_nobody_s_to_review(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    add(db, ONE, *DAYS)
    taking, deleting = pair
    taking.run("BEGIN")
    taking.run(REVOKE, (ONE, badge, "a mistake"))
    deleting.run("DELETE FROM momentum.activities WHERE user_id = %s", (ONE,))
    taking.run("COMMIT")
    reconcile(db)
    assert db.execute(REVIEWS).fetchall() == []


def test_an_evaluation_waits_for_a_deletion_under_way(
    db: psycopg.Connection, badge: UUID, pair: Pair
) -> None:
    add(db, ONE, *DAYS)
    db.execute("DELETE FROM momentum.badge_awards")
    deleting, evaluating = pair
    deleting.run("BEGIN")
    deleting.run("DELETE FROM momentum.activities WHERE user_id = %s", (ONE,))
    evaluated = evaluating.start(EVALUATE, (ONE, organisation_id(0)))
    wait_until_blocked(db, evaluating, by=deleting)
    deleting.run("COMMIT")
    assert evaluated.result() == []
    assert db.execute(AWARDS).fetchall() == []
