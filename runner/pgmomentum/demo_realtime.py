"""The demo's live updates: interventions of the last day, and what the outbox has to replay."""

from __future__ import annotations

import uuid
from typing import Any

from psycopg.rows import dict_row

from pgmomentum.database import Connection
from pgmomentum.demo import Plan

_EVALUATE = """
SELECT rule_name, evaluated_users, interventions, notifications
FROM momentum.evaluate_interventions(p_user_ids => %s)
"""
#: Gives positions to what was announced, and reads nothing: no event has that id.
_SEQUENCE = "SELECT momentum.realtime_events_since(NULL, 'now', 1)"
#: The nil user is everyone.
_OUTBOX = """
SELECT
    e.event_type,
    count(*) AS events,
    (
        array_agg(
            pg_catalog.jsonb_build_object(
                'user_id', NULLIF(e.user_id, '00000000-0000-0000-0000-000000000000'),
                'payload', e.payload,
                'created_at', e.created_at
            )
            ORDER BY e.position DESC
        )
    )[1] AS newest
FROM momentum.realtime_events AS e
WHERE e.user_id = ANY (%s::uuid[] || '00000000-0000-0000-0000-000000000000'::uuid)
GROUP BY e.event_type
ORDER BY e.event_type
"""


def evaluate(connection: Connection, chosen: Plan) -> list[dict[str, Any]]:
    """Evaluate the rules of interventions for yesterday; return what each of them has made."""
    cursor = connection.cursor(row_factory=dict_row)
    return cursor.execute(_EVALUATE, (_users(chosen),)).fetchall()


def outbox(connection: Connection, chosen: Plan) -> list[dict[str, Any]]:
    """How many events of the demo's users the outbox has of each type, and the newest one."""
    connection.execute(_SEQUENCE)
    cursor = connection.cursor(row_factory=dict_row)
    return cursor.execute(_OUTBOX, (_users(chosen),)).fetchall()


def _users(chosen: Plan) -> list[uuid.UUID]:
    return [person.user_id for person in chosen.persons]
