"""Put what a model describes into a database, and read back what the database has stored."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.model import Event, Score, TypeCount, Version

ROWS = """
    SELECT user_id, score_date, raw_score, normalized_score, final_score, momentum_state,
        event_count, breakdown
    FROM momentum.daily_engagement_scores
    WHERE %(users)s::uuid[] IS NULL OR user_id = ANY (%(users)s)
    ORDER BY user_id, score_date
"""


def load_version(
    connection: psycopg.Connection,
    name: str,
    version: Version,
    effective_from: date | str | None = None,
) -> None:
    """Store a score version through the public function."""
    connection.execute(
        "SELECT momentum.load_score_version(%s, %s, %s)",
        (name, version.weights_object(), effective_from),
    )


def insert_users(
    connection: psycopg.Connection, count: int, created_at: str = "2024-01-01"
) -> list[UUID]:
    """Insert users with the ids 1, 2, 3, ..., so that a test does the same thing every time."""
    users = [UUID(int=number) for number in range(1, count + 1)]
    connection.execute(
        "INSERT INTO auth.users (id, created_at) "
        "SELECT u.id, %s::timestamp AT TIME ZONE 'UTC' FROM unnest(%s::uuid[]) AS u (id)",
        (created_at, users),
    )
    return users


def insert_events(connection: psycopg.Connection, user_id: UUID, events: Iterable[Event]) -> None:
    """Insert the events of a user, deleted ones and those with a pillar of their own included."""
    rows = [
        (uuid4(), user_id, e.pillar, e.event_type, e.event_ts, e.event_ts if e.deleted else None)
        for e in events
    ]
    if rows:
        connection.execute(
            "INSERT INTO momentum.momentum_events"
            " (id, user_id, pillar_id, event_type, event_ts, deleted_at)"
            " SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[],"
            " %s::timestamptz[], %s::timestamptz[])",
            [list(column) for column in zip(*rows, strict=True)],
        )


def calculate(
    connection: psycopg.Connection, user_id: UUID, day: date | str, version: str | None = None
) -> Score:
    """Score one day of one user and return the row that the function returns."""
    row = connection.execute(
        "SELECT raw_score, normalized_score, final_score, momentum_state, event_count, breakdown"
        " FROM momentum.calculate_score(%s, %s, %s)",
        (user_id, day, version),
    ).fetchone()
    assert row is not None
    return score_of(row)


def stored_rows(
    connection: psycopg.Connection, users: Sequence[UUID] | None = None
) -> dict[UUID, dict[date, Score]]:
    """Return the stored rows of these users, or of all, by user and day."""
    rows: dict[UUID, dict[date, Score]] = {user_id: {} for user_id in users or ()}
    parameters = {"users": None if users is None else list(users)}
    for user_id, day, *values in connection.execute(ROWS, parameters):
        rows.setdefault(user_id, {})[day] = score_of(values)
    return rows


def score_of(values: Sequence[Any]) -> Score:
    """Return the model's row for the columns of a stored one."""
    raw, normalized, final, state, count, breakdown = values
    types = {
        name: TypeCount(each["count"], each["counted"], Decimal(str(each["points"])))
        for name, each in breakdown["events"].items()
    }
    return Score(raw, normalized, final, state, count, types)
