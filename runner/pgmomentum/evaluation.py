"""Evaluates a scenario, badges or interventions, and returns what this has recorded."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg.rows import dict_row

from pgmomentum.database import Connection, transaction

#: The run's figures in every row, and a notification in each; one row without one for none.
_EVALUATE = """
SELECT
    (e.run).evaluated_at, (e.run).evaluated_users, (e.run).triggered, (e.run).skipped,
    pg_catalog.to_jsonb(n),
    (SELECT o.name FROM momentum.organisations AS o WHERE o.id = n.organisation_id)
FROM momentum._evaluate(%s, %s::timestamptz, %s::uuid[], %s::uuid) AS e
LEFT JOIN LATERAL pg_catalog.unnest(e.recorded) AS n ON true
LIMIT %s
"""

_EVALUATE_BADGES = """
SELECT pg_catalog.to_jsonb(w), b.name
FROM momentum.evaluate_badges(
    %s, %s, COALESCE(%s::timestamptz, momentum.clock())
) AS w
JOIN momentum.badge_definitions AS b ON b.id = w.badge_id
ORDER BY w.earned_at, b.name
"""
_RECONCILE_BADGES = """
SELECT r.*, i.until, pg_catalog.ltrim(i.span::text, '@ ') AS span
FROM (
    SELECT COALESCE(%s::timestamptz, momentum.clock()) AS until, %s::interval AS span
) AS i
CROSS JOIN LATERAL momentum.reconcile_badges(i.span, i.until) AS r
"""
_EVALUATE_INTERVENTIONS = """
SELECT e.*
FROM momentum.evaluate_interventions(
    COALESCE(%s::date, momentum._today() - 1), %s::uuid[]
) AS e
"""


class Notification(NamedTuple):
    """A row of scenario_notifications, and the name of its organisation."""

    row: dict[str, Any]
    organisation: str | None


@dataclass(frozen=True)
class Run:
    """A run's figures, and the notifications that it recorded, or the first of them."""

    scenario_type: str
    evaluated_at: datetime
    evaluated_users: int
    triggered: int
    skipped: int
    dry_run: bool
    notifications: list[Notification]


def evaluate(
    connection: Connection,
    scenario_type: str,
    now: datetime | None,
    users: Sequence[uuid.UUID],
    organisation: uuid.UUID | None,
    dry_run: bool,
    limit: int | None,
) -> Run:
    """Evaluate a scenario, for everyone unless users are named; a dry run is rolled back.

    Returns at most ``limit`` notifications; times are in UTC.
    """
    with transaction(connection, dry_run=dry_run):
        rows = connection.execute(
            _EVALUATE, (scenario_type, now, list(users) or None, organisation, limit)
        ).fetchall()
    evaluated_at, evaluated_users, triggered, skipped, *_ = rows[0]
    return Run(
        scenario_type=scenario_type,
        evaluated_at=evaluated_at,
        evaluated_users=evaluated_users,
        triggered=triggered,
        skipped=skipped,
        dry_run=dry_run,
        notifications=[Notification(row, name) for *_, row, name in rows if row is not None],
    )


def evaluate_badges(
    connection: Connection,
    now: datetime | None,
    user: uuid.UUID,
    organisation: uuid.UUID,
    dry_run: bool,
) -> list[tuple[dict[str, Any], str]]:
    """Award what a user has earned in an organisation; a dry run is rolled back.

    Returns the awards, each with the name of its badge; times are in UTC.
    """
    with transaction(connection, dry_run=dry_run):
        return connection.execute(_EVALUATE_BADGES, (user, organisation, now)).fetchall()


def reconcile_badges(
    connection: Connection, now: datetime | None, since: str, dry_run: bool
) -> dict[str, Any]:
    """Evaluate the activities of a span whose badges were not; a dry run is rolled back.

    Returns the row of ``momentum.reconcile_badges``, with the ``span`` as the server understood it,
    and its end as ``until``.
    """
    with transaction(connection, dry_run=dry_run):
        connection.execute("SET LOCAL IntervalStyle = 'postgres_verbose'")
        row = (
            connection.cursor(row_factory=dict_row)
            .execute(_RECONCILE_BADGES, (now, since))
            .fetchone()
        )
    assert row is not None
    return row


def evaluate_interventions(
    connection: Connection, day: date | None, users: Sequence[uuid.UUID], dry_run: bool
) -> list[dict[str, Any]]:
    """Apply the rules of interventions to a day (default yesterday); a dry run is rolled back.

    Returns the rows of ``momentum.evaluate_interventions``, one per rule.
    """
    with transaction(connection, dry_run=dry_run):
        return (
            connection.cursor(row_factory=dict_row)
            .execute(_EVALUATE_INTERVENTIONS, (day, list(users) or None))
            .fetchall()
        )
