"""What is said of notifications and badges: through real connections."""

import psycopg
import pytest

from tests.realtime.announced import ONE, TIMESTAMP, TODAY, TWO, Heard, World, insert
from tests.realtime.records import (
    AWARD,
    BADGE,
    HARBOUR,
    ID,
    INTERVENTION,
    LONG,
    NOTIFICATION,
    SCENARIO,
    assert_told,
)
from tests.realtime.stream import set_setting
from tests.support import as_role


@pytest.fixture
def world(db: psycopg.Connection, world: World) -> World:
    db.execute("INSERT INTO momentum.organisations (id, name) VALUES (%s, 'Harbour')", (HARBOUR,))
    db.execute(
        "INSERT INTO momentum.badge_definitions"
        " (id, organisation_id, name, criteria_type, required) VALUES (%s, %s, 'Ten', 'count', 10)",
        (BADGE, HARBOUR),
    )
    world.hear()
    return world


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


def test_a_badge_that_is_earned(db: psycopg.Connection, world: World) -> None:
    """The trigger announces, on behalf of who inserts an activity."""
    with as_role(db, "service_role"):
        db.execute(
            "INSERT INTO momentum.activities"
            " (user_id, organisation_id, activity_type, completed_at)"
            " SELECT %s, %s, 'session', '2026-11-21 10:00Z' FROM generate_series(1, 10)",
            (ONE, HARBOUR),
        )
    assert_told(world.hear(), f"notifications:{ONE}")


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


def test_a_user_who_goes_takes_everything_along(db: psycopg.Connection, world: World) -> None:
    """Whoever deletes the account, with the right to do that and no other."""
    db.execute(INTERVENTION, (ONE, ID, HARBOUR))
    db.execute(NOTIFICATION, (ONE, ID, "Four good days"))
    db.execute(SCENARIO, (ONE, ID, 50, True))
    db.execute(AWARD, (ONE, BADGE, HARBOUR, True))
    insert(db, (ONE, TODAY, 50, "Steady"))
    world.hear()
    with db.transaction(force_rollback=True):
        db.execute(
            "CREATE ROLE account_admin; GRANT USAGE ON SCHEMA auth TO account_admin;"
            "GRANT SELECT, DELETE ON auth.users TO account_admin;"
            "CREATE POLICY account_admin ON auth.users TO account_admin USING (true);"
            "SET LOCAL ROLE account_admin"
        )
        assert db.execute("DELETE FROM auth.users WHERE id = %s", (ONE,)).rowcount == 1
        db.execute("RESET ROLE")
        assert db.execute("SELECT FROM momentum.realtime_inbox").fetchall() == []
        assert db.execute("SELECT FROM momentum.badge_awards").fetchall() == []
    db.execute("DELETE FROM auth.users")
    assert world.hear() == Heard()
