"""What is done for one organisation earns nothing of another."""

from uuid import UUID

import psycopg
import pytest

from tests.badges.model import Badge
from tests.badges.people import add, awards, define, make_organisations, organisation_id
from tests.stored import insert_users
from tests.support import as_role, pin_clock

NOW = "2026-11-20 12:00+00"
DAYS = [f"2026-11-{day} 08:00+00" for day in (18, 19, 20)]
AUDIT = "SELECT * FROM momentum.audit_badge_isolation()"


@pytest.fixture
def badges(db: psycopg.Connection) -> list[UUID]:
    """Two organisations with badges of their own, and two users of both."""
    pin_clock(db, NOW)
    make_organisations(db, 2)
    users = insert_users(db, 3)
    db.execute(
        "INSERT INTO momentum.memberships (user_id, organisation_id)"
        " SELECT u.id, o.id FROM unnest(%s::uuid[]) AS u (id), momentum.organisations AS o",
        (users[:2],),
    )
    return [
        define(db, Badge(0, 3, "day"), "streak"),
        define(db, Badge(1, 2, "day"), "streak"),
        define(db, Badge(0, 3), "count"),
        define(db, Badge(1, 2), "count"),
    ]


def test_a_user_of_both(db: psycopg.Connection, badges: list[UUID]) -> None:
    one, two = UUID(int=1), UUID(int=2)
    for day, organisation in zip(DAYS, (0, 1, 0), strict=True):
        add(db, one, day, organisation=organisation)
    assert awards(db) == []
    add(db, one, DAYS[2], organisation=1)
    add(db, two, *DAYS, organisation=0)
    add(db, two, *DAYS, organisation=None)
    expected = [(one, badges[1]), (one, badges[3]), (two, badges[0]), (two, badges[2])]
    assert sorted(award[:2] for award in awards(db)) == sorted(expected)
    for organisation in (0, 1):
        rows = db.execute(
            "SELECT * FROM momentum.evaluate_badges(%s, %s)", (one, organisation_id(organisation))
        )
        assert rows.fetchall() == []
    for badge_id in badges:
        assert db.execute("SELECT momentum.award_retroactively(%s)", (badge_id,)).fetchone() == (0,)
    assert db.execute(AUDIT).fetchall() == []


def test_evaluate_badges_of_one_organisation(db: psycopg.Connection, badges: list[UUID]) -> None:
    db.execute("UPDATE momentum.settings SET value = 'off' WHERE name = 'live_badges'")
    one = UUID(int=1)
    for organisation in (0, 1):
        add(db, one, *DAYS, organisation=organisation)
    db.execute("SELECT momentum.evaluate_badges(%s, %s)", (one, organisation_id(1)))
    assert sorted(awards(db)) == sorted((one, badges[n], "manual") for n in (1, 3))


@pytest.mark.parametrize("planted", ["organisation", "activity", "activity without one"])
def test_the_audit_finds_exactly_what_is_planted(
    db: psycopg.Connection, badges: list[UUID], planted: str
) -> None:
    one, two = UUID(int=1), UUID(int=2)
    add(db, one, *DAYS, organisation=0)
    add(db, two, *DAYS, organisation=1)
    add(db, one, DAYS[2], organisation=1)
    add(db, one, DAYS[2], organisation=None)
    db.execute("SELECT momentum.award_badge(%s, %s)", (two, badges[0]))
    assert db.execute(AUDIT).fetchall() == []
    zero, other = organisation_id(0), organisation_id(1)
    key = (one, badges[0])
    activity_of = (
        "UPDATE momentum.badge_awards SET activity_id = (SELECT id FROM momentum.activities"
        " WHERE user_id = %s AND organisation_id IS NOT DISTINCT FROM %s)"
        " WHERE user_id = %s AND badge_id = %s"
    )
    if planted == "organisation":
        db.execute(
            "UPDATE momentum.badge_awards SET organisation_id = %s"
            " WHERE user_id = %s AND badge_id = %s",
            (other, *key),
        )
        expected = (*key, other, zero, zero)
    elif planted == "activity":
        db.execute(activity_of, (one, other, *key))
        expected = (*key, zero, zero, other)
    else:
        db.execute(activity_of, (one, None, *key))
        assert db.execute(AUDIT).fetchall() == [(*key, zero, zero, None)]
        return
    assert db.execute(AUDIT).fetchall() == [expected]


def test_who_reads_what(db: psycopg.Connection, badges: list[UUID]) -> None:
    one, two, three = UUID(int=1), UUID(int=2), UUID(int=3)
    for user_id in (one, two, three):
        add(db, user_id, *DAYS, organisation=0)
    for user_id, definitions in ((one, 4), (three, None)):
        with as_role(db, "authenticated", user_id):
            rows = db.execute("SELECT user_id FROM momentum.badge_awards").fetchall()
            assert rows == [(user_id,)] * 2
            defined = db.execute("SELECT FROM momentum.badge_definitions").fetchall()
            if definitions is not None:
                assert len(defined) == definitions
            for statement in (
                "INSERT INTO momentum.badge_awards (user_id, badge_id, organisation_id, earned_at,"
                f" source) VALUES ('{user_id}', '{badges[1]}', '{organisation_id(1)}', now(),"
                " 'manual')",
                "UPDATE momentum.badge_awards SET announced = false",
                "DELETE FROM momentum.badge_awards",
                f"SELECT momentum.award_badge('{user_id}', '{badges[1]}')",
                f"SELECT momentum.evaluate_badges('{user_id}', '{organisation_id(0)}')",
                f"SELECT momentum.revoke_badge('{user_id}', '{badges[0]}', 'x')",
                "SELECT FROM momentum.badge_evaluation_log",
                "SELECT FROM momentum.award_reviews",
                "SELECT FROM momentum.badge_turns",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    db.execute(statement.encode())
    with as_role(db, "authenticated", three):
        # no member of any organisation, but these are the badges that he or she has
        query = "SELECT d.id FROM momentum.badge_definitions AS d ORDER BY d.id"
        held = "SELECT w.badge_id FROM momentum.badge_awards AS w ORDER BY w.badge_id"
        assert db.execute(query).fetchall() == db.execute(held).fetchall() != []
    with as_role(db, "service_role"):
        assert len(db.execute("SELECT FROM momentum.badge_awards").fetchall()) == 6
        assert db.execute(AUDIT).fetchall() == []
