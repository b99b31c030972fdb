"""A database with rows in every table, and all that it answers, to be compared with a copy."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from pgmomentum import demo, demo_realtime, demo_scenarios, partitions
from pgmomentum.cli.demo import record
from pgmomentum.resources import find
from tests.privileges.samples import BADGE, ORGANISATION, SAMPLES, USER
from tests.realtime.stream import announce
from tests.support import pin_clock

FIRST, LAST = date(2026, 9, 7), date(2026, 11, 20)
TABLES = """
SELECT c.oid::regclass::text, c.relname
FROM pg_catalog.pg_class AS c
WHERE
    c.relnamespace = 'momentum'::regnamespace
    AND c.relkind IN ('r', 'p')
    AND NOT c.relispartition
ORDER BY 1
"""
#: Each gives rows that are the same in a copy.
QUESTIONS = (
    "SELECT id, created_at FROM auth.users ORDER BY id",
    "SELECT s.user_id, s.score_date, momentum.explain_score(s.user_id, s.score_date)"
    " FROM momentum.daily_engagement_scores AS s WHERE s.score_date >= '2026-11-08' ORDER BY 1, 2",
    "SELECT u.id, momentum.get_realtime_momentum_state(u.id),"
    " momentum.get_realtime_interventions(u.id), momentum.get_realtime_notifications(u.id)"
    " FROM auth.users AS u ORDER BY u.id",
    "SELECT * FROM momentum.evaluate_streaks('day', 3) ORDER BY user_id",
    "SELECT u.id, momentum.longest_streak(u.id, 'week')::text FROM auth.users AS u ORDER BY u.id",
    "SELECT w.user_id, w.badge_id, momentum.explain_badge(w.user_id, w.badge_id)"
    " FROM momentum.badge_awards AS w ORDER BY 1, 2",
    "SELECT * FROM momentum.verify_annual_summary() ORDER BY 1, 2",
    "SELECT * FROM momentum.audit_badge_isolation() ORDER BY 1, 2",
    f"SELECT * FROM momentum.missing_score_days('{FIRST}', '{LAST}') ORDER BY 1",
    "SELECT momentum.preview_scores('v2', '2026-11-18', '2026-11-18')::text ORDER BY 1",
)


def populate(connection: psycopg.Connection) -> str:
    """Fill every table: the demo's population, what waits in queues, and samples of the rest.

    Return the id of an event of the outbox; some have come after it.
    """
    pin_clock(connection, "2026-11-21T09:00:00Z")
    weights = (find().sql / "scoring" / "event_weights_v2.json").read_text(encoding="utf-8")
    connection.execute("SELECT momentum.load_score_version('later', %s, '2026-11-10')", (weights,))
    chosen = demo.plan(connection, 15, (LAST - FIRST).days + 1, 1, LAST)
    demo.run(connection, chosen, lambda *_: None)
    demo_scenarios.add_organisations(connection, chosen)
    connection.execute(
        "SELECT momentum.define_badge(o.id, 'Often', 'streak', 3, 'day')"
        " FROM momentum.organisations AS o"
    )
    record(connection, chosen)
    demo_realtime.evaluate(connection, chosen)
    row = connection.execute(
        "SELECT momentum.realtime_events_since(NULL, 'now') ->> 'last_event_id'"
    ).fetchone()
    assert row is not None
    users = [person.user_id for person in chosen.persons]
    connection.execute(
        "SELECT momentum.record_event(%s, 'chat_message', '2026-11-15 10:00+00')", (users[0],)
    )
    announce(connection, users[0], 1)
    connection.execute(
        "INSERT INTO momentum.organisations (id, name) VALUES (%s, 'Sample')", (ORGANISATION,)
    )
    connection.execute(
        "INSERT INTO momentum.badge_definitions"
        " (id, organisation_id, name, criteria_type, required) VALUES (%s, %s, 'One', 'count', 1)",
        (BADGE, ORGANISATION),
    )
    fill_empty_tables(connection, users[0])
    partitions.maintain(connection)
    position: str = row[0]
    return position


def fill_empty_tables(connection: psycopg.Connection, user_id: UUID) -> None:
    """Put a row of a user into each table that has none."""
    for table in empty_tables(connection):
        sample = SAMPLES[table]
        insertion = sql.SQL("INSERT INTO momentum.{} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, sample)),
            sql.SQL(", ").join([sql.Placeholder()] * len(sample)),
        )
        values = [user_id if value is USER else value for value in sample.values()]
        connection.execute(insertion, values)


def empty_tables(connection: psycopg.Connection) -> list[str]:
    """Return the names of the tables without rows."""
    return [
        name
        for table, name in connection.execute(TABLES).fetchall()
        if connection.execute(f"SELECT FROM {table} LIMIT 1".encode()).fetchone() is None
    ]


def rows(connection: psycopg.Connection) -> dict[str, list[Any]]:
    """Return the rows of every table."""
    return {
        name: connection.execute(
            f"SELECT to_jsonb(t) FROM {table} AS t ORDER BY 1".encode()
        ).fetchall()
        for table, name in connection.execute(TABLES).fetchall()
    }


def answers(connection: psycopg.Connection) -> dict[str, list[Any]]:
    """Return what the functions answer."""
    return {question: connection.execute(question.encode()).fetchall() for question in QUESTIONS}
