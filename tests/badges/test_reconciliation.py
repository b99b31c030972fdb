"""What the triggers missed is found at night, awarded, and told of when it is much."""

import json
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from tests.badges.model import Badge
from tests.badges.people import add, awards, define, make_organisations, reconcile, set_live
from tests.stored import insert_users
from tests.support import pin_clock

NOW = "2026-11-20 12:00+00"
NIGHT = "2026-11-21 02:30+00"
TODAY = "2026-11-20 08:00+00"
USERS = 20


@pytest.fixture
def users(db: psycopg.Connection) -> list[UUID]:
    """Users, and a badge for one activity."""
    pin_clock(db, NOW)
    make_organisations(db, 1)
    users = insert_users(db, USERS)
    define(db, Badge(0, 1))
    return users


def come(
    db: psycopg.Connection, user_id: UUID, created_at: str = NOW, completed_at: str = TODAY
) -> None:
    """Record an activity."""
    add(db, user_id, completed_at)
    db.execute("ALTER TABLE momentum.activities DISABLE TRIGGER USER")
    db.execute(
        "UPDATE momentum.activities SET created_at = %s WHERE user_id = %s", (created_at, user_id)
    )
    db.execute("ALTER TABLE momentum.activities ENABLE TRIGGER USER")


def miss(
    db: psycopg.Connection, user_id: UUID, created_at: str = NOW, completed_at: str = TODAY
) -> None:
    """Record an activity while the trigger is disabled."""
    db.execute("ALTER TABLE momentum.activities DISABLE TRIGGER activities_badges_on_insert")
    come(db, user_id, created_at, completed_at)


def heard(listener: psycopg.Connection, db: psycopg.Connection) -> list[dict[str, object]]:
    """Return the alerts up to now."""
    db.execute("NOTIFY ops_alerts, 'over'")
    alerts: list[dict[str, object]] = []
    for notice in listener.notifies(timeout=15):
        if notice.payload == "over":
            return alerts
        alerts.append(json.loads(notice.payload))
    raise AssertionError("nothing is heard")


@pytest.mark.parametrize(
    ("missed", "share", "alerted"), [(0, "0", False), (1, "0.0500", False), (2, "0.1000", True)]
)
def test_what_was_missed(
    database: str,
    db: psycopg.Connection,
    users: list[UUID],
    missed: int,
    share: str,
    alerted: bool,
) -> None:
    for user_id in users[missed:]:
        come(db, user_id)
    for user_id in users[:missed]:
        miss(db, user_id)
    with psycopg.connect(database, autocommit=True) as listener:
        listener.execute("LISTEN ops_alerts")
        pin_clock(db, NIGHT)
        scanned, reevaluated, awarded, its_share, alert = reconcile(db)
        assert (scanned, reevaluated, awarded) == (USERS, missed, missed)
        assert (its_share, alert) == (Decimal(share), alerted)
        alerts = heard(listener, db)
        assert len(alerts) == alerted
        if alerted:
            assert alerts[0] == {
                "alert": "badges_reconciled",
                "scanned": USERS,
                "reevaluated": missed,
                "awarded": missed,
                "awarded_share": float(share),
                "timestamp": alerts[0]["timestamp"],
            }
        found = awards(db)
        assert {user_id for user_id, *_ in found} == set(users)
        assert [source for *_, source in found].count("reconciliation") == missed
        assert reconcile(db) == (USERS, 0, 0, 0, False)
        assert heard(listener, db) == []
        assert awards(db) == found


def test_the_share_of_the_awards_of_the_span(db: psycopg.Connection, users: list[UUID]) -> None:
    """By hand, in retrospect, and before the span do not count."""
    come(db, users[0])
    pin_clock(db, "2026-11-21 12:00+00")
    db.execute("SELECT momentum.award_badge(%s, id) FROM momentum.badge_definitions", (users[1],))
    miss(db, users[2], "2026-11-21 11:00+00")
    assert reconcile(db, "12 hours")[:4] == (1, 1, 1, 1)


def test_the_span(db: psycopg.Connection, users: list[UUID]) -> None:
    """An activity arrives when it is recorded and its time has come."""
    miss(db, users[0], "2026-11-20 02:30+00", "2025-11-20 12:00+00")
    miss(db, users[1], "2026-11-20 12:00+00", "2025-11-20 12:00+00")
    miss(db, users[2], "2026-11-19 00:00+00")
    assert reconcile(db, "24 hours", "2026-11-21 02:30+00")[:3] == (2, 2, 2)
    assert {award[0] for award in awards(db)} == set(users[1:3])
    assert reconcile(db, "24 hours 1 microsecond", "2026-11-21 02:30+00")[:3] == (3, 1, 1)


def test_a_day_of_live_off(db: psycopg.Connection, users: list[UUID]) -> None:
    set_live(db, "off")
    for user_id in users:
        come(db, user_id)
    assert awards(db) == []
    assert reconcile(db) == (USERS, USERS, USERS, 1, True)


def test_a_deleted_activity_is_none(db: psycopg.Connection, users: list[UUID]) -> None:
    miss(db, users[0])
    db.execute("UPDATE momentum.activities SET deleted_at = %s", (NOW,))
    assert reconcile(db) == (0, 0, 0, 0, False)


def test_a_commit_after_the_run_before(database: str, db: psycopg.Connection) -> None:
    """An import that began before one night's run and ended after it; see the default span."""
    pin_clock(db, "2026-11-20 02:30+00")
    make_organisations(db, 1)
    (user_id,) = insert_users(db, 1)
    define(db, Badge(0, 1))
    set_live(db, "off")
    add(db, user_id, "2026-11-20 01:00+00")
    db.execute("UPDATE momentum.activities SET created_at = '2026-11-20 02:29:59+00'")
    assert reconcile(db, "24 hours", "2026-11-21 02:30+00")[:1] == (0,)
    assert reconcile(db, "25 hours", "2026-11-21 02:30+00")[:3] == (1, 1, 1)


def queued(db: psycopg.Connection) -> int:
    """Return how many entries wait in the queue."""
    row = db.execute("SELECT count(*) FROM momentum.badge_queue").fetchone()
    assert row is not None
    return int(row[0])


def test_changes_that_wait(db: psycopg.Connection, users: list[UUID]) -> None:
    """However long ago an activity came: what it was changed to counts once it is looked at."""
    come(db, users[0], "2026-01-01Z", "2026-01-01Z")
    two = define(db, Badge(0, 1, None, ("lesson",)), "a lesson")
    set_live(db, "off")
    db.execute("UPDATE momentum.activities SET activity_type = 'lesson'")
    assert (queued(db), len(awards(db))) == (1, 1)
    assert reconcile(db)[:3] == (0, 1, 1)
    assert queued(db) == 0
    assert (users[0], two, "reconciliation") in awards(db)
    assert reconcile(db)[:3] == (0, 0, 0)


def test_a_change_into_the_future_waits_for_its_time(
    db: psycopg.Connection, users: list[UUID]
) -> None:
    come(db, users[0], "2026-01-01Z", "2026-01-01Z")
    db.execute("UPDATE momentum.activities SET completed_at = '2026-11-21 08:00Z'")
    assert reconcile(db, "24 hours", NOW)[1] == 0
    assert queued(db) == 1
    assert reconcile(db, "24 hours", "2026-11-21 08:00+00")[1] == 1
    assert queued(db) == 0


def test_what_is_gone_does_not_wait(db: psycopg.Connection, users: list[UUID]) -> None:
    """Neither a deleted activity nor a deleted user."""
    set_live(db, "off")
    for user_id in users[:3]:
        come(db, user_id)
    db.execute("UPDATE momentum.activities SET activity_type = 'lesson'")
    assert queued(db) == 3
    db.execute("DELETE FROM momentum.activities WHERE user_id = %s", (users[0],))
    db.execute("UPDATE momentum.activities SET deleted_at = now() WHERE user_id = %s", (users[1],))
    db.execute("DELETE FROM auth.users WHERE id = %s", (users[2],))
    assert reconcile(db) == (0, 0, 0, 0, False)
    assert queued(db) == 0
