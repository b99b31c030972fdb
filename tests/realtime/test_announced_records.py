"""What is said of notifications, badges and interventions: through real connections."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.realtime.announced import ONE, THREE, TIMESTAMP, TWO, Heard, World
from tests.realtime.stream import set_setting
from tests.support import as_role

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
VALUES (%s, %s, 'milestone', 2026, %s, %s, '{"message": {"title": "Fifty", "message": "Fifty sessions"}}')
"""
AWARD = """
INSERT INTO momentum.badge_awards (
    user_id, badge_id, organisation_id, awarded_at, earned_at, source, announced
)
VALUES (%s, %s, %s, '2026-11-21', '2026-11-21', 'trigger', %s)
"""
LONG = "é" * 20000


@pytest.fixture
def world(db: psycopg.Connection, database: str) -> Iterator[World]:
    world = World(db, database)
    db.execute("INSERT INTO momentum.organisations (id, name) VALUES (%s, 'Harbour')", (HARBOUR,))
    db.execute(
        "INSERT INTO momentum.badge_definitions"
        " (id, organisation_id, name, criteria_type, required) VALUES (%s, %s, 'Ten', 'count', 10)",
        (BADGE, HARBOUR),
    )
    world.hear()
    yield world
    world.close()


def assert_told(heard: Heard, *channels: str) -> dict[str, Any]:
    """One event, on these channels; return its payload."""
    (event,) = heard.events
    payload: dict[str, Any] = event["payload"]
    assert heard == Heard({channel: [payload] for channel in channels}, [], 1, [event])
    assert payload["timestamp"] == TIMESTAMP
    return payload


def test_a_notification(db: psycopg.Connection, world: World) -> None:
    db.execute(NOTIFICATION, (ONE, ID, "Four good days"))
    payload = assert_told(world.hear(), f"notifications:{ONE}")
    assert payload == {
        "event_type": "push_notification",
        "notification_id": str(ID),
        "user_id": str(ONE),
        "notification_type": "celebration",
        "title": "Well done",
        "message": "Four good days",
        "timestamp": TIMESTAMP,
    }


def test_notifications_are_told_when_they_come(db: psycopg.Connection, world: World) -> None:
    db.execute(NOTIFICATION, (ONE, ID, "Four good days"))
    world.hear()
    with as_role(db, "authenticated", ONE):
        db.execute("SELECT momentum.mark_notification_read(%s)", (ID,))
    db.execute("UPDATE momentum.momentum_notifications SET title = 'Hm'")
    db.execute("DELETE FROM momentum.momentum_notifications")
    assert world.hear() == Heard()


def test_one_of_20000_characters(db: psycopg.Connection, world: World) -> None:
    db.execute(NOTIFICATION, (ONE, ID, LONG))
    heard = world.hear()
    (event,) = heard.events
    assert event["payload"]["message"] == LONG
    assert heard.channels == {
        f"notifications:{ONE}": [
            {
                "event_type": "push_notification",
                "notification_id": str(ID),
                "user_id": str(ONE),
                "timestamp": TIMESTAMP,
                "truncated": True,
            }
        ]
    }


def test_an_intervention_for_20000_characters_of_reasons(
    db: psycopg.Connection, world: World
) -> None:
    db.execute(INTERVENTION, (ONE, ID, None))
    world.hear()
    db.execute("UPDATE momentum.coach_interventions SET trigger_reason = %s", (LONG,))
    heard = world.hear()
    assert heard.payloads[0]["trigger_reason"] == LONG
    sent = heard.channels["interventions:coaches"][0]
    assert (sent["intervention_id"], sent["user_id"]) == (str(ID), str(ONE))
    assert (sent["event_type"], sent["truncated"]) == ("intervention_updated", True)


def test_a_scenario_that_fired(db: psycopg.Connection, world: World) -> None:
    db.execute(SCENARIO, (ONE, ID, 50, True))
    payload = assert_told(world.hear(), f"notifications:{ONE}")
    assert payload["event_type"] == "scenario_notification"
    assert payload["notification_id"] == str(ID)
    assert payload["scenario_type"] == "milestone"
    assert (payload["title"], payload["message"]) == ("Fifty", "Fifty sessions")


def test_scenarios_that_are_no_news(db: psycopg.Connection, world: World) -> None:
    db.execute(SCENARIO, (ONE, ID, 50, False))
    assert world.hear() == Heard()
    db.execute(SCENARIO, (ONE, TWO, 100, True))
    world.hear()
    db.execute("UPDATE momentum.scenario_notifications SET dispatched_at = now(), read_at = now()")
    db.execute("DELETE FROM momentum.scenario_notifications")
    assert world.hear() == Heard()


def test_a_milestone_that_is_found(db: psycopg.Connection, world: World) -> None:
    """The message of the configuration that holds reaches the user."""
    db.execute(
        "UPDATE momentum.scenario_configs SET message = %s WHERE scenario_type = 'milestone'",
        ('{"title": "Well done", "message": "Fifty sessions"}',),
    )
    db.execute(
        "INSERT INTO momentum.activities (user_id, activity_type, completed_at)"
        " SELECT %s, 'session', '2026-11-20 10:00Z' FROM generate_series(1, 50)",
        (ONE,),
    )
    with as_role(db, "service_role"):
        db.execute("SELECT momentum.evaluate_milestones()")
    payload = assert_told(world.hear(), f"notifications:{ONE}")
    assert (payload["title"], payload["message"]) == ("Well done", "Fifty sessions")
    assert payload["payload"]["session_count"] == 50
    with as_role(db, "service_role"):
        db.execute("SELECT momentum.evaluate_milestones()")
    assert world.hear() == Heard()


def test_a_badge(db: psycopg.Connection, world: World) -> None:
    db.execute(AWARD, (ONE, BADGE, HARBOUR, True))
    payload = assert_told(world.hear(), f"notifications:{ONE}")
    assert payload["event_type"] == "badge_awarded"
    assert (payload["badge_id"], payload["user_id"]) == (str(BADGE), str(ONE))
    assert payload["organisation_id"] == str(HARBOUR)
    assert "Ten" in payload["title"] + payload["message"]


def test_a_badge_that_is_no_news(db: psycopg.Connection, world: World) -> None:
    db.execute(AWARD, (ONE, BADGE, HARBOUR, False))
    db.execute("UPDATE momentum.badge_awards SET evidence = '{}', updated_at = now()")
    db.execute("DELETE FROM momentum.badge_awards")
    assert world.hear() == Heard()


def test_a_badge_that_is_given_back(db: psycopg.Connection, world: World) -> None:
    """Who awards it again says whether that is announced, as with a first award."""
    award = "SELECT momentum.award_badge(%s, %s, 'By hand', %s)"
    db.execute(award, (ONE, BADGE, True))
    assert_told(world.hear(), f"notifications:{ONE}")
    db.execute(award, (ONE, BADGE, True))
    assert world.hear() == Heard()
    db.execute("SELECT momentum.revoke_badge(%s, %s, 'A mistake')", (ONE, BADGE))
    assert world.hear() == Heard()
    db.execute(award, (ONE, BADGE, True))
    assert assert_told(world.hear(), f"notifications:{ONE}")["badge_id"] == str(BADGE)
    db.execute("SELECT momentum.revoke_badge(%s, %s, 'A mistake')", (ONE, BADGE))
    db.execute(award, (ONE, BADGE, False))
    assert world.hear() == Heard()


def test_a_badge_earned_by_a_user(db: psycopg.Connection, world: World) -> None:
    """Whose insert sets off the triggers, as the service that may not write awards."""
    with as_role(db, "service_role"):
        db.execute(
            "INSERT INTO momentum.activities"
            " (user_id, organisation_id, activity_type, completed_at)"
            " SELECT %s, %s, 'session', '2026-11-21 10:00Z' FROM generate_series(1, 10)",
            (ONE, HARBOUR),
        )
    assert_told(world.hear(), f"notifications:{ONE}")


def intervention(kind: str, previous: str | None, **changed: object) -> dict[str, Any]:
    """Return the payload of the intervention."""
    payload: dict[str, Any] = {
        "event_type": f"intervention_{kind}",
        "intervention_id": str(ID),
        "user_id": str(ONE),
        "intervention_type": "call",
        "status": "scheduled",
        "trigger_reason": "Two days in a row",
        "scheduled_date": "2026-11-22",
        "timestamp": TIMESTAMP,
        **changed,
    }
    return {
        **payload,
        "previous_status": previous,
        "status_changed": previous != payload["status"],
    }


@pytest.mark.parametrize("organisation", [HARBOUR, None])
def test_an_intervention(db: psycopg.Connection, world: World, organisation: UUID | None) -> None:
    db.execute(INTERVENTION, (ONE, ID, organisation))
    payload = assert_told(world.hear(), f"interventions:{ONE}", "interventions:coaches")
    payload.pop("organisation_id", None)
    assert payload == intervention("created", None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "in_progress"),
        ("status", "cancelled"),
        ("intervention_type", "letter"),
        ("trigger_reason", "Asked for it"),
        ("scheduled_date", "2026-12-01"),
    ],
)
def test_an_intervention_that_changes(
    db: psycopg.Connection, world: World, column: str, value: str
) -> None:
    db.execute(INTERVENTION, (ONE, ID, None))
    db.execute(INTERVENTION, (TWO, TWO, None))
    world.hear()
    db.execute(
        f"UPDATE momentum.coach_interventions SET {column} = %s WHERE user_id = %s".encode(),
        (value, ONE),
    )
    payload = assert_told(world.hear(), f"interventions:{ONE}", "interventions:coaches")
    payload.pop("organisation_id", None)
    assert payload == intervention("updated", "scheduled", **{column: value})


def test_an_intervention_that_goes_to_another_organisation(
    db: psycopg.Connection, world: World
) -> None:
    """Other coaches are to see it from now on."""
    db.execute(INTERVENTION, (ONE, ID, None))
    world.hear()
    db.execute("UPDATE momentum.coach_interventions SET organisation_id = %s", (HARBOUR,))
    assert_told(world.hear(), f"interventions:{ONE}", "interventions:coaches")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE momentum.coach_interventions SET status = status",
        "UPDATE momentum.coach_interventions SET updated_at = updated_at + interval '1 hour'",
        "DELETE FROM momentum.coach_interventions",
        "DELETE FROM auth.users",
    ],
)
def test_interventions_that_say_nothing(
    db: psycopg.Connection, world: World, statement: str
) -> None:
    db.execute(INTERVENTION, (ONE, ID, None))
    world.hear()
    db.execute(statement.encode())
    assert world.hear() == Heard()


def test_an_evaluation_tells_the_user_and_the_coaches(db: psycopg.Connection, world: World) -> None:
    db.execute(
        "INSERT INTO momentum.daily_engagement_scores (user_id, score_date, raw_score,"
        " normalized_score, final_score, momentum_state, breakdown, event_count,"
        " algorithm_version) SELECT %s, d.day::date, 0, 0, 10, 'NeedsCare', '{}', 1, 'v2'"
        " FROM generate_series('2026-11-19'::timestamp, '2026-11-20', '1 day') AS d (day)",
        (THREE,),
    )
    world.hear()
    with as_role(db, "service_role"):
        db.execute("SELECT momentum.evaluate_interventions()")
    heard = world.hear()
    assert sorted(heard.channels) == [
        f"interventions:{THREE}",
        "interventions:coaches",
        f"notifications:{THREE}",
    ]
    assert sorted(event["event_type"] for event in heard.events) == [
        "intervention_created",
        "push_notification",
    ]
    with as_role(db, "service_role"):
        db.execute("SELECT momentum.evaluate_interventions()")
    assert world.hear() == Heard()


@pytest.mark.parametrize(("mode", "bells"), [("doorbell", 1), ("deferred", 0)])
def test_other_modes(db: psycopg.Connection, world: World, mode: str, bells: int) -> None:
    set_setting(db, "notify_mode", mode)
    with db.transaction():
        db.execute(INTERVENTION, (ONE, ID, HARBOUR))
        db.execute(NOTIFICATION, (ONE, ID, "Four good days"))
        db.execute(SCENARIO, (ONE, ID, 50, True))
        db.execute(AWARD, (ONE, BADGE, HARBOUR, True))
    heard = world.hear()
    assert (heard.channels, heard.keys, heard.bells) == ({}, [], bells)
    assert [event["event_type"] for event in heard.events] == [
        "intervention_created",
        "push_notification",
        "scenario_notification",
        "badge_awarded",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [("TimeZone", "America/St_Johns"), ("DateStyle", "German, DMY"), ("search_path", "momentum")],
)
def test_the_settings_of_a_session_do_not_matter(
    db: psycopg.Connection, world: World, name: str, value: str
) -> None:
    db.execute("SELECT set_config(%s, %s, false)", (name, value))
    db.execute(INTERVENTION, (ONE, ID, HARBOUR))
    db.execute("UPDATE momentum.coach_interventions SET status = 'completed'")
    db.execute(NOTIFICATION, (ONE, ID, "Four good days"))
    db.execute(SCENARIO, (ONE, ID, 50, True))
    db.execute(AWARD, (ONE, BADGE, HARBOUR, True))
    db.execute("RESET ALL")
    heard = world.hear()
    assert len(heard.payloads) == 5
    for payload in heard.payloads[:2]:
        assert payload["scheduled_date"] == "2026-11-22"
    for payload in heard.payloads:
        assert payload["timestamp"] == TIMESTAMP
    award = heard.payloads[4]
    assert award.get("awarded_at", "2026-11-21T00:00:00").startswith("2026-11-2")
