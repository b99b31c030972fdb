"""What is stored and answered does not depend on the settings of the session that asks."""

from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.realtime.scores import days_up_to, insert_scores
from tests.stored import insert_users
from tests.support import pin_clock

SETTINGS = {
    "TimeZone": "Pacific/Kiritimati",
    "DateStyle": "SQL, DMY",
    "IntervalStyle": "sql_standard",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "quote_all_identifiers": "on",
    "standard_conforming_strings": "off",
}
ANSWERS = """
    SELECT momentum.get_realtime_momentum_state(u.id)::text,
        momentum.get_realtime_interventions(u.id)::text,
        momentum.get_realtime_notifications(u.id)::text,
        momentum.subscribe_to_momentum_channels(u.id)::text
    FROM auth.users AS u
    ORDER BY u.id
"""
RECORDED = """
    SELECT rule_name, trigger_reason, scheduled_date, window_start AT TIME ZONE 'UTC', NULL
    FROM momentum.coach_interventions
    UNION ALL
    SELECT rule_name, title, day, window_start AT TIME ZONE 'UTC', ordinal
    FROM momentum.momentum_notifications
    ORDER BY 1, 2
"""
ANNOUNCED = (
    "SELECT event_type, (payload - 'intervention_id' - 'notification_id')::text"
    " FROM momentum.realtime_inbox ORDER BY 1, 2"
)
EVALUATE = "SELECT momentum.evaluate_interventions()"


@pytest.fixture
def users(db: psycopg.Connection) -> list[UUID]:
    pin_clock(db, "2026-11-21 11:10:30.5+00")
    users = insert_users(db, 3)
    db.execute("UPDATE auth.users SET created_at = '2026-01-01Z'")
    for user_id, states in zip(users, ("RNN", "RRRR", "NSNSN"), strict=True):
        insert_scores(db, user_id, days_up_to(date(2026, 11, 20), states))
    db.execute("DELETE FROM momentum.realtime_inbox")
    return users


def read(db: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    # as text: psycopg reads dates of one style alone
    wrapped = f"SELECT q::text FROM ({query}) AS q"
    return db.execute((query if "::text" in query else wrapped).encode()).fetchall()


def change_settings(db: psycopg.Connection) -> None:
    for name, value in SETTINGS.items():
        db.execute("SELECT pg_catalog.set_config(%s, %s, true)", (name, value))


@pytest.mark.usefixtures("users")
def test_answers(db: psycopg.Connection) -> None:
    db.execute(EVALUATE.encode())
    wanted = read(db, ANSWERS)
    assert "2026-11-21T11:10:30.5+00:00" in wanted[0][0]
    with db.transaction():
        change_settings(db)
        assert read(db, ANSWERS) == wanted


@pytest.mark.usefixtures("users")
def test_what_an_evaluation_records_and_announces(db: psycopg.Connection) -> None:
    def evaluate(changed: bool) -> list[list[tuple[Any, ...]]]:
        with db.transaction(force_rollback=True):
            if changed:
                change_settings(db)
            db.execute(EVALUATE.encode())
            db.execute("RESET ALL")
            return [read(db, RECORDED), read(db, ANNOUNCED)]

    recorded, announced = wanted = evaluate(changed=False)
    assert "NeedsCare on 2 days in a row, up to 2026-11-20" in str(recorded)
    assert len(recorded) == len(announced) == 6
    assert evaluate(changed=True) == wanted


def test_what_is_accepted_and_refused(db: psycopg.Connection, users: list[UUID]) -> None:
    key = f"momentum:breakdown:{users[0]}:2026-11-20"
    acknowledge = "SELECT momentum.acknowledge_cache_invalidation(%s, %s)"
    with db.transaction(force_rollback=True):
        change_settings(db)
        assert db.execute(acknowledge, (users[0], key)).fetchone() == (True,)
        db.execute("UPDATE momentum.intervention_rules SET title = 'Hello', threshold = threshold")
        with pytest.raises(psycopg.Error, match="types_are_named"):
            db.execute("UPDATE momentum.intervention_rules SET intervention_type = E'\\t'")


def test_thirty_days_have_720_hours(db: psycopg.Connection) -> None:
    """Also where clocks were put back in the meantime."""
    pin_clock(db, "2026-11-21 12:00+00")
    db.execute("SET TimeZone = 'America/New_York'")
    db.execute(
        "INSERT INTO momentum.realtime_event_metrics (event_type, channel_name, created_at)"
        " VALUES ('old', 'a', '2026-10-22 11:30Z'), ('kept', 'a', '2026-10-22 12:00Z')"
    )
    assert db.execute("SELECT momentum.cleanup_realtime_metrics()").fetchone() == (1,)
