"""Figures of a database, for people and for Prometheus: cheap, however many events there are.

No table that grows with events or activities is counted; sizes are the server's, numbers of their
rows its estimates. Members of ``service_role`` may ask for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pgmomentum.database import Connection, transaction


@dataclass(frozen=True)
class ScoredDay:
    """How many of a UTC day's active users have a row for it; the share is 1 only if all have."""

    score_date: date
    scored: int
    active_users: int
    share: float | None


@dataclass(frozen=True)
class Queue:
    """How much waits in a queue, and since when: of what, and for how long, the oldest does."""

    name: str
    entries: int
    oldest_at: datetime | None
    oldest_seconds: float


@dataclass(frozen=True)
class TableSize:
    """A table, or a partition of one: bytes with its indexes, and about how many rows."""

    name: str
    partition_of: str | None
    size_bytes: int
    rows: int


@dataclass(frozen=True)
class JobRun:
    """The last run of a job, which may be under way, and when it last succeeded."""

    job: str
    status: str
    started_at: datetime
    seconds: float | None
    rows_done: int | None
    error: str | None
    succeeded_at: datetime | None


_DAYS = """
SELECT day.score_date, counted.scored, counted.active
FROM (
    SELECT momentum._today() - number AS score_date
    FROM pg_catalog.generate_series(%s::integer, %s::integer) AS number
) AS day
CROSS JOIN LATERAL (
    SELECT count(s.user_id) AS scored, count(*) AS active
    FROM momentum.active_users(day.score_date) AS u
    LEFT JOIN momentum.daily_engagement_scores AS s
        ON s.user_id = u.user_id AND s.score_date = day.score_date
) AS counted
ORDER BY day.score_date DESC
"""
_QUEUES = """
SELECT
    q.name,
    q.entries,
    extract(epoch FROM q.oldest_at)::float8,
    greatest(COALESCE(extract(epoch FROM momentum.clock() - q.oldest_at), 0), 0)::float8
FROM (
    SELECT 'rescore_queue' AS name, count(*) AS entries, min(created_at) AS oldest_at
    FROM momentum.rescore_queue
    UNION ALL
    SELECT 'summary_queue', count(*), min(created_at) FROM momentum.summary_queue
    UNION ALL
    SELECT 'badge_queue', count(*), min(created_at) FROM momentum.badge_queue
    UNION ALL
    SELECT 'realtime_inbox', count(*), min(created_at) FROM momentum.realtime_inbox
) AS q
"""
_JOBS = """
SELECT
    j.name,
    CASE WHEN j.running_since IS NULL THEN j.last_status ELSE 'running' END,
    COALESCE(j.running_since, j.last_started_at),
    CASE WHEN j.running_since IS NULL THEN j.last_seconds END,
    CASE WHEN j.running_since IS NULL THEN j.last_rows ELSE j.running_done END,
    CASE WHEN j.running_since IS NULL THEN j.last_error END,
    j.succeeded_at
FROM momentum._list_jobs() AS j
WHERE j.enabled AND COALESCE(j.running_since, j.last_started_at) IS NOT NULL
ORDER BY j.name
"""
_TABLES = """
SELECT
    c.relname,
    parent.relname,
    pg_catalog.pg_total_relation_size(c.oid),
    CASE c.relkind WHEN 'r' THEN greatest(c.reltuples, 0)::bigint ELSE 0 END
FROM pg_catalog.pg_class AS c
LEFT JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
LEFT JOIN pg_catalog.pg_class AS parent ON parent.oid = i.inhparent
WHERE c.relnamespace = pg_catalog.to_regnamespace('momentum') AND c.relkind IN ('r', 'p')
ORDER BY c.relname
"""


def scored_days(connection: Connection, newest: int, oldest: int) -> list[ScoredDay]:
    """Return a span of UTC days, the newest first; 0 is today, 1 yesterday."""
    rows = connection.execute(_DAYS, (newest, oldest)).fetchall()
    return [
        ScoredDay(day, scored, active, scored / active if active else None)
        for day, scored, active in rows
    ]


def queues(connection: Connection) -> list[Queue]:
    """Return what waits to be worked off, and in the inbox what waits for its position."""
    return [
        Queue(
            name,
            entries,
            None if oldest is None else datetime.fromtimestamp(oldest, UTC),
            seconds,
        )
        for name, entries, oldest, seconds in connection.execute(_QUEUES)
    ]


def tables(connection: Connection) -> list[TableSize]:
    """Return all tables and their partitions; the size of a table is without its partitions."""
    return [TableSize(*row) for row in connection.execute(_TABLES)]


def whole_tables(sizes: list[TableSize]) -> list[TableSize]:
    """Return the tables with what their partitions have, the largest first."""
    whole = [
        TableSize(
            table.name,
            None,
            sum(part.size_bytes for part in sizes if table.name in (part.name, part.partition_of)),
            sum(part.rows for part in sizes if table.name in (part.name, part.partition_of)),
        )
        for table in sizes
        if table.partition_of is None
    ]
    return sorted(whole, key=lambda table: (-table.size_bytes, table.name))


def notification_queue_usage(connection: Connection) -> float:
    """Return how full the server's queue of messages is, 0 to 1."""
    row = connection.execute("SELECT pg_catalog.pg_notification_queue_usage()").fetchone()
    assert row is not None
    return float(row[0])


def last_job_runs(connection: Connection) -> list[JobRun]:
    """Return the last run of each enabled job that ever ran."""
    with transaction(connection):
        return [JobRun(*row) for row in connection.execute(_JOBS)]
