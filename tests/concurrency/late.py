"""Users whose days are scored, and events that come late."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg

from tests.stored import insert_users
from tests.truth import INSERT, drain

TODAY = date(2024, 3, 1)
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
DAYS = [TODAY - timedelta(days=back) for back in (3, 2, 1, 0)]
DRAIN = "SELECT momentum.drain_rescore_queue()"


def scored_users(connection: psycopg.Connection, number: int) -> list[UUID]:
    """Insert users with a row on each of the days, none of them queued."""
    users = insert_users(connection, number)
    connection.execute(
        "INSERT INTO momentum.momentum_events (user_id, event_type, event_ts)"
        " SELECT u.id, 'chat_message', day + interval '12 hours'"
        " FROM unnest(%s::uuid[]) AS u (id), unnest(%s::timestamptz[]) AS day",
        (users, [datetime.combine(day, datetime.min.time(), UTC) for day in DAYS]),
    )
    for day in DAYS:
        connection.execute("SELECT momentum.calculate_scores(%s)", (day,))
    drain(connection)
    return users


def make_late(connection: psycopg.Connection, *users: UUID) -> None:
    """Insert an event of yesterday for each user, which queues them."""
    for user_id in users:
        connection.execute(INSERT, (user_id, YESTERDAY))
