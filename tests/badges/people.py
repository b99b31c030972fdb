"""Activities, badges and awards in a database."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from tests.badges.model import Activity, Badge, Window

INSERT = (
    "INSERT INTO momentum.activities"
    " (user_id, id, organisation_id, activity_type, completed_at, deleted_at)"
    " SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[],"
    " %s::timestamptz[])"
)


def organisation_id(number: int) -> UUID:
    """Return the id of an organisation."""
    return UUID(int=0xA000 + number)


def activity_id(number: int) -> UUID:
    """Return the id of an activity; ids ascend as the numbers do."""
    return UUID(int=0xC000 + number)


def make_organisations(connection: psycopg.Connection, count: int) -> None:
    """Insert organisations."""
    connection.execute(
        "INSERT INTO momentum.organisations (id, name)"
        " SELECT o.id, 'Organisation ' || o.id FROM unnest(%s::uuid[]) AS o (id)",
        ([organisation_id(number) for number in range(count)],),
    )


def define(connection: psycopg.Connection, badge: Badge, name: str = "Badge") -> UUID:
    """Define a badge through the public function."""
    row = connection.execute(
        "SELECT momentum.define_badge(%s, %s, %s, %s::integer, %s, %s)",
        (
            organisation_id(badge.organisation),
            name,
            "streak" if badge.unit else "count",
            badge.required,
            badge.unit,
            None if badge.types is None else list(badge.types),
        ),
    ).fetchone()
    assert row is not None
    return UUID(str(row[0]))


def insert(
    connection: psycopg.Connection, users: Sequence[UUID], activities: dict[int, Activity]
) -> None:
    """Insert activities, by the number that their id has, in one statement."""
    connection.execute(
        INSERT,
        (
            [users[a.user] for a in activities.values()],
            [activity_id(number) for number in activities],
            [
                None if a.organisation is None else organisation_id(a.organisation)
                for a in activities.values()
            ],
            [a.activity_type for a in activities.values()],
            [a.completed_at for a in activities.values()],
            [a.completed_at if a.deleted else None for a in activities.values()],
        ),
    )


def add(
    connection: psycopg.Connection,
    user_id: UUID,
    *instants: str,
    organisation: int | None = 0,
    activity_type: str = "session",
) -> None:
    """Insert activities of one user at these instants, in one statement."""
    connection.execute(
        "INSERT INTO momentum.activities (user_id, organisation_id, activity_type, completed_at)"
        " SELECT %s, %s, %s, t.at FROM unnest(%s::timestamptz[]) AS t (at)",
        (
            user_id,
            None if organisation is None else organisation_id(organisation),
            activity_type,
            list(instants),
        ),
    )


def read_windows(value: list[dict[str, Any]]) -> list[Window]:
    """Return the windows of a result or of evidence."""
    return [
        (
            date.fromisoformat(window["window_start"]),
            date.fromisoformat(window["window_end"]),
            window["activity_count"],
        )
        for window in value
    ]


def set_live(connection: psycopg.Connection, value: str) -> None:
    """Turn the live evaluation on or off."""
    connection.execute(
        "UPDATE momentum.settings SET value = %s WHERE name = 'live_badges'", (value,)
    )


def reconcile(connection: psycopg.Connection, *arguments: str) -> tuple[Any, ...]:
    """Run reconcile_badges and return its row."""
    row = connection.execute(
        "SELECT scanned, reevaluated, awarded, awarded_share, alerted"
        f" FROM momentum.reconcile_badges({', '.join(['%s'] * len(arguments))})".encode(),
        arguments,
    ).fetchone()
    assert row is not None
    return row


def awards(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    """Return user, badge and source of all awards."""
    return connection.execute(
        "SELECT user_id, badge_id, source FROM momentum.badge_awards ORDER BY 1, 2"
    ).fetchall()


def reviews(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    """Return user, badge, activity and reason of all reviews."""
    return connection.execute(
        "SELECT user_id, badge_id, activity_id, reason FROM momentum.award_reviews ORDER BY 1, 2, 3"
    ).fetchall()
