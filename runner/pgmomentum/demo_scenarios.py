"""The demo's scenarios: two organisations, a made-up population's sessions, and its milestones."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from psycopg.rows import dict_row

from pgmomentum.database import Connection
from pgmomentum.demo import Plan
from pgmomentum.population import ORGANISATIONS, Session, sessions_of

_BATCH = 5_000

_ADD_ORGANISATION = """
INSERT INTO momentum.organisations (id, name) VALUES (%s, %s) ON CONFLICT (id) DO NOTHING
"""
_ADD_THRESHOLDS = """
INSERT INTO momentum.scenario_configs (organisation_id, scenario_type, thresholds)
VALUES (%s, 'milestone', %s)
ON CONFLICT (organisation_id, scenario_type) DO NOTHING
"""
_ADD_MEMBERS = """
INSERT INTO momentum.memberships (user_id, organisation_id, joined_at)
SELECT m.user_id, m.organisation_id, u.created_at
FROM unnest(%s::uuid[], %s::uuid[]) AS m (user_id, organisation_id)
JOIN auth.users AS u ON u.id = m.user_id
WHERE m.organisation_id IS NOT NULL
ON CONFLICT (user_id, organisation_id) DO NOTHING
"""
_ADD_SESSIONS = """
INSERT INTO momentum.activities (id, user_id, organisation_id, activity_type, completed_at)
SELECT s.id, s.user_id, s.organisation_id, 'session', s.completed_at
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[])
    AS s (id, user_id, organisation_id, completed_at)
ON CONFLICT (user_id, id) DO NOTHING
"""
_EVALUATE = "SELECT count(*) FROM momentum.evaluate_milestones(%s, %s::uuid[])"
_REACHED = """
SELECT DISTINCT ON (n.milestone_year, o.name, n.milestone_value)
    n.milestone_year AS year,
    o.name AS organisation,
    n.milestone_value AS milestone,
    count(*) OVER (PARTITION BY n.milestone_year, o.name, n.milestone_value) AS users,
    n.user_id,
    (n.payload ->> 'session_count')::integer AS sessions
FROM momentum.scenario_notifications AS n
LEFT JOIN momentum.organisations AS o ON o.id = n.organisation_id
WHERE n.scenario_type = 'milestone' AND n.user_id = ANY (%s)
ORDER BY n.milestone_year, o.name, n.milestone_value, n.user_id
"""


@dataclass(frozen=True)
class Evaluation:
    """Milestones that a run of the scenario recorded, and the seconds it took."""

    recorded: int
    seconds: float


def add_organisations(connection: Connection, chosen: Plan) -> None:
    """Record the organisations and their members, where not there."""
    for organisation_id, (name, thresholds) in ORGANISATIONS.items():
        connection.execute(_ADD_ORGANISATION, (organisation_id, name))
        if thresholds is not None:
            connection.execute(_ADD_THRESHOLDS, (organisation_id, thresholds))
    connection.execute(
        _ADD_MEMBERS,
        (
            [person.user_id for person in chosen.persons],
            [person.organisation_id for person in chosen.persons],
        ),
    )


def add_sessions(connection: Connection, chosen: Plan) -> int:
    """Record the sessions of all days, where not there; return how many there are."""
    sessions = (
        session
        for person in chosen.persons
        for session in sessions_of(person, chosen.days[person.joined_after_days :], chosen.seed)
    )
    sent = 0
    while batch := list(itertools.islice(sessions, _BATCH)):
        sent += len(batch)
        _send(connection, batch)
    return sent


def _send(connection: Connection, batch: list[Session]) -> None:
    connection.execute(
        _ADD_SESSIONS,
        (
            [session.session_id for session in batch],
            [session.user_id for session in batch],
            [session.organisation_id for session in batch],
            [session.completed_at for session in batch],
        ),
    )


def evaluate(connection: Connection, chosen: Plan) -> Evaluation:
    """Record the milestones of the span's years, as of the end of each year or of the last day."""
    users = [person.user_id for person in chosen.persons]
    started = time.monotonic()
    recorded = 0
    for year in range(chosen.first.year, chosen.last.year + 1):
        last = min(chosen.last, chosen.last.replace(year=year, month=12, day=31))
        midnight = datetime.combine(last, clock_time(), UTC)
        row = connection.execute(
            _EVALUATE, (midnight + timedelta(days=1, microseconds=-1), users)
        ).fetchone()
        recorded += row[0] if row else 0
    return Evaluation(recorded, time.monotonic() - started)


def reached(connection: Connection, chosen: Plan) -> list[dict[str, Any]]:
    """How many users reached which milestone, by year and organisation, and one of them."""
    cursor = connection.cursor(row_factory=dict_row)
    return cursor.execute(_REACHED, ([person.user_id for person in chosen.persons],)).fetchall()
