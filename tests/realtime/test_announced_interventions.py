"""What is said of interventions: through real connections."""

from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.realtime.announced import ONE, THREE, TIMESTAMP, TWO, Heard, World
from tests.realtime.records import (
    HARBOUR,
    ID,
    INTERVENTION,
    LONG,
    assert_told,
)
from tests.support import as_role


@pytest.fixture
def world(db: psycopg.Connection, world: World) -> World:
    db.execute("INSERT INTO momentum.organisations (id, name) VALUES (%s, 'Harbour')", (HARBOUR,))
    world.hear()
    return world


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


def test_an_intervention_that_is_deleted_is_told(db: psycopg.Connection, world: World) -> None:
    db.execute(INTERVENTION, (ONE, ID, None))
    world.hear()
    db.execute("DELETE FROM momentum.coach_interventions")
    heard = world.hear()
    assert_told(heard, f"interventions:{ONE}", "interventions:coaches")
    (payload,) = heard.payloads
    assert (payload["status"], payload["previous_status"]) == ("deleted", "scheduled")


def test_an_intervention_that_goes_to_somebody_else(db: psycopg.Connection, world: World) -> None:
    db.execute(INTERVENTION, (ONE, ID, None))
    world.hear()
    db.execute("UPDATE momentum.coach_interventions SET user_id = %s", (TWO,))
    told = {
        (payload["user_id"], payload["event_type"], payload["status"])
        for payload in world.hear().payloads
    }
    assert told == {
        (str(ONE), "intervention_updated", "deleted"),
        (str(TWO), "intervention_created", "scheduled"),
    }


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
