"""The demo's badges: defined before the made-up sessions come, which then earn them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from pgmomentum.database import Connection
from pgmomentum.demo import Plan
from pgmomentum.population import BADGES, ORGANISATIONS

_DEFINE = """
SELECT momentum.define_badge(
    p_organisation_id => %(organisation)s,
    p_name => %(name)s,
    p_criteria_type => %(type)s,
    p_required => %(required)s,
    p_window_unit => %(unit)s,
    p_open_window_grace => %(unit)s::text IS NOT NULL
)
WHERE NOT EXISTS (
    SELECT
    FROM momentum.badge_definitions AS b
    WHERE b.organisation_id = %(organisation)s AND b.name = %(name)s
)
"""
_AWARD_MISSING = """
SELECT COALESCE(sum(momentum.award_retroactively(b.id)), 0)::bigint
FROM momentum.badge_definitions AS b
WHERE b.organisation_id = ANY (%s) AND b.active
"""
_COUNT = """
SELECT count(*) FROM momentum.badge_awards WHERE user_id = ANY (%s) AND organisation_id = ANY (%s)
"""
_AWARDED = """
SELECT
    o.name AS organisation,
    pg_catalog.to_jsonb(b) AS badge,
    count(w.user_id) AS users,
    (array_agg(pg_catalog.to_jsonb(w) ORDER BY w.earned_at DESC, w.user_id))[1] AS example
FROM momentum.badge_definitions AS b
JOIN momentum.organisations AS o ON o.id = b.organisation_id
LEFT JOIN momentum.badge_awards AS w
    ON w.badge_id = b.id AND w.user_id = ANY (%s) AND w.revoked_at IS NULL
WHERE o.id = ANY (%s)
GROUP BY o.name, b.id
ORDER BY o.name, b.name
"""
_NOT_YET = """
SELECT s.user_id, b.id
FROM momentum.badge_definitions AS b
CROSS JOIN LATERAL momentum.evaluate_streaks(
    b.window_unit, b.required, b.activity_types, b.organisation_id, b.open_window_grace
) AS s
WHERE
    b.criteria_type = 'streak'
    AND b.organisation_id = ANY (%s)
    AND s.user_id = ANY (%s)
    AND s.current_value > 0
    AND NOT EXISTS (
        SELECT
        FROM momentum.badge_awards AS w
        WHERE w.user_id = s.user_id AND w.badge_id = b.id
    )
ORDER BY s.current_value DESC, s.user_id
LIMIT 1
"""


def define(connection: Connection) -> None:
    """Define the badges of the demo's organisations, where they are not there."""
    for organisation_id, (organisation, _) in ORGANISATIONS.items():
        for name, criteria_type, required, unit in BADGES[organisation]:
            connection.execute(
                _DEFINE,
                {
                    "organisation": organisation_id,
                    "name": name,
                    "type": criteria_type,
                    "required": required,
                    "unit": unit,
                },
            )


def award_missing(connection: Connection) -> int:
    """Award what was earned by sessions that were there before the badges; return how many."""
    return _number(connection, _AWARD_MISSING, list(ORGANISATIONS))


def count(connection: Connection, chosen: Plan) -> int:
    """How many awards the population has."""
    users = [person.user_id for person in chosen.persons]
    return _number(connection, _COUNT, users, list(ORGANISATIONS))


def _number(connection: Connection, query: str, *parameters: object) -> int:
    row = connection.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return int(row[0])


def awarded(connection: Connection, chosen: Plan) -> list[dict[str, Any]]:
    """Each badge, its organisation, how many of the population have it, and one award."""
    users = [person.user_id for person in chosen.persons]
    cursor = connection.cursor(row_factory=dict_row)
    return cursor.execute(_AWARDED, (users, list(ORGANISATIONS))).fetchall()


def not_yet(connection: Connection, chosen: Plan) -> tuple[UUID, UUID] | None:
    """Whoever is on the longest streak without the badge for it, and that badge; their ids."""
    users = [person.user_id for person in chosen.persons]
    return connection.execute(_NOT_YET, (list(ORGANISATIONS), users)).fetchone()
