"""Notifications, badges and interventions, a row each, and how they are announced."""

from typing import Any
from uuid import UUID

from tests.realtime.announced import TIMESTAMP, Heard

HARBOUR = UUID(int=0xA)
ID = UUID(int=0xB)
BADGE = UUID(int=0xC)

INTERVENTION = """
INSERT INTO momentum.coach_interventions (
    user_id, id, organisation_id, intervention_type, trigger_reason, scheduled_date
)
VALUES (%s, %s, %s, 'call', 'Two days in a row', '2026-11-22')
"""
NOTIFICATION = """
INSERT INTO momentum.momentum_notifications (user_id, id, notification_type, title, message)
VALUES (%s, %s, 'celebration', 'Well done', %s)
"""
SCENARIO = """
INSERT INTO momentum.scenario_notifications (
    user_id, id, scenario_type, milestone_year, milestone_value, announced, payload
)
VALUES (
    %s, %s, 'milestone', 2026, %s, %s,
    '{"message": {"title": "Fifty", "message": "Fifty sessions"}}'
)
"""
AWARD = """
INSERT INTO momentum.badge_awards (
    user_id, badge_id, organisation_id, awarded_at, earned_at, source, announced
)
VALUES (%s, %s, %s, '2026-11-21', '2026-11-21', 'trigger', %s)
"""
LONG = "é" * 20000


def assert_told(heard: Heard, *channels: str) -> dict[str, Any]:
    """One event, on these channels; return its payload."""
    (event,) = heard.events
    payload: dict[str, Any] = event["payload"]
    assert heard == Heard({channel: [payload] for channel in channels}, [], 1, [event])
    assert payload["timestamp"] == TIMESTAMP
    return payload
