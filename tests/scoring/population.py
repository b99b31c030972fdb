"""A handful of users over a few days, a leap day among them, and how to look at their rows."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import psycopg

from tests.model import V2, Event, Score, score
from tests.stored import insert_events, insert_users

FIRST = date(2024, 2, 27)
LAST = date(2024, 3, 2)
SPAN = [FIRST + timedelta(number) for number in range((LAST - FIRST).days + 1)]

RECALCULATE = "CALL momentum.recalculate_scores(%s, %s, NULL, %s, %s)"
BACKFILL = "CALL momentum.backfill_empty_days(%s, %s, %s, %s)"

#: What is stored, and what changes whenever a row is written, even with the same values.
RowVersions = dict[tuple[UUID, date], str]


def populate(connection: psycopg.Connection, count: int = 10) -> dict[UUID, list[Event]]:
    """Insert users with different events on different days; return their events."""
    happened: dict[UUID, list[Event]] = {}
    for number, user_id in enumerate(insert_users(connection, count)):
        busy = [day for day in SPAN if (day.toordinal() * 7 + number * 5) % 3]
        types = list(V2.weights)[: number % 4]
        noon = [datetime.combine(day, time(12), UTC) for day in busy]
        happened[user_id] = [Event(name, instant) for instant in noon for name in types]
        insert_events(connection, user_id, happened[user_id])
    return happened


def scored_in_order(
    happened: dict[UUID, list[Event]], stored: dict[UUID, dict[date, Score]] | None = None
) -> dict[UUID, dict[date, Score]]:
    """Return the rows that the model gives for the whole span; those already stored stay."""
    rows: dict[UUID, dict[date, Score]] = {}
    for user_id, events in happened.items():
        rows[user_id] = dict((stored or {}).get(user_id, {}))
        for day in SPAN:
            if day not in rows[user_id]:
                rows[user_id][day] = score(V2, day, events, rows[user_id])
    return rows


def row_versions(connection: psycopg.Connection) -> RowVersions:
    """Return the stored rows with the transaction that wrote each."""
    rows = connection.execute(
        "SELECT user_id, score_date, xmin::text FROM momentum.daily_engagement_scores"
    )
    return {(user_id, day): transaction for user_id, day, transaction in rows}


def count_rows(connection: psycopg.Connection) -> int:
    """Return how many rows are stored, as far as this connection can see."""
    return len(row_versions(connection))


def failures(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """Return what is logged: operation, day, users and SQLSTATE, in the order of logging."""
    return connection.execute(
        "SELECT operation, score_date, user_ids, error_code"
        " FROM momentum.scoring_failures ORDER BY id"
    ).fetchall()


def forget_scores(connection: psycopg.Connection) -> None:
    """Remove every stored row."""
    connection.execute("DELETE FROM momentum.daily_engagement_scores")
