"""The recipes of docs/operations.md for senders: two at once, and one that crashes."""

from uuid import UUID

import psycopg
import pytest

from tests.docs.test_commands import blocks
from tests.sessions import Session
from tests.stored import insert_users
from tests.support import pin_clock

SCENARIOS, BADGES = [
    text.split(";")[1] for _, text in blocks("sql") if "BEGIN;" in text and "SKIP LOCKED" in text
]


def take(sender: Session, recipe: str = SCENARIOS) -> list[UUID]:
    """Begin to send, as the service; return whom to send something to."""
    sender.run("BEGIN")
    sender.run("SET LOCAL ROLE service_role")
    return sorted(row[0] for row in sender.run(recipe))


@pytest.fixture
def users(db: psycopg.Connection) -> list[UUID]:
    """150 users with a milestone, the first ones the oldest; three are not to be told."""
    pin_clock(db, "2026-05-12T09:00:00Z")
    users = insert_users(db, 150)
    db.execute(
        "INSERT INTO momentum.scenario_notifications"
        " (user_id, scenario_type, milestone_year, milestone_value, created_at, announced)"
        " SELECT u.id, 'milestone', 2026, 50, timestamptz '2026-05-12' + u.n * interval '1 min',"
        " u.n <> 3 FROM unnest(%s::uuid[]) WITH ORDINALITY AS u (id, n)",
        (users,),
    )
    db.execute("UPDATE auth.users SET deleted_at = '2026-05-12' WHERE id = %s", (users[0],))
    db.execute(
        "INSERT INTO momentum.notification_preferences (user_id, scenario_type)"
        " VALUES (%s, 'milestone'), (%s, 'expiry')",
        (users[1], users[3]),
    )
    return users


def test_two_senders_share_what_is_due(
    db: psycopg.Connection, database: str, users: list[UUID]
) -> None:
    with Session(database) as one, Session(database) as other:
        assert take(one) == users[3:103]
        assert take(other) == users[103:]
        one.run("COMMIT")
        other.run("COMMIT")
        assert take(one) == []
    sent = "SELECT count(*) FROM momentum.scenario_notifications WHERE dispatched_at IS NOT NULL"
    assert db.execute(sent).fetchone() == (147,)


def test_what_a_sender_that_crashed_had_taken_is_sent_by_the_next_one(
    database: str, users: list[UUID]
) -> None:
    with Session(database) as one:
        assert take(one) == users[3:103]
    with Session(database) as other:
        assert take(other) == users[3:103]


@pytest.fixture
def awarded(db: psycopg.Connection) -> list[UUID]:
    """150 users with a badge, the first ones the oldest; three are not to be told."""
    pin_clock(db, "2026-05-12T09:00:00Z")
    users = insert_users(db, 150)
    db.execute(
        "WITH o AS (INSERT INTO momentum.organisations (name) VALUES ('Harbour') RETURNING id),"
        " b AS (INSERT INTO momentum.badge_definitions"
        " (organisation_id, name, criteria_type, required)"
        " SELECT id, 'Ten', 'count', 10 FROM o RETURNING id, organisation_id)"
        " INSERT INTO momentum.badge_awards (user_id, badge_id, organisation_id, awarded_at,"
        " earned_at, source, announced, revoked_at, revoked_reason)"
        " SELECT u.id, b.id, b.organisation_id, i.at, i.at, 'manual', u.n <> 3,"
        " CASE u.n WHEN 2 THEN i.at END, CASE u.n WHEN 2 THEN 'a mistake' END"
        " FROM b, unnest(%s::uuid[]) WITH ORDINALITY AS u (id, n)"
        " CROSS JOIN LATERAL (SELECT timestamptz '2026-05-12' + u.n * interval '1 min') AS i (at)",
        (users,),
    )
    db.execute("UPDATE auth.users SET deleted_at = '2026-05-12' WHERE id = %s", (users[0],))
    return users


def test_two_senders_share_the_badges_that_are_due(
    db: psycopg.Connection, database: str, awarded: list[UUID]
) -> None:
    with Session(database) as one, Session(database) as other:
        assert take(one, BADGES) == awarded[3:103]
        assert take(other, BADGES) == awarded[103:]
        one.run("COMMIT")
        other.run("ROLLBACK")
        assert take(one, BADGES) == awarded[103:]
    sent = "SELECT count(*) FROM momentum.badge_awards WHERE dispatched_at IS NOT NULL"
    assert db.execute(sent).fetchone() == (100,)
